import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import LazySettings

from accounts.models import User
from bookings.errors import BookingRefused, TimeTaken
from bookings.models import Booking, BookingStatus, DateOverride
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from outbox.models import Job
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory


def kinds(user: User) -> list[tuple[str, datetime]]:
    return sorted(Notice.objects.filter(recipient=user).values_list("kind", "due_at"))


def test_instant_booking_is_confirmed_with_the_mentors_link(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee)
    booking.refresh_from_db()
    assert (booking.status, booking.meeting_url) == (BookingStatus.CONFIRMED, "https://meet.example.org/mine")
    assert (booking.starts_at, booking.ends_at) == (WEDNESDAY, WEDNESDAY + timedelta(minutes=30))
    assert (booking.sequence, booking.expires_at, booking.created_at) == (0, None, NOW)


def test_instant_booking_tells_both_now_and_a_day_and_an_hour_before(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee)
    told = [
        ("booking_confirmed", NOW),
        ("booking_reminder_day", WEDNESDAY - timedelta(hours=24)),
        ("booking_reminder_hour", WEDNESDAY - timedelta(hours=1)),
    ]
    assert (kinds(mentee), kinds(mentor.user)) == (told, told)


def test_reminder_whose_time_has_passed_is_not_queued(mentor: Mentor, mentee: User) -> None:
    mentor.rules.notice_hours = 1
    mentor.rules.save()
    book(mentor, mentee, starts_at=NOW + timedelta(hours=2, minutes=10))
    assert [kind for kind, _due in kinds(mentee)] == ["booking_confirmed", "booking_reminder_hour"]


def test_jitsi_rooms_are_long_and_never_the_same(mentor: Mentor, settings: LazySettings) -> None:
    """Peer failure 25: the name of a room cannot be guessed."""
    settings.JITSI_URL = "https://meet.example.org/"
    mentor.meeting_preference.place = "jitsi"
    mentor.meeting_preference.save()
    rooms = {book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=n)).meeting_url for n in range(3)}
    names = [room.removeprefix("https://meet.example.org/") for room in rooms]
    assert [len(bytes.fromhex(name)) * 8 for name in names] == [128, 128, 128]


@pytest.mark.parametrize(
    ("starts_at", "until"),
    [
        (WEDNESDAY + timedelta(days=7), NOW + timedelta(hours=48)),
        (WEDNESDAY - timedelta(hours=1), WEDNESDAY - timedelta(hours=1)),
    ],
)
def test_request_waits_48_hours_but_never_past_its_start(
    mentor: Mentor, mentee: User, starts_at: datetime, until: datetime
) -> None:
    on_request = SessionTypeFactory(mentor=mentor, on_request=True)
    booking = book(mentor, mentee, session_type=on_request, starts_at=starts_at)
    assert (booking.status, booking.expires_at, booking.meeting_url) == (BookingStatus.REQUESTED, until, "")
    assert (kinds(mentor.user), kinds(mentee)) == ([("booking_requested", NOW)], [("booking_request_sent", NOW)])


FORGED = {
    "past": NOW - timedelta(days=7, minutes=20),
    "now": NOW,
    "inside the notice": datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
    "before the hours": datetime(2026, 11, 25, 7, 30, tzinfo=UTC),
    "over the end of the hours": datetime(2026, 11, 25, 15, 45, tzinfo=UTC),
    "at the end of the hours": datetime(2026, 11, 25, 16, tzinfo=UTC),
    "on a Sunday": datetime(2026, 11, 29, 10, tzinfo=UTC),
    "off the grid": WEDNESDAY + timedelta(minutes=10),
    "a second off": WEDNESDAY + timedelta(seconds=1),
    "past the horizon": datetime(2027, 1, 6, 10, tzinfo=UTC),
    "in another age": datetime(2199, 1, 7, 10, tzinfo=UTC),
    "closed that day": datetime(2026, 11, 26, 10, tzinfo=UTC),
    "into somebody's booking": datetime(2026, 11, 27, 10, tzinfo=UTC),
    "in somebody's booking": datetime(2026, 11, 27, 10, 30, tzinfo=UTC),
    "in the buffer before": datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
    "in the buffer after": datetime(2026, 11, 27, 11, tzinfo=UTC),
    "in an unanswered request": datetime(2026, 11, 30, 10, tzinfo=UTC),
    "while they are a mentee elsewhere": datetime(2026, 12, 1, 10, tzinfo=UTC),
    "while the mentor is a mentee elsewhere": datetime(2026, 12, 2, 10, tzinfo=UTC),
    "while they are a mentor elsewhere": datetime(2026, 12, 3, 10, tzinfo=UTC),
}


