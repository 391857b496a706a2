"""What the team decides about a member, the member's acknowledgment and appeal, and what someone else decides then."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from bookings.services import status
from core.text import visible_length
from mentors.models import Mentor
from notifications.services import notify, notify_team
from safety.errors import MeasureRefused
from safety.models import Measure, MeasureKind, Report
from safety.policy import LONGEST_PAUSE, LONGEST_WORDS
from safety.services.reports import tell_team

logger = structlog.get_logger("club.safety")


def take(
    *,
    member: User,
    kind: MeasureKind,
    rule: str,
    facts: str,
    until: datetime | None = None,
    weekly: int | None = None,
    report: Report | None = None,
    by: User,
    now: datetime,
) -> Measure:
    """Decide something about a member, who gets the reasons by email, and where to appeal.

    Args:
        rule: which rule of the club was broken, in a line.
        facts: what happened, as the member will read it.
        until: aware; the end of a limit or a pause.
        weekly: how many bookings a week a limit leaves.

    Raises:
        MeasureRefused: it isn't theirs to decide, lacks a reason, an end or a number, or is too long. Safe to show.
    """
    if reason := refusal_to_take(member, report, by=by):
        raise MeasureRefused(reason)
    is_timed, rule, facts = kind in (MeasureKind.LIMIT, MeasureKind.PAUSE), rule.strip(), facts.strip()
    if not visible_length(rule) or not visible_length(facts):
        raise MeasureRefused(_("Please say which rule was broken, and what happened."))
    if is_timed and (until is None or not now < until <= now + LONGEST_PAUSE):
        raise MeasureRefused(_("A limit and a pause need an end, within a year from now."))
    if kind == MeasureKind.LIMIT and not weekly:
        raise MeasureRefused(_("Please say how many bookings a week they may have; for none, use a pause."))
    with transaction.atomic():
        row = Measure.objects.create(
            member=member,
            report=report,
            kind=kind,
            rule=rule,
            facts=facts,
            until=until if is_timed else None,
            weekly=weekly if kind == MeasureKind.LIMIT else None,
            taken_at=now,
            taken_by=by,
        )
        if kind == MeasureKind.WORD:
            accounts.ask_to_read(User.objects.filter(pk=member.pk))
        if kind == MeasureKind.PAUSE and until:
            for mentor in Mentor.objects.filter(user=member):
                status.suspend(mentor, until=until, now=now)
        if kind == MeasureKind.REMOVAL:
            accounts.close(user=member, by=by, now=now)
        _tell_member(row, "measure_taken", now=now, by=by)
        logger.warning("safety.measure_taken", member=str(member.uuid), by=str(by.uuid), kind=kind)
    return row


def refusal_to_take(member: User, report: Report | None, *, by: User) -> str:
    """Why `by` can't decide anything about a member; "" if they can. Safe to show."""
    if not by.has_perm("safety.add_measure"):
        return _("This isn’t yours to decide.")
    if member.pk == by.pk:
        return _("You can’t decide about yourself.")
    if report is not None and not Report.objects.open_to(by).filter(pk=report.pk).exists():
        return _("This isn’t yours to decide.")
    if report is not None and report.by_id == by.pk:
        return _("You’ve reported this, so someone else on the team decides.")
    if member.is_staff and not by.is_superuser:
        return _("Only an admin can decide about someone on the team.")
    return ""


def acknowledge(*, measure: Measure, now: datetime) -> None:
    """The member has read the team's word. Doing it again changes nothing."""
    with transaction.atomic():
        Measure.objects.filter(pk=measure.pk, kind=MeasureKind.WORD, acknowledged_at=None).update(acknowledged_at=now)
        accounts.has_read(measure.member, now=now)


def appeal(*, measure: Measure, words: str, now: datetime) -> Measure:
    """Ask for a second look by someone else, once, within half a year.

    Raises:
        MeasureRefused: they have, it is too late, or there are no words. Safe to show.
    """
    with transaction.atomic():
        row = Measure.objects.select_for_update().get(pk=measure.pk)
        if reason := refusal_to_appeal(row, now=now):
            raise MeasureRefused(reason)
        if not visible_length(words) or len(words) > LONGEST_WORDS:
            text = _("Please say why you see it differently, in at most %(most)d characters.")
            raise MeasureRefused(text % {"most": LONGEST_WORDS})
        row.appeal, row.appealed_at = words.strip(), now
        row.save(update_fields=["appeal", "appealed_at"])
        if row.report is not None and row.is_confidential:
            tell_team(row.report, "appeal_for_team", confidential=True, now=now, by=row.member)
        else:
            notify_team("appeal_for_team", now=now, by=row.member)
    return row


def refusal_to_appeal(measure: Measure, *, now: datetime) -> str:
    """Why a measure can't be appealed; "" if it can. Safe to show."""
    if measure.appealed_at:
        return _("You’ve already appealed.")
    if now >= measure.appeal_by:
        return _("The time to appeal is over.")
    return ""


def decide(*, measure: Measure, by: User, lift: bool, words: str, now: datetime) -> Measure:
    """Decide an appeal, as someone else than who took the measure. If it is lifted, it no longer holds.

    Raises:
        MeasureRefused: there is no appeal, it isn't theirs to decide, or there is no reason. Safe to show.
    """
    with transaction.atomic():
        row = Measure.objects.select_for_update().get(pk=measure.pk)
        if reason := refusal_to_decide(row, by=by):
            raise MeasureRefused(reason)
        if not visible_length(words):
            raise MeasureRefused(_("Please give a reason. The member reads it."))
        row.decision, row.decided_at, row.decided_by = words.strip(), now, by
        row.lifted_at = now if lift else None
        row.save(update_fields=["decision", "decided_at", "decided_by", "lifted_at"])
        if lift:
            _undo(row, by=by, now=now)
        _tell_member(row, "appeal_decided", now=now, by=by)
        logger.warning("safety.appeal_decided", member=str(row.member.uuid), by=str(by.uuid), lifted=lift)
    return row


def refusal_to_decide(measure: Measure, *, by: User) -> str:
    """Why `by` can't decide the appeal; "" if they can. Safe to show."""
    if not by.has_perm("safety.change_measure") or not Measure.objects.open_to(by).filter(pk=measure.pk).exists():
        return _("This isn’t yours to decide.")
    if not measure.appealed_at:
        return _("There’s no appeal.")
    if measure.decided_at:
        return _("This appeal has been decided.")
    if measure.taken_by_id == by.pk:
        return _("You took this measure, so someone else decides about the appeal.")
    if measure.report is not None and measure.report.by_id == by.pk:
        return _("You’ve reported this, so someone else on the team decides.")
    return ""


def _undo(row: Measure, *, by: User, now: datetime) -> None:
    member = row.member
    others = Measure.objects.in_force(at=now).filter(member=member, kind=row.kind).exclude(pk=row.pk)
    if others.exists():
        return
    if row.kind == MeasureKind.WORD:
        accounts.has_read(member, now=now)
    if row.kind == MeasureKind.REMOVAL:
        accounts.reopen(user=member, by=by, now=now)
    if row.kind == MeasureKind.PAUSE:
        for mentor in Mentor.objects.filter(user=member):
            status.end_suspension(mentor, now=now)


def _tell_member(row: Measure, kind: str, *, now: datetime, by: User) -> None:
    member = row.member
    member.refresh_from_db(fields=["is_active"])
    if member.is_active:
        notify(member, kind, about=row, now=now, by=by)
    else:  # to the address: a member whose account is closed gets no email
        notify(None, kind, about=row, address=member.email, language=member.language, now=now, by=by)
