"""A mentor's session types: their order, descriptions and questions."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.db import DataError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import BookingRules, SessionType
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.bookings.moments import book
from tests.bookings.test_desk import offers
from tests.factories import SessionTypeFactory, UserFactory, WeeklyHoursFactory
from tests.pages import markup, signed_in

__all__ = ["a_sunday", "mentor"]  # the fixtures
TYPES = reverse("bookings:session_types")
XSS = "<script>alert(1)</script>"
pytestmark = pytest.mark.django_db


def rows(mentor: Mentor) -> dict[str, str]:
    """The form as it is shown, with an empty row at its end."""
    shown = [{"uuid": str(kind.uuid), "name": kind.name} for kind in mentor.session_types.all()]
    return offers(*shown, {"name": "", "minutes": "30", "on_request": "no"}) | {"types-INITIAL_FORMS": str(len(shown))}


@pytest.fixture
def three(mentor: Mentor) -> Mentor:
    mentor.session_types.update(name="A")
    for position, name in enumerate("BC", start=1):
        SessionTypeFactory(mentor=mentor, name=name, position=position)
    return mentor


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("0-down", "BAC"), ("2-up", "ACB"), ("1-up", "BAC"), ("1-down", "ACB"),
        ("0-up", "ABC"), ("2-down", "ABC"), ("9-up", "ABC"), ("1-sideways", "ABC"), ("", "ABC"),
    ],
)  # fmt: skip
def test_buttons_move_one_up_or_down(client: Client, three: Mentor, move: str, order: str) -> None:
    assert client.post(TYPES, rows(three) | {"move": move}).status_code == 302
    assert "".join(three.session_types.values_list("name", flat=True)) == order


def test_move_saves_what_was_typed_and_skips_removed_rows(client: Client, three: Mentor) -> None:
    client.post(TYPES, rows(three) | {"types-1-DELETE": "on", "types-2-name": "Third", "move": "2-up"})
    assert list(three.session_types.values_list("name", flat=True)) == ["Third", "A"]


def test_only_saved_rows_have_arrows_and_enter_saves(client: Client, three: Mentor) -> None:
    page = markup(client.get(TYPES))
    assert [f'value="{place}-up"' in page for place in range(4)] == [False, True, True, False]
    assert [f'value="{place}-down"' in page for place in range(4)] == [True, True, False, False]
    form = page.partition('data-formset="types"')[2]
    assert form.index("</button>") < form.index('name="move"')
    assert "types-0-ORDER" not in page


def test_description_and_question_are_shown_where_people_choose_and_book(client: Client, mentor: Mentor) -> None:
    own = mentor.session_types.get()
    row = {"uuid": str(own.uuid), "description": f"We read it {XSS}\ntogether.", "question": f"What  role {XSS}?"}
    assert client.post(TYPES, offers(row | {"on_request": "no", "minutes": "30"})).status_code == 302
    own.refresh_from_db()
    assert own.question == f"What role {XSS}?"
    client.force_login(UserFactory())
    page = client.get(mentor.get_absolute_url()).content.decode()
    assert "We read it &lt;script&gt;alert(1)&lt;/script&gt;<br>together." in page
    at = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%MZ")
    address = reverse("bookings:book", args=[mentor.slug])
    slot = {"type": str(own.uuid), "at": at}
    for answer in (client.get(address, slot), client.post(address, slot | {"topic": "?"})):
        text = markup(answer)
        name = mentor.user.get_short_name()
        assert f"{name} asks: <span>What role &lt;script&gt;alert(1)&lt;/script&gt;?</span></strong>" in text
        assert "What have you tried?" not in text
        assert "Only your mentor reads this" in text


def test_without_a_question_the_club_asks_its_own(client: Client, mentor: Mentor) -> None:
    at = (NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%MZ")
    slot = {"type": str(mentor.session_types.get().uuid), "at": at}
    client.force_login(UserFactory())
    page = client.get(reverse("bookings:book", args=[mentor.slug]), slot).content.decode()
    assert "What have you tried?" in page


def test_what_to_bring_is_on_the_booking_and_in_mails_to_the_mentee_only(client: Client, mentor: Mentor) -> None:
    own = mentor.session_types.get()
    row = {"uuid": str(own.uuid), "to_bring": f"Your CV {XSS}\nand a pen.", "question": "Which role?"}
    assert client.post(TYPES, offers(row | {"on_request": "no", "minutes": "30"})).status_code == 302
    mentee = UserFactory()
    booking = book(mentor, mentee, starts_at=NOW + timedelta(days=2), now=NOW)
    page, other = (markup(signed_in(user).get(booking.get_absolute_url())) for user in (mentee, mentor.user))
    assert "Your CV &lt;script&gt;alert(1)&lt;/script&gt; and a pen." in page
    assert "Your CV" not in other
    for each, asks in ((page, f"{mentor.user.get_short_name()} asks:"), (other, "You ask:")):
        assert f"{asks} <span>Which role?</span>" in each
    drain(now=NOW)
    drain(now=booking.starts_at - timedelta(hours=24))
    drain(now=booking.starts_at - timedelta(hours=1))
    told = [message for message in mail.outbox if message.subject.startswith(("Booked", "Reminder", "In one hour"))]
    assert len(told) == 6
    for message in told:
        assert ("What to bring: Your CV" in str(message.body)) == (message.to == [mentee.email])


@pytest.mark.parametrize(("name", "longest"), [("description", 300), ("question", 200), ("to_bring", 300)])
def test_texts_have_a_maximum_length(client: Client, mentor: Mentor, name: str, longest: int) -> None:
    uuid = str(mentor.session_types.get().uuid)
    assert client.post(TYPES, offers({"uuid": uuid, name: "x" * (longest + 1)})).status_code == 400
    assert client.post(TYPES, offers({"uuid": uuid, name: "x" * longest})).status_code == 302
    with pytest.raises(DataError):
        SessionType.objects.update(**{name: "x" * (longest + 1)})


@pytest.mark.parametrize(
    ("day", "week", "said"),
    [
        (3, 8, "You take up to 3 a day and 8 a week, all types together."),
        (3, None, "You take up to 3 a day, all types together."),
        (None, 8, "You take up to 8 a week, all types together."),
        (None, None, "There’s no limit to how many people can book in a day or a week."),
    ],
)
def test_page_says_the_limit_of_all_types_and_where_it_is_changed(
    client: Client, mentor: Mentor, day: int | None, week: int | None, said: str
) -> None:
    BookingRules.objects.update_or_create(mentor=mentor, defaults={"daily_limit": day, "weekly_limit": week})
    page = markup(client.get(TYPES))
    assert said in page
    assert f'href="{reverse("bookings:hours")}#id_daily_limit"' in page
    assert 'id="id_daily_limit"' in markup(client.get(reverse("bookings:hours")))


def test_empty_form_has_an_example_and_a_filled_in_one_has_none(client: Client, mentor: Mentor) -> None:
    assert markup(client.get(TYPES)).count("“Portfolio review”") == 2  # the spare form, and the one to add others from
    mentor.session_types.all().delete()
    assert markup(client.get(TYPES)).count("“Portfolio review”") == 2


def test_hours_say_how_many_sessions_of_each_type_they_have_room_for(client: Client, mentor: Mentor) -> None:
    mentor.weekly_hours.all().delete()
    for weekday in (0, 2):
        WeeklyHoursFactory(mentor=mentor, weekday=weekday, starts=time(9), ends=time(12))
    mentor.session_types.update(name="Short", minutes=30)
    for minutes in (60, 240):
        SessionTypeFactory(mentor=mentor, name=f"{minutes}", minutes=minutes)
    page = client.get(reverse("bookings:hours"))
    assert [(kind.minutes, number) for kind, number in page.context["room"]] == [(30, 12), (60, 6), (240, 0)]
    assert "up to 12 sessions a week" in markup(page)
    assert "longer than each of your times" in markup(page)
    BookingRules.objects.update_or_create(
        mentor=mentor, defaults={"buffer_minutes": 15, "daily_limit": 3, "weekly_limit": 5}
    )
    page = client.get(reverse("bookings:hours"))
    assert [(kind.minutes, number) for kind, number in page.context["room"]] == [(30, 5), (60, 4), (240, 0)]


def test_hours_ask_the_database_the_same_for_one_type_and_for_three(client: Client, mentor: Mentor) -> None:
    counts = []
    for many in (1, 3):
        while mentor.session_types.count() < many:
            SessionTypeFactory(mentor=mentor)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("bookings:hours"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
