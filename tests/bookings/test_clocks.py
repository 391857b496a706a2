"""A new version of the tz database: free time is rebuilt, and people who would come at the wrong hour get an email."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from bookings.models import Booking, FreeTime, ZoneRules
from bookings.services import clocks
from core import zone_data
from mentors.models import Mentor
from notifications.mail_content import MailContent, NoticeObsolete
from notifications.models import Notice
from notifications.services import build, reading_as
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, UserFactory
from tests.races import Meeting, all_at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
VANCOUVER = "America/Vancouver"


@pytest.fixture
def offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Record only the zones of these tests: recording all of them takes half a second."""
    monkeypatch.setattr(clocks, "available_timezones", lambda: {VANCOUVER, "Europe/Berlin"})


@pytest.fixture
def older(offsets: None) -> ZoneRules:
    """The previous version, in which Vancouver goes back to winter time."""
    assert clocks.follow(now=NOW - timedelta(days=60))
    row = ZoneRules.objects.get()
    row.version = "2026a"
    row.offsets[VANCOUVER] = [[int((NOW - timedelta(days=60)).timestamp()), -7 * 3600], [1793523600, -8 * 3600]]
    row.save()
    return row


@pytest.fixture
def abroad(mentor: Mentor, mentee: User) -> Booking:
    User.objects.filter(pk=mentee.pk).update(time_zone=VANCOUVER)
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)


def told() -> list[Notice]:
    return list(Notice.objects.filter(kind=clocks.NOTICE))


def content_of(row: Notice) -> MailContent:
    row.refresh_from_db()
    with reading_as(row):
        return build(row, now=NOW + HOUR)


def test_first_version_is_only_recorded(offsets: None, abroad: Booking) -> None:
    assert clocks.follow(now=NOW)
    assert ZoneRules.objects.get().version == zone_data.version()
    assert (told(), Job.objects.filter(kind=clocks.TELL).count()) == ([], 0)


def test_new_version_is_processed_once(older: ZoneRules, abroad: Booking) -> None:
    assert clocks.follow(now=NOW)
    assert not clocks.follow(now=NOW + HOUR)
    drain(now=NOW)
    assert [(notice.recipient, notice.about) for notice in told()] == [(abroad.mentee, abroad)]
    assert set(ZoneRules.objects.values_list("version", flat=True)) == {older.version, zone_data.version()}


def test_process_with_older_data_changes_nothing(older: ZoneRules, abroad: Booking) -> None:
    ZoneRules.objects.update(version="2999z")
    assert not clocks.follow(now=NOW)
    assert ZoneRules.objects.get().version == "2999z"


def test_mail_names_old_and_new_time(older: ZoneRules, abroad: Booking) -> None:
    clocks.follow(now=NOW)
    drain(now=NOW)
    mail = content_of(told()[0])
    facts = dict(mail.facts)
    assert "Vancouver" in mail.lines[0]
    assert (facts["Old time"], facts["New time"]) == ("Wed 25 Nov, 01:00", "Wed 25 Nov, 02:00")


def test_mail_in_german(older: ZoneRules, abroad: Booking) -> None:
    User.objects.filter(pk=abroad.mentee.pk).update(language="de")
    clocks.follow(now=NOW)
    drain(now=NOW)
    mail = content_of(told()[0])
    facts = dict(mail.facts)
    assert (facts["Bisher"], facts["Neu"]) == ("Mi, 25. Nov., 01:00", "Mi, 25. Nov., 02:00")


@pytest.mark.parametrize(
    "change",
    [
        lambda booking: Booking.objects.update(starts_at=WEDNESDAY + HOUR, ends_at=WEDNESDAY + 2 * HOUR),
        lambda booking: User.objects.filter(pk=booking.mentee_id).update(time_zone="Europe/Berlin"),
        lambda booking: Booking.objects.update(status="cancelled", cancelled_at=NOW),
    ],
)
def test_mail_that_is_no_longer_true_is_not_sent(
    older: ZoneRules, abroad: Booking, change: Callable[[Booking], object]
) -> None:
    clocks.follow(now=NOW)
    clocks.tell(version=zone_data.version(), before=older.version, after=0, now=NOW)
    change(abroad)
    with pytest.raises(NoticeObsolete):
        content_of(told()[0])


def test_deleted_version_tells_no_one(older: ZoneRules, abroad: Booking) -> None:
    clocks.follow(now=NOW)
    older.delete()
    drain(now=NOW)
    assert (told(), Job.objects.unfinished().filter(kind=clocks.TELL).count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_find_a_new_version_record_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    met, original = Meeting(), clocks._recorded
    monkeypatch.setattr(clocks, "available_timezones", lambda: {VANCOUVER})

    def recorded(now: datetime) -> dict[str, zone_data.Offsets]:
        met.wait()
        return original(now)

    monkeypatch.setattr(clocks, "_recorded", recorded)
    both = all_at_once(*[lambda: clocks.follow(now=NOW)] * 2)
    assert sorted(both, key=str) == [False, True]
    assert ZoneRules.objects.count() == 1


@pytest.mark.parametrize("version", ["2026a", zone_data.version()])
def test_zone_in_only_one_version_is_skipped(older: ZoneRules, abroad: Booking, version: str) -> None:
    clocks.follow(now=NOW)
    rules = ZoneRules.objects.get(version=version)
    del rules.offsets["Europe/Berlin"]  # the mentor's
    rules.save()
    drain(now=NOW)
    assert [notice.recipient for notice in told()] == [abroad.mentee]


def test_booking_whose_local_time_stays_is_not_mentioned(older: ZoneRules, abroad: Booking) -> None:
    """Both versions agree until the date on which winter time began under the old rules."""
    early = datetime(2026, 10, 28, 9, tzinfo=UTC)
    Booking.objects.update(starts_at=early, ends_at=early + HOUR, created_at=early - 9 * HOUR)
    clocks.follow(now=early - HOUR)
    drain(now=early - HOUR)
    assert told() == []


def test_job_that_runs_twice_tells_once(older: ZoneRules, abroad: Booking) -> None:
    clocks.follow(now=NOW)
    for _again in range(2):
        clocks.tell(version=zone_data.version(), before=older.version, after=0, now=NOW)
    assert len(told()) == 1


def test_many_bookings_are_processed_in_several_jobs(
    older: ZoneRules, mentor: Mentor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "AT_ONCE", 2)
    for days in range(5):
        BookingFactory(
            mentor=mentor, mentee=UserFactory(time_zone=VANCOUVER), starts_at=WEDNESDAY + timedelta(days=days)
        )
    clocks.follow(now=NOW)
    drain(now=NOW)
    assert len(told()) == 5


def test_free_time_of_mentors_there_is_rebuilt(older: ZoneRules, mentor: Mentor) -> None:
    FreeTime.objects.update_or_create(mentor=mentor, defaults={"built_at": NOW, "notice": HOUR})
    clocks.follow(now=NOW)
    assert FreeTime.objects.get(mentor=mentor).built_at == NOW
    ZoneRules.objects.exclude(pk=older.pk).delete()
    User.objects.filter(pk=mentor.user_id).update(time_zone=VANCOUVER)
    clocks.follow(now=NOW)
    assert FreeTime.objects.get(mentor=mentor).built_at == NOW - timedelta(hours=12)


def test_all_zones_are_recorded() -> None:
    assert clocks.follow(now=NOW)
    assert len(ZoneRules.objects.get().offsets) > 500
