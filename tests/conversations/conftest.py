"""Ann and Ben, whom a confirmed booking connects, and their conversation."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest

from accounts.models import User
from bookings.models import Booking
from conversations.models import Conversation, Message
from conversations.services.opening import open_between
from conversations.services.writing import write
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.fixtures import fixed_clock

__all__ = ["fixed_clock"]


@pytest.fixture
def ann() -> User:
    return UserFactory(display_name="Ann Lee", email="ann@example.org")


@pytest.fixture
def ben() -> User:
    return UserFactory(display_name="Ben Ray", email="ben@example.org")


@pytest.fixture
def booking(ann: User, ben: User) -> Booking:
    return BookingFactory(mentor=MentorFactory(user=ben), mentee=ann)


@pytest.fixture
def thread(booking: Booking, ann: User, ben: User) -> Conversation:
    return open_between(reader=ann, other=ben, now=NOW)


@pytest.fixture
def say(thread: Conversation) -> Callable[..., Message]:
    """Write in the conversation: `say(by=ann, text="Hello")`."""

    def written(*, by: User, text: str = "Hello", **changes: object) -> Message:
        given = {"form_key": uuid4(), "now": NOW} | changes
        return partial(write, conversation=thread, by=by, text=text)(**given)

    return written
