"""Profiles written for mentors of the category it-security, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Security Engineer, hospitals",
        headline="The best control is the one a nurse does not notice at four in the morning.",
        story=(
            "I secure wards where seconds matter more than passwords. After watching one handover I threw away "
            "my own policy and started again with badge readers and coffee."
        ),
        bring="One place where people work around you. They are right more often than you think.",
        poor_choice="Offensive work for its own sake. I no longer find it funny.",
    ),
    Profile(
        role="Penetration tester, gone in-house",
        headline="From breaking in to being the one who gets called.",
        story=(
            "I broke into banks for seven years, legally, and wrote reports that nobody read. Now I work inside "
            "one and read reports. I have become humble in both directions."
        ),
        bring="A report you received and did nothing with. No names, please.",
        poor_choice="Help with anything you do not own. I will ask.",
    ),
    Profile(
        role="CISO, mid-sized manufacturer",
        headline="Security for companies where the firewall is a cousin.",
        story=(
            "We were encrypted on a Friday in 2019, all eleven sites. We paid nobody, were back on Wednesday "
            "week, and I have told the story to every trade association that would have me."
        ),
        bring="Your restore test: when, by whom, and how long it took.",
        poor_choice="Very large enterprises. You have people for that, and they have people.",
    ),
    Profile(
        role="Application Security Lead, fintech",
        headline="Developers are not the weakest link. Your backlog of 4,000 findings is.",
        story=(
            "I closed ninety per cent of our findings by deleting the scanners that made them, and then fixed "
            "the rest with the teams. My job is choosing, and saying so aloud."
        ),
        bring="Ten findings, unsorted. We'll sort them and see how you think.",
        poor_choice="Certification cramming. I passed mine and cannot remember a thing.",
    ),
    Profile(
        role="Privacy engineer, mobility",
        headline="Data you do not have cannot leak: building less of it, on purpose.",
        story=(
            "I persuaded a scooter company to forget where everybody had been, after thirty minutes. It took two "
            "years, one very good lawyer and a diagram that I still draw at parties."
        ),
        bring="A data flow, drawn by hand. Boxes and arrows are enough.",
        poor_choice="Legal advice, which I am not allowed to give and would give badly.",
    ),
    Profile(
        role="Incident responder, national research network",
        headline="The first hour: what to touch, what to leave, who to call.",
        story=(
            "I have answered something like six hundred incidents at universities, where nobody is in charge and "
            "everybody has a server. It is the best training there is."
        ),
        bring="The telephone list that you would use tonight. Print it first.",
        poor_choice="Slides for the board. I would make them too honest.",
    ),
    Profile(
        role="Security awareness lead, airline",
        headline="Stop tricking your colleagues. Teach them to ring you.",
        story=(
            "I abolished our phishing tests and put my own number on every badge. Reports rose by a factor of "
            "nine in a year, most of them harmless, some of them very much not."
        ),
        bring="The last thing someone reported, and what they heard back.",
        poor_choice="Anyone who needs a compliance figure by Friday.",
    ),
)
