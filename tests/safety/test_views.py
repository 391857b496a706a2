"""Reporting from a page, and reading a decision."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from mentors.models import Mentor
from notifications.models import Notice
from safety.models import Measure, Report
from safety.views.reports import REPORTS
from tests.bookings.moments import book
from tests.factories import FeedbackFactory, MeasureFactory, UserFactory
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

SAID = {"kind": "selling", "words": "They wanted to sell me a course for 900 euros."}


@pytest.fixture(autouse=True)
def fresh_limits(tmp_path: Any) -> Any:
    before, cache.key_prefix = cache.key_prefix, str(tmp_path)
    yield
    cache.key_prefix = before


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_visitor_reports_a_profile_and_is_told_the_number(client: Client, mentor: Mentor) -> None:
    path = f"/mentors/{mentor.slug}/report/"
    assert f'href="{path}"' in words(client.get(mentor.get_absolute_url()))
    assert client.post(path, SAID).status_code == 400  # no address
    shown = client.post(path, SAID | {"email": "vi@example.org"}, follow=True)
    row = Report.objects.get()
    assert (row.about, row.by, row.address, row.place) == (mentor.user, None, "vi@example.org", "profile")
    assert row.number in words(shown)
    assert Notice.objects.filter(kind="report_received", address="vi@example.org").exists()


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_other_person_of_a_booking_is_reported_there(mentor: Mentor, mentee: User, role: str) -> None:
    booking = book(mentor, mentee)
    by, other = (mentor.user, mentee) if role == "mentor" else (mentee, mentor.user)
    path = f"/bookings/{booking.uuid}/report/"
    assert f'href="{path}"' in words(signed_in(by).get(booking.get_absolute_url()))
    signed_in(by).post(path, SAID)
    row = Report.objects.get()
    assert (row.about, row.by, row.booking, row.place) == (other, by, booking, "booking")
    assert signed_in(UserFactory()).post(path, SAID).status_code == 404


def test_mentor_reports_feedback(mentor: Mentor) -> None:
    given = FeedbackFactory(request__booking__mentor=mentor)
    path = f"/feedback/{given.uuid}/report/"
    client = signed_in(mentor.user)
    assert f'href="{path}"' in words(client.get("/desk/feedback/"))
    assert client.post(path, SAID)["Location"] == "/desk/feedback/"
    row = Report.objects.get()
    assert (row.about, row.feedback) == (given.request.booking.mentee, given)
    assert signed_in(row.about).get(path).status_code == 404


def test_robots_are_thanked_and_not_heard(client: Client, mentor: Mentor) -> None:
    sent = SAID | {"email": "vi@example.org", "website": "https://example.org/"}
    assert client.post(f"/mentors/{mentor.slug}/report/", sent).status_code == 302
    assert not Report.objects.exists()


def test_reports_have_a_limit_and_what_was_written_stays(client: Client, mentor: Mentor) -> None:
    path = f"/mentors/{mentor.slug}/report/"
    for _number in range(REPORTS.times):
        REPORTS.allows("127.0.0.1")
    shown = client.post(path, SAID | {"email": "vi@example.org"})
    assert shown.status_code == 400
    assert "Please wait an hour" in words(shown)
    assert "for 900 euros" in words(shown)
    assert not Report.objects.exists()


def test_nobody_reports_themselves(mentor: Mentor) -> None:
    shown = signed_in(mentor.user).post(f"/mentors/{mentor.slug}/report/", SAID)
    assert (shown.status_code, "You can’t report yourself." in words(shown)) == (400, True)


def test_word_is_read_acknowledged_and_appealed_without_signing_in(client: Client) -> None:
    row = MeasureFactory()
    path = row.get_absolute_url()
    shown = words(client.get(path))
    assert "You offered a course for 900 euros" in shown
    assert not Measure.objects.exclude(acknowledged_at=None).exists()  # a GET changes nothing
    assert "Thank you for reading it." in words(client.post(path, {"acknowledge": "yes"}, follow=True))
    assert 'name="acknowledge"' not in words(client.get(path))
    assert client.post(path, {"words": ""}).status_code == 400
    shown = words(client.post(path, {"words": "It was a question."}, follow=True))
    assert "It was a question." in shown
    assert 'name="words"' not in shown
    shown = words(client.post(path, {"words": "And again."}, follow=True))
    assert "You’ve already appealed." in shown


def test_only_the_token_opens_a_decision(client: Client) -> None:
    path = MeasureFactory().get_absolute_url()
    last = path[-2]
    assert client.get(re.sub(r".(?=/$)", "B" if last == "A" else "A", path)).status_code == 404
    assert client.get("/decisions/nothing/").status_code == 404
    assert client.get(path)["Cache-Control"].count("no-store") == 1
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"appeal": "No.", "appealed_at": "2026-11-23T08:50Z"},
            "Someone who didn’t decide this is taking another look.",
        ),
        ({"decision": "It was an offer."}, "stays with its decision"),
        ({"decision": "You’re right.", "lifted_at": "2026-11-23T08:50Z"}, "This decision is lifted"),
    ],
)
def test_page_says_how_the_appeal_stands(client: Client, changes: dict[str, Any], said: str) -> None:
    at = "2026-11-23T08:50Z"
    appealed = {"appeal": "No.", "appealed_at": at} | ({"decided_at": at} if "decision" in changes else {})
    row = MeasureFactory(**(appealed | changes))
    assert said in words(client.get(row.get_absolute_url()))
