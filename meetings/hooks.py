"""Hooks for higher-level apps, which know what a room is for; registered under the `kind` of their meetings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class MeetingHooks:
    """The functions that an app provides for its meetings.

    Attributes:
        wanted: returns the room's title and the page where people find its link.
        ready: the link has changed. Called in the transaction that saves it.
        failed: no provider could make a room in time. Called once, in the transaction that records it.
    """

    wanted: Callable[[Meeting], tuple[str, str]]
    ready: Callable[[Meeting, datetime], None]
    failed: Callable[[Meeting, datetime], None]


_hooks: dict[str, MeetingHooks] = {}


def register(kind: str, hooks: MeetingHooks) -> None:
    """Register the hooks for meetings of `kind`."""
    if kind in _hooks:
        raise RuntimeError(f"two hooks for meetings of kind {kind}")
    _hooks[kind] = hooks


def hooks_of(meeting: Meeting) -> MeetingHooks:
    """The hooks for a meeting."""
    return _hooks[meeting.kind]
