"""Jobs that the outbox runs for imports and exports, in the lane where nothing urgent waits behind a large file."""

from datetime import datetime
from functools import partial
from typing import Any

from outbox.lanes import Lane
from outbox.registry import Settle, job, on_failure
from outbox.services import enqueue
from transfer.services import adding_photos, advancing, archiving, forgetting, mentors, moving, uploading


@job(uploading.READ, lane=Lane.CALENDARS)
def read(payload: dict[str, Any], now: datetime) -> None:
    """Read the file of an import."""
    uploading.read(payload["batch"], now=now)


@job(moving.ADVANCE, lane=Lane.CALENDARS)
def advance(payload: dict[str, Any], now: datetime) -> Settle | None:
    """Check, import or undo the next rows, and leave the others to another job."""
    more = advancing.advance(payload["batch"], now=now)
    return partial(enqueue, moving.ADVANCE, payload, now=now) if more else None


@on_failure(uploading.READ)
def stop_reading(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Say that the file can't be read."""
    advancing.stop(payload["batch"], now=now)


@on_failure(moving.ADVANCE)
def stop(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Let the team go on."""
    advancing.stop(payload["batch"], now=now)


@job(advancing.INDEX, lane=Lane.CALENDARS)
def index(payload: dict[str, Any], now: datetime) -> Settle | None:
    """Index the next mentors of an import, and leave the others to another job."""
    last = mentors.index_next(payload["batch"], after=payload["after"])
    return None if last is None else partial(enqueue, advancing.INDEX, payload | {"after": last}, now=now)


@job(uploading.DELETE_FILE, lane=Lane.WORK)
def delete_file(payload: dict[str, Any], now: datetime) -> None:
    """Delete an uploaded file that has been read."""
    uploading.delete_file(payload["name"])


@job(adding_photos.ADD_PHOTOS, lane=Lane.CALENDARS)
def add_photos(payload: dict[str, Any], now: datetime) -> Settle | None:
    """Take the next photos out of a ZIP, and leave the others to another job."""
    more = adding_photos.add_photos(payload["upload"], now=now)
    return partial(enqueue, adding_photos.ADD_PHOTOS, payload, now=now) if more else None


@on_failure(adding_photos.ADD_PHOTOS)
def stop_adding_photos(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Delete the ZIP, and say that it can't be read."""
    adding_photos.give_up(payload["upload"], now=now)


@job(archiving.MAKE, lane=Lane.CALENDARS)
def make_archive(payload: dict[str, Any], now: datetime) -> None:
    """Make the tables of the whole club."""
    archiving.make(payload["archive"], now=now)


@on_failure(archiving.MAKE)
def give_up(payload: dict[str, Any], error: Exception, now: datetime) -> None:
    """Let the team ask for another export."""
    archiving.give_up(payload["archive"], now=now)


@job(archiving.DELETE_ARCHIVE, lane=Lane.WORK)
def delete_archive(payload: dict[str, Any], now: datetime) -> None:
    """Delete an export that has someone in it who was erased."""
    archiving.delete_archive(payload["name"])


@job(forgetting.FORGET, lane=Lane.WORK)
def forget(payload: dict[str, Any], now: datetime) -> None:
    """Delete what is left of someone who has been erased."""
    forgetting.forget(payload["batches"], now=now)
