"""An applicant asks for a second look at a no, and someone who had no part in it decides."""

from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.db import violates
from core.text import visible_length
from mentors.models import Appeal, Application, ApplicationState, Decision, Mentor, Review, Verdict, appeal_by
from mentors.models.appeals import LONGEST_WORDS
from mentors.services.assigning import assign_row
from mentors.services.readings import PERMISSION
from mentors.services.states import ApplicationRefused, locked, move
from notifications.services import notify, notify_team

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("club.mentors")


def appeal(*, application: Application, by: "User", words: str, now: datetime) -> Appeal:
    """Ask for a second look at a no by someone else, once, within six weeks.

    Raises:
        ApplicationRefused: it isn't theirs or wasn't declined, they have, it is too late, or there are no words.
    """
    try:
        with transaction.atomic():
            row = locked(application)
            if row.applicant_id != by.pk:
                raise ApplicationRefused(_("This is someone else’s application."))
            if reason := refusal_to_appeal(row, now=now):
                raise ApplicationRefused(reason)
            made = Appeal.objects.create(application=row, words=_checked(words), made_at=now)
            notify(row.applicant, "application_appealed", about=made, now=now, by=by)
            notify_team("application_appeal_for_team", about=made, now=now, by=by)
    except IntegrityError as error:
        # The constraint judges last, whoever forgot the lock.
        if violates(error, "mentors_appeal_application_id_key"):
            raise ApplicationRefused(_("You’ve already appealed.")) from error
        raise
    logger.info("vetting.appealed", application=str(row.uuid))
    return made


def refusal_to_appeal(application: Application, *, now: datetime) -> str:
    """Why an application can't be appealed; "" if it can. Safe to show."""
    if Appeal.objects.filter(application=application).exists():
        return _("You’ve already appealed.")
    if application.state != ApplicationState.DECLINED or application.decided_at is None:
        return _("Only a no can be appealed.")
    if now >= appeal_by(application.decided_at):
        return _("The time to appeal is over.")
    if _has_moved_on(application):
        return _("You’ve applied again since, so there’s nothing left to appeal.")
    return ""


def decide_appeal(*, appeal: Appeal, by: "User", reopen: bool, reason: str, now: datetime) -> Appeal:
    """Decide an appeal. One that is reopened is read by people who haven't read it, and whose promise begins anew.

    Args:
        reason: the applicant reads it.

    Raises:
        ApplicationRefused: it is decided, isn't theirs to decide, there is no reason, or the applicant has applied
            again since and can't have two at once.
    """
    try:
        return _decide(appeal, by=by, reopen=reopen, reason=reason, now=now)
    except IntegrityError as error:
        # The constraint judges last: they have started another one at this moment.
        if violates(error, "application_one_open"):
            raise ApplicationRefused(_applied_again()) from error
        raise


def _decide(appeal: Appeal, *, by: "User", reopen: bool, reason: str, now: datetime) -> Appeal:
    with transaction.atomic():
        row = locked(appeal.application)
        # Lock order: application, appeal.
        current = Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.pk)
        current.application = row
        if refusal := refusal_to_decide(current, by=by):
            raise ApplicationRefused(refusal)
        if reopen and _has_moved_on(row):
            raise ApplicationRefused(_applied_again())
        current.reason, current.decided_at, current.decided_by = _checked(reason), max(now, current.made_at), by
        current.verdict = Verdict.REOPENED if reopen else Verdict.UPHELD
        current.save(update_fields=["reason", "decided_at", "decided_by", "verdict"])
        if reopen:
            move(
                row, ApplicationState.IN_REVIEW, by=by, now=now, kind="application_reopened", message=current.reason,
                decided_at=None, again_on=None, waiting_since=now, reopened_at=now,
            )  # fmt: skip
            assign_row(row, now=now)
        else:
            notify(row.applicant, "application_upheld", about=current, now=now, by=by)
    logger.info("vetting.appeal_decided", application=str(row.uuid), by=str(by.uuid), verdict=str(current.verdict))
    return current


def _applied_again() -> str:
    return _("They’ve applied again since, so this one can’t be reopened. Say so in your reason.")


def refusal_to_decide(appeal: Appeal, *, by: "User") -> str:
    """Why `by` can't decide an appeal; "" if they can. Safe to show."""
    application = appeal.application
    if not by.has_perm("mentors.change_appeal") or not by.has_perm(PERMISSION):
        return _("This isn’t yours to decide.")
    if application.applicant_id == by.pk:
        return _("No one decides on their own application.")
    if appeal.is_decided:
        return _("This appeal has been decided.")
    if had_a_part(application, by):
        return _("You’ve read or decided this application, so someone else looks at the appeal.")
    if application.recusals.in_force().filter(reader=by).exists():
        return _("You know this person, so you’ve left the application to the others.")
    return ""


def had_a_part(application: Application, member: "User") -> bool:
    """Whether a member has read or decided an application."""
    if Review.objects.filter(application=application, reviewer=member).exists():
        return True
    return Decision.objects.filter(application=application, by=member).exists()


def _has_moved_on(application: Application) -> bool:
    """Whether the applicant has another application under way by now, or is a mentor."""
    others = Application.objects.open().filter(applicant=application.applicant_id).exclude(pk=application.pk)
    return others.exists() or Mentor.objects.of(application.applicant).past_vetting().exists()


def _checked(words: str) -> str:
    text = words.strip()
    if not visible_length(text) or len(text) > LONGEST_WORDS:
        raise ApplicationRefused(_("Please say why, in at most %(most)d characters.") % {"most": LONGEST_WORDS})
    return text
