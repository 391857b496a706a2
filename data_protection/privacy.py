"""What data protection itself holds: that a copy or an erasure was asked for, and that someone was warned."""

from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

OWN = Field(personal=True, export=True, erasure="delete")

declare(
    "data_protection.Export",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    member=OWN,
    asked_at=GOES_WITH_ROW,
    made_at=GOES_WITH_ROW,
    failed_at=GOES_WITH_ROW,
    expires_at=GOES_WITH_ROW,
    file=Field(personal=True, erasure="with the row"),
    size=GOES_WITH_ROW,
)
# It stays, without a name, so that the club can show that it did what the member asked for (GDPR Art. 5(2)).
KEPT = Field(personal=True, export=True, erasure="keep")
declare(
    "data_protection.Erasure",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    member=KEPT,
    reason=KEPT,
    by=Field(personal=True, erasure="blank"),
    asked_at=KEPT,
    due_at=KEPT,
    undone_at=KEPT,
    done_at=KEPT,
    held_at=KEPT,
    ground=Field(personal=True, export=True, erasure="blank"),
    went=NOT_PERSONAL,
    stayed=NOT_PERSONAL,
)
declare(
    "data_protection.InactivityWarning",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    member=OWN,
    number=GOES_WITH_ROW,
    sent_at=GOES_WITH_ROW,
)
declare(
    "data_protection.RetentionRun",
    id=NOT_PERSONAL,
    started_at=NOT_PERSONAL,
    ended_at=NOT_PERSONAL,
    counts=NOT_PERSONAL,
    failed=NOT_PERSONAL,
)
about(
    "data_protection.Export",
    "member",
    title=_("Copies of your data that you asked for"),
    why=_("To give them to you."),
    goes=_("After seven days."),
)
about(
    "data_protection.Erasure",
    Person("member", erases="nothing"),
    title=_("That you asked to be erased"),
    why=_("To do it, and to be able to show that we did. The law asks us to."),
    goes=_("It stays, without your name."),
)
about(
    "data_protection.InactivityWarning",
    "member",
    title=_("Warnings that your account would be erased"),
    why=_("So that you get each once."),
    goes=_("When you sign in again, or with your account."),
)
retain(
    "retention-runs",
    "data_protection.RetentionRun",
    age="started_at",
    days=3 * 365,
    says=_("How much was deleted in a night, in numbers: after three years."),
)
