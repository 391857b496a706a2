"""What imports and exports hold about a person: the rows of a table for a few days, and that someone came with one."""

import re

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains, IRegex
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain
from mentors.models import Mentor
from transfer.models import TableKind

OWN = Field(personal=True, export=True, erasure="delete")
TEAM_MEMBER = Field(personal=True, erasure="blank")
SEVEN_DAYS = "seven days after the import has ended"
OF_ROW = Field(personal=True, export=True, erasure="with the row", retention=SEVEN_DAYS)
OF_ENDED = Field(personal=True, erasure="with the row", retention=SEVEN_DAYS)  # or when someone in it is erased
OF_FILE = Field(personal=True, erasure="with the row", retention="until it is read")


def _rows_with_address(member: User) -> Q:
    """Rows about someone who had no account then, and has one by now."""
    return Q(key=member.email)


def rows_naming(member: User) -> Q:
    """Rows with a member's address in their cells, or that lead to their profile; no index finds all of them."""
    cells = Cast("cells", TextField())
    found = Q(member=member) | _rows_with_address(member) | Q(IContains(cells, member.email))
    if hasattr(member, "mentor"):
        found |= Q(IRegex(cells, _page_of(member.mentor, ends='["?#]')), batch__kind=TableKind.REDIRECTS)
    return found


def _redirects_to(member: User) -> Q:
    """Old addresses that lead to the member's profile: both ends may have their name in them."""
    if not hasattr(member, "mentor"):
        return Q(pk__in=[])
    return Q(new_path__iregex=_page_of(member.mentor, ends="[?#]"))


def _page_of(mentor: Mentor, *, ends: str) -> str:
    """A pattern for the address of a profile. `ends` is the class of characters that may follow it."""
    return rf"/mentors/{re.escape(mentor.slug)}(/|{ends}|$)"


declare(
    "transfer.Batch",
    by=TEAM_MEMBER,
    file=OF_FILE,
    **dict.fromkeys(
        ("id", "uuid", "kind", "state", "file_name", "problem", "mapping", "total", "position", "line", "counts",
         "unknown", "uploaded_at", "moved_at", "confirmed_at", "done_at", "ended_at"), NOT_PERSONAL,
    ),
    columns=OF_ENDED,  # each with an example from the first row
)  # fmt: skip
declare(
    "transfer.Row",
    id=NOT_PERSONAL,
    batch=NOT_PERSONAL,
    member=Field(personal=True, export=True, erasure="delete", retention=SEVEN_DAYS),
    **dict.fromkeys(
        ("number", "cells", "key", "outcome", "says", "changes", "planned", "made", "left", "undone"), OF_ROW
    ),
)
declare("transfer.RememberedColumn", **dict.fromkeys(("id", "kind", "heading", "field"), NOT_PERSONAL))
declare("transfer.TopicWord", **dict.fromkeys(("id", "word", "topic"), NOT_PERSONAL))
declare(
    "transfer.Arrival",
    id=NOT_PERSONAL,
    member=OWN,
    batch=NOT_PERSONAL,
    arrived_at=GOES_WITH_ROW,
    invited_at=GOES_WITH_ROW,
)
declare(
    "transfer.PhotoUpload",
    file=Field(personal=False, retention="until a worker has taken the photos out"),
    says=OF_ENDED,  # the names of photos, which may be people's
    **dict.fromkeys(("id", "batch", "uploaded_at", "position", "total", "added", "done_at"), NOT_PERSONAL),
)
declare(
    "transfer.Archive",
    by=TEAM_MEMBER,
    file=Field(personal=True, erasure="with the row", retention="seven days"),
    **dict.fromkeys(("id", "uuid", "asked_at", "made_at", "failed_at", "expires_at", "size"), NOT_PERSONAL),
)
declare(
    "redirects.Redirect",
    id=NOT_PERSONAL,
    site=NOT_PERSONAL,
    old_path=Field(personal=True, erasure="with the row"),
    new_path=Field(personal=True, erasure="with the row"),
)
declare("sites.Site", **dict.fromkeys(("id", "domain", "name"), NOT_PERSONAL))

about(
    "transfer.Row",
    Person("member", erases="delete"),
    Person(_rows_with_address, erases="delete"),
    Person(rows_naming, erases="delete", export=False),
    title=_("What the old site had about you"),
    why=_("To bring your profile over from it, and to be able to undo that."),
    goes=_("Seven days after the club team has finished or undone the import."),
)
about("redirects.Redirect", Person(_redirects_to, erases="delete", export=False), part_of="transfer.Row")
about(
    "transfer.Arrival",
    "member",
    title=_("That you came from the old site"),
    why=_("So that no one finds you before you’ve been here yourself, and that you’re invited once."),
    goes=_("With your account."),
)
retain(
    "import-rows",
    "transfer.Row",
    age="batch__ended_at",
    days=7,
    says=_("The rows of tables from the old site: seven days after their import has ended."),
)
retain(
    "import-examples",
    "transfer.Batch",
    age="ended_at",
    days=7,
    blanks=("columns",),
    says=_("The example from each column of such a table: seven days after its import has ended."),
)
retain(
    "import-photos",
    "transfer.PhotoUpload",
    age="done_at",
    days=7,
    blanks=("says",),
    says=_("Names of uploaded photos that matched no member: seven days after they were read."),
)
retain(
    "imports",
    "transfer.Batch",
    age="ended_at",
    days=365,
    says=_("That there was an import, in numbers: after a year."),
)
