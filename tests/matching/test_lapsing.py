"""Pairs that one or both haven't answered in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.hooks import to_do
from matching.models import Answer, Pair, Round, RoundState
from matching.policy import PAIR_WITHIN, REMIND_OF_PAIR_BEFORE
from matching.services import rounds
from matching.services.lapsing import lapse
from matching.services.rounds import RoundRefused
from matching.tasks import end_pairs_in_time
from notifications.models import Notice
from tests.factories import UserFactory
from tests.matching.breaking import break_rows
from tests.matching.rounds import DUE, LATER, NOW, a_round, at_noon, computed, mentee, mentor, proposed

pytestmark = pytest.mark.django_db
__all__ = ["at_noon"]  # the fixture
MOMENT = timedelta(microseconds=1)
SAID_YES: dict[str, Any] = {"mentee_answer": Answer.YES, "mentee_answered_at": NOW}


def state(row: Round) -> str:
    return Round.objects.get(pk=row.pk).state


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.exclude(recipient=None).values_list("kind", "recipient__email"))


def test_confirming_starts_the_clock_and_plans_one_reminder() -> None:
    row = a_round()
    mentee(row), mentor(row)
    rounds.confirm(round=computed(row), by=UserFactory(staff=True), now=LATER)
    due_at = LATER + PAIR_WITHIN
    assert Pair.objects.get().due_at == due_at
    reminders = Notice.objects.filter(kind="round_pair_reminder").order_by("due_at")
    assert [reminder.due_at.date() for reminder in reminders] == [(due_at - REMIND_OF_PAIR_BEFORE).date()] * 2
    assert reminders[0].due_at == due_at - REMIND_OF_PAIR_BEFORE


@pytest.mark.parametrize("answers", [{}, SAID_YES])
def test_pair_lapses_at_its_time_ends_the_round_and_tells_both(answers: dict[str, Any]) -> None:
    pair = proposed(a_round(), **answers)
    assert (lapse(now=DUE - MOMENT), state(pair.round)) == (0, RoundState.PROPOSED)
    assert (lapse(now=DUE), lapse(now=DUE)) == (1, 0)
    pair.refresh_from_db()
    assert (pair.lapsed_at, state(pair.round)) == (DUE, RoundState.DONE)
    people = (pair.mentee.member, pair.mentor.member)
    assert told() == sorted(("round_lapsed", member.email) for member in people)


def test_pairs_that_are_answered_or_called_off_do_not_lapse() -> None:
    off = proposed(a_round(), mentee_answer=Answer.NO, mentee_answered_at=NOW)
    called_off = proposed(a_round())
    rounds.withdraw(round=called_off.round, by=UserFactory(staff=True), now=LATER)
    unsent = proposed(a_round(), due_at=None)
    Notice.objects.all().delete()
    assert lapse(now=DUE) == 0
    assert not Pair.objects.filter(pk__in=[off.pk, called_off.pk, unsent.pk], lapsed_at__isnull=False).exists()
    assert told() == []


def test_round_goes_on_while_another_pair_has_time() -> None:
    pair = proposed(a_round())
    late = proposed(pair.round, due_at=DUE + timedelta(days=1))
    assert (lapse(now=DUE), state(pair.round)) == (1, RoundState.PROPOSED)
    assert (lapse(now=late.due_at), state(pair.round)) == (1, RoundState.DONE)


def test_answer_comes_too_late_at_the_time_even_before_it_is_noted() -> None:
    pair = proposed(a_round())
    answered: Callable[..., Pair] = rounds.answer
    answered(pair=pair, yes=True, by=pair.mentee.member, now=DUE - MOMENT)
    for note in (lambda: None, lambda: lapse(now=DUE)):
        note()
        with pytest.raises(RoundRefused, match="time to answer has passed"):
            answered(pair=pair, yes=True, by=pair.mentor.member, now=DUE)


def test_home_says_until_when_and_forgets_it_then() -> None:
    pair = proposed(a_round())
    (thing,) = to_do(pair.mentee.member, most=5, now=DUE - MOMENT)
    assert thing.by == DUE
    assert to_do(pair.mentee.member, most=5, now=DUE) == []


def test_worker_ends_pairs_by_the_clock(at_noon: None) -> None:
    pair = proposed(a_round(), due_at=NOW)
    end_pairs_in_time()
    pair.refresh_from_db()
    assert pair.lapsed_at


def test_lapsing_asks_the_same_queries_for_1_and_3() -> None:
    def number_for(count: int) -> int:
        row = a_round()
        for _time in range(count):
            proposed(row)
        with CaptureQueriesContext(connection) as queries:
            assert lapse(now=DUE) == count
        return len(queries)

    number_for(1)
    assert number_for(1) == number_for(3)


def test_round_whose_pairs_cannot_lapse_is_logged_and_the_others_go_on() -> None:
    first, second = proposed(a_round()), proposed(a_round())
    break_rows("matching_pair", "round_id", first.round_id)
    with structlog.testing.capture_logs() as lines:
        assert lapse(now=DUE) == 1
    assert (state(first.round), state(second.round)) == (RoundState.PROPOSED, RoundState.DONE)
    [line] = [line for line in lines if line["event"] == "lapse"]
    assert (line["log_level"], line["row"]) == ("error", str(first.round.uuid))
