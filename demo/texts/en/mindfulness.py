"""Profiles written for mentors of the category mindfulness, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Mindfulness teacher and former trader",
        headline="Ten quiet minutes for people who have none.",
        story=(
            "I shouted numbers for a living until my hands shook. A friend made me sit on a kitchen chair and "
            "count to ten; I am still counting, and the shaking has stopped."
        ),
        bring="Whatever you are carrying. You need not unpack it.",
        poor_choice="Anyone who wants to be more productive. It happens, but not if you look.",
    ),
    Profile(
        role="Stress management trainer, ambulance service",
        headline="Breathing is not a miracle. It is a handle.",
        story=(
            "I was a paramedic for seventeen years and now teach crews what to do in the minute after. It is "
            "practical, a little unglamorous, and works in a parked car."
        ),
        bring="A situation that returns. We practise for the next one.",
        poor_choice="Treatment of trauma. I'll help you find someone trained for that.",
    ),
    Profile(
        role="Secular meditation guide, software engineer",
        headline="Meditation for sceptics, by one.",
        story=(
            "I read the studies before I sat down, found half of them poor, and sat down anyway. Twelve years "
            "later I lead a group in a climbing hall on Monday evenings."
        ),
        bring="Doubts. They make good company.",
        poor_choice="Chakras, energy and anything that vibrates.",
    ),
    Profile(
        role="School counsellor",
        headline="Attention is a kindness: quiet practice with teenagers, and their teachers.",
        story=(
            "I teach fourteen-year-olds to notice that they are about to throw something. They are excellent at "
            "it; their teachers need a little longer."
        ),
        bring="A class, a corridor or a child that worries you, without the name.",
        poor_choice="Diagnoses of any kind.",
    ),
    Profile(
        role="Burnout counsellor, once a lawyer",
        headline="I billed 2,600 hours a year and could not say what day it was.",
        story=(
            "It took me eleven months to come back from exhaustion, and I would like it to take you fewer. I "
            "speak about sleep, lists, shame and how to tell one’s boss."
        ),
        bring="Your last normal week, as far as you remember one.",
        poor_choice="Acute crises: please see a doctor first, and me after.",
    ),
    Profile(
        role="Yoga and movement teacher, night-shift nurses",
        headline="For bodies that work while others sleep.",
        story=(
            "I teach in a hospital cellar at half past six in the morning, between two shifts. My longest "
            "exercise lasts four minutes because then the lift comes."
        ),
        bring="Comfortable clothes, a chair, and where it hurts.",
        poor_choice="Handstands.",
    ),
    Profile(
        role="Compassion trainer, hospice volunteer",
        headline="On staying in the room when nothing can be mended.",
        story=(
            "I have sat beside some three hundred people at the end. What they taught me is useful in offices "
            "too: say less, stay longer, bring tea."
        ),
        bring="A conversation you are afraid of.",
        poor_choice="Quick relief. I am slow, and unrepentant.",
    ),
)
