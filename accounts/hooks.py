"""Hooks for the apps above: what they do when a member's name changes, and when an account is closed."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User

_renamed: list[Callable[[User], None]] = []
_closed: list[Callable[[User, datetime], None]] = []


def renamed(function: Callable[[User], None]) -> Callable[[User], None]:
    """Register a function to call in the transaction in which a member's name changes."""
    _renamed.append(function)
    return function


def announce_name(user: User) -> None:
    """Tell the apps above that a member has another name."""
    for function in _renamed:
        function(user)


def closed(function: Callable[[User, datetime], None]) -> Callable[[User, datetime], None]:
    """Register a function to call in the transaction in which an account is closed."""
    _closed.append(function)
    return function


def announce_closing(user: User, now: datetime) -> None:
    """Tell the apps above that an account is being closed."""
    for function in _closed:
        function(user, now)
