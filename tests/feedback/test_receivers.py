"""What feedback says to bookings: no state of the one contradicts the other."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from bookings import services as booking_services
from bookings.errors import BookingRefused
from bookings.models import Booking, NoShow, NoShowOutcome, Role
from bookings.models.bookings import BookingQuerySet
from bookings.services import no_shows
from core import clock
from feedback import services
from feedback.models import Feedback, FeedbackRequest, FeedbackRequestQuerySet
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, NoShowFactory
from tests.pages import NOT_FOUND, markup, seen, signed_in
from tests.races import Meeting, all_at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 11, 30, tzinfo=UTC)  # an hour after the factories' bookings have ended
ANSWER = {"usefulness": 4, "helped": "One question.", "better": "", "platform_message": "", "may_publish": True}
PAST = reverse("bookings:list") + "?show=past"


@pytest.fixture(autouse=True)
def an_hour_later(tmp_path: Path, settings: Settings) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


@pytest.fixture
def asked() -> FeedbackRequest:
    return FeedbackRequestFactory()


def form_of(booking: Booking) -> str:
    return reverse("feedback:of_booking", args=[booking.uuid])


def report_of(booking: Booking) -> str:
    return reverse("bookings:report_no_show", args=[booking.uuid])


def pages_of(booking: Booking, user: User) -> list[str]:
    """The past booking as `user` sees it: its page, and its card."""
    return [markup(signed_in(user).get(page)) for page in (booking.get_absolute_url(), PAST)]


def report(booking: Booking, by: User, **changes: Any) -> NoShow:
    return booking_services.no_shows.report(booking=booking, by=by, message="", now=NOW, **changes)


def test_mentee_is_asked_on_the_booking_and_on_its_card_until_they_have_answered(asked: FeedbackRequest) -> None:
    booking = asked.booking
    for page in pages_of(booking, booking.mentee):
        assert form_of(booking) in page
        assert "How was it?" in page
    for page in pages_of(booking, booking.mentor.user):
        assert form_of(booking) not in page
    client = signed_in(booking.mentee)
    assert "How was your session with" in markup(client.get(form_of(booking)))
    page = markup(client.post(form_of(booking), ANSWER | {"usefulness": "4", "may_publish": "on"}))
    assert f'href="{booking.mentor.get_absolute_url()}"' in page
    assert Feedback.objects.get().helped == "One question."
    for page in pages_of(booking, booking.mentee):
        assert form_of(booking) not in page
        assert "How was it?" not in page


def test_form_of_others_is_not_found_and_one_that_is_closed_leads_to_the_booking(asked: FeedbackRequest) -> None:
    booking = asked.booking
    for user in (booking.mentor.user, FeedbackRequestFactory().booking.mentee):
        assert seen(signed_in(user).get(form_of(booking))) == NOT_FOUND
        assert signed_in(user).post(form_of(booking), ANSWER).status_code == 404
    client = signed_in(booking.mentee)
    no_show = NoShowFactory(booking=booking)
    gone = client.post(form_of(booking), ANSWER, follow=True)
    assert gone.redirect_chain == [(booking.get_absolute_url(), 302)]
    assert "You can’t give feedback on this session any more." in gone.content.decode()
    no_show.delete()
    FeedbackFactory(request=asked)
    given = client.post(form_of(booking), ANSWER | {"helped": "Another."}, follow=True)
    assert "You’ve given feedback on this session. Thank you!" in given.content.decode()
    assert Feedback.objects.get().helped != "Another."


@pytest.mark.django_db(transaction=True)
def test_link_and_signed_in_page_at_once_make_one_feedback(asked: FeedbackRequest) -> None:
    answer = {"usefulness": "4", "helped": "One question."}
    way = services.link(asked, services.MAILED).removeprefix("http://localhost:8000")
    member, anyone = signed_in(asked.booking.mentee), Client()
    results = all_at_once(
        lambda: member.post(form_of(asked.booking), answer).status_code,
        lambda: anyone.post(way, answer).status_code,
    )
    assert 200 in results
    assert Feedback.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_feedback_and_report_at_once_never_contradict_each_other() -> None:
    for _round in range(4):
        asked = FeedbackRequestFactory()
        results = all_at_once(
            lambda row=asked: services.give(request=row, now=NOW, **ANSWER),
            lambda row=asked: report(row.booking, row.booking.mentor.user),
        )
        kinds = {type(result) for result in results}
        assert kinds in ({Feedback, BookingRefused}, {services.FeedbackRefused, NoShow})


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_feedback_and_report_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    met = Meeting()  # once one has looked for a report, and the other for feedback

    def meeting(look: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*args: Any, **kwargs: Any) -> Any:
            seen = look(*args, **kwargs)
            met.wait()
            return seen

        return looked

    monkeypatch.setattr(BookingQuerySet, "for_update", lambda rows, **_options: rows.with_people())
    monkeypatch.setattr(no_shows, "refusal_to_report", meeting(no_shows.refusal_to_report))
    monkeypatch.setattr(FeedbackRequestQuerySet, "exists", meeting(FeedbackRequestQuerySet.exists))
    asked = FeedbackRequestFactory()
    results = all_at_once(
        lambda: services.give(request=asked, now=NOW, **ANSWER),
        lambda: report(asked.booking, asked.booking.mentor.user),
    )
    assert {type(result) for result in results} == {Feedback, NoShow}


def test_mentee_who_gave_feedback_is_not_asked_whether_the_mentor_came(asked: FeedbackRequest) -> None:
    booking = asked.booking
    assert report_of(booking) in pages_of(booking, booking.mentee)[0]
    FeedbackFactory(request=asked)
    assert report_of(booking) not in pages_of(booking, booking.mentee)[0]
    for sure in (False, True):
        with pytest.raises(BookingRefused, match="so you two talked"):
            report(booking, booking.mentee, although_talked=sure)


def test_mentor_reports_against_feedback_only_if_they_say_so(asked: FeedbackRequest) -> None:
    FeedbackFactory(request=asked)
    booking, client = asked.booking, signed_in(asked.booking.mentor.user)
    with pytest.raises(BookingRefused, match="Feedback says you talked"):
        report(booking, booking.mentor.user)
    assert "Feedback says you talked. Report anyway?" in client.get(report_of(booking)).content.decode()
    refused = client.post(report_of(booking), {"message": "I waited."})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["although_talked"])
    assert "I waited." in refused.content.decode()
    assert not NoShow.objects.exists()
    client.post(report_of(booking), {"message": "I waited.", "although_talked": "on"})
    assert NoShow.objects.get().message == "I waited."


def test_nobody_is_asked_what_a_report_that_waits_asks_already() -> None:
    no_show = NoShowFactory(booking=FeedbackRequestFactory().booking, reported_at=NOW)
    booking, client = no_show.booking, signed_in(no_show.booking.mentee)
    for page in pages_of(booking, booking.mentee):
        assert report_of(booking) not in page
        assert form_of(booking) not in page
    assert client.get(report_of(booking))["Location"] == no_show.get_absolute_url()
    client.post(report_of(booking), {"message": "I was there."})  # from a form that was open before
    assert list(NoShow.objects.values_list("absent", "outcome")) == [(Role.MENTEE, NoShowOutcome.DISPUTED)]


def test_past_cards_lead_mentees_to_the_next_booking() -> None:
    booking = BookingFactory(mentor__bookable=True)
    page = booking.mentor.get_absolute_url()
    assert [page in text for text in pages_of(booking, booking.mentee)] == [True, True]
    assert "Book again" in pages_of(booking, booking.mentee)[1]
    assert "Book again" not in pages_of(booking, booking.mentor.user)[1]
