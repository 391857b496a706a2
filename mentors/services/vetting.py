"""What the team does with an application: take it up, review it, ask a question, decide."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from mentors.models import (
    JUDGED_IN,
    Application,
    ApplicationState,
    ApplicationStep,
    Decision,
    Recommendation,
    Recusal,
    Review,
)
from mentors.services.assigning import assign_row
from mentors.services.deciding import Reasons, check_undecided, decide_row
from mentors.services.limits import worded
from mentors.services.readings import PERMISSION, judged_before, override_of
from mentors.services.states import ApplicationRefused, check_move, locked, move

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.mentors")


@dataclass(frozen=True, slots=True)
class Grades:
    """One reviewer's grades, each from 1 to 5."""

    seniority: int
    practice: int
    altruism: int


def may_vet(application: Application, member: "User") -> bool:
    """Whether a member may review this application.

    The team may, except their own, of someone they know, and, after an appeal, what they have read or decided before.
    """
    allowed = member.has_perm(PERMISSION) and application.applicant_id != member.pk
    return allowed and not has_left(application, member) and member.pk not in judged_before(application)


def has_left(application: Application, member: "User") -> bool:
    """Whether a member has left this application to others, because they know the applicant."""
    return Recusal.objects.in_force().filter(application=application, reader=member).exists()


def hidden_from(member: "User", *, application: Application) -> int:
    """How many reviews of an application this member can't see before they have saved their own."""
    shown = Review.objects.shown_to(member).filter(application=application)
    return application.reviews.counting().exclude(pk__in=shown.values("pk")).count()


def neighbours_of(application: Application, member: "User") -> tuple[Application | None, Application | None]:
    """The applications before and behind this one that wait for a member of the team, in a circle.

    Of those that they are to read, or of all if there are none.
    """
    if not member.has_perm(PERMISSION):
        return None, None
    others = list(Application.objects.waiting_for(member).exclude(pk=application.pk).defer("letter"))
    theirs = [row for row in others if row.is_theirs] or others  # type: ignore[attr-defined]
    since = application.waiting_since
    place = (since, application.pk) if since else None
    behind = [row for row in theirs if place is None or (row.waiting_since, row.pk) > place]
    ahead = [row for row in theirs if place is not None and (row.waiting_since, row.pk) < place]
    return next(iter((ahead or theirs)[::-1]), None), next(iter(behind or theirs), None)


def take_up(*, application: Application, by: "User", now: datetime) -> ApplicationStep:
    """Begin to review.

    Raises:
        ApplicationRefused: it is not waiting to be taken up, or this person may not review it.
    """
    with transaction.atomic():
        row = _vetted(application, by)
        if row.state != ApplicationState.SUBMITTED:
            raise ApplicationRefused(_("Someone has already started reviewing this application."))
        return move(row, ApplicationState.IN_REVIEW, by=by, now=now, kind="application_in_review")


def ask_back(*, application: Application, by: "User", message: str, now: datetime) -> ApplicationStep:
    """Ask the applicant for more; their waiting time is paused until they answer.

    Raises:
        ApplicationRefused: nothing is asked, the application does not wait for the team, or they may not review it.
    """
    with transaction.atomic():
        row = _vetted(application, by)
        words = worded(message, refusal=ApplicationRefused)
        return move(row, ApplicationState.MORE_INFORMATION, by=by, now=now, kind="application_question", message=words)


def decline(
    *, application: Application, by: "User", message: str, reasons: Reasons, override: str = "", now: datetime
) -> Decision:
    """Decline, with what is sent by email once this can't be undone any more.

    Args:
        reasons: what was missing, what would change it, and from when they may try again.
        override: why before enough of the team have read it. Only the team reads that.

    Raises:
        ReadingsMissing: not enough of the team have read it, and `override` doesn't say why.
        ApplicationRefused: the message or the advice is missing, the day makes no sense, it is already decided or
            withdrawn, or they may not review it.
    """
    with transaction.atomic():
        row = _vetted(application, by)
        return _decide(
            row, ApplicationState.DECLINED, by=by, message=message, override=override, reasons=reasons, now=now
        )


