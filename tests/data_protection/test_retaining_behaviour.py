"""What has been kept for long enough goes, night after night, over three years."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from accounts.services import forget_sessions
from bookings.models import Booking
from bookings.services import standby, waitlist
from core import clock
from core.privacy import Rule, rules
from data_protection.models import InactivityWarning, RetentionRun
from data_protection.services import erasing, exporting, inactivity, retaining
from mentors.services.wishing import forget_wishes
from notifications.models import Notice
from tests.data_protection.aged import make_one_for_each_clock, make_one_for_each_rule
from tests.data_protection.full_member import DAY, NOW, make_member
from tests.factories import BookingFactory, MentorFactory, UserFactory
from transfer.services import archiving

pytestmark = pytest.mark.django_db


# What goes by the clock of an app of its own, and after how many days.
ELSEWHERE = {"export": 7, "archive": 7, "standing by": 1, "waiting": 60, "wish": 365, "session": 30}


def night(at: datetime) -> RetentionRun:
    """What the clock does once a day."""
    clock.move_to(at)
    done = retaining.run(now=at)
    erasing.sweep(now=at)
    for task in (exporting.forget, archiving.forget, standby.forget, waitlist.forget, forget_wishes, forget_sessions):
        task(now=at)
    return done


@pytest.mark.parametrize("rule", rules.values(), ids=lambda rule: rule.name)
def test_rule_can_be_asked_and_says_what_goes(rule: Rule) -> None:
    model = apps.get_model(rule.model)
    assert retaining.due(rule, now=NOW).count() == 0
    assert str(rule.says)
    assert {field.name for field in model._meta.concrete_fields} >= set(rule.blanks)


def test_three_years_with_a_moving_clock() -> None:
    """Each thing is still there on its last day, and gone the night after. A rule without anything to do fails."""
    mentee = UserFactory(last_login=NOW, date_joined=NOW - DAY)
    booking = BookingFactory(mentee=mentee, starts_at=NOW, topic="My words")
    make_one_for_each_rule(booking)
    there = make_one_for_each_clock()
    User.objects.exclude(pk=mentee.pk).update(last_login=NOW + 10 * 365 * DAY)  # always there
    limits = {name: rule.days for name, rule in rules.items()}
    limits |= {inactivity.WARNED: 730 - 60, inactivity.ERASED: 730}
    second = limits[inactivity.WARNED] + 1 + 46
    ends = {*limits.values(), *ELSEWHERE.values()}
    days = {*range(0, 3 * 366, 61), *ends, *(day + 1 for day in ends), *(day - 1 for day in ELSEWHERE.values()), second}
    first, last = dict[str, int](), dict[str, int]()
    for day in sorted(days):
        for name in night(NOW + timedelta(days=day)).counts:
            first.setdefault(name, day)
        last |= {name: day for name, rows in there.items() if rows.exists()}
        if day == second:
            assert warned(mentee) == [1, 2]
    assert first == {name: limit + 1 for name, limit in limits.items()}
    assert all(ELSEWHERE[name] - 1 <= day <= ELSEWHERE[name] for name, day in last.items()), last
    assert set(last) == set(ELSEWHERE)
    mentee.refresh_from_db()
    assert mentee.erased_at
    assert Booking.objects.filter(pk=booking.pk, mentee=mentee, topic="").exists()


def test_every_run_is_recorded_and_a_dry_run_changes_nothing() -> None:
    make_member()
    at = NOW + 400 * DAY
    foreseen = {name: number for name, number in retaining.dry_run(now=at).items() if number}
    assert foreseen["bookings-words"] == Booking.objects.count()
    assert retaining.dry_run(now=at) == {name: foreseen.get(name, 0) for name in (*rules, *inactivity.SAYS)}
    recorded = retaining.run(now=at)
    assert recorded.failed == []
    assert recorded.counts["bookings-words"] == foreseen["bookings-words"]
    again = retaining.run(now=at)
    assert again.counts == {}
    assert RetentionRun.objects.count() == 2


def test_rule_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Rule("broken", "bookings.Booking", "no_such_column", 1, rules["notices"].where, (), "Nothing.")
    monkeypatch.setitem(rules, "broken", broken)
    BookingFactory(starts_at=NOW - 400 * DAY)
    done = retaining.run(now=NOW)
    assert done.failed == ["broken"]
    assert done.counts["bookings-words"] == 1


def test_words_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retaining, "AT_ONCE", 2)
    mentor = MentorFactory(bookable=True)
    for number in range(5):
        BookingFactory(mentor=mentor, starts_at=NOW - (400 + number) * DAY)
    assert retaining.run(now=NOW).counts["bookings-words"] == 5


def warned(member: User) -> list[int]:
    return sorted(InactivityWarning.objects.filter(member=member).values_list("number", flat=True))


def test_unused_account_is_warned_twice_and_then_erased() -> None:
    member = UserFactory(date_joined=NOW - 800 * DAY, last_login=NOW - 760 * DAY)
    foreseen = inactivity.due(now=NOW)
    assert inactivity.look_after(now=NOW) == foreseen == {inactivity.WARNED: 1, inactivity.ERASED: 0}
    assert warned(member) == [1]
    inactivity.look_after(now=NOW + 45 * DAY)
    assert warned(member) == [1]  # the two are as far apart as they would have been in time
    inactivity.look_after(now=NOW + 46 * DAY)
    assert warned(member) == [1, 2]
    inactivity.look_after(now=NOW + 59 * DAY)
    assert erasing.sweep(now=NOW + 59 * DAY) == 0
    inactivity.look_after(now=NOW + 60 * DAY)
    assert erasing.sweep(now=NOW + 60 * DAY) == 1
    assert Notice.objects.filter(kind="inactivity_warning").count() == 0  # erased with them


@pytest.mark.parametrize("use", [{"last_login": NOW}, {}])
def test_whoever_comes_back_is_not_erased(use: dict[str, Any]) -> None:
    member = UserFactory(date_joined=NOW - 800 * DAY, last_login=NOW - 760 * DAY)
    inactivity.look_after(now=NOW)
    inactivity.look_after(now=NOW + 46 * DAY)
    if use:
        User.objects.filter(pk=member.pk).update(last_login=NOW + 50 * DAY)
    else:
        BookingFactory(mentor=MentorFactory(bookable=True), mentee=member, starts_at=NOW + 50 * DAY)
    inactivity.look_after(now=NOW + 60 * DAY)
    assert erasing.sweep(now=NOW + 60 * DAY) == 0
    assert warned(member) == []


def test_team_is_never_unused() -> None:
    UserFactory(staff=True, date_joined=NOW - 800 * DAY)
    UserFactory(is_staff=True, date_joined=NOW - 800 * DAY)
    assert set(inactivity.look_after(now=NOW).values()) == {0}
