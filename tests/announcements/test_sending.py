"""Who is chosen, when each gets it, and what becomes of it when it's cancelled or someone leaves."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import close
from announcements import tasks
from announcements.errors import AnnouncementRefused
from announcements.models import Announcement, AnnouncementState, Recipient
from announcements.policy import A_MINUTE, DAYTIME, WEEK, WINDOW, until_daytime, zones_by_day
from announcements.presenters import progress
from announcements.services import drafting, sending
from core import clock
from data_protection.services import retaining
from notifications import mail as sender
from notifications.models import Notice, NoticeState
from notifications.services import notify, unsubscribe
from outbox.lanes import Lane
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW
from tests.factories import AnnouncementFactory, SuppressedAddressFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def by() -> User:
    """Someone of the team, who gets no announcements."""
    return UserFactory(staff=True, muted_notices=["announcement"])


def confirmed(by: User, now: datetime = NOW) -> Announcement:
    row = AnnouncementFactory(written_by=by)
    return sending.confirm(announcement=row, seen=row.changed_at, by=by, now=now)


def minute(now: datetime) -> list[str]:
    """What the task of a minute and the worker do; the addresses that get an email."""
    before = len(mail.outbox)
    sending.settle(now=now)
    sending.hand_over(now=now)
    while drain(now=now + MINUTE):
        pass
    sending.settle(now=now + MINUTE)
    return [sent.to[0] for sent in mail.outbox[before:]]


def many(number: int) -> list[User]:
    made: list[User] = User.objects.bulk_create(
        User(email=f"m{place}@example.org", display_name=f"M {place}", time_zone="Europe/Berlin", date_joined=NOW)
        for place in range(number)
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=each, email=each.email, verified=True) for each in made)
    return made


def test_each_is_sent_it_once_and_then_it_is_over(by: User) -> None:
    people = {UserFactory().email for _ in range(3)}
    row = confirmed(by)
    assert (row.state, row.chosen, row.confirmed_by, row.closes_at) == ("sending", 3, by, NOW + WINDOW)
    assert set(minute(NOW)) == people
    assert [minute(NOW + number * MINUTE) for number in (1, 2)] == [[], []]
    row.refresh_from_db()
    assert (row.state, row.delivered, row.ended_at) == ("sent", 3, NOW + MINUTE)


def test_emails_are_in_the_lane_for_many_and_spread_over_the_minute(by: User) -> None:
    UserFactory.create_batch(3)
    confirmed(by)
    assert sending.hand_over(now=NOW) == 3
    assert list(Job.objects.order_by("due_at").values_list("lane", "due_at")) == [
        (Lane.BULK, NOW + place * timedelta(seconds=20)) for place in range(3)
    ]
    notify(by, "address_tried", now=NOW)
    assert (drain(now=NOW, lane=Lane.MAIL), drain(now=NOW, lane=Lane.BULK)) == (1, 1)  # neither waits for the other


def test_ten_thousand_are_chosen_and_handed_over_in_few_queries(by: User) -> None:
    many(10_000)
    row = AnnouncementFactory(written_by=by)
    with CaptureQueriesContext(connection) as asked:
        row = sending.confirm(announcement=row, seen=row.changed_at, by=by, now=NOW)
    assert (row.chosen, Recipient.objects.count()) == (10_000, 10_000)
    assert len(asked) <= 8
    with CaptureQueriesContext(connection) as asked:
        assert sending.hand_over(now=NOW) == A_MINUTE
    assert len(asked) <= 12
    with CaptureQueriesContext(connection) as asked:
        sending.settle(now=NOW + MINUTE)
        assert progress(row).waiting == 10_000 - A_MINUTE
    assert len(asked) <= 10
    # A worker that died after a minute loses and repeats nothing.
    assert sending.hand_over(now=NOW + MINUTE) == A_MINUTE
    assert Notice.objects.values("recipient").distinct().count() == 2 * A_MINUTE


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
def test_email_is_sent_in_the_readers_daytime(by: User, zone: str) -> None:
    UserFactory(time_zone=zone)
    row = confirmed(by)
    for hour in range(24):
        now = NOW + hour * HOUR
        if sending.hand_over(now=now):
            assert now.astimezone(ZoneInfo(zone)).hour in DAYTIME
            break
        assert now.astimezone(ZoneInfo(zone)).hour not in DAYTIME
    else:
        pytest.fail("never")
    assert row.recipients.get().handed_at == now


def test_email_that_is_late_waits_for_the_morning(by: User) -> None:
    UserFactory(time_zone="Europe/Berlin")
    confirmed(by)
    sending.hand_over(now=NOW)
    evening = datetime(2026, 11, 23, 20, tzinfo=UTC)  # nine in the evening
    assert (drain(now=evening), mail.outbox) == (1, [])
    job = Job.objects.get()
    assert job.due_at == evening + 4 * HOUR  # the outbox looks again at this interval at most
    assert Notice.objects.get().state == NoticeState.WAITING
    assert (drain(now=evening + 13 * HOUR), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 28), 14), ((2026, 10, 24), 16), ((2026, 11, 23), 15)])
def test_night_is_as_long_as_the_clocks_make_it(day: tuple[int, int, int], hours: int) -> None:
    evening = datetime(*day, 18, tzinfo=ZoneInfo("Europe/Berlin"))
    assert until_daytime(evening) == hours * HOUR
    assert until_daytime(evening.replace(hour=8)) == HOUR
    assert until_daytime(evening.replace(hour=17, minute=59)) == timedelta(0)


def test_daytime_is_the_readers_on_each_day_the_clocks_change() -> None:
    names = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Pago_Pago", "Asia/Calcutta")
    for day in ((2026, 3, 8), (2026, 3, 29), (2026, 4, 4), (2026, 10, 3), (2026, 10, 25), (2026, 11, 1)):
        for half_hours in range(48):
            at = datetime(*day, tzinfo=UTC) + half_hours * HOUR / 2
            by_day = zones_by_day(at)
            for zone in names:
                local = at.astimezone(ZoneInfo(zone))
                assert (zone in by_day) == (9 <= local.hour < 18) == (not until_daytime(local))
                ready = (at + until_daytime(local)).astimezone(ZoneInfo(zone))
                assert ready == local or (ready.hour, ready.minute) == (9, 0)


def test_second_announcement_waits_until_the_week_is_over(by: User) -> None:
    ann, ben = UserFactory(), UserFactory(muted_notices=["announcement"])
    confirmed(by)
    assert minute(NOW) == [ann.email]
    User.objects.filter(pk=ben.pk).update(muted_notices=[])
    soon = NOW + 6 * DAY
    row = confirmed(by, soon)
    assert (row.chosen, minute(soon)) == (2, [ben.email])
    row.refresh_from_db()
    assert row.state == "sending"  # Ann's week is over before it closes
    assert minute(NOW + WEEK - MINUTE) == []
    assert minute(NOW + WEEK) + minute(NOW + WEEK + MINUTE) == [ann.email]
    row.refresh_from_db()
    assert (row.state, row.delivered) == ("sent", 2)


def test_whose_week_ends_too_late_gets_nothing(by: User) -> None:
    UserFactory()
    confirmed(by)
    minute(NOW)
    later = NOW + DAY
    row = confirmed(by, later)
    assert minute(later) == []
    row.refresh_from_db()
    assert (row.state, row.chosen, row.delivered, progress(row).without) == ("sent", 1, 0, 1)


def test_week_counts_from_when_an_email_was_really_sent(by: User) -> None:
    ann = UserFactory()
    confirmed(by)
    minute(NOW)
    Notice.objects.update(settled_at=NOW + 30 * HOUR)  # the mail server was down
    confirmed(by, NOW + WEEK)
    sending.hand_over(now=NOW + WEEK)
    assert drain(now=NOW + WEEK) == 1
    assert len(mail.outbox) == 1
    for hours in range(4, 60, 4):
        drain(now=NOW + WEEK + hours * HOUR)
    first, second = Notice.objects.filter(recipient=ann).order_by("created_at")
    assert first.settled_at
    assert second.settled_at
    assert second.settled_at - first.settled_at >= WEEK


def test_cancelled_halfway_the_rest_gets_nothing_and_keeps_their_week(by: User) -> None:
    many(5)
    row = confirmed(by)
    sending.hand_over(now=NOW)
    assert drain(now=NOW + timedelta(seconds=20)) == 2
    sending.cancel(announcement=row, by=by, now=NOW + timedelta(seconds=30))
    while drain(now=NOW + MINUTE):
        pass
    assert len(mail.outbox) == 2
    assert sending.hand_over(now=NOW + MINUTE) == 0
    sending.settle(now=NOW + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.delivered, row.chosen) == ("cancelled", 2, 5)
    assert Counter(Notice.objects.values_list("state", flat=True)) == {"sent": 2, "dropped": 3}
    # What comes in its place reaches those who got nothing.
    confirmed(by, NOW + HOUR)
    assert len(minute(NOW + HOUR)) == 3


def test_cancelled_in_a_batch_that_is_being_sent_it_stops_there(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emails of a batch are loaded together, with their announcement as it was."""
    many(3)
    row = confirmed(by)
    sending.hand_over(now=NOW)
    original = sender.send

    def cancel_after_the_first(message: EmailMultiAlternatives) -> None:
        original(message)
        sending.cancel(announcement=row, by=by, now=NOW)

    monkeypatch.setattr(sender, "send", cancel_after_the_first)
    drain(now=NOW + MINUTE, lane=Lane.BULK)
    assert len(mail.outbox) == 1


