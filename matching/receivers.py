"""What matching provides to the apps below it."""

from collections.abc import Iterable
from datetime import datetime

from accounts.hooks import ToDo, closed, waits
from accounts.models import User
from matching.presenters.to_do import pairs_to_answer
from matching.services import forget_need, rounds


@closed
def forget_what_they_looked_for(user: User, now: datetime) -> None:
    """Forget what a member looked for, and whom they left out."""
    forget_need(by=user)


@closed
def leave_rounds(user: User, now: datetime) -> None:
    """Take the member of a closed account out of rounds, and tell those they were paired with."""
    rounds.end_all(member=user, now=now)


@waits
def pairs_waiting(member: User, now: datetime, most: int) -> Iterable[ToDo]:
    """Pairs of rounds that a member hasn't answered."""
    return pairs_to_answer(member, most=most, now=now)
