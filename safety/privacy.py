"""What reports and measures hold about a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain
from core.private_words import OPENED

# A report outlives the account of whoever made it; only the two names on it go. What the team answered stays for the
# other one.
NAME = Field(personal=True, export=True, erasure="blank")
OF_THE_CASE = Field(personal=True, export=True, erasure="keep", retention="three years after the answer")

declare(
    "safety.Report",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    number=NOT_PERSONAL,
    kind=OF_THE_CASE,
    about=Field(personal=True, erasure="blank"),
    place=OF_THE_CASE,
    booking=NOT_PERSONAL,
    feedback=NOT_PERSONAL,
    ask=NOT_PERSONAL,
    participant=NOT_PERSONAL,
    mentorship=NOT_PERSONAL,
    excerpt=OF_THE_CASE,
    by=NAME,
    address=NAME,
    language=NOT_PERSONAL,
    words=OF_THE_CASE,
    made_at=OF_THE_CASE,
    due_at=NOT_PERSONAL,
    answer=OF_THE_CASE,
    answered_at=OF_THE_CASE,
    answered_by=Field(personal=True, erasure="blank"),
)
declare(
    "safety.Measure",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    member=Field(personal=True, export=True, erasure="delete"),
    report=NOT_PERSONAL,
    kind=GOES_WITH_ROW,
    rule=GOES_WITH_ROW,
    facts=GOES_WITH_ROW,
    until=GOES_WITH_ROW,
    weekly=GOES_WITH_ROW,
    taken_at=GOES_WITH_ROW,
    taken_by=Field(personal=True, erasure="blank"),
    acknowledged_at=GOES_WITH_ROW,
    appeal=GOES_WITH_ROW,
    appealed_at=GOES_WITH_ROW,
    decision=GOES_WITH_ROW,
    decided_at=GOES_WITH_ROW,
    decided_by=Field(personal=True, erasure="blank"),
    lifted_at=GOES_WITH_ROW,
)

about(
    "safety.Report",
    Person("by", erases="blank", blanks=("by", "address")),
    Person("about", erases="blank", blanks=("about",), export=False),
    title=_("Reports you made"),
    why=_("To look into them and answer you. The law asks us to (Art. 16 of the Digital Services Act)."),
    goes=_("Three years after the answer. Your name on them goes with your account."),
)
about(
    "safety.Measure",
    "member",
    title=_("What the club team has decided about you"),
    why=_("So that it holds, and you can object to it (Art. 17 and 20 of the Digital Services Act)."),
    goes=_("With your account."),
)
retain(
    "reports",
    "safety.Report",
    age="answered_at",
    days=3 * 365,
    says=_("Reports: three years after the answer."),
)
# A year longer than the reports, so that no case outlives the names of those who opened it.
retain(
    "openings",
    "admin.LogEntry",
    age="action_time",
    days=4 * 365,
    where=Q(action_flag=OPENED, content_type__app_label="safety"),
    says=_("Who on the team opened a report or a decision, and why: four years."),
)