def test_those_who_leave_meanwhile_get_nothing(by: User) -> None:
    closing, muting, bouncing, removed, stays = many(5)
    row = confirmed(by)
    close(user=closing, by=closing, now=NOW, tell=False)
    unsubscribe(member=muting, kind="announcement")
    SuppressedAddressFactory(member=bouncing)
    User.objects.filter(pk=removed.pk).update(is_active=False)
    assert minute(NOW) == [stays.email]
    row.refresh_from_db()
    assert (row.state, row.chosen, row.delivered) == ("sent", 5, 1)
    assert progress(row).without == 4


def test_email_on_its_way_is_dropped_when_someone_leaves(by: User) -> None:
    closing, muting, bouncing = many(3)
    row = confirmed(by)
    assert sending.hand_over(now=NOW) == 3
    close(user=closing, by=closing, now=NOW)
    unsubscribe(member=muting, kind="announcement")
    SuppressedAddressFactory(member=bouncing)
    drain(now=NOW + MINUTE)
    assert not any("m" in sent.to[0] and "An evening" in sent.subject for sent in mail.outbox)
    sending.settle(now=NOW + MINUTE)
    assert not row.recipients.filter(week_ends_at__isnull=False).exists()


def test_what_is_refused(by: User) -> None:
    row = AnnouncementFactory(written_by=by)
    with pytest.raises(AnnouncementRefused, match="No one would get it"):
        sending.confirm(announcement=row, seen=NOW, by=by, now=NOW)
    UserFactory()
    with pytest.raises(AnnouncementRefused, match="changed meanwhile"):
        sending.confirm(announcement=row, seen=NOW - MINUTE, by=by, now=NOW)
    for texts, reason in (({"body": ""}, "Write a subject"), ({"subject_de": "Hallo"}, "One language has")):
        bad = AnnouncementFactory(**texts)
        with pytest.raises(AnnouncementRefused, match=reason):
            sending.confirm(announcement=bad, seen=NOW, by=by, now=NOW)
    with pytest.raises(AnnouncementRefused, match="Write a subject"):
        drafting.send_test(announcement=AnnouncementFactory(body=""), by=by, now=NOW)
    with pytest.raises(AnnouncementRefused, match="isn’t being sent"):
        sending.cancel(announcement=row, by=by, now=NOW)
    sending.confirm(announcement=row, seen=NOW, by=by, now=NOW)
    with pytest.raises(AnnouncementRefused, match="sent already"):
        sending.confirm(announcement=row, seen=NOW, by=by, now=NOW)
    stale = Announcement.objects.get(pk=row.pk)
    stale.state, stale.subject = AnnouncementState.DRAFT, "Changed"
    with pytest.raises(AnnouncementRefused, match="can’t be changed"):
        drafting.write(announcement=stale, topics=[TopicFactory()], by=by, now=NOW)
    with pytest.raises(AnnouncementRefused, match="can’t be changed"):
        drafting.discard(announcement=stale, by=by, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.subject) == ("sending", "An evening about pricing")


def test_rows_go_after_thirty_days_and_the_number_stays(by: User) -> None:
    UserFactory()
    row = confirmed(by)
    minute(NOW)
    retaining.run(now=NOW + 31 * DAY)
    row.refresh_from_db()
    shown = progress(row)
    assert (Recipient.objects.count(), row.delivered, shown.sent, shown.chosen, shown.without) == (0, 1, 1, 1, 0)


def test_task_of_beat_sends_by_the_clubs_clock(by: User, fixed_clock: None) -> None:
    UserFactory()
    clock.move_to(NOW)
    confirmed(by)
    tasks.send()
    assert re.fullmatch("announcement", Notice.objects.get().kind)