@pytest.mark.parametrize("starts_at", FORGED.values(), ids=FORGED.keys())
def test_forged_time_is_refused_and_changes_nothing(mentor: Mentor, mentee: User, starts_at: datetime) -> None:
    """Peer failure 3: a forged time in the buffer, under notice or in the past is refused."""
    mentor.rules.buffer_minutes = 15
    mentor.rules.save()
    DateOverride.objects.create(mentor=mentor, date=date(2026, 11, 26))
    taken = datetime(2026, 11, 27, 10, 10, tzinfo=UTC)
    BookingFactory(mentor=mentor, starts_at=taken, ends_at=taken + timedelta(minutes=40))
    BookingFactory(mentor=mentor, starts_at=FORGED["in an unanswered request"], requested=True)
    BookingFactory(mentee=mentee, starts_at=FORGED["while they are a mentee elsewhere"])
    BookingFactory(mentee=mentor.user, starts_at=FORGED["while the mentor is a mentee elsewhere"])
    BookingFactory(mentor__user=mentee, starts_at=FORGED["while they are a mentor elsewhere"])
    before = Booking.objects.count()
    with pytest.raises(BookingRefused, match=r"^This time is no longer free. Please pick another.$"):
        book(mentor, mentee, starts_at=starts_at)
    assert (Booking.objects.count(), Notice.objects.count(), Job.objects.count()) == (before, 0, 0)


def test_booking_in_one_session_type_blocks_the_mentors_other_types(mentor: Mentor, mentee: User) -> None:
    """Peer failure 5."""
    other = SessionTypeFactory(mentor=mentor, minutes=60)
    book(mentor, UserFactory())
    with pytest.raises(BookingRefused, match="no longer free"):
        book(mentor, mentee, session_type=other, starts_at=WEDNESDAY - timedelta(minutes=30))


def test_back_to_back_is_fine(mentor: Mentor, mentee: User) -> None:
    book(mentor, UserFactory())
    assert book(mentor, mentee, starts_at=WEDNESDAY + timedelta(minutes=30)).is_confirmed


def test_mentor_cannot_book_themselves(mentor: Mentor) -> None:
    with pytest.raises(BookingRefused, match="You can’t book yourself"):
        book(mentor, mentor.user)


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.PAUSED, MentorStatus.LEFT])
def test_mentor_who_is_not_listed_takes_no_bookings(mentor: Mentor, mentee: User, status: str) -> None:
    Mentor.objects.filter(pk=mentor.pk).update(status=status)  # changed after the page has loaded the row
    with pytest.raises(BookingRefused, match="This mentor isn’t taking bookings at the moment"):
        book(mentor, mentee)


def test_mentor_whose_account_is_closed_takes_no_bookings(mentor: Mentor, mentee: User) -> None:
    User.objects.filter(pk=mentor.user_id).update(is_active=False)  # still listed
    with pytest.raises(BookingRefused, match="This mentor isn’t taking bookings at the moment"):
        book(mentor, mentee)


def test_session_type_that_is_not_offered_any_more_is_refused(mentor: Mentor, mentee: User) -> None:
    kept = SessionTypeFactory(mentor=mentor)
    mentor.session_types.filter(pk=kept.pk).update(is_active=False)
    with pytest.raises(BookingRefused, match="This mentor no longer offers that"):
        book(mentor, mentee, session_type=kept)


def test_session_type_of_another_mentor_is_refused(mentor: Mentor, mentee: User) -> None:
    other = MentorFactory(bookable=True)
    with pytest.raises(BookingRefused, match="This mentor no longer offers that"):
        book(mentor, mentee, session_type=other.session_types.get())


