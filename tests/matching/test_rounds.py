"""Rounds from their opening to the last answer."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.hooks import to_do
from accounts.models import User
from accounts.services import close
from matching.models import Answer, Invitation, Pair, Participant, Role, Round, RoundState, Unmatched
from matching.services import rounds
from matching.services.rounds import RoundRefused
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import (
    BOTH_SAID_YES,
    CLOSES,
    DUE,
    LATER,
    NOW,
    a_round,
    computed,
    join,
    mentee,
    mentor,
    proposed,
)

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.exclude(recipient=None).values_list("kind", "recipient__email"))


def state(row: Round) -> str:
    return Round.objects.get(pk=row.pk).state


def test_round_is_opened_with_a_name_and_a_future() -> None:
    by = UserFactory(staff=True)
    row = rounds.open_round(name=" Spring ", about="", closes_at=CLOSES, form_key=None, by=by, now=NOW)
    assert (row.name, row.state, row.made_by) == ("Spring", RoundState.OPEN, by)
    with pytest.raises(RoundRefused, match="name"):
        rounds.open_round(name=" ", about="", closes_at=CLOSES, form_key=None, by=by, now=NOW)
    with pytest.raises(RoundRefused, match="future"):
        rounds.open_round(name="Spring", about="", closes_at=NOW, form_key=None, by=by, now=NOW)


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
    with pytest.raises(RoundRefused, match="closed"):
        rounds.join(round=row, role=Role.MENTEE, by=UserFactory(), now=CLOSES)
    with pytest.raises(RoundRefused, match="closed"):
        rounds.join(round=row, role=Role.MENTEE, note="More", by=by, now=CLOSES)
    with pytest.raises(RoundRefused, match="closed"):
        rounds.leave(round=row, role=Role.MENTEE, by=by, now=CLOSES)
    rounds.leave(round=row, role=Role.MENTEE, by=by, now=NOW)
    assert not row.participants.exists()


def test_nothing_is_sent_before_the_round_is_confirmed() -> None:
    row = a_round()
    one, other, left = mentee(row), mentor(row), mentee(row, languages=["fr"])
    row = computed(row)
    assert told() == []
    sent = rounds.confirm(round=row, by=UserFactory(staff=True), now=LATER)
    assert (sent.round.state, sent.round.proposed_at, sent.left_out) == (RoundState.PROPOSED, LATER, [])
    assert Pair.objects.get().due_at == LATER + timedelta(days=7)
    asked = [(kind, each.member.email) for kind in ("round_pair", "round_pair_reminder") for each in (one, other)]
    assert told() == sorted([*asked, ("round_without_pair", left.member.email)])


def test_round_is_confirmed_once_and_not_without_pairs() -> None:
    by = UserFactory(staff=True)
    with pytest.raises(RoundRefused, match="Compute"):
        rounds.confirm(round=a_round(), by=by, now=NOW)
    row = a_round()
    mentee(row), mentor(row)
    rounds.confirm(round=computed(row), by=by, now=NOW)
    again = rounds.confirm(round=row, by=by, now=LATER)
    assert (again.round.state, again.round.proposed_at) == (RoundState.PROPOSED, NOW)
    assert Notice.objects.filter(kind="round_pair").count() == 2
    Round.objects.update(state=RoundState.WITHDRAWN)
    with pytest.raises(RoundRefused, match="Compute"):
        rounds.confirm(round=row, by=by, now=NOW)


def test_round_is_confirmed_by_a_clock_that_is_a_little_behind() -> None:
    row = a_round()
    mentee(row), mentor(row)
    rounds.confirm(round=computed(row), by=UserFactory(staff=True), now=NOW - timedelta(seconds=2))
    assert state(row) == RoundState.PROPOSED


def away(who: Participant, how: str) -> None:
    """Let someone be gone between the computation and the confirmation."""
    if how == "closed":
        User.objects.filter(pk=who.member_id).update(is_active=False)
    else:
        Mentor.objects.filter(user=who.member_id).update(status=how)


@pytest.mark.parametrize("how", ["closed", MentorStatus.PAUSED, MentorStatus.INACTIVE, MentorStatus.LEFT])
def test_pairs_of_people_who_cannot_meet_any_more_are_left_out(how: str) -> None:
    row, by = a_round(), UserFactory(staff=True)
    first, second, one, other = mentee(row), mentee(row), mentor(row), mentor(row)
    row = computed(row)
    gone = Pair.objects.get(mentee=first)
    away(gone.mentor, how)
    sent = rounds.confirm(round=row, by=by, now=LATER)
    assert sent.left_out == [gone]
    assert Pair.objects.get().mentee == second
    assert ("round_pair", gone.mentor.member.email) not in told()
    assert ("round_without_pair", first.member.email) in told()
    unmatched = dict(row.participants.exclude(unmatched="").values_list("pk", "unmatched"))
    assert unmatched == {first.pk: Unmatched.LOST, gone.mentor_id: Unmatched.AWAY}
    assert gone.mentor in (one, other)


def test_round_in_which_no_pair_can_meet_any_more_is_not_sent() -> None:
    row = a_round()
    away(mentee(row), "closed")
    one, _other = mentee(row), mentor(row)
    row = computed(row)
    away(one, "closed")
    with pytest.raises(RoundRefused, match="compute the pairs again"):
        rounds.confirm(round=row, by=UserFactory(staff=True), now=LATER)
    assert (state(row), told()) == (RoundState.PREVIEW, [])


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
    rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)
    for at in (LATER, DUE):
        assert rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=at).mentee_answered_at == NOW


def test_joining_again_the_same_way_is_fine_once_it_is_closed() -> None:
    row, by = a_round(), UserFactory()
    said: dict[str, Any] = {"round": row, "role": Role.MENTEE, "note": "Hello", "by": by}
    one = rounds.join(**said, now=NOW)
    assert rounds.join(**said, now=CLOSES) == one
    rounds.leave(round=row, role=Role.MENTEE, by=by, now=NOW)
    rounds.leave(round=row, role=Role.MENTEE, by=by, now=CLOSES)
    assert not row.participants.exists()


def test_texts_too_long_are_refused() -> None:
    by = UserFactory(staff=True)
    for texts in ({"name": "x" * 81, "about": ""}, {"name": "Spring", "about": "x" * 1001}):
        with pytest.raises(RoundRefused, match="too long"):
            rounds.open_round(**texts, closes_at=CLOSES, form_key=None, by=by, now=NOW)
    with pytest.raises(RoundRefused, match="too long"):
        rounds.join(round=a_round(), role=Role.MENTEE, note="x" * 301, by=by, now=NOW)


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


def test_calling_off_tells_those_who_have_a_pair_and_takes_no_more_answers() -> None:
    pair, by = proposed(a_round()), UserFactory(staff=True)
    off, agreed = proposed(pair.round), proposed(pair.round, **BOTH_SAID_YES)
    Pair.objects.create(round=pair.round, mentee=mentee(pair.round), mentor=agreed.mentor, due_at=DUE)
    rounds.answer(pair=off, yes=False, by=off.mentee.member, now=LATER)
    Notice.objects.all().delete()
    for at in (LATER, LATER + timedelta(seconds=1)):  # the second time changes nothing
        rounds.withdraw(round=pair.round, by=by, now=at)
    live = Pair.objects.exclude(pk=off.pk)
    people = {person.member.email for each in live for person in (each.mentee, each.mentor)}
    assert told() == sorted(("round_withdrawn", email) for email in people)
    with pytest.raises(RoundRefused, match="cancelled"):
        rounds.answer(pair=pair, yes=True, by=pair.mentee.member, now=LATER)


def test_round_that_is_over_is_not_called_off() -> None:
    pair = proposed(a_round())
    rounds.answer(pair=pair, yes=False, by=pair.mentee.member, now=LATER)
    with pytest.raises(RoundRefused, match="over already"):
        rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)


def test_pair_that_both_said_yes_to_stays_when_the_round_is_called_off() -> None:
    pair = proposed(a_round(), **BOTH_SAID_YES)
    proposed(pair.round)
    rounds.withdraw(round=pair.round, by=UserFactory(staff=True), now=LATER)
    assert pair in Pair.objects.sent().agreed()


def test_calling_off_a_round_that_was_not_sent_tells_everyone_in_it_once() -> None:
    row, both = a_round(), MentorFactory().user
    one, gone = mentee(row), mentee(row)
    join(row, both, Role.MENTEE), join(row, both, Role.MENTOR)
    away(gone, "closed")
    rounds.withdraw(round=row, by=UserFactory(staff=True), now=NOW)
    assert state(row) == RoundState.WITHDRAWN
    assert told() == sorted(("round_withdrawn", email) for email in (one.member.email, both.email))


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


def test_closing_an_account_leaves_a_preview_and_says_why_the_other_has_no_one() -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    Invitation.objects.create(round=a_round(), member=one.member, role=Role.MENTEE, invited_at=NOW)
    computed(row)
    close(user=one.member, by=one.member, now=LATER)
    assert [(each, each.unmatched) for each in row.participants.all()] == [(other, Unmatched.LOST)]
    assert not Invitation.objects.exists()


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
