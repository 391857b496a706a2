"""What the page of a booking says once nothing comes of it, and whose question it shows before."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mentors.models import Mentor
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

ENDINGS: list[tuple[dict[str, Any], str, str, bool]] = [
    (
        {"status": "declined", "expires_at": NOW, "answered_at": NOW, "answer": "Ask Ngozi."},
        "Amara couldn’t take your request. Other mentors may have time for it.",
        "You declined this request.",
        True,
    ),
    ({"status": "expired", "expires_at": NOW}, "The request has expired.", "The request has expired.", True),
    ({"cancelled": True, "by": "mentor"}, "Amara Njeri cancelled this.", "You cancelled this.", True),
    ({"cancelled": True, "by": "mentee"}, "You cancelled this.", "Kofi Mensah cancelled this.", False),
    (
        {"cancelled": True, "by": "mentee", "expires_at": NOW},
        "You withdrew this request.",
        "Kofi Mensah withdrew this request.",
        False,
    ),
]


@pytest.mark.parametrize(("traits", "to_mentee", "to_mentor", "looks_on"), ENDINGS)
def test_page_says_how_it_ended_and_shows_mentees_the_way_on(
    client: Client, mentor: Mentor, mentee: User, traits: dict[str, Any], to_mentee: str, to_mentor: str, looks_on: bool
) -> None:
    fields = {name: value for name, value in traits.items() if name != "by"}
    if "by" in traits:
        fields["cancelled_by"] = mentee if traits["by"] == "mentee" else mentor.user
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, **fields)
    was_agreed = "expires_at" not in traits
    for reader, said in ((mentee, to_mentee), (mentor.user, to_mentor)):
        client.force_login(reader)
        page = markup(client.get(booking.get_absolute_url()))
        assert page.index(said) < page.index("When and where")
        assert [page.count(text) for text in ("tag--danger", "How the session works")] == [0, 0]
        assert page.count("Ask Ngozi.") == traits.get("answer", "").count("Ask")
        assert ("Find another mentor" in page) == (looks_on and reader == mentee)
        assert ("Book Amara again" in page) == (was_agreed and reader == mentee)
        assert ("Find another time with Amara" in page) == (not was_agreed and reader == mentee)


def test_request_asks_the_mentor_in_the_second_person(client: Client, mentor: Mentor, mentee: User) -> None:
    question = "What have you tried?"
    expires_at = NOW + timedelta(hours=40)
    asked = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY, requested=True, expires_at=expires_at)
    asked.session_type.question = question
    asked.session_type.save()
    for reader, said in ((mentee, "Amara asks:"), (mentor.user, "You ask:")):
        client.force_login(reader)
        page = markup(client.get(asked.get_absolute_url()))
        assert (said in page, question in page) == (True, True)
