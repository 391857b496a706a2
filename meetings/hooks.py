"""What a room is for, only an app above knows: it registers itself here, under the `kind` of its meetings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class MeetingHooks:
    """How an app has a say about its meetings.

    Attributes:
        wanted: what the room should be called, and the page where people find the link to it.
        ready: there is another link than people expect. Called in the transaction that writes it.
        failed: no provider could give a room shortly before the start. Called once, in the transaction that notes it.
    """

    wanted: Callable[[Meeting], tuple[str, str]]
    ready: Callable[[Meeting, datetime], None]
    failed: Callable[[Meeting, datetime], None]


_hooks: dict[str, MeetingHooks] = {}


def register(kind: str, hooks: MeetingHooks) -> None:
    """Speak for the meetings of `kind`."""
    if kind in _hooks:
        raise RuntimeError(f"two hooks for meetings of kind {kind}")
    _hooks[kind] = hooks


def hooks_of(meeting: Meeting) -> MeetingHooks:
    """Who speaks for a meeting."""
    return _hooks[meeting.kind]
