"""Rounds confirmed, answered and withdrawn at the same moment. Each race has a twin with the protection off."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.db import connection

from accounts.models import User
from accounts.services import close
from matching.models import Answer, Pair, Round, RoundState
from matching.models.pairs import PairQuerySet
from matching.models.rounds import RoundQuerySet
from matching.services import lapsing, pairing, rounds
from matching.services import rounds as module
from notifications.models import Notice
from outbox.models import Job
from tests.factories import UserFactory
from tests.matching.rounds import CLOSES, DUE, LATER, NOW, a_round, computed, mentee, mentor, proposed
from tests.races import WAIT_SECONDS, Meeting, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = 0.3  # seconds
SECOND = timedelta(seconds=1)


def summary(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoundQuerySet, "for_update", lambda rows: rows)
    monkeypatch.setattr(PairQuerySet, "for_update", lambda rows: rows)


def a_preview() -> Round:
    row = a_round()
    mentee(row)
    mentor(row)
    return computed(row)


def confirm_twice(row: Round) -> list[Any]:
    by = UserFactory(staff=True)
    return all_at_once(*[lambda: rounds.confirm(round=row, by=by, now=LATER)] * 2)


def test_round_confirmed_twice_at_once_is_sent_once() -> None:
    assert summary(confirm_twice(a_preview())) == {"Sent": 2}
    assert Notice.objects.filter(kind="round_pair").count() == 2


def test_without_the_lock_a_round_is_sent_twice(without_locks: None, together: Callable[[object, str], None]) -> None:
    row = a_preview()
    together(PairQuerySet, "with_people")
    assert summary(confirm_twice(row)) == {"Sent": 2}
    assert Notice.objects.filter(kind="round_pair").count() == 4


def answer_and_withdraw(pair: Pair) -> list[Any]:
    staff = UserFactory(staff=True)
    return all_at_once(
        lambda: rounds.answer(pair=pair, yes=True, by=pair.mentor.member, now=LATER),
        lambda: rounds.withdraw(round=pair.round, by=staff, now=LATER),
    )


def test_answer_and_withdrawal_at_once_end_in_one_consistent_state() -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    answer, withdrawal = answer_and_withdraw(pair)
    pair.refresh_from_db()
    state = Round.objects.get().state
    told = Counter(Notice.objects.exclude(recipient=None).values_list("kind", flat=True))
    if isinstance(answer, Pair):  # it came first, and was the last answer of the round
        assert (pair.is_agreed, state, told) == (True, RoundState.DONE, {"round_agreed": 2})
        assert isinstance(withdrawal, rounds.RoundRefused)
    else:
        assert (pair.mentor_answer, state, told) == ("", RoundState.WITHDRAWN, {"round_withdrawn": 2})


def test_without_the_lock_people_hear_both(without_locks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    met = Meeting()
    for name in ("_say", "notify_each"):
        original = getattr(module, name)

        def look(*args: Any, original: Callable[..., Any] = original, **kwargs: Any) -> Any:
            met.wait()
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, look)
    answer_and_withdraw(pair)
    assert set(Notice.objects.exclude(recipient=None).values_list("kind", flat=True)) == {
        "round_agreed",
        "round_withdrawn",
    }


def test_answer_after_the_withdrawal_is_refused() -> None:
    pair = proposed(a_round())
    rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)
    with pytest.raises(rounds.RoundRefused, match="cancelled"):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER)


def say_both(pair: Pair) -> list[Any]:
    return all_at_once(
        lambda: rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER),
        lambda: rounds.answer(pair=pair, yes=True, by=pair.mentor.member, now=LATER),
    )


def test_both_yeses_at_once_make_the_pair_once() -> None:
    pair = proposed(a_round())
    assert summary(say_both(pair)) == {"Pair": 2}
    assert Notice.objects.filter(kind="round_agreed").count() == 2
    assert Round.objects.get().state == RoundState.DONE


def test_without_the_lock_two_yeses_at_once_make_no_pair(
    without_locks: None, together: Callable[[object, str], None]
) -> None:
    pair = proposed(a_round())
    together(module, "refusal_to_answer")
    say_both(pair)
    assert not Notice.objects.exclude(recipient=None).exists()


def say_no_to_both(row: Round) -> list[Any]:
    pairs = [proposed(row), proposed(row)]
    return all_at_once(*(lambda p=p: rounds.answer(pair=p, yes=False, by=p.mentee.member, now=LATER) for p in pairs))


def test_last_two_answers_at_once_tell_the_team_once() -> None:
    row = a_round()
    assert summary(say_no_to_both(row)) == {"Pair": 2}
    assert Round.objects.get().state == RoundState.DONE
    assert Notice.objects.filter(kind="round_over_for_team").count() == 1


def test_without_the_lock_the_last_two_answers_do_not_end_the_round(
    without_locks: None, together: Callable[[object, str], None]
) -> None:
    row = a_round()
    together(module, "end_if_answered")  # neither is committed before both have looked
    say_no_to_both(row)
    assert Round.objects.get().state == RoundState.PROPOSED
    assert not Notice.objects.filter(kind="round_over_for_team").exists()


def open_at_once() -> list[Any]:
    by, key = UserFactory(staff=True), uuid.uuid4()
    said: dict[str, Any] = {"name": "Spring", "about": "", "closes_at": CLOSES, "form_key": key, "by": by, "now": NOW}
    return all_at_once(*[lambda: rounds.open_round(**said)] * 5)


def test_form_sent_several_times_at_once_opens_one_round() -> None:
    assert summary(open_at_once()) == {"Round": 5}
    assert Round.objects.count() == 1


def test_without_the_constraint_each_sending_opens_a_round() -> None:
    once = next(each for each in Round._meta.constraints if each.name == "round_form_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Round, once)
    try:
        open_at_once()
        assert Round.objects.count() == 5
    finally:
        Round.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Round, once)


def test_computing_twice_at_once_is_one_job() -> None:
    row, by = a_round(), UserFactory(staff=True)
    mentee(row)
    mentor(row)
    results = all_at_once(*[lambda: pairing.compute(round=row, by=by, now=CLOSES)] * 2)
    assert summary(results) == {"Round": 2}
    assert Job.objects.count() == 1


def test_without_the_lock_computing_twice_is_two_jobs(
    without_locks: None, together: Callable[[object, str], None]
) -> None:
    row, by = a_round(), UserFactory(staff=True)
    mentee(row)
    mentor(row)
    together(pairing, "_check_changeable")
    all_at_once(*[lambda: pairing.compute(round=row, by=by, now=CLOSES)] * 2)
    assert Job.objects.count() == 2


def test_withdrawal_during_a_computation_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    row, by = a_round(), UserFactory(staff=True)
    mentee(row)
    mentor(row)
    pairing.compute(round=row, by=by, now=CLOSES)
    original: Callable[..., list[int]] = getattr(pairing, "assign")  # noqa: B009  # imported there, not exported

    def assign_meanwhile(*args: Any, **kwargs: Any) -> list[int]:
        rounds.withdraw(round=row, by=by, now=NOW)
        return original(*args, **kwargs)

    monkeypatch.setattr(pairing, "assign", assign_meanwhile)
    pairing.run(**Job.objects.get().payload, now=NOW)
    assert Round.objects.get().state == RoundState.WITHDRAWN
    assert not Pair.objects.exists()


def close_and_confirm(row: Round, member: User) -> list[Any]:
    by = UserFactory(staff=True)
    return all_at_once(
        lambda: close(user=member, by=by, now=LATER), lambda: rounds.confirm(round=row, by=by, now=LATER)
    )


@pytest.fixture
def closed_while_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an account be closed once the pairs to send are known, and let the sending wait for it a while."""
    looked, ended = threading.Event(), threading.Event()
    leave_out, end_all = module._leave_out, module.end_all

    def look(*args: Any) -> None:
        looked.set()
        ended.wait(SHORT)  # it can't end before this one commits, unless the lock is off
        leave_out(*args)

    def end(**kwargs: Any) -> None:
        looked.wait(WAIT_SECONDS)
        end_all(**kwargs)
        ended.set()

    monkeypatch.setattr(module, "_leave_out", look)
    monkeypatch.setattr(module, "end_all", end)


