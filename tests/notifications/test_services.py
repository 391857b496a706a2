from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from data_protection.services import retaining
from notifications import mail_content, services, suppression
from notifications.mail_content import Attachment, Link, MailContent, NoticeContext, NoticeObsolete, Quote
from notifications.models import Notice, NoticeState, ProblemKind, SuppressedAddress
from notifications.suppression import AddressReport
from outbox.lanes import Lane
from outbox.models import Job
from outbox.services import drain, run
from tests.factories import UserFactory
from tests.notifications import smtp

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> & “quotes” \r\nBcc: victim@example.org"


@pytest.fixture
def mailserver(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.running() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def greeting() -> Iterator[None]:
    """A kind of notice, `test`, about a member."""

    def build(context: NoticeContext) -> MailContent:
        if context.data.get("pointless"):
            raise NoticeObsolete("over")
        return MailContent(
            subject=f"Hello {HOSTILE}",
            heading=f"Hello {context.about}",
            lines=(HOSTILE,),
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=1),
            action=Link("Open", "https://example.org/x"),
            quote=Quote(f"first\n{HOSTILE}", "Ann"),
            attachments=(
                Attachment("invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar", "REQUEST"),
            ),
        )

    mail_content.notice("test", title="Greeting", label="Greetings")(build)
    yield
    del mail_content.kinds["test"]