def approve(*, application: Application, by: "User", message: str, override: str = "", now: datetime) -> Decision:
    """Approve. Once this can't be undone, the mentor's profile is made, hidden until they have done what listing takes.

    Args:
        override: why before enough of the team have read it. Only the team reads that.

    Raises:
        ReadingsMissing: not enough of the team have read it, and `override` doesn't say why.
        ApplicationRefused: it is already decided or withdrawn, or they may not review it.
    """
    with transaction.atomic():
        row = _vetted(application, by)
        return _decide(row, ApplicationState.APPROVED, by=by, message=message, override=override, now=now)


def undo(*, decision: Decision, by: "User", now: datetime) -> Decision:
    """Take a decision back before it's sent. Anyone who may decide may do so.

    Raises:
        ApplicationRefused: it has been sent or undone, or they may not review the application.
    """
    try:
        with transaction.atomic():
            _allowed(locked(decision.application), by)
            current = Decision.objects.for_update().get(pk=decision.pk)
            if not current.is_pending():
                sent = _("It’s too late to undo this: the email is on its way.")
                raise ApplicationRefused(sent if current.done_at else _("Someone has undone this already."))
            current.undone_at = max(now, current.made_at)
            current.save(update_fields=["undone_at"])
    except IntegrityError as error:
        # The constraint judges last, whoever forgot the lock.
        if violates(error, "decision_is_done_or_undone"):
            raise ApplicationRefused(_("It’s too late to undo this: the email is on its way.")) from error
        raise
    logger.info("vetting.undone", application=str(current.application.uuid), by=str(by.uuid))
    return current


def review(
    *,
    application: Application,
    by: "User",
    grades: Grades,
    recommendation: Recommendation,
    notes: str,
    now: datetime,
) -> Review:
    """Write or replace one reviewer's review; one that is changed after reading the others says so.

    Raises:
        ApplicationRefused: it is no longer open, or they may not review it.
    """
    if not all(1 <= grade <= 5 for grade in (grades.seniority, grades.practice, grades.altruism)):
        raise ApplicationRefused(_("Grades go from 1 to 5."))
    with transaction.atomic():
        row = _vetted(application, by)
        if row.state not in JUDGED_IN:
            raise ApplicationRefused(_("This application isn’t waiting for an assessment."))
        judgement = asdict(grades) | {"recommendation": recommendation, "notes": notes}
        saved = _write_review(row, by, judgement, now=now)
        assign_row(row, now=now)  # someone else, if the two are far apart
    return saved


def _write_review(row: Application, by: "User", judgement: dict[str, Any], *, now: datetime) -> Review:
    own = Review.objects.filter(application=row, reviewer=by).first()
    if own is None:
        return Review.objects.create(application=row, reviewer=by, changed_at=now, **judgement)
    if all(getattr(own, name) == value for name, value in judgement.items()):
        return own
    if Review.objects.filter(application=row).exclude(pk=own.pk).exists():
        own.swayed_at = now
    for name, value in judgement.items():
        setattr(own, name, value)
    own.changed_at = now
    own.save(update_fields=[*judgement, "changed_at", "swayed_at"])
    return own


def _decide(
    row: Application,
    to: ApplicationState,
    *,
    by: "User",
    message: str,
    override: str,
    now: datetime,
    reasons: Reasons | None = None,
) -> Decision:
    check_move(row, to)
    words = worded(message, refusal=ApplicationRefused)
    override = override_of(row, reason=override)
    if override:
        logger.warning("vetting.decided_early", application=str(row.uuid), to=to.value, by=str(by.uuid))
    return decide_row(row, to, by=by, message=words, override=override, reasons=reasons, now=now)


def _vetted(application: Application, by: "User") -> Application:
    row = locked(application)
    _allowed(row, by)
    check_undecided(row)
    return row


def _allowed(row: Application, by: "User") -> None:
    if row.applicant_id == by.pk:
        raise ApplicationRefused(_("No one decides on their own application."))
    if has_left(row, by):
        raise ApplicationRefused(_("You know this person, so you’ve left the application to the others."))
    if by.pk in judged_before(row):
        raise ApplicationRefused(_("You’ve read or decided this before the appeal, so others do now."))
    if not may_vet(row, by):
        raise ApplicationRefused(_("Only the club team can do this."))
