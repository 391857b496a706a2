"""Hooks for the apps above: what else finds a mentor, what follows a new profile, an absence, a topic that has gone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from mentors.models import Mentor, Topic

Texts = Callable[[Sequence[Mentor]], Iterable[tuple[int, str]]]  # mentors → the key of one, and a text about them
Follower = Callable[[Mentor, datetime], object]  # the mentor, locked, and when
Merger = Callable[[Topic, Topic], object]  # the topic that goes, and the one that takes its place

_searched: list[Texts] = []
_followers: list[Follower] = []
_unlisted: list[Follower] = []
_mergers: list[Merger] = []


def searched(function: Texts) -> Texts:
    """Register a function that returns texts about mentors. Whoever changes one calls `mentors.services.index`."""
    _searched.append(function)
    return function


def texts_about(mentors: Sequence[Mentor]) -> dict[int, list[str]]:
    """What the apps above say about each of these mentors, by their keys."""
    found: dict[int, list[str]] = defaultdict(list)
    for function in _searched:
        for pk, text in function(mentors):
            found[pk].append(text)
    return found


def profile_saved(function: Follower) -> Follower:
    """Register a function that is called in the transaction in which a mentor has saved their profile."""
    _followers.append(function)
    return function


def follow_profile(mentor: Mentor, *, now: datetime) -> None:
    """Tell the apps above that a mentor has saved their profile."""
    for function in _followers:
        function(mentor, now)


def unlisted(function: Follower) -> Follower:
    """Register a function that is called in the transaction in which a mentor stops taking bookings."""
    _unlisted.append(function)
    return function


def announce_absence(mentor: Mentor, *, now: datetime) -> None:
    """Tell the apps above that a mentor takes no bookings any more, or not for a while."""
    for function in _unlisted:
        function(mentor, now)


def topic_merged(function: Merger) -> Merger:
    """Register a function that moves an app's rows from a topic to another, in the transaction that merges them."""
    _mergers.append(function)
    return function


def move_rows(topic: Topic, *, into: Topic) -> None:
    """Have the apps above move what refers to a topic."""
    for function in _mergers:
        function(topic, into)
