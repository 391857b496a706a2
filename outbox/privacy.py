"""Jobs contain only identifiers. What went wrong with one is in the words of a server, which may name an address."""

from typing import TYPE_CHECKING

from django.db.models import Q

from core.privacy import NOT_PERSONAL, Field, Person, about, declare

if TYPE_CHECKING:
    from accounts.models import User


def _errors_naming(member: "User") -> Q:
    """Jobs whose error names the member, as that of a mail server does."""
    named = Q(error__icontains=member.email)
    if member.display_name:
        named |= Q(error__icontains=member.display_name)
    return ~Q(error="") & named


declare(
    "outbox.Job",
    id=NOT_PERSONAL,
    kind=NOT_PERSONAL,
    lane=NOT_PERSONAL,
    payload=NOT_PERSONAL,
    key=NOT_PERSONAL,
    request_id=NOT_PERSONAL,
    due_at=NOT_PERSONAL,
    created_at=NOT_PERSONAL,
    attempts=NOT_PERSONAL,
    first_attempt_at=NOT_PERSONAL,
    leased_until=NOT_PERSONAL,
    done_at=NOT_PERSONAL,
    failed_at=NOT_PERSONAL,
    error=Field(personal=True, erasure="blank"),
)
about(
    "outbox.Job",
    Person(_errors_naming, erases="blank", export=False),
    part_of="notifications.Notice",
)
