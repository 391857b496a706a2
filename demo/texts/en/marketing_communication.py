"""Profiles written for mentors of the category marketing-communication, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Head of Communications, water utility",
        headline="Nobody thinks of water until it is brown. Crisis work, calmly.",
        story=(
            "I have written to 800,000 households that they should boil their water, four times. Each time the "
            "letter became shorter and the phones quieter."
        ),
        bring="The worst headline you can imagine about yourselves. We write the answer before it happens.",
        poor_choice="Launch campaigns. My best day is one on which nobody mentions us.",
    ),
    Profile(
        role="Brand Strategist, food cooperatives",
        headline="Small brands, honest words, and budgets you can count on your fingers.",
        story=(
            "I help people who make cheese, beer and bread explain why theirs costs more. Half of my work is "
            "finding out that they already said it well, on the telephone, to their mother."
        ),
        bring="The product itself, if it can be held up to a camera.",
        poor_choice="Performance marketing with many zeros. I would only be guessing.",
    ),
    Profile(
        role="Content Lead, software for accountants",
        headline="Write one page that sells for nine years.",
        story=(
            "An article of mine about VAT on vouchers has brought in a quarter of our customers since 2016. I "
            "rewrite it each January, like a garden."
        ),
        bring="The question your support team answers most often.",
        poor_choice="Social media with dances in it.",
    ),
    Profile(
        role="Freelance press officer, science museums",
        headline="How journalists read email: subject, first line, bin. Let's win the first line.",
        story=(
            "I was on the other side for ten years, as the editor of a local science page. I deleted two hundred "
            "releases a day and remember every good one."
        ),
        bring="A release, finished or not, and two names of people who should care.",
        poor_choice="Influencer relations. I know one, she is my niece.",
    ),
    Profile(
        role="Growth Marketer, language learning",
        headline="Growth is mostly repairing what leaks. Bring a bucket.",
        story=(
            "I have run some seven hundred experiments; about fifty won, and eleven of those still win. I keep "
            "the dead ones in a spreadsheet that I am happy to share."
        ),
        bring="Your funnel with real numbers, even the embarrassing step.",
        poor_choice="Products without users yet; there is nothing for me to measure.",
    ),
    Profile(
        role="Community Manager, cycling maps",
        headline="A community is people who would help each other if you went home.",
        story=(
            "I look after 60,000 volunteers who draw cycle paths and argue about kerbs. I have banned nineteen "
            "people in ten years and had tea with three of them since."
        ),
        bring="The thread that went wrong, and who was right in it.",
        poor_choice="Growing an audience from nothing by Friday.",
    ),
    Profile(
        role="Marketing Director, regional theatre",
        headline="Full houses on wet Tuesdays: pricing, posters, patience.",
        story=(
            "I came for one season and stayed for fourteen. We stopped selling plays and started selling "
            "evenings; the average age of our audience fell by eleven years and nobody fell asleep."
        ),
        bring="Your last poster and the figures for the night it failed.",
        poor_choice="Anything that needs a marketing automation suite. We have a very good spreadsheet.",
    ),
)
