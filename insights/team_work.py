"""What waits for someone on the team: what their rights let them see, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from bookings.models import NoShow
from feedback.models import Feedback
from matching.models import Request, RequestState
from mentors.models import Appeal, Application, TopicSuggestion
from safety.models import Measure, Report


@dataclass(frozen=True, slots=True)
class Work:
    """How many of one kind, and where they are listed."""

    number: int
    label: str
    href: str


Kind = tuple[str, Callable[[User, datetime], QuerySet], Callable[[int], str], str, str]

KINDS: tuple[Kind, ...] = (
    (
        "mentors.vet_application",
        lambda user, _now: Application.objects.waiting_for(user),
        lambda number: ngettext("application to read", "applications to read", number),
        "mentors_application",
        "",
    ),
    (
        "mentors.change_appeal",
        lambda user, _now: Appeal.objects.to_decide_by(user),
        lambda number: ngettext("appeal of an applicant to decide", "appeals of applicants to decide", number),
        "mentors_appeal",
        "?waiting=yes",
    ),
    (
        "mentors.change_topicsuggestion",
        lambda _user, _now: TopicSuggestion.objects.waiting(),
        lambda number: ngettext("suggested topic to decide", "suggested topics to decide", number),
        "mentors_topicsuggestion",
        "?waiting=yes",
    ),
    (
        "matching.suggest_for_request",
        lambda _user, _now: Request.objects.filter(state=RequestState.WITH_TEAM),
        lambda number: ngettext("request to find someone for", "requests to find someone for", number),
        "matching_request",
        "?state__exact=with_team",
    ),
    (
        "safety.view_report",
        lambda user, _now: Report.objects.waiting().open_to(user),
        lambda number: ngettext("open report", "open reports", number),
        "safety_report",
        "?answer=waiting",
    ),
    (
        "safety.change_measure",
        lambda user, _now: Measure.objects.appealed().open_to(user).exclude(taken_by=user),
        lambda number: ngettext("appeal to decide", "appeals to decide", number),
        "safety_measure",
        "?appeal=waiting",
    ),
    (
        "safety.view_measure",
        lambda user, now: Measure.objects.in_force(at=now).open_to(user),
        lambda number: ngettext("measure in force", "measures in force", number),
        "safety_measure",
        "",
    ),
    (
        "bookings.change_noshow",
        lambda _user, _now: NoShow.objects.waiting_for_team(),
        lambda number: ngettext("no-show to decide", "no-shows to decide", number),
        "bookings_noshow",
        "?team=waiting",
    ),
    (
        "feedback.change_feedback",
        lambda _user, _now: Feedback.objects.exclude(platform_message="").filter(reply=""),
        lambda number: ngettext("message to answer", "messages to answer", number),
        "feedback_feedback",
        "?message=waiting",
    ),
)


def waiting_for(user: User, *, now: datetime) -> list[Work]:
    """Each kind of work that this member of the team may do or see, with how much of it there is."""
    found = []
    for permission, rows, label, page, query in KINDS:
        if user.has_perm(permission):
            number = rows(user, now).count()
            found.append(Work(number, label(number), reverse(f"admin:{page}_changelist") + query))
    return found
