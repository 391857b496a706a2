"""Profiles written for mentors of the category engineering, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Principal Engineer, payments",
        headline="Reliability is a social problem that happens to have logs.",
        story=(
            "I have been on call for money since 2009. The worst outage of my life was a daylight saving bug on "
            "a Sunday in March; the best thing about it was the document we wrote afterwards."
        ),
        bring="A postmortem, even an unfinished one. Especially an unfinished one.",
        poor_choice="Front-end frameworks. I stopped counting and then I stopped following.",
    ),
    Profile(
        role="Staff Engineer turned engineering manager",
        headline="Moving from code to people without losing your hands.",
        story=(
            "After fourteen years of compilers I took over a team of six, and for three months rewrote their "
            "code at night. They told me. We are still friends, and I now write only tests."
        ),
        bring="The calendar of an ordinary week and the pull request you wish you had not reviewed.",
        poor_choice="Anyone who wants to be told that managing is a promotion. It is another trade.",
    ),
    Profile(
        role="Embedded Engineer, agricultural machines",
        headline="Software for things that weigh four tons and must stop when told.",
        story=(
            "I write firmware for harvesters, in fields without reception, for people who repair things with "
            "wire. It has made me suspicious of updates and very fond of logs that fit on a receipt."
        ),
        bring="The data sheet, your error budget, and a guess about what happens when the power goes.",
        poor_choice="Cloud architecture. My largest cluster has two microcontrollers.",
    ),
    Profile(
        role="Backend Engineer and open-source maintainer",
        headline="Your first open-source patch, and how not to burn out by the hundredth.",
        story=(
            "I have maintained a small parsing library for eleven years. It is in more phones than I can "
            "imagine, and it has taught me to write refusals that people thank me for."
        ),
        bring="An issue you would like to fix, or the inbox you no longer dare to open.",
        poor_choice="Getting rich with open source. I have a mug.",
    ),
    Profile(
        role="Engineering Lead, telemedicine",
        headline="Legacy code is a letter from colleagues. Let's read it together.",
        story=(
            "I joined a clinic system written in 1998 and shipped its replacement one screen at a time, without "
            "a single day of closed doors. The last old screen went dark in spring; the nurses brought cake."
        ),
        bring="The file that everybody is afraid of, and whatever is left of its history.",
        poor_choice="Rewrites from scratch. I will try to talk you out of it, and you will be cross.",
    ),
    Profile(
        role="Senior Mobile Engineer, public transport",
        headline="Apps for bad phones, old thumbs and tunnels.",
        story=(
            "My app is used by two million people, half of them under ground. I measure in bytes and seconds, "
            "test on a phone with a cracked screen, and answer the reviews myself on Fridays."
        ),
        bring="Your app on the oldest phone you can borrow.",
        poor_choice="Game development and anything that wants sixty frames a second.",
    ),
    Profile(
        role="Self-taught developer, logistics start-up",
        headline="You can change trades at thirty-eight. Here is what it costs and what it pays.",
        story=(
            "I drove lorries for twelve years and learned to program in lay-bys. My first code review had "
            "seventy-one comments; I printed it, and it hangs in the hallway."
        ),
        bring="What you built, however ugly, and the hours you honestly have each week.",
        poor_choice="Computer science theory for exams. I still look up the notation.",
    ),
)
