"""Jobs contain only identifiers."""

from core.privacy import NOT_PERSONAL, declare

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
    error=NOT_PERSONAL,
)