@pytest.mark.parametrize(
    "topic",
    ["", "x" * 19, " " * 10 + "x" * 19, "x" * 1001, "\u200b" * 30, "x" + "\u2060\u3164" * 20, "x" + " " * 30 + "y"],
)
def test_topic_too_short_or_too_long_is_refused(mentor: Mentor, mentee: User, topic: str) -> None:
    with pytest.raises(BookingRefused, match="20 to 1,000 characters"):
        book(mentor, mentee, topic=topic)


def test_member_holds_at_most_so_many_upcoming_bookings_as_a_mentee(
    mentor: Mentor, mentee: User, settings: LazySettings
) -> None:
    settings.MAX_COMING_BOOKINGS = 2
    BookingFactory(mentee=mentee, starts_at=NOW - timedelta(days=3))
    BookingFactory(mentee=mentee, starts_at=NOW + timedelta(days=30), cancelled=True)
    BookingFactory(mentor__user=mentee, starts_at=NOW + timedelta(days=31))
    book(mentor, mentee)
    book(mentor, mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    with pytest.raises(BookingRefused, match="You have 2 upcoming bookings"):
        book(mentor, mentee, starts_at=WEDNESDAY + timedelta(hours=2))


def test_same_form_sent_twice_is_one_booking(mentor: Mentor, mentee: User) -> None:
    key = uuid.uuid4()
    assert book(mentor, mentee, form_key=key) == book(mentor, mentee, form_key=key)
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2


def test_another_form_for_the_same_hour_is_refused_before_the_lock(mentor: Mentor, mentee: User) -> None:
    book(mentor, mentee, form_key=uuid.uuid4())
    with pytest.raises(TimeTaken):
        book(mentor, mentee, form_key=uuid.uuid4())


def test_used_form_cannot_book_another_time(mentor: Mentor, mentee: User) -> None:
    key = uuid.uuid4()
    book(mentor, mentee, form_key=key)
    with pytest.raises(BookingRefused, match="This form has already been sent"):
        book(mentor, mentee, form_key=key, starts_at=WEDNESDAY + timedelta(hours=1))


def test_form_keys_of_different_members_are_independent(mentor: Mentor, mentee: User) -> None:
    key = uuid.uuid4()
    first = book(mentor, UserFactory(), form_key=key)
    assert book(mentor, mentee, form_key=key, starts_at=WEDNESDAY + timedelta(hours=1)) != first


@pytest.mark.parametrize(
    ("limit", "starts_at", "refused"),
    [
        ("daily_limit", datetime(2026, 11, 25, 13, tzinfo=UTC), True),
        ("daily_limit", datetime(2026, 11, 26, 13, tzinfo=UTC), False),
        ("weekly_limit", datetime(2026, 11, 27, 13, tzinfo=UTC), True),
        ("weekly_limit", datetime(2026, 11, 30, 13, tzinfo=UTC), False),
    ],
)
def test_limits_of_the_mentor_hold(
    mentor: Mentor, mentee: User, limit: str, starts_at: datetime, refused: bool
) -> None:
    """Peer failure 17: a time over a limit is refused like any time that is not free."""
    setattr(mentor.rules, limit, 1)
    mentor.rules.save()
    book(mentor, UserFactory())
    if refused:
        with pytest.raises(BookingRefused, match="no longer free"):
            book(mentor, mentee, starts_at=starts_at)
    else:
        assert book(mentor, mentee, starts_at=starts_at).starts_at == starts_at


def test_topic_is_kept_without_the_space_around_it(mentor: Mentor, mentee: User) -> None:
    assert book(mentor, mentee, topic=f"  {TOPIC}\n").topic == TOPIC


def test_booking_refreshes_the_free_time_of_the_mentor_and_of_a_mentee_who_is_a_mentor(mentor: Mentor) -> None:
    other = MentorFactory(bookable=True)
    book(mentor, other.user)
    keys = set(Job.objects.exclude(key="").values_list("key", flat=True))
    assert keys == {f"free-time:{mentor.pk}", f"free-time:{other.pk}"}


def test_override_opens_a_day_off(mentor: Mentor, mentee: User) -> None:
    override = DateOverride.objects.create(mentor=mentor, date=date(2026, 11, 29))
    override.spans.create(starts=time(18), ends=time(19))
    sunday = datetime(2026, 11, 29, 17, tzinfo=UTC)
    assert book(mentor, mentee, starts_at=sunday).starts_at == sunday
