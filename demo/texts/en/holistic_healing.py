"""Profiles written for mentors of the category holistic-healing, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Naturopathic practitioner",
        headline="Sleep, food, light, walking: the dull things first.",
        story=(
            "I see people who have tried everything except the dull things. I work beside doctors, never instead "
            "of them, and keep a list of when I send people back."
        ),
        bring="What you eat, when you sleep, and what your doctor says.",
        poor_choice="Anyone who wants to stop a medicine. That is not my decision, nor yours alone.",
    ),
    Profile(
        role="Herbalist and pharmacist",
        headline="Plants are chemistry with leaves. Respect them accordingly.",
        story=(
            "I stood behind a pharmacy counter for two decades and in a herb garden for three. I know the "
            "interactions, and I am the one who tells you that the tea is only tea."
        ),
        bring="Everything you take, in a bag, held up to the camera.",
        poor_choice="Cures. I deal in comfort and caution.",
    ),
    Profile(
        role="Osteopath, dancers and warehouse workers",
        headline="Backs have biographies. Tell me yours.",
        story=(
            "Half of my patients lift boxes and half lift each other. I can show you over a call what to ask "
            "for, what to try on the floor tonight, and when to see someone at once."
        ),
        bring="Two square metres of floor and someone to hold the camera.",
        poor_choice="Hands-on treatment. The internet is not good at it yet.",
    ),
    Profile(
        role="Art therapist, refugee centre",
        headline="You do not have to be good at it. That is the whole idea.",
        story=(
            "I paint with people who have left more behind than I can imagine. We do not interpret; we hang the "
            "pictures up and have lunch beneath them."
        ),
        bring="Paper, two colours, twenty minutes in which nobody calls.",
        poor_choice="Art school portfolios. I am no judge.",
    ),
    Profile(
        role="Founder of a small healing practice",
        headline="A practice that heals people and still pays the rent.",
        story=(
            "I opened three rooms above a bakery in 2011 and have made every mistake with insurance, prices and "
            "no-shows. I like to help others open theirs, with fewer."
        ),
        bring="Your prices, and the face you make when you say them.",
        poor_choice="Franchises and wellness resorts.",
    ),
    Profile(
        role="Acupuncturist and medical interpreter",
        headline="Between two medicines: how to ask good questions of both.",
        story=(
            "I trained in one tradition and interpreted for the other, and most of what I have seen go wrong was "
            "language. I help people prepare for appointments that matter."
        ),
        bring="Three questions you did not dare to ask last time.",
        poor_choice="Second opinions on scans; I interpret words only.",
    ),
    Profile(
        role="Music therapist, dementia care",
        headline="The song is still there when the name is gone.",
        story=(
            "I play the accordion in nursing homes, badly and loud enough. I teach carers and families how to "
            "use what remains, which is nearly always rhythm."
        ),
        bring="A song that your mother liked.",
        poor_choice="Stage fright and conservatoire auditions.",
    ),
)
