"""Profiles written for mentors of the category finance, in English."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="CFO, family-owned toolmaker",
        headline="Cash flow for people who were told they are not numbers people.",
        story=(
            "I have closed the books 240 times and enjoyed perhaps six of them. What I do enjoy is the moment "
            "when a designer sees that the balance sheet is a drawing."
        ),
        bring="Your bank statements for three months and a pencil.",
        poor_choice="Crypto. My answer is short, and it is no.",
    ),
    Profile(
        role="Freelance financial controller",
        headline="A forecast is a promise with an apology attached.",
        story=(
            "I do the numbers for eleven small companies, two circuses among them. Circuses pay on time; draw "
            "your own conclusion."
        ),
        bring="Last year’s plan next to last year’s reality, without make-up.",
        poor_choice="Taxes for individuals: every country differs and I know only mine.",
    ),
    Profile(
        role="Microfinance portfolio manager",
        headline="Lending small sums well is harder than lending large ones.",
        story=(
            "I have approved about nine thousand loans, the median for the price of two goats. I know what a "
            "good borrower sounds like, and have been wrong in instructive ways."
        ),
        bring="The story of your business as you would tell it to your aunt.",
        poor_choice="Venture capital. I think in harvests, not in exits.",
    ),
    Profile(
        role="Investment analyst, pension fund",
        headline="Explain your model to me. If you cannot, it is not yours.",
        story=(
            "I read annual reports for a living, from the back, where the truth is kept. After nineteen years I "
            "still find footnotes that make me sit up."
        ),
        bring="One company you like and the reason that you would be wrong.",
        poor_choice="Stock tips, day trading, or anything that moves within a week.",
    ),
    Profile(
        role="Finance Lead, charities",
        headline="Restricted funds, tired trustees and a budget that everybody can read.",
        story=(
            "I moved from an investment bank to a food bank and halved everything but the hours. I have since "
            "written accounts for trustees who were afraid of them, and are no longer."
        ),
        bring="Your last set of accounts and a question you were too polite to ask.",
        poor_choice="Fundraising. I count it; others bring it in.",
    ),
    Profile(
        role="Start-up finance partner",
        headline="Runway, pricing and the spreadsheet your investor will open first.",
        story=(
            "I have been the first finance person in five start-ups: two are well, one was bought, two are gone. "
            "The ones that are gone had the nicer offices."
        ),
        bring="The model, unlocked, and the cell that you are unsure about.",
        poor_choice="Listed companies and anything with a treasury department.",
    ),
    Profile(
        role="Procurement lead, universities",
        headline="Buying well is a craft. Nobody teaches it, so let's.",
        story=(
            "I buy everything from microscopes to lettuce. A good contract is one that nobody needs to open, and "
            "I have learned most from those that I had to."
        ),
        bring="A contract you are about to sign. Not the one you signed yesterday.",
        poor_choice="Personal budgets; mine is a jar.",
    ),
)
