"""What matching provides to the apps below it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from accounts.hooks import ToDo, blocked, closed, waits
from accounts.models import Block, User
from bookings.hooks import agreed
from bookings.models import Booking
from matching.presenters.requests import to_do
from matching.presenters.to_do import rounds_to_do
from matching.services import asks, forget_need, needs, requests, rounds
from matching.services.relaying import pass_on_later
from mentors.hooks import topic_merged, unlisted
from mentors.models import Mentor, Topic


@agreed
def accepted_request(mentor: Mentor, member: User, now: datetime) -> Callable[[Booking, datetime], None] | None:
    """A request of the member that the mentor has accepted."""
    return asks.agreement(mentor, member, now)


@unlisted
def pass_requests_on(mentor: Mentor, now: datetime) -> None:
    """Ask the next mentor instead of one who takes a break."""
    pass_on_later(mentor, now=now)


@blocked
def part(block: Block, now: datetime) -> None:
    """Pass on requests between the two, and turn down a pair that waits. Rounds that are computed leave them apart."""
    rounds.part(member=block.blocker, other=block.blocked, now=now)
    for mentor in Mentor.objects.filter(user__in=[block.blocker, block.blocked]):
        pass_on_later(mentor, now=now)


@closed
def forget_what_they_looked_for(user: User, now: datetime) -> None:
    """Forget what a member looked for, and whom they left out."""
    forget_need(by=user)


@closed
def end_requests(user: User, now: datetime) -> None:
    """Withdraw the request of a closed account, and pass on those that were sent to it."""
    requests.end_all(member=user, now=now)
    for mentor in Mentor.objects.filter(user=user):
        pass_on_later(mentor, now=now)


@closed
def leave_rounds(user: User, now: datetime) -> None:
    """Take the member of a closed account out of rounds, and tell those they were paired with."""
    rounds.end_all(member=user, now=now)


@waits
def requests_waiting(member: User, now: datetime, most: int) -> Iterable[ToDo]:
    """Requests to answer, questions about one's own, and times to book."""
    return to_do(member, most=most, now=now)


@waits
def rounds_waiting(member: User, now: datetime, most: int) -> Iterable[ToDo]:
    """Pairs of rounds and invitations to them that a member hasn't answered."""
    return rounds_to_do(member, most=most, now=now)


@topic_merged
def look_for_the_other(topic: Topic, into: Topic) -> None:
    """Let members who look for a topic look for the one that takes its place."""
    needs.move_topic(topic, into=into)
