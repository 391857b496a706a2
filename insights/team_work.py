"""What waits for someone on the team: what their rights let them see, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from bookings.models import NoShow
from feedback.models import Feedback
from matching.models import Request, RequestState
from mentors.models import Appeal, Application, TopicSuggestion
from mentors.models.applications import ANSWER_WITHIN
from notifications.models import Notice, NoticeState
from outbox.models import Job
from safety.models import Measure, Report


@dataclass(frozen=True, slots=True)
class Work:
    """What waits of one kind, and where it's listed.

    Attributes:
        number: how much of it, at least one.
        since: since when the oldest has waited, aware.
        late: how much of it has waited for longer than the club promises.
    """

    number: int
    label: str
    href: str
    since: datetime | None
    late: int


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        permission: which right lets someone see it.
        rows: those that wait for a member at a time.
        waits_since: the field, or an expression.
        page: the list in the admin, with `query` to see those that wait.
        is_late: which rows are late at a time; None where nothing is promised.
    """

    permission: str
    rows: Callable[[User], QuerySet[Any]]
    waits_since: Any
    label: Callable[[int], str]
    page: str
    query: str = ""
    is_late: Callable[[datetime], Q] | None = None

    def of(self, user: User, *, now: datetime) -> Work | None:
        """What waits for a member, in one query; None if nothing does."""
        late = {"late": Count("pk", filter=self.is_late(now))} if self.is_late else {}
        found = {"late": 0} | self.rows(user).aggregate(number=Count("pk"), since=Min(self.waits_since), **late)
        if not found["number"]:
            return None
        href = reverse(f"admin:{self.page}_changelist") + self.query
        return Work(href=href, label=self.label(found["number"]), **found)


# The most urgent first.
KINDS = (
    Kind(
        "safety.view_report",
        lambda user: Report.objects.waiting().open_to(user),
        "made_at",
        lambda number: ngettext("open report", "open reports", number),
        "safety_report",
        "?answer=waiting",
        lambda now: Q(due_at__lte=now),
    ),
    Kind(
        "safety.change_measure",
        lambda user: Measure.objects.appealed().open_to(user).exclude(taken_by=user),
        "appealed_at",
        lambda number: ngettext("appeal to decide", "appeals to decide", number),
        "safety_measure",
        "?appeal=waiting",
    ),
    Kind(
        "mentors.change_appeal",
        Appeal.objects.to_decide_by,
        "made_at",
        lambda number: ngettext("applicant’s appeal to decide", "applicants’ appeals to decide", number),
        "mentors_appeal",
        "?waiting=yes",
    ),
    Kind(
        "bookings.change_noshow",
        lambda _user: NoShow.objects.waiting_for_team(),
        Coalesce("appealed_at", "answered_at", "reported_at"),
        lambda number: ngettext("no-show to decide", "no-shows to decide", number),
        "bookings_noshow",
        "?team=waiting",
    ),
    Kind(
        "mentors.vet_application",
        Application.objects.waiting_for,
        "waiting_since",
        lambda number: ngettext("application to read", "applications to read", number),
        "mentors_application",
        "",
        lambda now: Q(waiting_since__lte=now - ANSWER_WITHIN),
    ),
    Kind(
        "matching.suggest_for_request",
        lambda _user: Request.objects.filter(state=RequestState.WITH_TEAM),
        "team_since",
        lambda number: ngettext("request to find someone for", "requests to find someone for", number),
        "matching_request",
        "?state__exact=with_team",
    ),
    Kind(
        "feedback.change_feedback",
        lambda _user: Feedback.objects.exclude(platform_message="").filter(reply=""),
        "created_at",
        lambda number: ngettext("message to answer", "messages to answer", number),
        "feedback_feedback",
        "?message=waiting",
    ),
    Kind(
        "mentors.change_topicsuggestion",
        lambda _user: TopicSuggestion.objects.waiting(),
        "made_at",
        lambda number: ngettext("suggested topic to decide", "suggested topics to decide", number),
        "mentors_topicsuggestion",
        "?waiting=yes",
    ),
    Kind(
        "notifications.view_notice",
        lambda _user: Notice.objects.filter(state=NoticeState.FAILED),
        "settled_at",
        lambda number: ngettext("undelivered email", "undelivered emails", number),
        "notifications_notice",
        "?state__exact=failed",
    ),
    Kind(
        "outbox.view_job",
        lambda _user: Job.objects.filter(failed_at__isnull=False).exclude(kind="notifications.deliver"),
        "failed_at",
        lambda number: ngettext("failed job", "failed jobs", number),
        "outbox_job",
        "?failed_at__isempty=0",
    ),
)


def waiting_for(user: User, *, now: datetime) -> list[Work]:
    """What waits for this member of the team, with a query for each kind they may see; what is late comes first."""
    found = [kind.of(user, now=now) for kind in KINDS if user.has_perm(kind.permission)]
    return sorted((work for work in found if work), key=lambda work: not work.late)
