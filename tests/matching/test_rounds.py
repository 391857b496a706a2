"""Rounds from their opening to the last answer."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.hooks import to_do
from accounts.services import close
from matching.models import Answer, Pair, Participant, Role, Round, RoundState
from matching.services import rounds
from matching.services.rounds import RoundRefused
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import CLOSES, LATER, NOW, a_round, computed, mentee, mentor, proposed

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("kind", "recipient__email"))


def state(row: Round) -> str:
    return Round.objects.get(pk=row.pk).state


def test_round_is_opened_with_a_name_and_a_future() -> None:
    by = UserFactory(staff=True)
    row = rounds.open_round(name=" Spring ", about="", closes_at=CLOSES, by=by, now=NOW)
    assert (row.name, row.state, row.made_by) == ("Spring", RoundState.OPEN, by)
    with pytest.raises(RoundRefused, match="name"):
        rounds.open_round(name=" ", about="", closes_at=CLOSES, by=by, now=NOW)
    with pytest.raises(RoundRefused, match="future"):
        rounds.open_round(name="Spring", about="", closes_at=NOW, by=by, now=NOW)


def test_member_joins_as_a_mentee_and_changes_the_note() -> None:
    row, by = a_round(), UserFactory()
    for note in ("First", "Second"):
        rounds.join(round=row, role=Role.MENTEE, capacity=4, note=note, by=by, now=NOW)
    one = Participant.objects.get()
    assert (one.member, one.capacity, one.note, one.joined_at) == (by, 1, "Second", NOW)


def test_only_listed_mentors_join_as_mentors_with_room_for_one_to_ten() -> None:
    row, by = a_round(), MentorFactory().user
    assert rounds.join(round=row, role=Role.MENTOR, capacity=3, by=by, now=NOW).capacity == 3
    for capacity in (0, 11):
        with pytest.raises(RoundRefused, match="from 1 to 10"):
            rounds.join(round=row, role=Role.MENTOR, capacity=capacity, by=by, now=NOW)
    for other in (UserFactory(), MentorFactory(hidden=True).user):
        with pytest.raises(RoundRefused, match="listed"):
            rounds.join(round=row, role=Role.MENTOR, by=other, now=NOW)


def test_no_one_joins_or_leaves_after_the_end() -> None:
    row, by = a_round(), UserFactory()
    rounds.join(round=row, role=Role.MENTEE, by=by, now=CLOSES - timedelta(seconds=1))
    for work in (rounds.join, rounds.leave):
        with pytest.raises(RoundRefused, match="closed"):
            work(round=row, role=Role.MENTEE, by=by, now=CLOSES)
    rounds.leave(round=row, role=Role.MENTEE, by=by, now=NOW)
    assert not row.participants.exists()


def test_nothing_is_sent_before_the_round_is_confirmed() -> None:
    row = a_round()
    one, other, left = mentee(row), mentor(row), mentee(row, languages=["fr"])
    row = computed(row)
    assert told() == []
    row = rounds.confirm(round=row, by=UserFactory(staff=True), now=LATER)
    assert (row.state, row.proposed_at) == (RoundState.PROPOSED, LATER)
    assert told() == sorted(
        [
            ("round_pair", one.member.email),
            ("round_pair", other.member.email),
            ("round_without_pair", left.member.email),
        ]
    )


def test_round_is_confirmed_once_and_not_without_pairs() -> None:
    by = UserFactory(staff=True)
    with pytest.raises(RoundRefused, match="Compute"):
        rounds.confirm(round=a_round(), by=by, now=NOW)
    row = a_round()
    mentee(row), mentor(row)
    rounds.confirm(round=computed(row), by=by, now=NOW)
    with pytest.raises(RoundRefused, match="sent already"):
        rounds.confirm(round=row, by=by, now=NOW)
    assert Notice.objects.count() == 2


def test_two_yeses_make_a_pair_and_end_the_round() -> None:
    pair = proposed(a_round())
    people = (pair.mentee.member, pair.mentor.member)
    rounds.answer(pair=pair, yes=True, by=people[0], now=LATER)
    assert (told(), state(pair.round)) == ([], RoundState.PROPOSED)
    row = rounds.answer(pair=pair, yes=True, by=people[1], now=LATER)
    assert row.is_agreed
    assert (row.mentee_answered_at, row.mentor_answered_at) == (LATER, LATER)
    assert told() == sorted(("round_agreed", each.email) for each in people)
    assert state(pair.round) == RoundState.DONE


def test_a_no_ends_the_pair_and_tells_the_other() -> None:
    pair = proposed(a_round())
    rounds.answer(pair=pair, yes=False, by=pair.mentor.member, now=LATER)
    assert told() == [("round_declined", pair.mentee.member.email)]
    assert state(pair.round) == RoundState.DONE
    with pytest.raises(RoundRefused, match="nothing to answer any more"):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER)


def test_the_same_answer_again_changes_nothing() -> None:
    pair = proposed(a_round())
    for at in (NOW, LATER):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=at)
    pair.refresh_from_db()
    assert (pair.mentee_answer, pair.mentee_answered_at) == (Answer.YES, NOW)
    with pytest.raises(RoundRefused, match="answered already"):
        rounds.answer(pair=pair, yes=False, by=pair.mentee.member, now=LATER)


def test_answer_is_refused_to_strangers_and_before_the_pairs_are_sent() -> None:
    pair = proposed(a_round())
    with pytest.raises(RoundRefused, match="someone else"):
        rounds.answer(pair=pair, yes=True, by=UserFactory(), now=LATER)
    Round.objects.update(state=RoundState.PREVIEW, proposed_at=None)
    with pytest.raises(RoundRefused, match="nothing to answer yet"):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER)


def test_round_goes_on_while_a_pair_waits() -> None:
    first = proposed(a_round())
    second = proposed(first.round)
    rounds.answer(pair=first, yes=False, by=first.mentee.member, now=LATER)
    assert state(first.round) == RoundState.PROPOSED
    rounds.answer(pair=second, yes=False, by=second.mentee.member, now=LATER)
    assert state(first.round) == RoundState.DONE


def test_withdrawing_tells_those_who_were_asked_and_takes_no_more_answers() -> None:
    pair, by = proposed(a_round()), UserFactory(staff=True)
    off = proposed(pair.round)
    rounds.answer(pair=off, yes=False, by=off.mentee.member, now=LATER)
    Notice.objects.all().delete()
    rounds.withdraw(round=pair.round, by=by, now=LATER)
    assert told() == sorted(("round_withdrawn", each.email) for each in (pair.mentee.member, pair.mentor.member))
    with pytest.raises(RoundRefused, match="withdrawn"):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER)
    with pytest.raises(RoundRefused, match="over already"):
        rounds.withdraw(round=pair.round, by=by, now=LATER)


def test_withdrawing_an_open_round_tells_no_one() -> None:
    row = a_round()
    mentee(row)
    rounds.withdraw(round=row, by=UserFactory(staff=True), now=NOW)
    assert (state(row), told()) == (RoundState.WITHDRAWN, [])


@pytest.mark.parametrize("answers", [{}, {"mentee_answer": Answer.YES, "mentee_answered_at": NOW}])
def test_closing_an_account_is_a_no_to_what_waits(answers: dict[str, Any]) -> None:
    pair = proposed(a_round(), **answers)
    close(user=pair.mentee.member, by=UserFactory(staff=True), now=LATER)
    pair = Pair.objects.get()
    assert (pair.mentee_answer, pair.mentee_answered_at) == (Answer.NO, LATER)
    assert ("round_declined", pair.mentor.member.email) in told()


def test_closing_an_account_leaves_open_rounds_and_keeps_what_was_agreed() -> None:
    open_round = a_round()
    one = mentee(open_round)
    Participant.objects.create(round=a_round(name="Done"), member=one.member, role=Role.MENTEE, joined_at=NOW)
    Round.objects.filter(name="Done").update(state=RoundState.DONE, computed_at=NOW, proposed_at=NOW)
    close(user=one.member, by=UserFactory(staff=True), now=LATER)
    assert list(Participant.objects.values_list("round__name", flat=True)) == ["Done"]


def test_closing_an_account_while_pairs_are_computed_leaves_the_round() -> None:
    row = a_round(state=RoundState.COMPUTING)
    who, other = mentee(row), mentor(row)
    close(user=who.member, by=who.member, now=NOW)
    assert list(row.participants.all()) == [other]


def test_pair_waits_on_the_home_of_both_until_they_answer() -> None:
    pair = proposed(a_round())
    mentee_, mentor_ = pair.mentee.member, pair.mentor.member
    for member, other in ((mentee_, mentor_), (mentor_, mentee_)):
        (thing,) = to_do(member, most=5, now=LATER)
        assert (thing.person.name, thing.page) == (other.display_name, pair.get_absolute_url())
    rounds.answer(pair=pair, yes=True, by=mentee_, now=LATER)
    assert to_do(mentee_, most=5, now=LATER) == []
    rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)
    assert to_do(mentor_, most=5, now=LATER) == []
