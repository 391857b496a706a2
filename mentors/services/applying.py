"""What an applicant does: begin, keep a draft, send, answer, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from club_pages.models import ConsentPlace
from club_pages.services import consenting
from core.dates import formatted
from core.text import visible_length
from mentors.models import Application, ApplicationState, ApplicationStep, Mentor, Topic
from mentors.services.assigning import assign_row
from mentors.services.deciding import drop_decision
from mentors.services.limits import LETTER_LENGTH, MONTHS_AFTER_REFUSAL, check_topics, months_later, worded
from mentors.services.states import ApplicationRefused, locked, move
from notifications.services import notify_team

if TYPE_CHECKING:
    from accounts.models import User

AFTER_WITHDRAWAL = timedelta(days=1)  # the team gets an email for each application


@dataclass(frozen=True, slots=True)
class Content:
    """What an application says. Everything may be missing in a draft."""

    letter: str = ""
    years_of_practice: int | None = None
    role: str = ""
    company: str = ""
    topics: tuple[Topic, ...] = ()
    languages: Sequence[str] = ()
    text_language: str = ""  # of the letter and what else they wrote; "" for that of their account
    country: str = ""
    link: str = ""
    hours_per_week: int | None = None


def start_application(*, by: "User", now: datetime) -> Application:
    """The member's draft; a new one if there is none.

    Raises:
        ApplicationRefused: they are a mentor, have one that is undecided, have been declined and are still to wait, or
            withdrew one that they had sent less than a day ago. The message says when they may apply again.
    """
    with transaction.atomic():
        # Two first saves at once wait here, so that the second finds the draft of the first.
        get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
        if Mentor.objects.of(by).past_vetting().exists():
            raise ApplicationRefused(_("You’re already a mentor. Your profile is at your desk."))
        current = Application.objects.open().filter(applicant=by).select_for_update(no_key=True).first()
        if current is not None and current.state != ApplicationState.DRAFT:
            raise ApplicationRefused(_("You’ve already sent us an application. You can see its progress here."))
        if current is not None:
            return current
        again_at = may_apply_from(by)
        if again_at is not None and now < again_at:
            raise ApplicationRefused(
                _("You can apply again from %(date)s.") % {"date": formatted(localtime(again_at), "DATETIME_FORMAT")}
            )
        return Application.objects.create(applicant=by, text_language=by.language, created_at=now, changed_at=now)


def may_apply_from(member: "User") -> datetime | None:
    """When a member may apply again after a no, or after withdrawing what they had sent; None if there was neither."""
    theirs = Application.objects.filter(applicant=member)
    times = []
    declined = theirs.filter(state=ApplicationState.DECLINED).order_by("-decided_at").first()
    if declined is not None and declined.decided_at is not None:
        times.append(wait_after(declined.decided_at, declined.again_on, zone=member.time_zone))
    withdrawn = theirs.filter(state=ApplicationState.WITHDRAWN, submitted_at__isnull=False)
    if last := withdrawn.aggregate(at=Max("changed_at"))["at"]:
        times.append(last + AFTER_WITHDRAWAL)
    return max(times, default=None)


def wait_after(declined_at: datetime, again_on: date | None, *, zone: str) -> datetime:
    """When the wait after a no is over: as that day begins where the member is, or else after six months."""
    if again_on is None:
        return months_later(declined_at, MONTHS_AFTER_REFUSAL)
    return datetime.combine(again_on, time.min, tzinfo=ZoneInfo(zone))


def save_draft(*, by: "User", content: Content, now: datetime) -> Application:
    """Save what a member has written so far, complete or not.

    Raises:
        ApplicationRefused: as `start_application`.
    """
    with transaction.atomic():
        row = start_application(by=by, now=now)
        _write(row, content, now=now)
    return row


def submit(*, by: "User", content: Content, agreed: bool, terms: str, now: datetime) -> Application:
    """Send an application to the team.

    Args:
        agreed: whether they agree to the code of conduct.
        terms: the versions of what they agree to, as the form showed them (`consenting.terms`).

    Raises:
        ApplicationRefused: as `start_application`, or something is missing.
        PageRefused: the code of conduct, or what we keep, has changed since they opened the form.
    """
    with transaction.atomic():
        row = start_application(by=by, now=now)
        _check(content, agreed=agreed)
        _write(row, content, now=now)
        step = move(
            row, ApplicationState.SUBMITTED, by=by, now=now, kind="application_received",
            submitted_at=now, waiting_since=now, conduct_agreed_at=now,
        )  # fmt: skip
        consenting.agree(member=by, place=ConsentPlace.APPLICATION, seen=terms, now=now)
        assign_row(row, now=now)
        notify_team("application_for_team", about=step, now=now, by=by)
    return row


def answer(*, application: Application, by: "User", message: str, now: datetime) -> ApplicationStep:
    """Answer the team's question. The time that the applicant took does not count as waiting.

    Raises:
        ApplicationRefused: nothing was asked, nothing is said, or it is not theirs.
    """
    with transaction.atomic():
        row = _own(application, by)
        if row.state != ApplicationState.MORE_INFORMATION:
            raise ApplicationRefused(_("There’s no open question about this application."))
        drop_decision(row, now=now)  # it was made without knowing this answer
        asked = row.steps.filter(to_state=ApplicationState.MORE_INFORMATION).last()
        paused = now - asked.at if asked else timedelta(0)
        step = move(
            row, ApplicationState.IN_REVIEW, by=by, now=now, kind="application_answered",
            message=worded(message, refusal=ApplicationRefused), waiting_since=(row.waiting_since or now) + paused,
        )  # fmt: skip
        notify_team("application_for_team", about=step, now=now, by=by)
    return step


def withdraw(*, application: Application, by: "User", now: datetime) -> ApplicationStep:
    """Take an application back.

    Raises:
        ApplicationRefused: it is already decided or withdrawn, or not theirs.
    """
    with transaction.atomic():
        row = _own(application, by)
        drop_decision(row, now=now)
        return move(row, ApplicationState.WITHDRAWN, by=by, now=now, kind="application_withdrawn", waiting_since=None)


def _own(application: Application, by: "User") -> Application:
    row = locked(application)
    if row.applicant_id != by.pk:
        raise ApplicationRefused(_("This is someone else’s application."))
    return row


def _write(row: Application, content: Content, *, now: datetime) -> None:
    fields = ("letter", "years_of_practice", "role", "company", "country", "link", "hours_per_week")
    for name in fields:
        setattr(row, name, getattr(content, name))
    row.languages = list(content.languages)
    row.text_language = content.text_language or row.applicant.language
    row.changed_at = now
    row.save(update_fields=[*fields, "languages", "text_language", "changed_at"])
    row.topics.set(content.topics)


def _check(content: Content, *, agreed: bool) -> None:
    least, most = LETTER_LENGTH
    if visible_length(content.letter) < least or len(content.letter) > most:
        raise ApplicationRefused(
            _("Your letter needs %(least)d to %(most)d characters.") % {"least": least, "most": most}
        )
    check_topics(content.topics, refusal=ApplicationRefused)
    needed = (content.languages, content.country, content.role, content.hours_per_week)
    if not all(needed) or content.years_of_practice is None:
        raise ApplicationRefused(_("Something’s missing. Go through the form again."))
    if not agreed:
        raise ApplicationRefused(_("Please agree to the code of conduct. The club doesn’t work without it."))
