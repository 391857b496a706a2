"""What has been kept for long enough goes, night after night, over three years."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from bookings.models import Booking
from core import clock
from core.privacy import Rule, rules
from data_protection.models import InactivityWarning, RetentionRun
from data_protection.services import erasing, inactivity, retaining
from matching.models import Request, RequestState
from mentors.models import Application, ApplicationState
from notifications.models import Notice, NoticeState
from tests.data_protection.full_member import DAY, NOW, make_member
from tests.factories import ApplicationFactory, BookingFactory, MentorFactory, RequestFactory, UserFactory

pytestmark = pytest.mark.django_db


def night(at: datetime) -> RetentionRun:
    """What the clock does once a day."""
    clock.move_to(at)
    inactivity.look_after(now=at)
    erasing.sweep(now=at)
    return retaining.run(now=at)


@pytest.mark.parametrize("rule", rules.values(), ids=lambda rule: rule.name)
def test_rule_can_be_asked_and_says_what_goes(rule: Rule) -> None:
    model = apps.get_model(rule.model)
    assert retaining.due(rule, now=NOW).count() == 0
    assert str(rule.says)
    assert {field.name for field in model._meta.concrete_fields} >= set(rule.blanks)


def test_three_years_with_a_moving_clock() -> None:
    """A week at a time: each thing is there until its time is over, and gone after it."""
    mentor, mentee = MentorFactory(bookable=True), UserFactory(last_login=NOW)
    User.objects.exclude(pk=mentee.pk).update(last_login=NOW + 10 * 365 * DAY)  # always there
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW, topic="My words")
    ended = {"state": ApplicationState.DECLINED, "changed_at": NOW, "decided_at": NOW}
    declined = ApplicationFactory(submitted=True, **ended)
    request = RequestFactory(state=RequestState.WITHDRAWN, ended_at=NOW)
    sent = {"state": NoticeState.SENT, "settled_at": NOW, "due_at": NOW, "created_at": NOW}
    notice = Notice.objects.create(recipient=mentor.user, kind="contact", data={"words": "x"}, **sent)
    stranger = Notice.objects.create(address="ann@example.org", kind="unknown_account", **sent)
    last_seen: dict[str, int] = {}
    for week in range(3 * 52):
        day = week * 7
        night(NOW + timedelta(days=day))
        there = {
            "words": Booking.objects.filter(pk=booking.pk).exclude(topic="").exists(),
            "application": Application.objects.filter(pk=declined.pk).exists(),
            "request": Request.objects.filter(pk=request.pk).exists(),
            "notice": Notice.objects.filter(pk=notice.pk).exists(),
            "body": Notice.objects.filter(pk=notice.pk).exclude(data={}).exists(),
            "stranger": Notice.objects.filter(pk=stranger.pk).exists(),
            "account": User.objects.filter(pk=mentee.pk, erased_at=None).exists(),
            "warned once": not InactivityWarning.objects.filter(member=mentee, number=1).exists(),
            "warned twice": not InactivityWarning.objects.filter(member=mentee, number=2).exists(),
        }
        for name, is_there in there.items():
            if is_there and name not in ("warned once", "warned twice"):
                last_seen[name] = day
            elif not is_there and name.startswith("warned"):
                last_seen.setdefault(name, day)
    limits = {
        "words": 365,
        "application": 183,
        "request": 180,
        "notice": 183,
        "body": 30,
        "stranger": 30,
        "account": 730,
        "warned once": 730 - 60,
        "warned twice": 730 - 14,
    }
    late = {name: day - limits[name] for name, day in last_seen.items() if abs(day - limits[name]) > 14}
    assert last_seen.keys() == limits.keys()
    assert late == {}
    assert Booking.objects.filter(pk=booking.pk, mentee=mentee).exists()


def test_every_run_is_recorded_and_a_dry_run_changes_nothing() -> None:
    make_member()
    at = NOW + 400 * DAY
    foreseen = {name: number for name, number in retaining.dry_run(now=at).items() if number}
    assert foreseen["bookings-words"] == Booking.objects.count()
    assert retaining.dry_run(now=at) == {name: foreseen.get(name, 0) for name in rules}
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
    inactivity.look_after(now=NOW)
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
    assert inactivity.look_after(now=NOW) == 0
