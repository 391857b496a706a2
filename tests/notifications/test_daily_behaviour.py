"""Kinds that share a name: one email a day of all of them, whose parts are checked again when it goes out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from mentorships.models import Mentorship, MentorshipState
from notifications.mail_content import MailContent, together
from notifications.models import Notice, NoticeState
from notifications.services import fail, notify, send_again
from outbox.models import Job
from outbox.services import drain
from tests.factories import MentorshipFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def quiet(mentee: object, *, at: datetime = NOW) -> Notice:
    """A mentorship of a mentee that has gone quiet, and the notice to them about it."""
    row = MentorshipFactory(mentee=mentee, active=True, asked=1, asked_at=NOW - DAY)
    return notify(row.mentee, "mentorship_quiet", about=row, data={"asked": 1}, now=at)


def states(*notices: Notice) -> list[str]:
    found = dict(Notice.objects.values_list("pk", "state"))
    return [found[notice.pk] for notice in notices]


def test_what_waits_at_the_same_moment_is_one_email_with_a_section_each() -> None:
    mentee = UserFactory()
    notices = [quiet(mentee) for _three in range(3)]
    other = quiet(UserFactory())
    assert Job.objects.count() == 2
    drain(now=NOW)
    assert {message.to[0] for message in mail.outbox} == {mentee.email, other.recipient.email}
    [message] = [message for message in mail.outbox if message.to == [mentee.email]]
    assert str(message.subject).endswith("how is it going? (+2)")
    assert isinstance(message, mail.EmailMultiAlternatives)
    for body in (str(message.body), str(message.alternatives[0][0])):
        for notice in notices:
            assert f"How is it going with {notice.about.mentor.user.get_short_name()}?" in body.replace("&#x27;", "'")
            assert notice.about.get_absolute_url() in body
    assert set(states(*notices, other)) == {NoticeState.SENT}


def test_next_email_is_a_day_later_and_takes_what_has_come_until_then() -> None:
    mentee = UserFactory()
    quiet(mentee)
    drain(now=NOW)
    later = [quiet(mentee, at=NOW + hours * HOUR) for hours in (1, 5, 23)]
    assert {notice.due_at for notice in later} == {NOW + DAY}
    drain(now=NOW + 23 * HOUR)
    assert len(mail.outbox) == 1
    drain(now=NOW + DAY)
    assert len(mail.outbox) == 2
    assert quiet(mentee, at=NOW + 2 * DAY + HOUR).due_at == NOW + 2 * DAY + HOUR


def test_part_that_is_obsolete_drops_out() -> None:
    mentee = UserFactory()
    first, second, third = [quiet(mentee) for _three in range(3)]
    Mentorship.objects.filter(pk=first.about.pk).update(asked=0, asked_at=None)
    Mentorship.objects.filter(pk=third.about.pk).update(state=MentorshipState.WRAPPING_UP)
    drain(now=NOW)
    [message] = mail.outbox
    assert str(message.subject).endswith("going?")
    assert second.about.get_absolute_url() in str(message.body)
    assert states(first, second, third) == [NoticeState.DROPPED, NoticeState.SENT, NoticeState.DROPPED]


def test_no_email_when_all_parts_are_obsolete() -> None:
    mentee = UserFactory()
    notices = [quiet(mentee) for _two in range(2)]
    Mentorship.objects.update(asked=0, asked_at=None)
    drain(now=NOW)
    assert mail.outbox == []
    assert set(states(*notices)) == {NoticeState.DROPPED}


def test_what_a_worker_is_sending_is_not_joined() -> None:
    mentee = UserFactory()
    quiet(mentee)
    Job.objects.update(attempts=1)
    second = quiet(mentee)
    assert (second.joined, second.due_at) == (None, NOW + DAY)


def test_parts_fail_with_their_email_and_are_sent_again_on_their_own() -> None:
    mentee = UserFactory()
    first, second = quiet(mentee), quiet(mentee)
    fail(first.pk, now=NOW)
    assert set(states(first, second)) == {NoticeState.FAILED}
    Job.objects.all().delete()
    send_again(Notice.objects.all(), now=NOW)
    drain(now=NOW)
    assert set(states(first, second)) == {NoticeState.SENT}


def test_what_has_happened_is_told_at_once() -> None:
    mentee = UserFactory()
    quiet(mentee)
    drain(now=NOW)
    row = MentorshipFactory(mentee=mentee, ended=True)
    assert notify(mentee, "mentorship_ended", about=row, now=NOW + HOUR).due_at == NOW + HOUR


def test_one_part_is_an_email_of_its_own() -> None:
    content = MailContent(subject="a", heading="b")
    assert together([content]) is content
