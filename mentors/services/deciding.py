"""Decisions: made at once, sent ten minutes later, and undone in between."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.dates import formatted
from core.db import violates
from mentors.models import Application, ApplicationState, ApplicationStep, Criterion, Decision, Mentor, MentorStatus
from mentors.services.limits import LONGEST_ADVICE, LONGEST_WAIT, MONTHS_AFTER_REFUSAL, months_later
from mentors.services.profiles import index
from mentors.services.states import ApplicationRefused, locked, move
from mentors.slugs import candidates
from outbox.services import enqueue

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.mentors")

UNDO_FOR = timedelta(minutes=10)
CARRY_OUT = "mentors.carry_out"
COPIED = ("company", "role", "country", "languages", "text_language")  # from the application to the profile


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a no tells the applicant besides the team's message.

    Attributes:
        criterion: what was missing.
        advice: what would change it.
        again_on: the day from which they may apply again; None for six months from now.
    """

    criterion: Criterion
    advice: str
    again_on: date | None = None


def decide_row(
    row: Application,
    to: ApplicationState,
    *,
    by: "User",
    message: str,
    override: str,
    now: datetime,
    reasons: Reasons | None = None,
) -> Decision:
    """Decide on a locked application. The email, and all that follows, waits until the decision can't be undone.

    Raises:
        ApplicationRefused: someone was faster.
    """
    decision = Decision(
        application=row, to_state=to, by=by, message=message, override=override, made_at=now, due_at=now + UNDO_FOR,
        **(_checked(reasons, now=now) if reasons else {}),
    )  # fmt: skip
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        # The constraint judges last, whoever forgot the lock.
        if violates(error, "decision_one_pending"):
            raise ApplicationRefused(_("Someone has just decided this.")) from error
        raise
    enqueue(CARRY_OUT, {"decision": decision.pk}, now=now, due_at=decision.due_at)
    return decision


def pending_decision(application: Application) -> Decision | None:
    """What was decided about an application and can still be undone."""
    return application.decisions.pending().select_related("by").first()


def check_undecided(row: Application) -> None:
    """Raises `ApplicationRefused` if a decision on a locked application waits to be sent."""
    decision = pending_decision(row)
    if decision is not None:
        at = formatted(localtime(decision.due_at), "TIME_FORMAT")
        raise ApplicationRefused(
            _("This has been decided, and we’ll send the email at %(time)s. Undo it first.") % {"time": at}
        )


def drop_decision(row: Application, *, now: datetime) -> None:
    """Let go of a decision on a locked application that the applicant was faster than."""
    for decision in row.decisions.for_update().filter(undone_at=None, done_at=None):
        decision.undone_at = max(now, decision.made_at)
        decision.save(update_fields=["undone_at"])


def carry_out(*, decision: Decision, now: datetime) -> ApplicationStep | None:
    """Do what was decided, unless it was undone: tell the applicant, and create the profile of a new mentor.

    Returns:
        The step that the application has taken; None if it was undone, or taken before.
    """
    with transaction.atomic():
        row = locked(decision.application)
        current = Decision.objects.for_update().get(pk=decision.pk)
        if not current.is_pending():
            return None
        if not current.is_due(now=now):
            raise ApplicationRefused(_("It isn’t time yet."))
        to = ApplicationState(current.to_state)
        current.done_at = now
        current.save(update_fields=["done_at"])
        step = move(
            row, to, by=current.by, now=now, kind=f"application_{to.value}", message=current.message,
            override=current.override, decided_at=now, waiting_since=None, again_on=current.again_on,
        )  # fmt: skip
        if to == ApplicationState.APPROVED:
            mentor = _mentor_from(row, now=now)
            mentor.topics.set(row.topics.all())
            index(mentor)
    return step


def default_again_on(*, now: datetime) -> date:
    """The day from which someone may apply again after a no, if the team doesn't say otherwise."""
    return months_later(localtime(now), MONTHS_AFTER_REFUSAL).date()


def _checked(reasons: Reasons, *, now: datetime) -> dict[str, Any]:
    advice = reasons.advice.strip()
    if not advice:
        raise ApplicationRefused(_("Say what would change it."))
    if len(advice) > LONGEST_ADVICE:
        raise ApplicationRefused(_("That’s too long: up to %(most)d characters, please.") % {"most": LONGEST_ADVICE})
    again_on = reasons.again_on or default_again_on(now=now)
    latest = months_later(localtime(now), LONGEST_WAIT).date()
    if not localtime(now).date() < again_on <= latest:
        raise ApplicationRefused(
            _("Choose a day from tomorrow until %(latest)s.") % {"latest": formatted(latest, "DATE_FORMAT")}
        )
    return {"criterion": Criterion(reasons.criterion), "advice": advice, "again_on": again_on}


def _mentor_from(application: Application, *, now: datetime) -> Mentor:
    fields = {name: getattr(application, name) for name in COPIED} | {
        "status": MentorStatus.HIDDEN,
        "years_of_practice": application.years_of_practice or 0,
        "links": [application.link] if application.link else [],
        "approved_at": now,
        "went_live_at": None,
        "probation_ended_at": None,
        "renewed_at": None,
        "changed_at": now,
    }
    returning = Mentor.objects.select_for_update(of=("self",), no_key=True).filter(user=application.applicant).first()
    if returning is not None:
        Mentor.objects.filter(pk=returning.pk).update(**fields)
        returning.refresh_from_db()
        return returning
    for slug in candidates(application.applicant.display_name):
        if Mentor.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return Mentor.objects.create(user=application.applicant, slug=slug, **fields)
        except IntegrityError as error:
            # Someone of the same name was approved at the same moment: try the next address.
            if not violates(error, "mentors_mentor_slug_key"):
                raise
    raise AssertionError("unreachable")
