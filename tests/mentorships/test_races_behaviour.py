"""Two at the same moment. Each race has a twin with the protection off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.blocking import block
from accounts.models import Block
from matching.errors import RequestRefused
from matching.models import Request, RequestKind
from matching.services import asks
from mentors.models import Mentor
from mentors.models.profiles import MentorQuerySet
from mentorships.errors import MentorshipRefused
from mentorships.models import Continuation, Mentorship
from mentorships.models.mentorships import MentorshipQuerySet
from mentorships.models.offers import OfferQuerySet
from mentorships.services import advancing, agreeing, beginning, changing, continuing, parting
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorshipFactory, OfferFactory, UserFactory
from tests.factories.mentorships import BEGUN, STARTED
from tests.matching.relays import DAY, ask_of, send, three
from tests.mentorships.pairs import fresh, under_way
from tests.mentorships.test_services import LINES
from tests.races import Meeting, all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


def yes(request: Request, mentor: Mentor) -> Callable[[], Any]:
    ask = ask_of(request, mentor)
    return lambda: asks.accept(ask=ask, by=mentor.user, message="", now=NOW + DAY)


def two_for_one_place() -> tuple[Mentor, list[Request]]:
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana)
    return ana, [send(UserFactory(), ana, kind=RequestKind.MENTORSHIP) for _two in range(2)]


def test_last_place_goes_to_one_of_two() -> None:
    ana, requests = two_for_one_place()
    results = all_at_once(*(yes(request, ana) for request in requests))
    assert Mentorship.objects.count() == 1
    assert sum(isinstance(result, RequestRefused) for result in results) == 1


def test_without_the_locks_both_get_the_last_place(monkeypatch: pytest.MonkeyPatch) -> None:
    ana, requests = two_for_one_place()
    monkeypatch.setattr(OfferQuerySet, "for_update", lambda rows: rows.select_related("mentor__user"))
    monkeypatch.setattr(MentorQuerySet, "for_update", lambda rows: rows.select_related("user"))
    monkeypatch.setattr(asks, "advisory_lock", lambda *rows: None)
    meet_after(monkeypatch, beginning, "refusal_of_place")
    all_at_once(*(yes(request, ana) for request in requests))
    assert Mentorship.objects.count() == 2


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MentorshipQuerySet, "for_update", lambda rows, **how: rows.with_people())


def both_change(row: Mentorship) -> list[Any]:
    """Each changes another line of the version that both have read."""
    return all_at_once(
        *(
            lambda by=by, lines=lines: agreeing.revise(mentorship=row, by=by, version=1, lines=lines, now=BEGUN + DAY)
            for by, lines in ((row.mentee, LINES), (row.mentor.user, LINES | {"weeks": 8}))
        )
    )


def test_one_of_two_changes_wins_and_the_other_reads_it_again() -> None:
    row = MentorshipFactory()
    results = both_change(row)
    assert row.agreements.count() == 2
    assert sum(isinstance(result, MentorshipRefused) for result in results) == 1


def test_without_the_lock_the_constraint_keeps_versions_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    row = MentorshipFactory()
    without_locks(monkeypatch)
    meet_after(monkeypatch, agreeing, "locked")
    results = both_change(row)
    assert row.agreements.count() == 2
    assert sum(isinstance(result, Exception) for result in results) == 1


def both_finish(row: Mentorship) -> Mentorship:
    all_at_once(
        *(
            lambda by=by: changing.finish(mentorship=row, by=by, seen="active", now=BEGUN + 9 * DAY)
            for by in (row.mentee, row.mentor.user)
        )
    )
    return fresh(row)


def times_told(row: Mentorship) -> int:
    return Notice.objects.filter(kind="mentorship_wrapping_up", about_id=row.pk).count()


def test_both_finish_at_once_and_each_is_told_once() -> None:
    row = both_finish(under_way(MentorshipFactory()))
    assert (row.state, times_told(row)) == ("wrapping_up", 2)


def test_without_the_lock_each_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    row = under_way(MentorshipFactory())
    without_locks(monkeypatch)
    meet_after(monkeypatch, changing, "locked")
    assert times_told(both_finish(row)) == 4


def yes_and_block() -> None:
    """A mentor says yes to a mentee who blocks them at the same moment."""
    ana, _bela, _cem = three()
    OfferFactory(mentor=ana)
    request = send(UserFactory(), ana, kind=RequestKind.MENTORSHIP)
    all_at_once(yes(request, ana), lambda: block(member=ana.user, by=request.mentee, now=NOW + DAY))
    assert Block.objects.exists()


def test_no_mentorship_is_left_of_two_whom_a_block_keeps_apart() -> None:
    yes_and_block()
    assert not Mentorship.objects.live().exists()


def test_without_the_lock_a_block_misses_what_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asks, "advisory_lock", lambda *rows: None)
    met = Meeting()
    meet_after(monkeypatch, asks, "refusal_to_accept", at=met)
    meet_after(monkeypatch, parting, "end_between", at=met)
    yes_and_block()
    assert Mentorship.objects.live().exists()


def both_would_extend(row: Mentorship) -> Mentorship:
    all_at_once(
        *(
            lambda by=by: continuing.answer(mentorship=row, by=by, answer="as_before", weeks=8, now=STARTED + DAY)
            for by in (row.mentee, row.mentor.user)
        )
    )
    return fresh(row)


def test_two_who_answer_at_once_extend() -> None:
    assert both_would_extend(MentorshipFactory(wrapping_up=True)).state == "active"


def test_without_the_lock_neither_sees_the_others_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch)
    meet_after(monkeypatch, continuing, "would_both_continue")
    assert both_would_extend(MentorshipFactory(wrapping_up=True)).state == "wrapping_up"


def answer_as_it_is_settled(row: Mentorship) -> None:
    """The answer comes in the last second of the week, and the clock goes by at its end."""
    all_at_once(
        lambda: continuing.answer(
            mentorship=row, by=row.mentee, answer="finish", weeks=None, now=STARTED + 7 * DAY - SECOND
        ),
        lambda: advancing.advance(now=STARTED + 7 * DAY),
    )


def test_no_answer_stays_when_it_is_settled() -> None:
    row = MentorshipFactory(wrapping_up=True)
    answer_as_it_is_settled(row)
    advancing.advance(now=STARTED + 7 * DAY)  # the clock leaves out a mentorship that is being changed
    assert not Continuation.objects.exists()
    assert Notice.objects.filter(kind="mentorship_closes").count() == 2


def test_without_the_lock_an_answer_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    row = MentorshipFactory(wrapping_up=True)
    without_locks(monkeypatch)
    met = Meeting()
    meet_after(monkeypatch, continuing, "refusal_to_answer", at=met)
    meet_after(monkeypatch, continuing, "close", at=met)
    answer_as_it_is_settled(row)
    assert Continuation.objects.exists()
