"""Profiles written for mentors of the category data-science, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Data Scientist, power grid",
        headline="From survey to evidence: sampling, bias, and saying “we do not know”.",
        story=(
            "I forecast how much electricity a country will want at a quarter past six. I have been wrong by a "
            "power station once, and since then I show intervals."
        ),
        bring="The question in one sentence, and what you will do if the answer is no.",
        poor_choice="Large language models. I read the papers like everybody else.",
    ),
    Profile(
        role="Machine Learning Engineer, satellite images",
        headline="Models are easy; labels are where the bodies are buried.",
        story=(
            "I count trees from space. Two of my five years went into agreeing with foresters about what a tree "
            "is, and those were the two that mattered."
        ),
        bring="A hundred examples, labelled by two people who have not talked to each other.",
        poor_choice="Competitions and leaderboards. They optimise for the wrong sleep.",
    ),
    Profile(
        role="Lead Data Scientist, public health",
        headline="Getting into data science without a doctorate, from a nurse who did.",
        story=(
            "I worked in intensive care before I worked in Python. I still think in beds, and it makes me ask "
            "better questions than most of my models deserve."
        ),
        bring="A small project you finished, rather than a large one you began.",
        poor_choice="Deep learning research positions. I'd send you to someone else.",
    ),
    Profile(
        role="Statistician, clinical trials",
        headline="Plan the analysis before you see the data. Yes, even you.",
        story=(
            "I have spent twenty-two years telling hopeful people that their effect may be noise. Some still "
            "send Christmas cards; one trial of mine changed what your doctor prescribes."
        ),
        bring="Your protocol, or three lines about what you would measure and in whom.",
        poor_choice="Real-time systems. I think in years.",
    ),
    Profile(
        role="Applied Scientist, recommendation systems",
        headline="Recommending less: ranking for people who want to leave happy.",
        story=(
            "I ranked videos until I no longer liked what won. Now I rank library books, where the goal is that "
            "you close the page and read."
        ),
        bring="Your objective function, and what a bored clever teenager would do to it.",
        poor_choice="Anything that has to maximise time on site.",
    ),
    Profile(
        role="Data Scientist, football and small leagues",
        headline="Small data, loud opinions: statistics in rooms that do not want any.",
        story=(
            "I advise clubs whose budget is my old salary. The coach knows more than the model nine times out of "
            "ten, and the tenth pays my rent."
        ),
        bring="A claim that everybody around you believes. We test it.",
        poor_choice="Betting. Please do not ask.",
    ),
    Profile(
        role="Freelance forecaster, supply chains",
        headline="Forecasts for bread, vaccines and other things that do not keep.",
        story=(
            "I work on things that spoil, which concentrates the mind. A forecast that nobody orders by is "
            "literature, so I start in the bakery at three in the morning."
        ),
        bring="Two years of history and the name of the person who overrides the system.",
        poor_choice="Finance and prices. Those things know that you are watching.",
    ),
)
