from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.codes import MAILS_FROM_NETWORK
from bookings import services
from core import clock, tokens
from feedback.models import Feedback, FeedbackRequest
from feedback.services import MAILED, SHARED
from feedback.views import GUESSES, OPENINGS
from notifications.models import Notice
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, MentorFactory, UserFactory
from tests.limits import use_up

ANSWER = {"usefulness": "4", "helped": "One question.", "better": "", "platform_message": "", "may_publish": "on"}
NOW = datetime(2026, 12, 1, 11, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def an_hour_later(tmp_path: Path, settings: Settings) -> None:
    """The club's clock, an hour after the factories' bookings have ended."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)


def address(purpose: str, row: FeedbackRequest) -> str:
    return reverse("feedback:give", args=[tokens.derive(purpose, row.uuid)])


@pytest.mark.django_db
def test_get_shows_the_form_and_changes_nothing(client: Client) -> None:
    request = FeedbackRequestFactory()
    for _scan in range(3):
        assert client.get(address(MAILED, request)).status_code == 200
    assert client.head(address(MAILED, request)).status_code == 200
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_form_shows_the_mentors_face(client: Client) -> None:
    mentor = MentorFactory(photo="mentors/abc-480.webp")
    request = FeedbackRequestFactory(booking=BookingFactory(mentor=mentor))
    assert f'src="{mentor.photo_url(480)}"' in client.get(address(MAILED, request)).content.decode()


@pytest.mark.django_db
def test_mailed_link_takes_an_answer_once_without_signing_in(client: Client) -> None:
    request = FeedbackRequestFactory()
    page = client.post(address(MAILED, request), ANSWER)
    assert page.status_code == 200
    assert request.booking.mentor.user.display_name in page.content.decode()
    again = client.post(address(MAILED, request), ANSWER | {"helped": "Another."})
    assert again.status_code == 404
    assert Feedback.objects.get().helped == "One question."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"usefulness": ""}, "usefulness"),
        ({"usefulness": "6"}, "usefulness"),
        ({"usefulness": "five"}, "usefulness"),
        ({"helped": "x" * 2001}, "helped"),
        ({"better": "x" * 900_000}, "better"),
        ({"platform_message": "\x00"}, "platform_message"),
    ],
)
def test_bad_answer_is_refused_at_the_field_and_kept(client: Client, change: dict[str, str], field: str) -> None:
    page = client.post(address(MAILED, FeedbackRequestFactory()), ANSWER | change)
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["may_publish"].value() is True
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_closed_links_look_the_same_and_name_nobody(client: Client) -> None:
    used = FeedbackFactory().request
    old = FeedbackRequestFactory(booking=BookingFactory(starts_at=datetime(2026, 9, 1, 10, tzinfo=UTC)))
    closed = FeedbackRequestFactory(booking=BookingFactory(mentee__is_active=False))
    pages = [client.get(address(MAILED, row)) for row in (used, old, closed)] + [client.get("/feedback/nonsense/")]
    assert {page.status_code for page in pages} == {404}
    texts = {page.content.decode().split("<main")[1].split("</main>")[0] for page in pages}
    assert len(texts) == 1
    assert used.booking.mentor.user.display_name not in texts.pop()


@pytest.mark.django_db
def test_shared_link_asks_for_the_code_that_was_mailed_to_the_mentee(client: Client) -> None:
    request = FeedbackRequestFactory()
    link = address(SHARED, request)
    assert client.post(link, ANSWER).status_code == 200
    assert not Feedback.objects.exists()
    client.post(link, {"send": "yes"})
    notice = Notice.objects.get(kind="feedback_code")
    assert notice.recipient == request.booking.mentee
    code = tokens.derived_code("feedback", notice.data["nonce"])
    wrong = "222222" if code != "222222" else "333333"
    refused = client.post(link, {"code": wrong})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["code"])
    assert client.post(link, {"code": code}).status_code == 302
    client.post(link, ANSWER)
    assert Feedback.objects.get().usefulness == 4


@pytest.mark.django_db
def test_mentor_with_the_shared_link_cannot_rate_themselves(client: Client) -> None:
    request = FeedbackRequestFactory()
    client.force_login(request.booking.mentor.user)
    link = address(SHARED, request)
    client.post(link, {"send": "yes"})
    answers = [client.post(link, {"code": f"{number:05}"}) for number in range(GUESSES.times + 1)]
    assert "Too many attempts" in str(answers[-1].context["form"].errors)
    client.post(link, ANSWER)
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_codes_to_one_mentee_end_for_the_day(client: Client) -> None:
    request = FeedbackRequestFactory()
    for _ in range(MAILS_FROM_NETWORK.times):
        MAILS_FROM_NETWORK.allows(f"127.0.0.1 {request.booking.mentee.email}")
    answer = client.post(address(SHARED, request), {"send": "yes"})
    assert "We’ve already sent several codes. Use the newest one, or" in answer.content.decode()
    assert not Notice.objects.filter(kind="feedback_code").exists()


@pytest.mark.django_db
def test_code_works_for_a_quarter_of_an_hour(client: Client) -> None:
    request = FeedbackRequestFactory()
    link = address(SHARED, request)
    client.post(link, {"send": "yes"})
    code = tokens.derived_code("feedback", Notice.objects.get(kind="feedback_code").data["nonce"])
    assert client.get(link).context["sent"] is True
    clock.move_to(NOW + timedelta(minutes=16))
    assert client.post(link, {"code": code}).context["sent"] is False
    client.post(link, ANSWER)
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_code_of_one_request_opens_no_other(client: Client) -> None:
    mine, theirs = FeedbackRequestFactory.create_batch(2)
    client.post(address(SHARED, mine), {"send": "yes"})
    code = tokens.derived_code("feedback", Notice.objects.get(kind="feedback_code").data["nonce"])
    client.post(address(SHARED, mine), {"code": code})
    client.post(address(SHARED, theirs), {"code": code})
    client.post(address(SHARED, theirs), ANSWER)
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_forms_without_csrf_token_change_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(MAILED, FeedbackRequestFactory()), ANSWER).status_code == 403
    assert not Feedback.objects.exists()
    feedback = FeedbackFactory(may_publish=True)
    client.force_login(feedback.request.booking.mentor.user)
    assert client.post(reverse("feedback:publish", args=[feedback.uuid]), {"shown": "yes"}).status_code == 403
    assert list(Feedback.objects.public()) == []


@pytest.mark.django_db
def test_too_many_links_are_slowed_down(client: Client) -> None:
    request = FeedbackRequestFactory()
    use_up(OPENINGS, 58)
    assert [client.get("/feedback/nonsense/").status_code for _attempt in range(2)] == [404] * 2
    assert client.post(address(MAILED, request), ANSWER).status_code == 429
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_codes_are_mailed_three_times_in_a_quarter_of_an_hour(client: Client) -> None:
    request = FeedbackRequestFactory()
    for _attempt in range(5):
        Client().post(address(SHARED, request), {"send": "yes"})
    assert Notice.objects.filter(kind="feedback_code").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_received_asks_the_database_the_same_for_one_and_for_three(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mentor = MentorFactory(bookable=True)
    client.force_login(mentor.user)
    for day in range(number):
        for hour, factory in ((9, FeedbackFactory), (12, None)):
            start = datetime(2026, 11, 2 + day, hour, tzinfo=UTC)
            request = FeedbackRequestFactory(booking=BookingFactory(mentor=mentor, starts_at=start))
            if factory:
                factory(request=request, helped=HOSTILE, better=HOSTILE)
    with django_assert_num_queries(9):
        page = client.get(reverse("feedback:received"))
    text = page.content.decode()
    assert (len(page.context["page"]), len(page.context["waiting"])) == (number, number)
    assert HOSTILE not in text
    assert text.count("&lt;script&gt;") == 2 * number


@pytest.mark.django_db
def test_who_has_left_still_reads_what_was_said_to_them_without_a_desk(client: Client) -> None:
    feedback = FeedbackFactory(helped="Your questions.")
    mentor = feedback.request.booking.mentor
    client.force_login(mentor.user)
    desk = reverse("bookings:requests")
    assert desk in client.get(reverse("feedback:received")).content.decode()
    services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)
    page = client.get(reverse("feedback:received")).content.decode()
    assert "Your questions." in page
    assert desk not in page


@pytest.mark.django_db
def test_links_to_pass_on_are_the_kind_that_asks_for_a_code(client: Client) -> None:
    request = FeedbackRequestFactory()
    client.force_login(request.booking.mentor.user)
    page = client.get(reverse("feedback:received")).content.decode()
    assert tokens.derive(SHARED, request.uuid) in page
    assert tokens.derive(MAILED, request.uuid) not in page
    source = f"link-{request.booking.uuid}"
    assert (page.count(f'id="{source}"'), page.count(f'data-copy-from="{source}"')) == (1, 1)


@pytest.mark.django_db
def test_only_the_mentor_publishes_and_takes_down(client: Client) -> None:
    feedback = FeedbackFactory(may_publish=True)
    link = reverse("feedback:publish", args=[feedback.uuid])
    for somebody in (UserFactory(), MentorFactory().user, feedback.request.booking.mentee):
        client.force_login(somebody)
        assert client.post(link, {"shown": "yes"}).status_code == 404
    client.force_login(feedback.request.booking.mentor.user)
    assert client.get(link).status_code == 405
    client.post(link, {"shown": "yes"})
    assert list(Feedback.objects.public()) == [feedback]
    client.post(link, {"shown": "no"})
    assert list(Feedback.objects.public()) == []


@pytest.mark.django_db
def test_mentor_thanks_in_one_line_on_the_card(client: Client) -> None:
    feedback = FeedbackFactory()
    link = reverse("feedback:thank", args=[feedback.uuid])
    for somebody in (UserFactory(), MentorFactory().user, feedback.request.booking.mentee):
        client.force_login(somebody)
        assert client.post(link, {"text": "Hello"}).status_code == 404
    client.force_login(feedback.given_to.user)
    assert link in client.get(reverse("feedback:received")).content.decode()
    for wrong in ("", "x" * 301):
        page = client.post(link, {"text": wrong})
        assert page.status_code == 400
        assert f'value="{wrong}"' in page.content.decode() or not wrong
    answer = client.post(link, {"text": f"You were\nbrave. {HOSTILE}"}, follow=True).content.decode()
    assert "Sent. We’ve emailed it to" in answer
    assert "You were brave. &lt;script&gt;" in answer
    assert link not in answer


@pytest.mark.django_db
def test_team_reads_and_answers_a_word_about_the_platform(client: Client, settings: Settings) -> None:
    feedback = FeedbackFactory(platform_message=f"More topics! {HOSTILE}", helped=HOSTILE, better=HOSTILE)
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(UserFactory(staff=True))
    one = reverse("admin:feedback_feedback_change", args=[feedback.pk])
    for page in (reverse("admin:feedback_feedback_changelist"), one):
        text = client.get(page).content.decode()
        assert "More topics! &lt;script&gt;" in text
        assert HOSTILE not in text
    said = client.post(one, {"reply": "Soon."}, follow=True).context["messages"]
    assert [str(message) for message in said] == [
        f"Your answer to {feedback.request.booking.mentee.display_name} is on its way."
    ]
    feedback.refresh_from_db()
    assert feedback.reply == "Soon."
    assert feedback.replied_at is not None
    assert feedback.replied_at - NOW < timedelta(minutes=1)
    assert 'name="_save"' not in client.get(one).content.decode()
    assert client.post(one, {"reply": "Later."}).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_refused_answer_is_not_logged_as_a_change(client: Client) -> None:
    feedback = FeedbackFactory(platform_message="More topics!")
    client.force_login(UserFactory(staff=True))
    page = reverse("admin:feedback_feedback_change", args=[feedback.pk])
    client.post(page, {"reply": ""})
    assert not LogEntry.objects.exists()
    client.post(page, {"reply": "Gladly."})
    assert LogEntry.objects.get().object_id == str(feedback.pk)
