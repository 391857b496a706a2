"""Profiles written for mentors of the category data-analytics, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Analytics Lead, city administration",
        headline="One honest chart beats a wall of dashboards.",
        story=(
            "I count bicycles, complaints and bins for a city of a million. The mayor gets one page a month; it "
            "took me three years to make it that short."
        ),
        bring="A chart that started an argument.",
        poor_choice="Tools. I do not mind which one you have, and won't help you choose.",
    ),
    Profile(
        role="Analytics Engineer, fashion retail",
        headline="Name your tables as if a stranger had to live in them.",
        story=(
            "I found eleven definitions of “customer” in our warehouse and negotiated them down to two, with "
            "biscuits. My tests are boring and my mornings are free."
        ),
        bring="Your three most used tables and the arguments about them.",
        poor_choice="Streaming. Nightly has always been soon enough.",
    ),
    Profile(
        role="Business Analyst, moved over from accounting",
        headline="SQL after thirty-five: slower to start, faster to be useful.",
        story=(
            "I was an accountant who was tired of exports. I learned SQL on the train, forty minutes each way, "
            "and within a year people came to me before they went to IT."
        ),
        bring="A spreadsheet you maintain by hand and secretly hate.",
        poor_choice="Machine learning. A sum is enough surprisingly often.",
    ),
    Profile(
        role="Product Analyst, mobile games",
        headline="Measure the fun, not only the money. And know when you cannot.",
        story=(
            "I have watched thirty million players do things we had not planned. Half of analytics is working "
            "out which logs are lying, the other half is telling someone gently."
        ),
        bring="The event list, and a question about it that nobody has answered.",
        poor_choice="Marketing attribution. I do not believe in it, and I have tried.",
    ),
    Profile(
        role="Data journalist, regional newspaper",
        headline="Find the story in the spreadsheet, then check whether it is one.",
        story=(
            "I got our county’s school transport figures by asking politely forty times. The story changed a bus "
            "route; there is a photograph of the stop above my desk."
        ),
        bring="The data set, where it came from, and who would be embarrassed.",
        poor_choice="Corporate reporting, where the conclusion comes first.",
    ),
    Profile(
        role="Head of Insights, cinemas",
        headline="Analysts who are asked before the decision, not after it.",
        story=(
            "My team used to decorate decisions. We now open each meeting with what we do not know, and it "
            "turned out that people find this restful."
        ),
        bring="The last three requests in your inbox, word for word.",
        poor_choice="Job interviews with take-home tasks. I refuse them and advise you to.",
    ),
    Profile(
        role="Logistics Analyst, humanitarian aid",
        headline="Clean data from hard places: paper, radio and three alphabets.",
        story=(
            "I have kept stock lists in a flood, in a camp and in a lorry. The system that survives is the one "
            "that a tired person can fill in with a cold hand."
        ),
        bring="A form that is filled in badly. It is the form’s fault.",
        poor_choice="Petabytes. My largest file fits on the stick round my neck.",
    ),
)
