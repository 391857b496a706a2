"""Blocking and reporting where matching brings two people together, in a mentorship, and the words on a profile."""

import pytest
from django.test import Client

from accounts.models import Block, User
from matching.models import Role
from mentors.models import Mentor
from safety.models import Report
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, FeedbackFactory, MentorFactory, MentorshipFactory, UserFactory
from tests.matching.relays import ask_back, send
from tests.matching.rounds import a_round, join, proposed
from tests.pages import markup, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

SAID = {"kind": "selling", "words": "They wanted to sell me a course for 900 euros."}


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_both_sides_of_a_request_report_and_block_each_other(mentor: Mentor, mentee: User, role: str) -> None:
    request = send(mentee, mentor, MentorFactory())
    ask_back(request, mentor)
    asked, waiting = request.asks.all()
    by, other = (mentee, mentor.user) if role == "mentee" else (mentor.user, mentee)
    report, block = f"/requests/asks/{asked.uuid}/report/", f"/requests/asks/{asked.uuid}/block/"
    client, here = signed_in(by), request.get_absolute_url()
    page = markup(client.get(here))
    assert (page.count(f'href="{report}"'), page.count(f'action="{block}"')) == (1, 1)
    assert str(waiting.uuid) not in page
    assert client.post(report, SAID)["Location"] == here
    row = Report.objects.get()
    assert (row.about, row.by, row.ask, row.place) == (other, by, asked, "request")
    client.post(block)
    assert Block.objects.filter(blocker=by, blocked=other).exists()
    for viewer, path in (
        (UserFactory(), report),
        (UserFactory(), block),
        (mentee, report.replace(str(asked.uuid), str(waiting.uuid))),
    ):
        assert signed_in(viewer).post(path, SAID).status_code == 404


@pytest.mark.parametrize("role", Role)
def test_people_of_a_round_report_and_block_each_other(role: Role) -> None:
    pair = proposed(a_round())
    people = {each.role: each for each in (pair.mentee, pair.mentor)}
    mine, other = people[role], people[Role.MENTEE if role == Role.MENTOR else Role.MENTOR]
    beside = join(pair.round, UserFactory(), role)
    report, block = f"/rounds/people/{other.uuid}/report/", f"/rounds/people/{other.uuid}/block/"
    client = signed_in(mine.member)
    page = markup(client.get(pair.get_absolute_url()))
    assert (page.count(f'href="{report}"'), page.count(f'action="{block}"')) == (1, 1)
    client.post(report, SAID)
    row = Report.objects.get()
    assert (row.about, row.by, row.participant, row.place) == (other.member, mine.member, other, "round")
    client.post(block)
    assert Block.objects.filter(blocker=mine.member, blocked=other.member).exists()
    for viewer, person in ((UserFactory(), other), (mine.member, beside), (mine.member, mine)):
        assert signed_in(viewer).post(f"/rounds/people/{person.uuid}/report/", SAID).status_code == 404


def test_list_of_a_round_has_the_buttons_for_each() -> None:
    row = a_round(closes_at=NOW.replace(month=12))
    me, them = join(row, UserFactory(), Role.MENTEE), join(row, MentorFactory().user, Role.MENTOR)
    page = markup(signed_in(me.member).get(row.get_absolute_url()))
    assert f'href="/rounds/people/{them.uuid}/report/"' in page
    assert f'action="/rounds/people/{them.uuid}/block/"' in page


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_both_of_a_mentorship_report_and_block_each_other(role: str) -> None:
    row = MentorshipFactory()
    by, other = (row.mentee, row.mentor.user) if role == "mentee" else (row.mentor.user, row.mentee)
    client, here = signed_in(by), row.get_absolute_url()
    report, block = f"{here}report/", f"{here}block/"
    page = markup(client.get(here))
    assert (page.count(f'href="{report}"'), page.count(f'action="{block}"')) == (1, 1)
    assert client.post(report, SAID)["Location"] == here
    made = Report.objects.get()
    assert (made.about, made.by, made.mentorship, made.place) == (other, by, row, "mentorship")
    client.post(block)
    row.refresh_from_db()
    assert row.end_kind == "apart"
    assert client.post(f"{here}write/").status_code == 409
    for path in (report, block):
        assert signed_in(UserFactory()).post(path, SAID).status_code == 404


def test_visitor_reports_words_on_a_profile_without_learning_whose_they_are(client: Client, mentor: Mentor) -> None:
    booking = BookingFactory(mentor=mentor, mentee__display_name="Zoe Quill")
    given = FeedbackFactory(request__booking=booking, may_publish=True, published_at=NOW)
    path = f"/quotes/{given.uuid}/report/"
    assert f'href="{path}"' in markup(client.get(mentor.get_absolute_url()))
    page = markup(client.get(path))
    assert ("Report these words" in page, "Zoe" in page) == (True, False)
    sent = client.post(path, SAID | {"email": "vi@example.org"}, follow=True)
    assert sent.redirect_chain == [(mentor.get_absolute_url(), 302)]
    row = Report.objects.get()
    assert (row.about, row.feedback, row.place) == (given.request.booking.mentee, given, "feedback")
    kept = FeedbackFactory()  # no one wants it shown
    assert client.get(f"/quotes/{kept.uuid}/report/").status_code == 404
