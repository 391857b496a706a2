"""Profiles written for mentors of the category human-resources, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Head of People, logistics group",
        headline="Hiring without heroes: fair, quick, and kind to those you turn down.",
        story=(
            "I have hired some 1,900 people, from forklift drivers to the man who later became my boss. Rejection "
            "letters are my hobby: ours get thank-you notes."
        ),
        bring="The advert as published, and the job as it is.",
        poor_choice="Executive search. I don't have that kind of phone book.",
    ),
    Profile(
        role="Learning and Development Lead, hotels",
        headline="Nobody ever learned to lead from slide forty-one.",
        story=(
            "I replaced a two-day seminar with twelve walks through the hotel with someone experienced. "
            "Complaints fell by a third and nobody misses the buffet."
        ),
        bring="What people should do differently on Monday, in one verb.",
        poor_choice="Certificates. I can tell you how to choose one, and I'd be bored.",
    ),
    Profile(
        role="Compensation Analyst turned HR partner",
        headline="Pay is a text that everybody reads. Let's make it readable.",
        story=(
            "I have rebuilt the pay bands of three companies and published two of them on the intranet, on "
            "purpose. The week after was loud; the years after were calm."
        ),
        bring="Anonymous figures, your bands if there are any, and your most awkward exception.",
        poor_choice="Negotiating your own offer against my colleagues. I will be fair to both of you.",
    ),
    Profile(
        role="HR Generalist, fifty-person companies",
        headline="You are the whole department: payroll at nine, grief at ten.",
        story=(
            "For sixteen years I have been the only HR person in the building, in four buildings. I know which "
            "half of the work can wait, and which half will end up in court."
        ),
        bring="Your list for this week, and the thing that keeps you awake.",
        poor_choice="Organisations with a works council of more than three people; I never had one.",
    ),
    Profile(
        role="Talent Lead, game studio",
        headline="Your CV is a letter to a tired stranger. Write it that way.",
        story=(
            "I have read about forty thousand applications, most of them before the first coffee. I remember "
            "perhaps two hundred, and I can tell you why."
        ),
        bring="The CV, the advert, and the job you'd take if nobody were watching.",
        poor_choice="Academic careers, where everything I know is wrong.",
    ),
    Profile(
        role="Diversity and Inclusion Lead, engineering firm",
        headline="Less bunting in June, more ramps in January.",
        story=(
            "I am an electrical engineer who grew tired of being photographed for brochures. We changed the "
            "shift plan, the tools’ grip sizes and the toilets, and then the figures changed."
        ),
        bring="A number you would like to see move and someone with the power to move it.",
        poor_choice="A one-off workshop. I have given enough of them to know.",
    ),
    Profile(
        role="People Operations, fully remote company",
        headline="Onboarding across eleven time zones without losing anyone on day three.",
        story=(
            "In our company nobody shares an office and most have never met. I write things down, and then I "
            "write down where I wrote them down."
        ),
        bring="The first two weeks of your newest colleague, as they would tell it.",
        poor_choice="Office culture, because I would have to look it up.",
    ),
)
