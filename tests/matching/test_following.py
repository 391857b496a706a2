"""A round for those whom another has left without a pair."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from matching.models import Answer, Exclusion, ExclusionReason, Pair, Participant, Preference, Round, RoundState
from matching.policy import FOLLOW_UP_OPEN
from matching.services import following, rounds
from matching.services.lapsing import lapse
from matching.services.rounds import RoundRefused
from notifications.models import Notice
from tests.factories import UserFactory
from tests.matching.rounds import BOTH_SAID_YES, DUE, LATER, NOW, a_round, computed, mentee, mentor, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return UserFactory(staff=True)


def said(role: str, answer: Answer) -> dict[str, Any]:
    return {f"{role}_answer": answer, f"{role}_answered_at": NOW}


def over(row: Round) -> Round:
    lapse(now=DUE)
    rounds.end_if_answered(row, now=NOW)
    return row


def people(row: Round) -> set[tuple[int, str]]:
    return set(row.participants.values_list("member", "role"))


def as_people(*participants: Participant) -> set[tuple[int, str]]:
    return {(each.member_id, each.role) for each in participants}


def test_round_follows_with_those_still_free_and_what_they_said(staff: User) -> None:
    row = a_round(name="Spring", about="For all")
    silent = proposed(row, **said("mentee", Answer.YES))
    off = proposed(row, **said("mentor", Answer.NO))
    agreed = proposed(row, **BOTH_SAID_YES)
    alone, unused = mentee(row), mentor(row, capacity=2)
    Preference.objects.create(participant=alone, about=unused, rank=1)
    Preference.objects.create(participant=alone, about=agreed.mentor, rank=2)
    excluded = {"round": row, "mentee": silent.mentee, "mentor": unused, "why": ExclusionReason.MANAGER}
    Exclusion.objects.create(**excluded, by=silent.mentee.member, made_at=NOW)
    made = following.follow_up(round=over(row), by=staff, now=DUE)
    assert (made.name, made.about, made.follows, made.state) == ("Spring (2)", "For all", row, RoundState.OPEN)
    assert made.closes_at == DUE + FOLLOW_UP_OPEN
    assert people(made) == as_people(silent.mentee, off.mentee, alone, unused)
    (preference,) = Preference.objects.filter(participant__round=made)
    assert (preference.participant.member, preference.about.member, preference.rank) == (alone.member, unused.member, 1)
    exclusion = Exclusion.objects.get(round=made)
    assert (exclusion.mentee.member, exclusion.mentor.member, exclusion.by, exclusion.made_at) == (
        silent.mentee.member,
        unused.member,
        silent.mentee.member,
        NOW,
    )
    readers = set(Notice.objects.filter(kind="round_followed_up").values_list("recipient", flat=True))
    assert readers == {member for member, _role in people(made)}


def test_mentor_comes_along_with_the_room_that_is_left(staff: User) -> None:
    row = a_round()
    pair = proposed(row, **BOTH_SAID_YES)
    Participant.objects.filter(pk=pair.mentor_id).update(capacity=3)
    mentee(row)
    made = following.follow_up(round=over(row), by=staff, now=DUE)
    assert made.participants.mentors().get().capacity == 2


def test_those_who_said_no_or_nothing_or_are_away_do_not_come_along(staff: User) -> None:
    row = a_round()
    silent, off = proposed(row), proposed(row, **said("mentee", Answer.NO))
    away, unused, alone = mentor(row, paused=True), mentor(row), mentee(row)
    made = following.follow_up(round=over(row), by=staff, now=DUE)
    assert people(made) == as_people(off.mentor, unused, alone)
    assert not people(made) & as_people(silent.mentee, silent.mentor, off.mentee, away)


def test_round_follows_once_and_its_follower_is_numbered(staff: User) -> None:
    row = a_round(name="x" * 80)
    proposed(row, **said("mentee", Answer.NO))
    mentee(row)
    made = following.follow_up(round=over(row), by=staff, now=DUE)
    assert following.follow_up(round=row, by=staff, now=DUE) == made
    assert (made.name, Round.objects.count()) == ("x" * 76 + " (2)", 2)
    Round.objects.filter(pk=made.pk).update(state=RoundState.DONE, computed_at=NOW, proposed_at=NOW)
    assert following.follow_up(round=made, by=staff, now=DUE).name == "x" * 76 + " (3)"


def test_round_does_not_follow_one_that_goes_on_or_has_no_one_left(staff: User) -> None:
    pair = proposed(a_round())
    with pytest.raises(RoundRefused, match="isn’t over"):
        following.follow_up(round=pair.round, by=staff, now=LATER)
    with pytest.raises(RoundRefused, match="both still free"):
        following.follow_up(round=over(pair.round), by=staff, now=DUE)
    assert Round.objects.count() == 1


def test_followers_are_paired_like_any_others(staff: User) -> None:
    pair = proposed(a_round(), **said("mentee", Answer.YES))
    unused = mentor(pair.round)
    made = computed(following.follow_up(round=over(pair.round), by=staff, now=DUE))
    again = Pair.objects.get(round=made)
    assert (again.mentee.member, again.mentor.member) == (pair.mentee.member, unused.member)


def test_following_up_asks_the_same_queries_for_1_and_3(staff: User) -> None:
    def number_for(count: int) -> int:
        row = a_round()
        for _time in range(count):
            proposed(row, **said("mentor", Answer.NO))
            Preference.objects.create(participant=mentee(row), about=mentor(row), rank=1)
        over(row)
        with CaptureQueriesContext(connection) as queries:
            following.follow_up(round=row, by=staff, now=DUE)
        return len(queries)

    number_for(1)
    assert number_for(1) == number_for(3)