def test_closing_an_account_while_pairs_are_sent_is_a_no_to_what_was_sent(closed_while_sending: None) -> None:
    row = a_preview()
    member = Pair.objects.get().mentee.member
    close_and_confirm(row, member)
    pair = Pair.objects.get()
    assert (pair.mentee_answer, Round.objects.get().state) == (Answer.NO, RoundState.DONE)
    assert Notice.objects.filter(kind="round_declined", recipient=pair.mentor.member).exists()


def test_without_the_lock_a_pair_that_was_sent_is_gone(without_locks: None, closed_while_sending: None) -> None:
    row = a_preview()
    close_and_confirm(row, Pair.objects.get().mentee.member)
    assert not Pair.objects.exists()
    assert not Notice.objects.filter(kind="round_declined").exists()


def answer_and_lapse(pair: Pair) -> list[Any]:
    return all_at_once(
        lambda: rounds.answer(pair=pair, yes=False, by=pair.mentor.member, now=DUE - SECOND),
        lambda: lapsing.lapse(now=DUE),
    )


def test_last_second_answer_counts_or_the_pair_has_lapsed() -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    answer, lapsed = answer_and_lapse(pair)
    pair.refresh_from_db()
    assert Round.objects.get().state == RoundState.DONE
    told = Counter(Notice.objects.exclude(recipient=None).values_list("kind", flat=True))
    if isinstance(answer, Pair):
        assert (lapsed, pair.is_off, pair.lapsed_at, told) == (0, True, None, {"round_declined": 1})
    else:
        assert (lapsed, pair.mentor_answer, pair.lapsed_at, told) == (1, "", DUE, {"round_lapsed": 2})


def test_without_the_lock_the_database_refuses_a_pair_that_lapsed_and_was_declined(
    without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    met = Meeting()
    say, due = module._say, PairQuerySet.due

    def meet_to_say(*args: Any, **kwargs: Any) -> None:
        met.wait()
        say(*args, **kwargs)

    def meet_once_due(rows: PairQuerySet, *, at: Any) -> PairQuerySet:
        found = due(rows, at=at)
        if rows.query.where:  # those of one round
            list(found)
            met.wait()
        return rows.filter(pk=pair.pk) if rows.query.where else found

    monkeypatch.setattr(module, "_say", meet_to_say)
    monkeypatch.setattr(PairQuerySet, "due", meet_once_due)
    with structlog.testing.capture_logs() as lines:
        answered, lapsed = answer_and_lapse(pair)
    is_refused = "IntegrityError" in summary([answered])
    is_logged = [line["event"] for line in lines if line["log_level"] == "error"] == ["lapse"]
    assert (is_refused, lapsed, is_logged) in {(True, 1, False), (False, 0, True)}
