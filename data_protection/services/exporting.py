"""A member's copy of their data: asked for, made by a worker, and deleted after a week."""

from datetime import datetime, timedelta

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.db import violates
from data_protection.errors import ExportRefused
from data_protection.models import KEPT_FOR, Export
from data_protection.services.packing import pack
from notifications.services import notify
from outbox.services import enqueue

logger = structlog.get_logger("club.privacy")

MAKE, DELETE_FILE = "data_protection.make_export", "data_protection.delete_file"
FOLDER = "exports/"
A_DAY, MOST_A_DAY = timedelta(days=1), 3


def ask(*, by: User, now: datetime) -> Export:
    """Have a copy of one's data made.

    Raises:
        ExportRefused: one is being made, or there were several within a day. The message is safe to show.
    """
    try:
        with transaction.atomic():
            member = User.objects.select_for_update(no_key=True).get(pk=by.pk)
            lately = Export.objects.filter(member=member, asked_at__gt=now - A_DAY).count()
            if lately >= MOST_A_DAY:
                raise ExportRefused(_("You’ve had three copies today. Please come back tomorrow."))
            export = Export.objects.create(member=member, asked_at=now)
            enqueue(MAKE, {"export": export.pk}, now=now)
            logger.info("privacy.export_asked", member=str(member.uuid))
    except IntegrityError as error:
        if violates(error, "export_one_at_a_time"):
            raise ExportRefused(_("We’re making your copy already. We’ll email you when it’s ready.")) from error
        raise
    return export


def make(export_id: int, *, now: datetime) -> None:
    """Make the file of an export and tell its member. Does nothing if it is made, or its member is gone."""
    export = Export.objects.waiting().select_related("member").filter(pk=export_id, member__is_active=True).first()
    if export is None:
        return
    name, size = pack(export.member, folder=FOLDER, now=now)
    made = False
    try:
        with transaction.atomic():
            row = Export.objects.waiting().select_for_update(of=("self",)).filter(pk=export_id).first()
            if row is not None:
                row.made_at, row.expires_at, row.file, row.size = now, now + KEPT_FOR, name, size
                row.save(update_fields=["made_at", "expires_at", "file", "size"])
                notify(row.member, "export_ready", about=row, now=now)
                made = True
    finally:
        if not made:  # the member was erased in the meantime, or another worker was faster
            default_storage.delete(name)


def give_up(export_id: int, *, now: datetime) -> None:
    """Record that an export couldn't be made, so that its member can ask for another."""
    Export.objects.waiting().filter(pk=export_id).update(failed_at=now)


def forget(*, now: datetime) -> int:
    """Delete the files whose week is over, and what says that there was one; returns how many."""
    done = 0
    for export in Export.objects.expired(at=now):
        if export.file:
            default_storage.delete(export.file)
        export.delete()
        done += 1
    return done


def delete_files_later(member: User, *, now: datetime) -> None:
    """Have the files of an erased member's exports deleted, in the transaction that erases them.

    Locks all of them, so that one which is just being finished is waited for, and its file isn't overlooked.
    """
    for export in Export.objects.filter(member=member).order_by("pk").select_for_update(of=("self",)):
        if export.file:
            enqueue(DELETE_FILE, {"name": export.file}, now=now)


def delete_file(name: str) -> None:
    """Delete a file that no export has any more."""
    if name.startswith(FOLDER) and not Export.objects.filter(file=name).exists():
        default_storage.delete(name)
