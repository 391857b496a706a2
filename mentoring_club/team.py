"""What waits for the club team."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.models import Feedback
from mentors.models import Application
from notifications.models import Notice, State
from outbox.models import Job


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing to do.

    Attributes:
        number: how many there are.
        since: the longest waiting one, where that is known.
        href: where to do it.
    """

    label: str | Promise
    number: int
    since: datetime | None
    href: str


def waiting() -> list[Waiting]:
    """What the team should look at, most urgent first, in four queries."""
    applications = list(
        Application.objects.waiting().order_by("waiting_since").values_list("waiting_since", flat=True)[:1000]
    )
    words = list(
        Feedback.objects.exclude(platform_word="")
        .filter(reply="")
        .order_by("created_at")
        .values_list("created_at", flat=True)[:1000]
    )
    failed = Notice.objects.filter(state=State.FAILED).count()
    stuck = Job.objects.filter(failed_at__isnull=False).exclude(kind="notifications.deliver").count()
    return [
        Waiting(
            _("applications to read"),
            len(applications),
            applications[0] if applications else None,
            reverse("admin:mentors_application_changelist"),
        ),
        Waiting(
            _("words to the club to answer"),
            len(words),
            words[0] if words else None,
            reverse("admin:feedback_feedback_changelist") + "?word=waiting",
        ),
        Waiting(
            _("mails that could not be delivered"),
            failed,
            None,
            reverse("admin:notifications_notice_changelist") + "?state__exact=failed",
        ),
        Waiting(_("jobs that failed"), stuck, None, reverse("admin:outbox_job_changelist") + "?failed_at__isempty=0"),
    ]
