"""A hook for the apps above: what they do when a member's name changes."""

from collections.abc import Callable

from accounts.models import User

_renamed: list[Callable[[User], None]] = []


def renamed(function: Callable[[User], None]) -> Callable[[User], None]:
    """Register a function to call in the transaction in which a member's name changes."""
    _renamed.append(function)
    return function


def announce_name(user: User) -> None:
    """Tell the apps above that a member has another name."""
    for function in _renamed:
        function(user)
