"""Profiles written for mentors of the category ux-research, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Principal Researcher, parcel logistics",
        headline="Interviews that change roadmaps; research with three people and no lab.",
        story=(
            "I have interviewed couriers in stairwells in nine countries, mostly while walking. My best finding "
            "fits on a postcard and saved us a warehouse."
        ),
        bring="A decision that is about to be made without you.",
        poor_choice="Statistics beyond a confidence interval. I know who to ask.",
    ),
    Profile(
        role="Research Operations Manager, telecoms",
        headline="Building panels, consent and repositories people really use.",
        story=(
            "I found 212 research reports in our company, nine of them about the same button. Now there is one "
            "shelf, one consent form and a Thursday on which anyone may ask."
        ),
        bring="Where your findings go to die. Share the folder.",
        poor_choice="Teaching interview craft. I schedule the people who can.",
    ),
    Profile(
        role="Mixed-methods researcher, elections",
        headline="Surveys that do not lie politely.",
        story=(
            "I have asked people about voting in seven languages and been lied to in all of them. I have learned "
            "to ask about last Tuesday instead of about opinions."
        ),
        bring="The questionnaire before it goes out. Afterwards I can only commiserate.",
        poor_choice="Quick tests of button labels. Ask five people in the canteen.",
    ),
    Profile(
        role="Design Researcher, agriculture",
        headline="Research where there is no signal, no desk and a goat in the picture.",
        story=(
            "Most of my work happens in villages, with interpreters, on foot. The farmers taught me that a pilot "
            "is something one does to people, and to ask what it costs them."
        ),
        bring="Your field plan, and who benefits if you are wrong.",
        poor_choice="Remote unmoderated tools; I've never got on with them.",
    ),
    Profile(
        role="Senior UX Researcher, children’s media",
        headline="Six-year-olds do not do think-aloud. They do much better.",
        story=(
            "I research with children, which means floor cushions, crisps and parents behind glass. A child who "
            "is bored has given you a finding worth more than any rating."
        ),
        bring="A game, a page or a toy, and your worst fear about it.",
        poor_choice="Enterprise software. I would fall asleep before your users do.",
    ),
    Profile(
        role="Researcher turned product strategist",
        headline="They heard the findings and did nothing. Now what?",
        story=(
            "For six years I presented to nodding people. Then I stopped presenting and began to invite them, "
            "two at a time, into kitchens. Everything changed within a quarter."
        ),
        bring="The report that had no effect, and the calendar of those it was for.",
        poor_choice="PhD candidates who need a theory chapter. I left mine unfinished.",
    ),
    Profile(
        role="UX Researcher, ageing and care",
        headline="Slow interviews with people who have time, for teams who do not.",
        story=(
            "My participants are between seventy-four and ninety-eight. They read the terms and conditions, they "
            "ring the hotline, and they notice when you are pretending."
        ),
        bring="Patience, and a phone number people can ring when the link fails.",
        poor_choice="Growth experiments. Nobody I study will be converted.",
    ),
)
