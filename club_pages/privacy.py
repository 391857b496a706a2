"""What the club's own pages hold about a person: who of the team wrote a version, and what members agreed to."""

from django.utils.translation import gettext_lazy as _

from core.privacy import NOT_PERSONAL, Field, Person, about, declare

declare(
    "club_pages.PageVersion",
    id=NOT_PERSONAL,
    page=NOT_PERSONAL,
    number=NOT_PERSONAL,
    text=NOT_PERSONAL,
    i18n=NOT_PERSONAL,
    saved_at=NOT_PERSONAL,
    saved_by=Field(personal=True, erasure="blank"),
    asks_again=NOT_PERSONAL,
    restored_from=NOT_PERSONAL,
)
about(
    "club_pages.PageVersion",
    Person("saved_by", erases="blank", blanks=("saved_by",), export=False),
    title=_("Pages of the club that you wrote for the team"),
    why=_("So that the team knows who changed what."),
    goes=_("Your name goes with your account. The pages stay."),
)

# A consent stays, without a name, as proof that the club had it (GDPR Art. 7(1) and 5(2)).
KEPT = Field(personal=True, export=True, erasure="keep")
declare(
    "club_pages.Consent",
    id=NOT_PERSONAL,
    member=KEPT,
    kind=KEPT,
    version=KEPT,
    place=KEPT,
    agreed_at=KEPT,
)
about(
    "club_pages.Consent",
    Person("member", erases="nothing"),
    title=_("What you agreed to: the code of conduct, and what we keep about you"),
    why=_("So that we can show that you did, and to which version (Art. 7(1) GDPR)."),
    goes=_("It stays, without your name."),
)
