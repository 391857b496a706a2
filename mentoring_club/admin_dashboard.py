"""What is waiting for the club team."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import ngettext

from bookings.models import NoShow
from feedback.models import Feedback
from matching.models import Request, RequestState
from mentors.models import Application
from notifications.models import Notice, NoticeState
from outbox.models import Job


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of task for the team.

    Attributes:
        number: how many there are.
        since: since when the oldest has been waiting, aware, if known.
        href: the page for the task.
    """

    label: str
    number: int
    since: datetime | None
    href: str


def waiting() -> list[Waiting]:
    """What the team should look at, most urgent first, with six queries."""
    applications = Application.objects.waiting().aggregate(number=Count("pk"), since=Min("waiting_since"))
    words = Feedback.objects.exclude(platform_message="").filter(reply="")
    answers = words.aggregate(number=Count("pk"), since=Min("created_at"))
    differ = NoShow.objects.waiting_for_team().aggregate(
        number=Count("pk"), since=Min(Coalesce("appealed_at", "answered_at", "reported_at"))
    )
    handed = Request.objects.filter(state=RequestState.WITH_TEAM)
    requests = handed.aggregate(number=Count("pk"), since=Min("team_since"))
    failed = Notice.objects.filter(state=NoticeState.FAILED).count()
    stuck = Job.objects.filter(failed_at__isnull=False).exclude(kind="notifications.deliver").count()
    return [
        Waiting(
            ngettext("application to read", "applications to read", applications["number"]),
            applications["number"],
            applications["since"],
            reverse("admin:mentors_application_changelist"),
        ),
        Waiting(
            ngettext("message to answer", "messages to answer", answers["number"]),
            answers["number"],
            answers["since"],
            reverse("admin:feedback_feedback_changelist") + "?message=waiting",
        ),
        Waiting(
            ngettext("no-show to decide", "no-shows to decide", differ["number"]),
            differ["number"],
            differ["since"],
            reverse("admin:bookings_noshow_changelist") + "?team=waiting",
        ),
        Waiting(
            ngettext("request to find someone for", "requests to find someone for", requests["number"]),
            requests["number"],
            requests["since"],
            reverse("admin:matching_request_changelist") + "?state__exact=with_team",
        ),
        Waiting(
            ngettext("undelivered email", "undelivered emails", failed),
            failed,
            None,
            reverse("admin:notifications_notice_changelist") + "?state__exact=failed",
        ),
        Waiting(
            ngettext("failed job", "failed jobs", stuck),
            stuck,
            None,
            reverse("admin:outbox_job_changelist") + "?failed_at__isempty=0",
        ),
    ]
