"""Profiles written for mentors of the category product-management, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Head of Product, rail ticketing",
        headline="Saying no without losing the room: roadmaps that survive the quarterly review.",
        story=(
            "For nine years I have sold train tickets to people who are already late. I inherited a backlog of "
            "1,400 items, deleted 1,100 of them in one afternoon, and two people noticed."
        ),
        bring="Your roadmap as it really is, with the item you are afraid to remove marked in red.",
        poor_choice="Anyone who wants a framework with a name; I have forgotten most of them on purpose.",
    ),
    Profile(
        role="Product Manager, insurance claims",
        headline="Regulated does not mean slow. It means writing down why.",
        story=(
            "I moved a claims product from yearly releases to weekly ones while two auditors sat next to us. One "
            "of them now sends me holiday cards."
        ),
        bring="The rule you believe forbids your idea. Bring the actual paragraph; it often says something else.",
        poor_choice="Consumer growth. My users do not return weekly and I am glad for them.",
    ),
    Profile(
        role="Group Product Manager, grocery delivery",
        headline="First product job? Let's find out what your team thinks you're for.",
        story=(
            "I came to product from night shifts in a warehouse, and learned discovery by watching pickers hide "
            "notes from the software. I have since hired eleven product managers, most of them not from product."
        ),
        bring="A short account of your last week, by hours. We'll see where the job is hiding.",
        poor_choice="People preparing for interviews at the large technology firms. I have never passed one.",
    ),
    Profile(
        role="Founder and former CPO, school software",
        headline="From zero to the first hundred customers, and the ninety mistakes between.",
        story=(
            "I built software for school timetables, sold it once, bought it back cheaper and sold it again. "
            "Between those dates I did every job badly at least once, including payroll."
        ),
        bring="The last five conversations with people who did not buy.",
        poor_choice="Fundraising beyond a seed round. I have only ever read about it.",
    ),
    Profile(
        role="Staff Product Manager, developer platforms",
        headline="Internal platforms are products whose users cannot leave. Be kind to them.",
        story=(
            "I run the platform that four hundred engineers deploy with. Three years ago they built secret ways "
            "around it; today they file issues, which I count as love."
        ),
        bring="A picture of who depends on you, and what they do when you are on holiday.",
        poor_choice="Visual design feedback, or anything with a checkout.",
    ),
    Profile(
        role="Director of Product, hearing aids",
        headline="Hardware teaches patience: what eighteen-month cycles can tell weekly teams.",
        story=(
            "I have shipped four hearing aids and recalled one. The recall taught me more about decisions, "
            "wording and sleep than all the launches together."
        ),
        bring="A decision you cannot take back, and the date by which you must take it.",
        poor_choice="Pure software teams who want to go faster. You are probably fast enough.",
    ),
    Profile(
        role="Product Operations Lead, marketplaces",
        headline="Metrics that a tired person can act on before lunch.",
        story=(
            "I look after the rituals of thirty product teams, which mostly means abolishing them. Our quarterly "
            "planning went from six weeks to eight days and nobody has asked for the rest back."
        ),
        bring="One dashboard that you are proud of and one that you avoid.",
        poor_choice="Strategy in the grand sense. I fix the pipes under it.",
    ),
)
