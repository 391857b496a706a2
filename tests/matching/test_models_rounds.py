"""Rules of rounds that the database keeps, whoever forgets them."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from matching.models import Answer, Exclusion, ExclusionReason, Pair, Participant, Preference, Role, Round, RoundState
from tests.factories import UserFactory
from tests.matching.rounds import LATER, NOW, a_round, join, mentee, mentor, proposed

pytestmark = pytest.mark.django_db


def refused(rows: models.QuerySet[Any], constraint: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"name": ""}, "round_has_name"),
        ({"state": "lost"}, "round_state_known"),
        ({"progress": 101}, "round_progress_in_per_cent"),
        ({"state": RoundState.WITHDRAWN, "proposed_at": NOW}, "round_sent_was_computed"),
        ({"state": RoundState.WITHDRAWN, "computed_at": LATER, "proposed_at": NOW}, "round_sent_was_computed"),
        ({"state": RoundState.PROPOSED}, "round_sent_is_dated"),
        ({"computed_at": NOW, "proposed_at": LATER}, "round_sent_is_dated"),
    ],
)
def test_round_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    refused(Round.objects.filter(pk=a_round().pk), constraint, **values)


def test_round_withdrawn_may_have_been_sent_or_not() -> None:
    row = Round.objects.filter(pk=a_round().pk)
    assert row.update(state=RoundState.WITHDRAWN) == 1
    assert row.update(computed_at=NOW, proposed_at=LATER) == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "both"}, "participant_role_known"),
        ({"capacity": 0}, "participant_capacity_in_range"),
        ({"capacity": 11}, "participant_capacity_in_range"),
        ({"capacity": 2}, "participant_mentee_takes_one"),
        ({"unmatched": "unlucky"}, "participant_unmatched_known"),
    ],
)
def test_participant_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    refused(Participant.objects.filter(pk=mentee(a_round()).pk), constraint, **values)


def test_participant_joins_once_in_each_role() -> None:
    row, member = a_round(), UserFactory()
    join(row, member, Role.MENTEE)
    join(row, member, Role.MENTOR)
    with pytest.raises(IntegrityError, match="participant_once_a_role"):
        join(row, member, Role.MENTEE)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"rank": 0}, "preference_rank_in_range"),
        ({"rank": 6}, "preference_rank_in_range"),
        ({"rank": None}, "preference_says_one_thing"),
        ({"rather_not": True}, "preference_says_one_thing"),
    ],
)
def test_preference_says_one_thing(values: dict[str, Any], constraint: str) -> None:
    row = a_round()
    said = Preference.objects.create(participant=mentee(row), about=mentor(row), rank=1)
    refused(Preference.objects.filter(pk=said.pk), constraint, **values)


def test_preference_is_once_about_each_and_once_a_rank() -> None:
    row = a_round()
    who, one, other = mentee(row), mentor(row), mentor(row)
    said = Preference.objects.create(participant=who, about=one, rank=1)
    second = Preference.objects.create(participant=who, about=other, rank=2)
    for _time in range(2):  # any number of people can be those one would rather not meet
        Preference.objects.create(participant=who, about=mentor(row), rather_not=True)
    refused(Preference.objects.filter(pk=said.pk), "preference_not_of_oneself", about=who)
    with pytest.raises(IntegrityError, match="preference_one_a_rank"):
        Preference.objects.filter(pk=second.pk).update(rank=1)


def test_preference_is_once_about_each() -> None:
    row = a_round()
    who, one = mentee(row), mentor(row)
    Preference.objects.create(participant=who, about=one, rank=1)
    with pytest.raises(IntegrityError, match="preference_once"):
        Preference.objects.create(participant=who, about=one, rank=2)


def test_exclusion_is_of_two_people_once_for_a_reason() -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    said = {"round": row, "mentee": one, "mentor": other, "why": ExclusionReason.TEAM, "made_at": NOW}
    made = Exclusion.objects.create(**said)
    with pytest.raises(IntegrityError, match="exclusion_once"):
        Exclusion.objects.create(**said)
    assert made.pk


@pytest.mark.parametrize(("change", "constraint"), [("why", "exclusion_reason_known"), ("mentee", "exclusion_of_two")])
def test_exclusion_is_kept_whole(change: str, constraint: str) -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    Exclusion.objects.create(round=row, mentee=one, mentor=other, why=ExclusionReason.TEAM, made_at=NOW)
    refused(Exclusion.objects.all(), constraint, **{change: "x" if change == "why" else other})


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"mentee_answer": "so", "mentee_answered_at": NOW}, "pair_answers_known"),
        ({"mentee_answer": Answer.YES}, "pair_mentee_answer_is_dated"),
        ({"mentor_answered_at": NOW}, "pair_mentor_answer_is_dated"),
        ({"mentee": models.F("mentor")}, "pair_of_two"),
    ],
)
def test_pair_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    pair = proposed(a_round())
    refused(Pair.objects.filter(pk=pair.pk), constraint, **values)


def test_mentee_is_in_one_pair() -> None:
    pair = proposed(a_round())
    with pytest.raises(IntegrityError, match="mentee_id"):
        Pair.objects.create(round=pair.round, mentee=pair.mentee, mentor=mentor(pair.round))
