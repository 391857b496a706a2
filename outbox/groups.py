"""The team's permissions for jobs."""

from core.groups import CLUB_TEAM, grant

grant(CLUB_TEAM, "outbox.view_job", "outbox.retry_job")
