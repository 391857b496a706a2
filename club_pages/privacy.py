"""What the club's own pages hold about a person: who of the team wrote a version."""

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
