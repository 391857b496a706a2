import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import DataError, IntegrityError, transaction

from bookings.models import BookingStatus, NoShow, NoShowOutcome
from bookings.models.bookings import BookingQuerySet
from core import tokens
from feedback import services
from feedback.models import Feedback, FeedbackRequest, FeedbackRequestQuerySet
from feedback.services import OPEN_FOR
from notifications.models import Notice
from outbox.services import drain
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, NoShowFactory, UserFactory
from tests.races import Meeting, all_at_once

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANSWER = {"usefulness": 4, "helped": "One question.", "better": "", "platform_message": "", "may_publish": True}


@pytest.mark.django_db
def test_ended_booking_is_asked_about_once() -> None:
    booking = BookingFactory(starts_at=NOW - timedelta(hours=1))
    assert services.ask(now=NOW) == 1
    assert services.ask(now=NOW + timedelta(minutes=5)) == 0
    request = FeedbackRequest.objects.get()
    assert (request.booking, request.expires_at) == (booking, NOW + timedelta(days=30))
    kinds = [("feedback_asked", booking.mentee, NOW), ("feedback_asked_again", booking.mentee, NOW + 3 * DAY)]
    assert [(row.kind, row.recipient, row.due_at) for row in Notice.objects.order_by("due_at")] == kinds


@pytest.mark.django_db
@pytest.mark.parametrize("status", [BookingStatus.DECLINED, BookingStatus.EXPIRED])
def test_booking_that_did_not_happen_is_not_asked_about(status: BookingStatus) -> None:
    BookingFactory(starts_at=NOW - timedelta(hours=1), status=status)
    BookingFactory(starts_at=NOW - timedelta(hours=3), cancelled=True)
    assert services.ask(now=NOW) == 0


@pytest.mark.django_db
def test_booking_of_long_ago_or_of_a_closed_account_is_not_asked_about() -> None:
    BookingFactory(starts_at=NOW - timedelta(days=31))
    BookingFactory(starts_at=NOW - timedelta(hours=1), mentee__is_active=False)
    assert services.ask(now=NOW) == 0


@pytest.mark.django_db
def test_booking_that_has_not_ended_is_not_asked_about() -> None:
    booking = BookingFactory(starts_at=NOW - timedelta(minutes=29))
    assert services.ask(now=NOW) == 0
    assert services.ask(now=booking.ends_at) == 1


