"""Personal data in notices: who was emailed, about what, and when."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.lookups import IExact
from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

if TYPE_CHECKING:
    from accounts.models import User

SIX_MONTHS = "six months"


def _to_their_address(member: "User") -> Q:
    """Emails to their address from before they had an account, and what they wrote to the team by the form."""
    written = Q(IExact(KT("data__email"), member.email), address=settings.TEAM_EMAIL)
    return Q(address__in={member.email, member.email.lower()}) | written


declare(
    "notifications.Notice",
    uuid=NOT_PERSONAL,
    kind=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    recipient=Field(personal=True, export=False, erasure="delete", retention=SIX_MONTHS),
    address=Field(personal=True, export=True, erasure="with the row", retention=SIX_MONTHS),
    language=GOES_WITH_ROW,
    about_type=NOT_PERSONAL,
    about_id=NOT_PERSONAL,
    caused_by=Field(personal=True, export=False, erasure="with the row", retention=SIX_MONTHS),
    joined=NOT_PERSONAL,
    data=GOES_WITH_ROW,
    due_at=GOES_WITH_ROW,
    created_at=GOES_WITH_ROW,
    state=GOES_WITH_ROW,
    settled_at=GOES_WITH_ROW,
    reason=GOES_WITH_ROW,
)
declare(
    "notifications.SuppressedAddress",
    id=NOT_PERSONAL,
    member=Field(personal=True, export=False, erasure="delete"),
    address=GOES_WITH_ROW,
    what=GOES_WITH_ROW,
    reason=GOES_WITH_ROW,
    event=NOT_PERSONAL,
    suppressed_at=GOES_WITH_ROW,
    cleared_at=GOES_WITH_ROW,
)

about(
    "notifications.Notice",
    "recipient",
    Person(
        _to_their_address,
        erases="delete",
        export=False,
    ),
    title=_("Emails we sent you"),
    why=_("So that each is sent once, and the club can see whether it arrived."),
    goes=_("Their contents are deleted after 30 days, the note that we sent them after six months."),
)
about(
    "notifications.SuppressedAddress",
    "member",
    title=_("Problems with your email address"),
    why=_("So that we don’t keep sending what bounces, or what you called spam."),
    goes=_("With the address."),
)
retain(
    "notices-bodies",
    "notifications.Notice",
    age="settled_at",
    days=30,
    where=~Q(data={}) & Q(state__in=["sent", "dropped"]),
    blanks=("data",),
    says=_("The contents of an email: 30 days after it was sent."),
)
retain(
    "notices-to-no-member",
    "notifications.Notice",
    age="settled_at",
    days=30,
    where=Q(recipient=None),
    says=_("Emails to an address without an account, and messages to the team: 30 days after they were sent."),
)
retain(
    "notices",
    "notifications.Notice",
    age="settled_at",
    days=183,
    says=_("That we sent you an email: after six months."),
)
