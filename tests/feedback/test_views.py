"""Feedback through a link, as somebody with bad intentions would try it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core import clock, tokens
from feedback import services
from feedback.models import Feedback, FeedbackRequest
from notifications.models import Notice
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, UserFactory

ANSWER = {"usefulness": "4", "helped": "One question.", "better": "", "platform_word": ""}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_yet() -> None:
    cache.clear()


@pytest.fixture
def asked() -> FeedbackRequest:
    return FeedbackRequestFactory(booking=BookingFactory(), created_at=clock.now())


def page(asked: FeedbackRequest, purpose: str) -> str:
    return reverse("feedback:give", args=[tokens.derive(purpose, asked.uuid, asked.revision)])


def sent_code() -> str:
    return tokens.derived_code(
        "feedback", Notice.objects.filter(kind="feedback_code").latest("created_at").data["nonce"]
    )


def test_link_in_the_mail_takes_an_answer_without_signing_in_and_once(client: Client, asked: FeedbackRequest) -> None:
    address = page(asked, services.MAILED)
    assert client.get(address).status_code == 200
    assert not Feedback.objects.exists()
    assert client.post(address, ANSWER).status_code == 200
    again = client.post(address, ANSWER | {"usefulness": "1"})
    assert (again.status_code, client.get(address).status_code) == (404, 404)
    assert Feedback.objects.get().usefulness == 4


@pytest.mark.parametrize(
    "change",
    [{"usefulness": ""}, {"usefulness": "6"}, {"usefulness": "\x00"}, {"helped": "x" * 2001}, {"better": "\x00"}],
)
def test_bad_answer_is_refused_at_its_field_and_nothing_is_kept(
    client: Client, asked: FeedbackRequest, change: dict[str, str]
) -> None:
    answer = client.post(page(asked, services.MAILED), ANSWER | change)
    assert list(answer.context["form"].errors) == list(change)
    assert not Feedback.objects.exists()


def test_wrong_used_and_other_tokens_get_one_kind_page_that_tells_nothing(
    client: Client, asked: FeedbackRequest
) -> None:
    used = FeedbackFactory().request
    good = tokens.derive(services.MAILED, asked.uuid)
    names = (asked.booking.mentor.user.display_name, used.booking.mentor.user.display_name)
    pages = set()
    for token in (
        tokens.derive(services.MAILED, used.uuid),
        tokens.derive("calendar", asked.uuid),
        tokens.derive(services.MAILED, asked.uuid, 1),
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good[:-1],
        good + "A",
        "\x00",
        "x" * 3000,
    ):
        address = reverse("feedback:give", args=[token])
        for answer in (client.get(address), client.post(address, ANSWER)):
            text = answer.content.decode()
            assert answer.status_code == 404
            assert not any(name in text for name in names)
            pages.add(text.partition("<main")[2].partition("</main>")[0])
    assert len(pages) == 1
    assert Feedback.objects.count() == 1


def test_mentor_cannot_answer_through_the_link_to_pass_on(client: Client, asked: FeedbackRequest) -> None:
    client.force_login(asked.booking.mentor.user)
    shared = page(asked, services.SHARED)
    assert shared in client.get(reverse("feedback:received")).content.decode()
    assert page(asked, services.MAILED) not in client.get(reverse("feedback:received")).content.decode()
    for data in (ANSWER, ANSWER | {"code": "234567"}, ANSWER | {"send": "1"}, ANSWER | {"code": "234567"}):
        client.post(shared, data)
    assert not Feedback.objects.exists()
    notice = Notice.objects.get(kind="feedback_code")
    assert notice.recipient == asked.booking.mentee


def test_code_opens_the_link_that_was_passed_on(client: Client, asked: FeedbackRequest) -> None:
    shared = page(asked, services.SHARED)
    client.post(shared, {"send": "1"})
    code = sent_code()
    stranger = Client()
    stranger.post(shared, {"code": code})
    stranger.post(shared, ANSWER)
    assert not Feedback.objects.exists()  # a code works only where it was asked for
    assert client.post(shared, {"code": f" {code.lower()} "}).status_code == 302
    client.post(shared, ANSWER)
    assert Feedback.objects.get().request == asked


def test_guessing_ends_after_eight_attempts_whoever_guesses(asked: FeedbackRequest) -> None:
    shared = page(asked, services.SHARED)
    for session in range(2):
        client = Client()
        client.post(shared, {"send": "1"})
        answers = [client.post(shared, {"code": f"22222{number}"}).content.decode() for number in range(2, 6)]
        assert not any("Too many attempts" in text for text in answers), session
    client = Client(headers={"x-forwarded-for": "192.0.2.7"})
    client.post(shared, {"send": "1"})
    assert "Too many attempts" in client.post(shared, {"code": sent_code()}).content.decode()
    client.post(shared, ANSWER)
    assert not Feedback.objects.exists()
    assert "several codes already" in client.post(shared, {"send": "1"}, follow=True).content.decode()
    assert Notice.objects.filter(kind="feedback_code").count() == 3


@pytest.mark.parametrize("code", ["\x00", "x" * 21, "ÄÖÜ", "", " "])
def test_code_that_is_none_gets_an_answer(client: Client, asked: FeedbackRequest, code: str) -> None:
    shared = page(asked, services.SHARED)
    client.post(shared, {"send": "1"})
    assert client.post(shared, {"code": code}).context["form"].errors
    assert client.post(shared, ANSWER).status_code == 200
    assert not Feedback.objects.exists()


def test_form_without_csrf_token_changes_nothing(asked: FeedbackRequest) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(page(asked, services.MAILED), ANSWER).status_code == 403
    assert not Feedback.objects.exists()


def test_somebody_elses_words_cannot_be_published() -> None:
    row = FeedbackFactory(may_publish=True)
    for member in (UserFactory(), row.request.booking.mentee, UserFactory(staff=True)):
        client = Client()
        client.force_login(member)
        assert client.post(reverse("feedback:publish", args=[row.uuid]), {"shown": "yes"}).status_code == 404
    row.refresh_from_db()
    assert row.published_at is None


def test_script_in_every_word_is_text_where_it_is_read(client: Client) -> None:
    row = FeedbackFactory(helped=SCRIPT, better=SCRIPT, platform_word=SCRIPT, may_publish=True)
    client.force_login(row.request.booking.mentor.user)
    client.post(reverse("feedback:publish", args=[row.uuid]), {"shown": "yes"})
    for address in (reverse("feedback:received"), row.request.booking.mentor.get_absolute_url()):
        text = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