@pytest.mark.django_db(transaction=True)
def test_beat_started_twice_asks_once() -> None:
    BookingFactory(starts_at=NOW - timedelta(hours=1))
    asked = all_at_once(*[lambda: services.ask(now=NOW)] * 4)
    assert sorted(asked) == [0, 0, 0, 1]
    assert (FeedbackRequest.objects.count(), Notice.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_mailed_link_opens_at_once_and_a_shared_one_wants_a_code() -> None:
    request = FeedbackRequestFactory()
    for purpose, proven in ((services.MAILED, True), (services.SHARED, False)):
        opened = services.open_link(tokens.derive(purpose, request.uuid), now=request.created_at)
        assert (opened.request, opened.proven) == (request, proven)


@pytest.mark.django_db
def test_wrong_used_old_and_revoked_links_are_told_apart_by_nobody() -> None:
    used, old, revoked = FeedbackFactory().request, FeedbackRequestFactory(), FeedbackRequestFactory()
    FeedbackRequest.objects.filter(pk=revoked.pk).update(revision=1)
    links = [
        (tokens.derive(services.MAILED, used.uuid), used.created_at),
        (tokens.derive(services.MAILED, old.uuid), old.expires_at),
        (tokens.derive(services.MAILED, revoked.uuid), revoked.created_at),
        (tokens.derive(services.MAILED, uuid.uuid4()), NOW),
        (tokens.derive("calendar", old.uuid), old.created_at),
        ("nonsense", NOW),
    ]
    messages = set()
    for token, now in links:
        with pytest.raises(services.FeedbackRefused) as refused:
            services.open_link(token, now=now)
        messages.add(refused.value.message)
    assert len(messages) == 1


@pytest.mark.django_db
def test_feedback_is_taken_once_and_tells_the_mentor() -> None:
    request = FeedbackRequestFactory()
    services.give(request=request, now=request.created_at, **ANSWER)
    with pytest.raises(services.FeedbackRefused):
        services.give(request=request, now=request.created_at, **ANSWER)
    assert Feedback.objects.count() == 1
    assert [(n.kind, n.recipient) for n in Notice.objects.all()] == [("feedback_received", request.booking.mentor.user)]


@pytest.mark.django_db
def test_feedback_after_thirty_days_is_refused() -> None:
    request = FeedbackRequestFactory()
    with pytest.raises(services.FeedbackRefused):
        services.give(request=request, now=request.expires_at, **ANSWER)
    assert not Feedback.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_feedback_posted_by_five_at_once_is_one() -> None:
    request = FeedbackRequestFactory()
    results = all_at_once(*[lambda: services.give(request=request, now=request.created_at, **ANSWER)] * 5)
    outcomes = [type(result).__name__ for result in results]
    assert sorted(outcomes) == ["Feedback", *["FeedbackRefused"] * 4]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_takes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    request = FeedbackRequestFactory()
    looked = Meeting()

    def look(rows: FeedbackRequestQuerySet, *, at: datetime) -> FeedbackRequestQuerySet:
        looked.wait()
        return rows

    monkeypatch.setattr(BookingQuerySet, "for_update", lambda rows, **options: rows.with_people())
    monkeypatch.setattr(FeedbackRequestQuerySet, "open", look)
    results = all_at_once(*[lambda: services.give(request=request, now=request.created_at, **ANSWER)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Feedback", "FeedbackRefused"]


@pytest.mark.django_db
def test_hostile_words_to_the_club_stay_words_in_the_mails() -> None:
    hostile = "<script>alert(1)</script>\r\nBcc: victim@example.org"
    feedback = services.give(
        request=FeedbackRequestFactory(), now=NOW, **(ANSWER | {"helped": hostile, "platform_message": hostile})
    )
    services.reply(feedback=feedback, by=UserFactory(staff=True), text=hostile, now=NOW)
    mail.outbox = []
    drain(now=NOW)
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        assert message.message()["Bcc"] is None
        assert "<script>" not in str(message.alternatives[0][0])


@pytest.mark.django_db
def test_word_to_the_club_reaches_the_team_and_is_answered_once() -> None:
    request, staff = FeedbackRequestFactory(), UserFactory(staff=True)
    feedback = services.give(request=request, now=NOW, **(ANSWER | {"platform_message": "More topics!"}))
    assert Notice.objects.filter(kind="platform_message", address="team@example.org").count() == 1
    for by, text in ((UserFactory(), "Hello"), (staff, "  ")):
        with pytest.raises(services.FeedbackRefused):
            services.reply(feedback=feedback, by=by, text=text, now=NOW)
    services.reply(feedback=feedback, by=staff, text="Soon.", now=NOW)
    for nothing_left in (feedback, FeedbackFactory(platform_message="")):
        with pytest.raises(services.FeedbackRefused):
            services.reply(feedback=nothing_left, by=staff, text="Again.", now=NOW)
    feedback.refresh_from_db()
    assert (feedback.reply, feedback.replied_at) == ("Soon.", NOW)
    assert Notice.objects.filter(kind="platform_message_answered", recipient=request.booking.mentee).count() == 1


@pytest.mark.django_db
def test_words_are_public_when_both_agree() -> None:
    willing, unwilling = FeedbackFactory(may_publish=True), FeedbackFactory(may_publish=False)
    assert list(Feedback.objects.public()) == []
    services.publish(feedback=willing, by=willing.request.booking.mentor.user, shown=True, now=NOW)
    with pytest.raises(services.FeedbackRefused, match="The mentee would rather keep this between the two of you"):
        services.publish(feedback=unwilling, by=unwilling.request.booking.mentor.user, shown=True, now=NOW)
    with pytest.raises(services.FeedbackRefused, match="Only the mentor"):
        services.publish(feedback=willing, by=UserFactory(), shown=True, now=NOW)
    assert list(Feedback.objects.public()) == [willing]
    services.publish(feedback=willing, by=willing.request.booking.mentor.user, shown=True, now=NOW + OPEN_FOR)
    assert Feedback.objects.public().get().published_at == NOW
    for row in (willing, unwilling):  # taking down needs no consent
        services.publish(feedback=row, by=row.request.booking.mentor.user, shown=False, now=NOW)
    assert list(Feedback.objects.public()) == []


@pytest.mark.django_db
def test_mentor_thanks_once_and_the_mentee_alone_hears() -> None:
    feedback = FeedbackFactory()
    mentor = feedback.given_to.user
    for by, text in ((UserFactory(), "Hello"), (feedback.request.booking.mentee, "Hello"), (mentor, " \u200b ")):
        with pytest.raises(services.FeedbackRefused):
            services.thank(feedback=feedback, by=by, text=text, now=NOW)
    services.thank(feedback=feedback, by=mentor, text="You were brave.", now=NOW)
    with pytest.raises(services.FeedbackRefused, match="You’ve already sent your thanks"):
        services.thank(feedback=feedback, by=mentor, text="Twice.", now=NOW)
    feedback.refresh_from_db()
    assert (feedback.thanks, feedback.thanked_at) == ("You were brave.", NOW)
    assert [(row.kind, row.recipient) for row in Notice.objects.all()] == [
        ("feedback_thanked", feedback.request.booking.mentee)
    ]


@pytest.mark.django_db(transaction=True)
def test_thanks_sent_five_times_at_once_are_one() -> None:
    feedback = FeedbackFactory()
    mentor = feedback.given_to.user
    results = all_at_once(*[lambda: services.thank(feedback=feedback, by=mentor, text="Thanks.", now=NOW)] * 5)
    assert [type(each).__name__ for each in results].count("FeedbackRefused") == 4
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_database_refuses_thanks_of_more_than_a_line() -> None:
    FeedbackFactory()
    with pytest.raises(DataError):
        Feedback.objects.update(thanks="x" * 301, thanked_at=NOW)


@pytest.mark.django_db
def test_code_is_not_in_the_notice_and_matches_as_typed() -> None:
    request = FeedbackRequestFactory()
    nonce = services.send_code(request, now=NOW)
    code = tokens.derived_code("feedback", nonce)
    assert code not in str(Notice.objects.values().get())
    assert services.code_matches(f" {code[:3]} {code[3:]} ", nonce) is True
    assert services.code_matches(f"{code}0", nonce) is False
    assert services.code_matches("ü", nonce) is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"usefulness": 0}, "feedback_usefulness_from_1_to_5"),
        ({"usefulness": 6}, "feedback_usefulness_from_1_to_5"),
        ({"published_at": NOW, "may_publish": False}, "feedback_published_with_consent"),
        ({"reply": "Hello"}, "feedback_reply_is_dated"),
        ({"thanks": "Hello"}, "feedback_thanks_is_dated"),
    ],
)
def test_database_refuses_impossible_feedback(change: dict, constraint: str) -> None:
    FeedbackFactory()
    with pytest.raises(IntegrityError, match=constraint):
        Feedback.objects.update(**change)


