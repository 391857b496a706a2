import re
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings.context import DRAFT
from bookings.forms.bookings import format_instant, parse_instant
from bookings.models import Booking
from bookings.views import booking
from core import clock
from core.ratelimit import Limit
from mentors.models import Mentor
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory
from tests.limits import use_up
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture(autouse=True)
def unused_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits that no other test has used up."""
    monkeypatch.setattr(booking, "POSTS", Limit(uuid.uuid4().hex, times=20, seconds=600))


@pytest.fixture
def page(mentor: Mentor) -> str:
    return reverse("bookings:book", args=[mentor.slug])


def slot(mentor: Mentor, **changes: Any) -> dict[str, str]:
    return {"type": str(mentor.session_types.all()[0].uuid), "at": format_instant(WEDNESDAY)} | changes


def filled(mentor: Mentor, **changes: Any) -> dict[str, str]:
    return slot(mentor, form_key=str(uuid.uuid4()), topic=TOPIC) | changes


def test_visitor_sees_the_chosen_time_in_the_zone_of_the_cookie(client: Client, mentor: Mentor, page: str) -> None:
    client.cookies["zone"] = "Asia/Calcutta"
    response = client.get(page, slot(mentor))
    content = markup(response)
    assert response.status_code == 200
    assert ">2:30 PM–3:00 PM</span> " in content
    assert "Kolkata time (UTC+5:30)" in content
    assert "Amara Njeri" in content


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"at": ""},
        {"at": "tomorrow"},
        {"at": "2026-11-25T10:00"},
        {"at": "9999-12-31T23:59:59-23:00"},
        {"at": "0001-01-01T00:00+14:00"},
        {"at": "2026-13-45T10:00Z"},
        {"type": "x"},
        {"type": str(uuid.uuid4())},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_url_without_a_time_leads_to_the_mentor(
    client: Client, mentor: Mentor, page: str, query: dict[str, str], method: str
) -> None:
    sent = slot(mentor) | query if query else {}
    response = getattr(client, method)(page, sent)
    assert (response.status_code, response["Location"]) == (302, mentor.get_absolute_url())


def test_time_may_be_written_with_any_offset(client: Client, mentor: Mentor, page: str) -> None:
    assert client.get(f"{page}?type={slot(mentor)['type']}&at=2026-11-25T10:00+01:00").status_code == 200
    assert parse_instant("2026-11-25T10:00+01:00") == parse_instant("2026-11-25T09:00:00Z") == WEDNESDAY


def test_member_books_and_lands_on_the_booking(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    response = client.post(page, filled(mentor))
    made = Booking.objects.get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (made.mentee, made.mentor, made.topic, made.starts_at) == (mentee, mentor, TOPIC, WEDNESDAY)


def test_crawlers_are_sent_from_a_time_to_the_mentors_page(client: Client, mentor: Mentor, page: str) -> None:
    answer = markup(client.get(page, slot(mentor)))
    assert f'<link rel="canonical" href="{settings.SITE_URL}{mentor.get_absolute_url()}">' in answer
    assert 'name="robots"' not in answer
    assert "/book/" not in client.get("/robots.txt").content.decode()


def test_form_that_is_sent_twice_books_once(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    data = filled(mentor)
    addresses = {client.post(page, data)["Location"] for _ in range(2)}
    assert addresses == {Booking.objects.get().get_absolute_url()}


def test_way_back_leads_to_the_booking_and_not_to_other_times(
    client: Client, mentor: Mentor, mentee: User, page: str
) -> None:
    client.force_login(mentee)
    client.post(page, filled(mentor))
    booked = Booking.objects.get()
    response = client.get(page, slot(mentor), follow=True)
    assert response.redirect_chain[-1] == (booked.get_absolute_url(), 302)
    assert "This time is yours already." in markup(response)
    client.force_login(UserFactory())
    assert "no longer free" in markup(client.get(page, slot(mentor)))


def test_visitor_signs_up_on_the_way_and_time_and_topic_are_kept(
    client: Client, mentor: Mentor, mentee: User, page: str
) -> None:
    response = client.post(page, filled(mentor, topic="<b>Wörter</b> & Sätze, die bleiben sollen"))
    address = urlsplit(response["Location"])
    assert (response.status_code, address.path) == (302, reverse("account_signup"))
    [back] = parse_qs(address.query)["next"]
    assert not Booking.objects.exists()
    client.force_login(mentee)
    content = client.get(back).content.decode()
    assert "&lt;b&gt;Wörter&lt;/b&gt; &amp; Sätze, die bleiben sollen</textarea>" in content
    assert ">04:00–04:30</span>" in content
    client.post(page, filled(mentor))
    assert (
        TOPIC not in client.get(page, slot(mentor, at=format_instant(WEDNESDAY + timedelta(hours=1)))).content.decode()
    )


def test_topic_for_one_mentor_is_not_shown_for_another(client: Client, mentor: Mentor, page: str) -> None:
    client.post(page, filled(mentor))
    other = MentorFactory(bookable=True)
    content = client.get(reverse("bookings:book", args=[other.slug]), slot(other)).content.decode()
    assert TOPIC not in content


@pytest.mark.parametrize("topic", ["", "too short", "x" * 1001, "x" * 800_000])
def test_topic_too_short_or_too_long_is_refused_and_kept(
    client: Client, mentor: Mentor, mentee: User, page: str, topic: str
) -> None:
    client.force_login(mentee)
    response = client.post(page, filled(mentor, topic=topic))
    assert response.status_code == 400
    assert response.context["form"]["topic"].value() == topic
    assert list(response.context["form"].errors) == ["topic"]
    assert not Booking.objects.exists()


def test_three_megabytes_are_refused(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    assert client.post(page, filled(mentor, topic="x" * 3_000_000)).status_code == 413
    assert not Booking.objects.exists()


def test_null_characters_are_refused(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    assert client.post(page, filled(mentor, topic=f"{TOPIC}\x00")).status_code == 400
    assert not Booking.objects.exists()


def test_taken_time_offers_the_nearest_and_keeps_the_topic(
    client: Client, mentor: Mentor, mentee: User, page: str
) -> None:
    BookingFactory(mentor=mentor, starts_at=WEDNESDAY)
    client.force_login(mentee)
    told = client.post(page, filled(mentor))
    assert (told.status_code, told.content) == (
        303,
        b"",
    )  # the loser of a race is redirected before anything is rendered
    response = client.get(told["Location"])
    content = markup(response)
    assert "This time is no longer free. Please pick another." in content
    assert TOPIC in content
    offered = [value for value, _label in response.context["others"]]
    near = [WEDNESDAY + timedelta(minutes=30 * step) for step in (-2, -1, 1, 2, 3, 4, 5, 6)]
    assert offered == [format_instant(start) for start in near]
    assert re.search(rf'value="{format_instant(near[1])}"[^>]* checked', content)
    again = client.post(page, filled(mentor, at=offered[0]))
    assert again["Location"] == Booking.objects.get(mentee=mentee).get_absolute_url()


def test_form_says_that_the_time_is_taken(client: Client, mentor: Mentor, page: str) -> None:
    BookingFactory(mentor=mentor, starts_at=WEDNESDAY)
    response = client.get(page, slot(mentor))
    assert response.context["refusal"] == "This time is no longer free. Please pick another."
    assert len(response.context["others"]) == 8


def test_time_beyond_the_horizon_offers_the_last_openings(client: Client, mentor: Mentor, page: str) -> None:
    response = client.get(page, slot(mentor, at="2199-12-31T10:00Z"))
    assert [value for value, _label in response.context["others"]][-1] == "2027-01-04T15:30Z"


def test_form_says_when_the_mentor_has_no_time_left(client: Client, mentor: Mentor, page: str) -> None:
    mentor.weekly_hours.all().delete()
    content = client.get(page, slot(mentor)).content.decode()
    assert "Amara Njeri has no free time left at the moment." in content
    assert '<button class="button button--brand" type="submit">' not in content


def test_refusal_at_any_time_keeps_the_picked_time(
    client: Client, mentor: Mentor, mentee: User, page: str, settings: LazySettings
) -> None:
    settings.MAX_COMING_BOOKINGS = 0
    client.force_login(mentee)
    response = client.post(page, filled(mentor))
    assert (response.status_code, response.context["others"]) == (409, None)
    assert TOPIC in response.content.decode()


def test_mentor_who_books_themselves_is_refused(client: Client, mentor: Mentor, page: str) -> None:
    client.force_login(mentor.user)
    response = client.post(page, filled(mentor))
    assert (response.status_code, response.context["refusal"]) == (409, "You can’t book yourself.")
    assert not Booking.objects.exists()


@pytest.mark.parametrize("trait", [{"hidden": True}, {"user__is_active": False}])
def test_mentor_without_a_page_has_no_form(client: Client, trait: dict[str, bool]) -> None:
    other = MentorFactory(bookable=True, **trait)
    assert client.get(reverse("bookings:book", args=[other.slug]), slot(other)).status_code == 404


def test_paused_mentor_takes_no_bookings(client: Client, mentee: User) -> None:
    other = MentorFactory(bookable=True, paused=True)
    client.force_login(mentee)
    response = client.post(reverse("bookings:book", args=[other.slug]), filled(other))
    assert (response.status_code, Booking.objects.count()) == (409, 0)
    assert response.context["refusal"] == "This mentor isn’t taking bookings at the moment."


def test_session_type_of_another_mentor_is_refused(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    foreign = SessionTypeFactory(mentor=MentorFactory(bookable=True))
    assert client.post(page, filled(mentor, type=str(foreign.uuid))).status_code == 302
    assert not Booking.objects.exists()


def test_request_says_what_happens_next(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    client.force_login(mentee)
    content = client.get(page, slot(mentor, type=str(asked.uuid))).content.decode()
    assert "Request this time" in content
    response = client.post(page, filled(mentor, type=str(asked.uuid)), follow=True)
    assert "Your request is on its way." in response.content.decode()


def test_request_says_how_long_the_mentor_has(client: Client, mentor: Mentor, page: str) -> None:
    asked = str(SessionTypeFactory(mentor=mentor, on_request=True).uuid)
    early = markup(client.get(page, slot(mentor, type=asked)))
    assert "Your mentor answers within 48 hours." in early
    assert "the code sends your request" in early
    clock.move_to(NOW + timedelta(hours=1))
    assert "Your mentor can answer until the session starts." in markup(client.get(page, slot(mentor, type=asked)))


def test_invisible_characters_do_not_count(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    response = client.post(page, filled(mentor, topic="x" + "\u200b" * 30))
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["topic"])
    assert not Booking.objects.exists()


def test_too_many_tries_without_a_time_keep_no_draft(client: Client, mentor: Mentor, page: str) -> None:
    use_up(booking.POSTS, 18)
    for number in range(18, 21):
        response = client.post(page, {"topic": f"{TOPIC} {number}"})
    assert (response.status_code, response["Location"]) == (302, mentor.get_absolute_url())
    assert client.session[DRAFT]["topic"] == f"{TOPIC} 19"


def test_too_many_tries_are_slowed_down(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    use_up(booking.POSTS, 18, by=mentee)
    taken = filled(mentor, at=format_instant(NOW))
    codes = [client.post(page, taken).status_code for _ in range(3)]
    assert codes == [409] * 2 + [429]


def test_post_without_csrf_token_changes_nothing(mentor: Mentor, mentee: User, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mentee)
    assert client.post(page, filled(mentor)).status_code == 403
    assert not Booking.objects.exists()


def test_get_changes_nothing(client: Client, mentor: Mentor, mentee: User, page: str) -> None:
    client.force_login(mentee)
    client.get(page, filled(mentor))
    assert not Booking.objects.exists()
