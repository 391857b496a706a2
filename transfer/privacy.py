"""What imports and exports hold about a person: the rows of a table for a few days, and that someone came with one."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

OWN = Field(personal=True, export=True, erasure="delete")
TEAM_MEMBER = Field(personal=True, erasure="blank")
SEVEN_DAYS = "seven days after the import has ended"
OF_ROW = Field(personal=True, export=True, erasure="with the row", retention=SEVEN_DAYS)
OF_FILE = Field(personal=True, erasure="with the row", retention="until it is read")


def _rows_with_address(member: User) -> Q:
    """Rows about someone who had no account then, and has one by now."""
    return Q(key=member.email)


declare(
    "transfer.Batch",
    by=TEAM_MEMBER,
    file=OF_FILE,
    **dict.fromkeys(
        ("id", "uuid", "kind", "state", "file_name", "problem", "mapping", "total", "position", "line", "counts",
         "unknown", "uploaded_at", "moved_at", "confirmed_at", "done_at", "ended_at"), NOT_PERSONAL,
    ),
    columns=NOT_PERSONAL,
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
    says=NOT_PERSONAL,
    **dict.fromkeys(("id", "batch", "uploaded_at", "position", "total", "added", "done_at"), NOT_PERSONAL),
)
declare(
    "transfer.Archive",
    by=TEAM_MEMBER,
    file=Field(personal=True, erasure="with the row", retention="seven days"),
    **dict.fromkeys(("id", "uuid", "asked_at", "made_at", "failed_at", "expires_at", "size"), NOT_PERSONAL),
)
declare("redirects.Redirect", **dict.fromkeys(("id", "site", "old_path", "new_path"), NOT_PERSONAL))
declare("sites.Site", **dict.fromkeys(("id", "domain", "name"), NOT_PERSONAL))

about(
    "transfer.Row",
    Person("member", erases="delete"),
    Person(_rows_with_address, erases="delete"),
    title=_("What the old site had about you"),
    why=_("To bring your profile over from it, and to be able to undo that."),
    goes=_("Seven days after the club team has finished or undone the import."),
)
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
    "imports",
    "transfer.Batch",
    age="ended_at",
    days=365,
    says=_("That there was an import, in numbers: after a year."),
)
