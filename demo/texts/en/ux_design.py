"""Profiles written for mentors of the category ux-design, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Head of Design, public sector",
        headline="Forms are where citizens meet the state. Make it a good meeting.",
        story=(
            "I went from an agency with a slide to a ministry with a basement. Our housing benefit form went "
            "from twenty-two pages to six; one of the deleted questions was about horses."
        ),
        bring="A form, on paper if possible, and someone who has just filled it in.",
        poor_choice="Landing pages, motion and anything that should “pop”.",
    ),
    Profile(
        role="Product Designer, design systems",
        headline="Forty buttons walk into an audit. How to leave with three.",
        story=(
            "I have built three design systems and buried one. They fail for reasons that have little to do with "
            "components and much to do with who may say no."
        ),
        bring="Screenshots of every button you own. Yes, all of them.",
        poor_choice="Branding. I am colour-blind, which is useful for everything else I do.",
    ),
    Profile(
        role="Interaction Designer, museums",
        headline="Designing for people who stand, hold a child, and have eleven minutes.",
        story=(
            "My screens are touched by a hundred thousand hands a year, many of them sticky. I test in the "
            "gallery at ten in the morning with school classes, the most honest people alive."
        ),
        bring="A prototype that can be broken, and permission to break it.",
        poor_choice="Portfolio polish; I believe in stories more than in grids.",
    ),
    Profile(
        role="Accessibility Designer, banking",
        headline="I use a screen reader. I can tell you what your page sounds like.",
        story=(
            "I have been blind since I was nineteen and a designer since I was twenty-six, which puzzles only "
            "those who think design is decoration. I have made two banks audible."
        ),
        bring="A link, and a task. I will do it aloud, and you will listen.",
        poor_choice="Visual critique, for obvious reasons. I know excellent people for that.",
    ),
    Profile(
        role="UX Writer, travel insurance",
        headline="Every error message is a conversation at a bad moment.",
        story=(
            "I write the sentences that people read when their suitcase is in Lisbon and they are not. I have "
            "removed the word “unfortunately” from 340 screens."
        ),
        bring="Your five most frequent errors, with the number of people who see each.",
        poor_choice="Slogans. I cannot be brief about nothing.",
    ),
    Profile(
        role="Senior Designer, changed over from architecture",
        headline="Portfolio advice from someone who threw two of them away.",
        story=(
            "I drew stairwells for eight years before I drew screens. Both are about people who are on their way "
            "somewhere else and should not have to think about you."
        ),
        bring="Two projects: the one you are proud of, and the one that taught you something.",
        poor_choice="Illustration and drawing skills. I trace.",
    ),
    Profile(
        role="Design Lead, cargo ports",
        headline="Dense screens for experts: when white space is an insult.",
        story=(
            "My users look at one screen for twelve hours and know every pixel. They taught me that simple is "
            "not few, and that a moved button can cost a ship its tide."
        ),
        bring="An expert of yours, or a recording of one at work.",
        poor_choice="First-use experiences. My users have been there for twenty years.",
    ),
)
