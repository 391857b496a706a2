"""Erasing an account: asked for, undone within the grace, and done."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import hooks
from accounts import services as accounts
from accounts.models import User
from bookings.models import Booking
from data_protection import journal
from data_protection.errors import ErasureRefused
from data_protection.models import GRACE, Erasure, ErasureReason
from data_protection.services.wiping import wipe
from notifications.services import notify

logger = structlog.get_logger("club.privacy")


def ask(*, member: User, by: User, now: datetime) -> Erasure:
    """Have an account erased after the grace, and tell its member, who can undo it until then.

    Args:
        by: the member, or someone of the team whom they asked.

    Raises:
        ErasureRefused: it is asked for already, or the account is erased, or has rights of the team.
    """
    with transaction.atomic():
        row = _locked(member)
        if Erasure.objects.open().filter(member=row).exists():
            raise ErasureRefused(_("This account is being erased already."))
        reason = ErasureReason.ASKED if by.pk == row.pk else ErasureReason.TEAM
        erasure = Erasure.objects.create(
            member=row,
            reason=reason,
            by=None if by.pk == row.pk else by,
            asked_at=now,
            due_at=now + GRACE,
        )
        notify(row, "erasure_asked", about=erasure, now=now, by=by)
        logger.warning("privacy.erasure_asked", member=str(row.uuid), reason=reason, by=str(by.uuid))
    return erasure


def undo(*, erasure: Erasure, by: User, now: datetime) -> None:
    """Let an account stay after all.

    Raises:
        ErasureRefused: it is done, or undone already; or `by` is neither the member nor one of the team.
    """
    with transaction.atomic():
        row = Erasure.objects.select_for_update(of=("self",), no_key=True).get(pk=erasure.pk)
        if row.member_id != by.pk and not by.is_staff:
            raise ErasureRefused(_("This is someone else’s account."))
        if row.done_at or row.undone_at:
            raise ErasureRefused(_("There’s nothing to undo any more."))
        row.undone_at, row.held_at, row.ground = now, None, ""
        row.save(update_fields=["undone_at", "held_at", "ground"])
        logger.warning("privacy.erasure_undone", erasure=str(row.uuid), by=str(by.uuid))


def sweep(*, now: datetime) -> int:
    """Erase the accounts whose grace is over, each in its own transaction; returns how many were."""
    done = 0
    for key in Erasure.objects.due(at=now).order_by("due_at").values_list("pk", flat=True):
        try:
            done += carry_out(key, now=now)
        except Exception:
            # Whatever is wrong with this one, the others mustn't wait for it.
            logger.exception("privacy.erasure", outcome="failed, the next run tries again", erasure=key)
    return done


def carry_out(erasure: int, *, now: datetime) -> bool:
    """Erase an account now, if nothing keeps it back; whether it is erased."""
    with transaction.atomic():
        row = (
            Erasure.objects.open().select_for_update(of=("self",), skip_locked=True).filter(pk=erasure).first()
        )  # skip_locked: someone is undoing it; the next run takes the rest
        if row is None:
            return False
        member = User.objects.select_for_update(no_key=True).get(pk=row.member_id)
        if hold := hooks.hold_on(member):
            row.held_at, row.ground = row.held_at or now, hold.ground
            row.save(update_fields=["held_at", "ground"])
            return False
        _erase(row, member, now=now)
    return True


def erase_now(*, member: User, reason: ErasureReason, by: User | None, now: datetime) -> Erasure:
    """Erase an account without grace: the command on the server, or the replay of the journal after a restore.

    Raises:
        ErasureRefused: it is erased, has rights of the team, or something keeps it back.
    """
    with transaction.atomic():
        row = _locked(member, is_restored=reason == ErasureReason.RESTORED)
        if reason != ErasureReason.RESTORED and (hold := hooks.hold_on(row)):
            raise ErasureRefused(hold.ground)
        erasure = Erasure.objects.open().select_for_update(of=("self",)).filter(member=row).first()
        if erasure is None:
            erasure = Erasure.objects.create(member=row, reason=reason, by=by, asked_at=now, due_at=now)
        _erase(erasure, row, now=now)
    return erasure


def replay(*, now: datetime) -> int:
    """Erase those again whom a restored backup has brought back; returns how many."""
    hashes = journal.recorded()
    if not hashes:
        return 0
    number = 0
    for member in User.objects.filter(erased_at=None).iterator():
        if journal.names(member.uuid, among=hashes):
            erase_now(member=member, reason=ErasureReason.RESTORED, by=None, now=now)
            number += 1
    return number


def ahead(member: User, *, at: datetime) -> int:
    """How many sessions and requests of a member are still to come: an erasure cancels them."""
    return Booking.objects.involving(member).upcoming(at=at).count()


def _locked(member: User, *, is_restored: bool = False) -> User:
    """The current row of a member who may be erased, locked until the transaction ends."""
    row: User = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.erased_at:
        raise ErasureRefused(_("This account is erased already."))
    if (row.is_staff or row.is_superuser) and not is_restored:
        raise ErasureRefused(_("This account has rights of the club team. An admin has to take them away first."))
    return row


def _erase(erasure: Erasure, member: User, *, now: datetime) -> None:
    """Close an account and take everything out of it, in the caller's transaction."""
    accounts.close(user=member, by=erasure.by, now=now, tell=False)
    hooks.announce_erasure(member, now)
    outcome = wipe(member)
    member.groups.clear()
    User.objects.filter(pk=member.pk).update(erased_at=now, is_staff=False, is_superuser=False, is_active=False)
    erasure.done_at, erasure.held_at, erasure.ground = now, None, ""
    erasure.went, erasure.stayed = outcome.went, outcome.stayed
    erasure.save(update_fields=["done_at", "held_at", "ground", "went", "stayed"])
    logger.warning("privacy.erased", member=str(member.uuid), reason=erasure.reason)
    # Last, before the commit: if that fails, the erasure is still open, and is tried again.
    journal.add(member.uuid)
