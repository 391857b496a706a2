from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from core import clock
from core.admin_lists import LongList
from notifications.services import notify
from tests.factories import BookingFactory, FeedbackFactory, MentorFactory, NoShowFactory, UserFactory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG = {model: site for model, site in admin.site._registry.items() if isinstance(site, LongList)}

pytestmark = [pytest.mark.usefixtures("no_second_factor"), pytest.mark.django_db]


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(UserFactory(staff=True, display_name="Nia Team", email="nia@club.example"))
    return client


def listed(team: Client, page: str, **query: str) -> list[Any]:
    """The rows of a list in the admin, such as `bookings_booking`."""
    return list(team.get(reverse(f"admin:{page}_changelist"), query).context["cl"].result_list)


def test_long_list_counts_and_pages_up_to_its_limit(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.admin_lists.MOST_ROWS", 30)
    mentor = MentorFactory()
    for hours in range(31):
        BookingFactory(mentor=mentor, starts_at=NOW + timedelta(hours=hours))
    address = reverse("admin:bookings_booking_changelist")
    page = team.get(address)
    assert page.context["cl"].result_count == 30
    assert "filter or search to find them" in page.content.decode()
    assert len(listed(team, "bookings_booking", p="2")) == 5
    assert team.get(address, {"p": "3"}).status_code == 302
    assert "filter or search" not in team.get(address, {"status__exact": "declined"}).content.decode()


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("vogel", True),
        ("Jana Vog", True),
        ("vogel jana", True),
        ("ana@vogelnest", True),
        ("ADA", True),
        ("jana nobody", False),
        ("%", False),
        ("123", False),
    ],
)
def test_bookings_are_found_by_parts_of_a_name_or_address(team: Client, words: str, finds: bool) -> None:
    BookingFactory()
    mentee = UserFactory(display_name="Jana Vogel", email="jana@vogelnest.example")
    booking = BookingFactory(mentee=mentee, mentor__user__display_name="Ada Okoro")
    assert listed(team, "bookings_booking", q=words) == [booking] * finds


def test_booking_is_found_by_the_identifier_in_its_url(team: Client) -> None:
    booking, _other = BookingFactory(), BookingFactory()
    assert listed(team, "bookings_booking", q=str(booking.uuid)) == [booking]
    assert listed(team, "bookings_booking", q=str(booking.uuid)[:8]) == []


def test_rows_are_found_across_several_relations(team: Client) -> None:
    mentor, mentee = MentorFactory(user__display_name="Ada Okoro"), UserFactory(display_name="Jana Vogel")
    no_show = NoShowFactory(booking__mentor=mentor, booking__mentee=mentee)
    feedback = FeedbackFactory(request__booking=no_show.booking)
    NoShowFactory()
    FeedbackFactory()
    assert listed(team, "bookings_noshow", q="okoro") == [no_show]
    assert listed(team, "bookings_noshow", q="jana") == [no_show]
    assert listed(team, "feedback_feedback", q="okoro") == [feedback]


def test_notice_is_found_by_its_recipient_or_by_its_full_address(team: Client) -> None:
    to_member = notify(UserFactory(display_name="Jana Vogel"), "account_exists", now=NOW)
    to_address = notify(None, "contact", now=NOW, address="visitor@example.org", language="en")
    assert listed(team, "notifications_notice", q="vogel") == [to_member]
    assert listed(team, "notifications_notice", q="visitor@example.org") == [to_address]
    assert listed(team, "notifications_notice", q="visitor") == []


@pytest.mark.parametrize("model", LONG, ids=lambda model: model._meta.label)
def test_long_list_can_be_ordered_only_by_indexed_columns(model: Any) -> None:
    site, request = LONG[model], RequestFactory().get("/")
    first = {index.fields_orders[0][0] for index in model._meta.indexes if index.fields and not index.condition}
    assert site.indexed_orders
    assert set(site.indexed_orders) <= first
    assert site.ordering
    assert {order.lstrip("-") for order in site.ordering} <= set(site.indexed_orders)
    assert {site._order_of(item) for item in site.get_sortable_by(request)} <= set(site.indexed_orders)


def test_order_without_an_index_is_ignored(team: Client) -> None:
    for name in ("Zoe", "Ada"):
        BookingFactory(mentee__display_name=name, starts_at=NOW + timedelta(hours=len(name) + ord(name[0])))
    by_start = listed(team, "bookings_booking")
    assert listed(team, "bookings_booking", o="2") == by_start
    assert listed(team, "bookings_booking", o="0") == by_start[::-1]


@pytest.mark.parametrize(
    ("when", "hours"), [("", [60, 30, -30]), ("coming", [30, 60]), ("next-week", [30, 60]), ("past", [-30])]
)
def test_bookings_ahead_are_listed_with_the_next_one_first(team: Client, when: str, hours: list[int]) -> None:
    mentor, now = MentorFactory(), clock.now()
    for distance in (60, -30, 30):
        BookingFactory(mentor=mentor, starts_at=now + timedelta(hours=distance))
    shown = [row.starts_at - now for row in listed(team, "bookings_booking", **({"when": when} if when else {}))]
    assert shown == [timedelta(hours=distance) for distance in hours]


def test_filter_by_a_moment_answers_yes_or_no(team: Client) -> None:
    page = team.get(reverse("admin:outbox_job_changelist"), {"failed_at__isempty": "0"})
    failed = next(spec for spec in page.context["cl"].filter_specs if spec.title == "failed")
    offered = [(choice["display"], choice["selected"]) for choice in failed.choices(page.context["cl"])]
    assert offered == [("All", False), ("yes", True), ("no", False)]