@pytest.mark.django_db
def test_database_refuses_a_request_that_ends_before_it_begins() -> None:
    request = FeedbackRequestFactory()
    with pytest.raises(IntegrityError, match="feedback_request_expires_later"):
        FeedbackRequest.objects.update(expires_at=request.created_at)


@pytest.mark.django_db
def test_booking_is_asked_about_once_and_a_request_answered_once() -> None:
    one, two = FeedbackFactory.create_batch(2)
    with pytest.raises(IntegrityError, match="feedback_feedback_request_id_key"), transaction.atomic():
        Feedback.objects.update(request=one.request)
    with pytest.raises(IntegrityError, match="feedback_feedbackrequest_booking_id_key"):
        FeedbackRequest.objects.update(booking=two.request.booking)


@pytest.mark.django_db
def test_conversation_of_which_somebody_stayed_away_is_not_asked_about() -> None:
    booking = BookingFactory(starts_at=NOW - timedelta(hours=2))
    no_show = NoShowFactory(booking=booking)
    assert services.ask(now=NOW) == 0
    for outcome, settled_at in ((NoShowOutcome.DISPUTED, None), (NoShowOutcome.CONFIRMED, NOW)):
        NoShow.objects.filter(pk=no_show.pk).update(outcome=outcome, settled_at=settled_at)
        assert services.ask(now=NOW) == 0
    NoShow.objects.filter(pk=no_show.pk).update(outcome=NoShowOutcome.DISMISSED, settled_at=NOW)
    assert services.ask(now=NOW) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [NoShowOutcome.OPEN, NoShowOutcome.DISPUTED, NoShowOutcome.CONFIRMED])
def test_request_is_closed_and_its_mail_dropped_while_a_no_show_is_reported(outcome: NoShowOutcome) -> None:
    booking = BookingFactory(starts_at=NOW - timedelta(hours=2))
    assert services.ask(now=NOW) == 1
    request = FeedbackRequest.objects.get()
    token = tokens.derive(services.MAILED, request.uuid)
    settled_at = NOW if outcome == NoShowOutcome.CONFIRMED else None
    NoShowFactory(booking=booking, outcome=outcome, settled_at=settled_at)
    drain(now=NOW)
    drain(now=NOW + 3 * DAY)
    assert list(Notice.objects.values_list("reason", flat=True)) == ["a no-show was reported"] * 2
    with pytest.raises(services.FeedbackRefused):
        services.open_link(token, now=NOW)
    with pytest.raises(services.FeedbackRefused):
        services.give(request=request, now=NOW, **ANSWER)
    NoShow.objects.update(outcome=NoShowOutcome.DISMISSED, settled_at=NOW)
    assert services.open_link(token, now=NOW).request == request
