"""What a mentor sees of their feedback at a glance, and asking a mentee whether it may be shown."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from core import tokens
from feedback import services
from feedback.models import Feedback
from feedback.services import CONSENT, MAILED
from mentors.models import Mentor
from notifications.models import Notice
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, MentorFactory, UserFactory
from tests.pages import markup

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
RECEIVED = reverse("feedback:received")
pytestmark = pytest.mark.django_db


def say(mentor: Mentor, helped: str = "One question.", **fields: object) -> Feedback:
    days = Feedback.objects.count() + 1
    booking = BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=days))
    return FeedbackFactory(request=FeedbackRequestFactory(booking=booking), helped=helped, **fields)


def page(feedback: Feedback) -> str:
    return reverse("feedback:consent", args=[tokens.derive(CONSENT, feedback.uuid)])


@pytest.fixture
def mentor(client: Client) -> Mentor:
    mentor = MentorFactory(bookable=True)
    client.force_login(mentor.user)
    return mentor


@pytest.fixture
def asked(client: Client, mentor: Mentor) -> Feedback:
    feedback = say(mentor, better="Less tea.")
    client.post(reverse("feedback:ask_to_show", args=[feedback.uuid]))
    feedback.refresh_from_db()
    return feedback


def test_average_begins_with_five_answers(client: Client, mentor: Mentor) -> None:
    for usefulness in (5, 5, 4, 4):
        say(mentor, usefulness=usefulness)
    FeedbackFactory(usefulness=1)  # another mentor's
    assert services.totals(mentor) == services.Totals(4, None)
    assert "on average" not in client.get(RECEIVED).content.decode()
    say(mentor, usefulness=3)
    assert services.totals(mentor) == services.Totals(5, 4.2)
    assert '<dd class="stat__number">4.2</dd>' in markup(client.get(RECEIVED))


@pytest.mark.parametrize(
    ("show", "shown"), [("", {"A", "B"}), ("shown", {"A"}), ("not-shown", {"B"}), ("nonsense", {"A", "B"})]
)
def test_list_is_narrowed_to_what_is_shown_or_not(client: Client, mentor: Mentor, show: str, shown: set[str]) -> None:
    say(mentor, "A", may_publish=True, published_at=NOW)
    say(mentor, "B", may_publish=True)
    response = client.get(RECEIVED, {"show": show})
    assert {row.helped for row, _can_ask, _form in response.context["cards"]} == shown


def test_mentee_is_asked_once(client: Client, mentor: Mentor, asked: Feedback) -> None:
    address = reverse("feedback:ask_to_show", args=[asked.uuid])
    assert asked.consent_asked_at is not None
    client.post(address)
    assert [row.recipient for row in Notice.objects.filter(kind="feedback_consent_asked")] == [
        asked.request.booking.mentee
    ]
    text = markup(client.get(RECEIVED))
    assert ("You asked on" in text, address in text) == (True, False)


@pytest.mark.parametrize("fields", [{"may_publish": True}, {"helped": ""}])
def test_there_is_nothing_to_ask_where_the_answer_is_known_or_no_words_are(
    client: Client, mentor: Mentor, fields: dict[str, object]
) -> None:
    feedback = say(mentor, **fields)
    address = reverse("feedback:ask_to_show", args=[feedback.uuid])
    assert address not in client.get(RECEIVED).content.decode()
    client.post(address)
    assert not Notice.objects.exists()


def test_only_the_mentor_asks(client: Client, mentor: Mentor) -> None:
    feedback = say(mentor)
    client.force_login(MentorFactory().user)
    assert client.post(reverse("feedback:ask_to_show", args=[feedback.uuid])).status_code == 404
    with pytest.raises(services.FeedbackRefused, match="Only the mentor"):
        services.ask_to_show(feedback=feedback, by=UserFactory(), now=NOW)


def test_one_click_without_signing_in_shows_the_words(mentor: Mentor, asked: Feedback) -> None:
    mentee = Client()
    for _scan in range(2):
        text = mentee.get(page(asked)).content.decode()
        assert ("One question." in text, "Less tea." in text) == (True, False)
    assert not Feedback.objects.public().exists()
    assert "may show this" in markup(mentee.post(page(asked), follow=True))
    assert list(Feedback.objects.public()) == [asked]
    services.publish(feedback=asked, by=mentor.user, shown=False, now=NOW)
    mentee.post(page(asked))
    assert not Feedback.objects.public().exists()  # what the mentor has taken down stays down


def test_link_opens_nothing_else_and_not_before_the_mentor_asks(mentor: Mentor, asked: Feedback) -> None:
    unasked = say(mentor)
    other = reverse("feedback:consent", args=[tokens.derive(MAILED, asked.uuid)])
    for address in (page(unasked), other, "/feedback/nonsense/show/"):
        assert Client().post(address).status_code == 404
    assert not Feedback.objects.filter(may_publish=True).exists()


def test_link_of_a_closed_account_opens_nothing(asked: Feedback) -> None:
    mentee = asked.request.booking.mentee
    mentee.is_active = False
    mentee.save()
    assert Client().get(page(asked)).status_code == 404


def test_list_asks_the_database_the_same_for_one_and_for_three(
    client: Client, mentor: Mentor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in (1, 2):
        for _row in range(number):
            say(mentor)
        with django_assert_max_num_queries(20) as captured:
            client.get(RECEIVED)
        counts.append(len(captured))
    assert counts[0] == counts[1]