@pytest.mark.django_db
def test_notice_is_delivered_once_with_a_stable_message_id(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory(email="ann@example.org")
    notice = services.notify(user, "test", about=user, now=NOW)
    assert run(now=NOW) is True
    services.deliver(notice.uuid, now=NOW)
    assert [message["Message-ID"] for message in mailserver.messages] == [f"<{notice.uuid}@example.org>"]
    assert [message["To"] for message in mailserver.messages] == ["ann@example.org"]
    notice.refresh_from_db()
    assert (notice.state, notice.settled_at) == (NoticeState.SENT, NOW)


@pytest.mark.django_db
def test_mail_is_in_the_recipients_language_and_zone(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory(language="de", time_zone="Pacific/Auckland")
    services.deliver(services.notify(user, "test", about=user, now=NOW).uuid, now=NOW)
    body = mailserver.messages[0].get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Montag, 23. November 2026" in text
    assert "01:00–02:00, Zeit in Auckland (UTC+13)" in text


@pytest.mark.django_db
def test_mail_in_english_has_english_dates(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory(language="en", time_zone="Europe/Berlin")
    services.deliver(services.notify(user, "test", about=user, now=NOW).uuid, now=NOW)
    body = mailserver.messages[0].get_body(("plain",))
    assert body is not None
    assert "Sunday, 22 November 2026" in body.get_content()


@pytest.mark.django_db
def test_hostile_text_is_escaped(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory()
    services.deliver(services.notify(user, "test", about=user, now=NOW).uuid, now=NOW)
    message = mailserver.messages[0]
    html = message.get_body(("html",))
    assert html is not None
    assert message["Bcc"] is None
    assert " ".join(str(message["Subject"]).split()) == "Hello " + " ".join(HOSTILE.split())
    assert "<script>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


@pytest.mark.django_db
def test_calendar_file_is_an_alternative_and_an_attachment(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory()
    services.deliver(services.notify(user, "test", about=user, now=NOW).uuid, now=NOW)
    parts = [part for part in mailserver.messages[0].walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST"]
    assert [part.get_filename() for part in parts] == [None, "invite.ics"]


@pytest.mark.django_db
def test_obsolete_notice_is_dropped_with_the_reason(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory()
    notice = services.notify(user, "test", about=user, now=NOW, data={"pointless": True})
    run(now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.reason, mailserver.messages) == (NoticeState.DROPPED, "over", [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [({"muted_notices": ["test"]}, "switched off by the reader"), ({"is_active": False}, "the account is closed")],
)
def test_notice_is_dropped_for_a_reader_who_does_not_want_it(
    mailserver: smtp.Sink, greeting: None, change: dict, reason: str
) -> None:
    user = UserFactory(**change)
    notice = services.notify(user, "test", about=user, now=NOW)
    run(now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == (NoticeState.DROPPED, reason)


@pytest.mark.django_db
def test_mandatory_notice_is_sent_even_if_muted(mailserver: smtp.Sink, greeting: None) -> None:
    mail_content.kinds["test"] = replace(mail_content.kinds["test"], label="")
    services.notify(UserFactory(muted_notices=["test"]), "test", about=UserFactory(), now=NOW)
    run(now=NOW)
    assert len(mailserver.messages) == 1


@pytest.mark.django_db
def test_notice_about_a_deleted_row_is_dropped(mailserver: smtp.Sink, greeting: None) -> None:
    user, subject = UserFactory(), UserFactory()
    notice = services.notify(user, "test", about=subject, now=NOW)
    subject.delete()
    run(now=NOW)
    notice.refresh_from_db()
    assert notice.state == NoticeState.DROPPED
    notice.delete()
    services.deliver(notice.uuid, now=NOW)  # a deleted notice is no error
    assert mailserver.messages == []


@pytest.mark.django_db
def test_permanent_refusal_stops_and_is_recorded(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory(email="gone@example.org")
    mailserver.answers["gone@example.org"] = "550 no such user"
    notice = services.notify(user, "test", about=user, now=NOW)
    run(now=NOW)
    notice.refresh_from_db()
    assert notice.state == NoticeState.FAILED
    assert "no such user" in notice.reason
    job = Job.objects.get()
    assert (job.failed_at, job.error) == (NOW, "PermanentFailure: SMTPRecipientsRefused")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["421 later", "450 busy"])
def test_temporary_refusal_is_retried(mailserver: smtp.Sink, greeting: None, answer: str) -> None:
    user = UserFactory(email="busy@example.org")
    mailserver.answers["busy@example.org"] = answer
    notice = services.notify(user, "test", about=user, now=NOW)
    run(now=NOW)
    notice.refresh_from_db()
    assert (notice.state, "busy@example.org" in notice.reason) == (NoticeState.WAITING, True)
    assert Job.objects.get().error == "Undelivered: SMTPRecipientsRefused"
    mailserver.answers.clear()
    assert run(now=NOW + timedelta(minutes=1)) is True
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == (NoticeState.SENT, "")
    assert len(mailserver.messages) == 1


@pytest.mark.django_db
def test_mail_that_is_refused_for_two_days_fails_and_can_be_sent_again(mailserver: smtp.Sink, greeting: None) -> None:
    user, later = UserFactory(email="busy@example.org"), NOW + timedelta(days=2)
    mailserver.answers["busy@example.org"] = "450 busy"
    notice = services.notify(user, "test", about=user, now=NOW)
    run(now=NOW)
    run(now=later)
    notice.refresh_from_db()
    assert (notice.state, notice.settled_at, "450" in notice.reason) == (NoticeState.FAILED, later, True)
    mailserver.answers.clear()
    assert len(services.send_again(Notice.objects.all(), now=later)) == 1
    run(now=later)
    notice.refresh_from_db()
    assert (notice.state, len(mailserver.messages)) == (NoticeState.SENT, 1)


@pytest.mark.django_db
def test_unreachable_server_is_retried(mailserver: smtp.Sink, greeting: None, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    user = UserFactory()
    notice = services.notify(user, "test", about=user, now=NOW)
    run(now=NOW)
    notice.refresh_from_db()
    assert notice.state == NoticeState.WAITING
    assert Job.objects.get().due_at > NOW


def bounced(user: User, what: ProblemKind = ProblemKind.BOUNCED) -> None:
    suppression.suppress(
        [AddressReport(address=user.email, what=what, said_at=NOW, event=f"{what} {user.pk}")], now=NOW
    )


@pytest.mark.django_db
def test_notice_to_a_bouncing_address_is_not_sent_until_it_works_again(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory(email="ann@example.org")
    bounced(user)
    for notice in (services.notify(user, "test", now=NOW), services.notify(None, "test", address="Ann@x.org", now=NOW)):
        Notice.objects.filter(pk=notice.pk, address="Ann@x.org").update(address="Ann@example.org")
        services.deliver(notice.uuid, now=NOW)
        notice.refresh_from_db()
        assert (notice.state, notice.settled_at) == (NoticeState.UNSENT, NOW)
    assert mailserver.messages == []
    suppression.clear(address=user.email, now=NOW)
    assert len(services.send_again(Notice.objects.all(), now=NOW)) == 2
    while run(now=NOW):
        pass
    assert [str(message["To"]).lower() for message in mailserver.messages] == ["ann@example.org"] * 2


@pytest.mark.django_db
def test_requested_notice_is_sent_even_to_a_bouncing_address(mailserver: smtp.Sink, greeting: None) -> None:
    user = UserFactory()
    bounced(user)
    mail_content.kinds["test"] = replace(mail_content.kinds["test"], asked=True)
    services.deliver(services.notify(user, "test", now=NOW).uuid, now=NOW)
    assert [message["To"] for message in mailserver.messages] == [user.email]


def test_codes_and_replies_to_forms_are_marked_as_asked() -> None:
    codes = {"login_code", "email_code", "signup_code", "password_code", "feedback_code"}
    assert {kind.name for kind in mail_content.kinds.values() if kind.asked} == codes | {
        "unknown_account",
        "account_exists",
    }
    assert not [kind.name for kind in mail_content.kinds.values() if kind.asked and kind.optional]


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "state"), [("Greetings", NoticeState.DROPPED), ("", NoticeState.SENT)])
def test_complaint_stops_only_optional_notices(
    mailserver: smtp.Sink, greeting: None, label: str, state: NoticeState
) -> None:
    user = UserFactory()
    bounced(user, ProblemKind.COMPLAINED)
    mail_content.kinds["test"] = replace(mail_content.kinds["test"], label=label)
    notice = services.notify(user, "test", now=NOW)
    services.deliver(notice.uuid, now=NOW)
    notice.refresh_from_db()
    assert (notice.state, len(mailserver.messages)) == (state, state == NoticeState.SENT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "marks"),
    [
        ("550 5.1.1 no such user", {ProblemKind.BOUNCED}),
        ("550 relaying denied", set()),
        ("550 5.7.1 you are on a list", set()),
        ("450 4.1.1 not now", set()),
    ],
)
def test_unknown_address_is_suppressed(
    mailserver: smtp.Sink, greeting: None, answer: str, marks: set[ProblemKind]
) -> None:
    user = UserFactory(email="gone@example.org")
    mailserver.answers["gone@example.org"] = answer
    for _ in range(2):
        notice = services.notify(user, "test", now=NOW)
        run(now=NOW)
    notice.refresh_from_db()
    assert suppression.suppressed_for(user.email) == marks
    assert (notice.state == NoticeState.UNSENT) is bool(marks)
    assert [mark.reason for mark in SuppressedAddress.objects.all()] == ["5.1.1 no such user"] * len(marks)


@pytest.mark.django_db
def test_batch_goes_out_over_one_connection(mailserver: smtp.Sink, greeting: None) -> None:
    notices = [services.notify(reader, "test", about=reader, now=NOW) for reader in UserFactory.create_batch(3)]
    assert drain(now=NOW) == 3
    assert [mail["Message-ID"] for mail in mailserver.messages] == [services.message_id(row) for row in notices]
    assert mailserver.connections == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["550 No such user", smtp.Sink.DROPS])
def test_batch_reconnects_after_a_failure(mailserver: smtp.Sink, greeting: None, answer: str) -> None:
    readers = UserFactory.create_batch(3)
    mailserver.answers[readers[0].email] = answer
    notices = [services.notify(reader, "test", about=reader, now=NOW) for reader in readers]
    assert drain(now=NOW) == 3
    arrived = [mail["Message-ID"] for mail in mailserver.messages]
    assert arrived[-2:] == [services.message_id(row) for row in notices[1:]]
    assert mailserver.connections == 2


@pytest.mark.django_db
def test_unknown_kind_is_refused_when_it_is_written() -> None:
    with pytest.raises(LookupError, match="no notice is called nonsense"):
        services.notify(UserFactory(), "nonsense", now=NOW)


@pytest.mark.django_db
def test_settled_notice_is_deleted_after_six_months_and_a_waiting_one_is_kept(greeting: None) -> None:
    user = UserFactory()
    old, recent, waiting = (services.notify(user, "test", now=NOW) for _ in range(3))
    for row, days in ((old, 184), (recent, 182)):
        Notice.objects.filter(pk=row.pk).update(state=NoticeState.SENT, settled_at=NOW - timedelta(days=days))
    retaining.run(now=NOW)
    assert set(Notice.objects.all()) == {recent, waiting}


@pytest.mark.django_db
def test_notice_needs_an_address_and_a_date_when_settled() -> None:
    Notice.objects.create(kind="test", address="a@example.org", due_at=NOW, created_at=NOW)
    with pytest.raises(IntegrityError, match="notice_settled_is_dated"):
        Notice.objects.update(state=NoticeState.SENT)


@pytest.mark.django_db
def test_notice_without_reader_and_address_is_refused() -> None:
    Notice.objects.create(kind="test", address="a@example.org", due_at=NOW, created_at=NOW)
    with pytest.raises(IntegrityError, match="notice_goes_somewhere"):
        Notice.objects.update(address="")


@pytest.mark.django_db
def test_batch_is_sent_with_a_constant_number_of_reads(greeting: None, settings: Settings) -> None:
    """A batch loads its rows once: the notices, what they are about, and which addresses are suppressed."""
    settings.RATE_LIMITS = False
    user = UserFactory()

    def reads(number: int) -> list[str]:
        for _ in range(number):
            services.notify(user, "test", about=user, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            assert drain(now=NOW, lane=Lane.MAIL) == number
        return [query["sql"] for query in asked if query["sql"].startswith("SELECT")]

    reads(2)  # Django has cached the content type from now on
    assert len(reads(4)) == len(reads(12))


@pytest.mark.django_db
def test_loaded_rows_are_not_used_for_long(greeting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a slow mail server, a member may have closed their account since the batch was loaded."""
    user = UserFactory()
    rows = [services.notify(user, "test", now=NOW) for _ in range(2)]
    with services.loaded([row.pk for row in rows]):
        User.objects.update(is_active=False)
        services.deliver(rows[0].pk, now=NOW)
        monkeypatch.setattr(services, "FRESH", 0.0)
        services.deliver(rows[1].pk, now=NOW)
    assert [Notice.objects.get(pk=row.pk).state for row in rows] == [NoticeState.SENT, NoticeState.DROPPED]


@pytest.mark.django_db
def test_outcome_is_saved_together_with_the_end_of_its_job(greeting: None) -> None:
    notice = services.notify(UserFactory(), "test", now=NOW)
    settle = services.send(notice.pk, now=NOW)
    assert settle is not None
    assert Notice.objects.get().state == NoticeState.WAITING
    settle()
    assert Notice.objects.get().state == NoticeState.SENT
