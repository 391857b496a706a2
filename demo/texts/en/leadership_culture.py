"""Profiles written for mentors of the category leadership-culture, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Managing Director, printing works",
        headline="Thirty years of meetings: the few that were needed, and why.",
        story=(
            "I run a family printing works with eighty people, three of whom taught me to tie my shoes. We have "
            "survived the web, the lockdown and my father’s retirement, in ascending order of difficulty."
        ),
        bring="The conflict you have been walking round, in three sentences and without adjectives.",
        poor_choice="Start-ups that want to grow tenfold. I have grown by two per cent a year and slept well.",
    ),
    Profile(
        role="VP Engineering, travel",
        headline="First lead role, first conflict, first budget: let's talk it through.",
        story=(
            "I was made a manager because I complained well. In eight years I have led through a merger, two "
            "rounds of lay-offs and one very good year, and kept notes about all of it."
        ),
        bring="The message you have drafted and not sent.",
        poor_choice="Executive polish. I still say the quiet part aloud.",
    ),
    Profile(
        role="Director, children’s hospital foundation",
        headline="Leading people who could earn more elsewhere, and stay.",
        story=(
            "I lead forty paid staff and six hundred volunteers. You cannot order a volunteer to do anything, "
            "and once you have understood that you'll never order anyone around again."
        ),
        bring="The reason your best person might leave. You know it already.",
        poor_choice="Sales teams and bonus schemes; I have never designed one.",
    ),
    Profile(
        role="Programme Lead, offshore wind",
        headline="Remote teams, real weather: trust when half of you are at sea.",
        story=(
            "My teams work in shifts on platforms, in harbours and at kitchen tables. We found out that trust is "
            "mostly punctuality, and that the handover note is the most important text in the company."
        ),
        bring="Your last handover and a list of who talks to whom.",
        poor_choice="Creative industries where nobody ever has to be on time.",
    ),
    Profile(
        role="Culture and Change Lead, central bank",
        headline="Change in places that were built not to change.",
        story=(
            "I have helped three institutions move, one of them from marble to open plan, which is a story for "
            "the second half of our hour. I believe in small permissions more than in big visions."
        ),
        bring="The sentence people use to end discussions where you work.",
        poor_choice="Anyone who needs it done by the end of the month.",
    ),
    Profile(
        role="Former orchestra manager, now COO in biotech",
        headline="Eighty soloists, one tempo: what rehearsal rooms know about teams.",
        story=(
            "For ten years I got an orchestra onto trains, stages and speaking terms. Laboratories turned out to "
            "be much the same, with colder rooms."
        ),
        bring="Who decides what, as you would draw it on a napkin. The gaps are the interesting part.",
        poor_choice="Startup equity, board politics and anything that needs a tie.",
    ),
    Profile(
        role="Co-director, housing cooperative",
        headline="Power shared is not power lost. But you do need minutes.",
        story=(
            "We run 900 flats by consent, with two directors and no boss. It works better than I feared and "
            "worse than I tell visitors; you will get the second version."
        ),
        bring="A decision that took too long, and everybody who had a say in it.",
        poor_choice="Leaders who have already decided and are looking for the wording.",
    ),
)
