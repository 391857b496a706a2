"""Rules of rounds that the database keeps, whoever forgets them."""

import uuid
from typing import Any

import pytest
from django.db import DataError, IntegrityError, models, transaction

from matching.models import (
    Answer,
    Exclusion,
    ExclusionReason,
    Invitation,
    Pair,
    Participant,
    Preference,
    Role,
    Round,
    RoundState,
)
from tests.factories import UserFactory
from tests.matching.rounds import BOTH_SAID_YES, LATER, NOW, a_round, join, mentee, mentor, proposed

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
        ({"about": "x" * 1001}, "round_about_not_too_long"),
        ({"follows": models.F("pk")}, "round_follows_another"),
        ({"state": RoundState.PROPOSED}, "round_sent_is_dated"),
        ({"computed_at": NOW, "proposed_at": LATER}, "round_sent_is_dated"),
    ],
)
def test_round_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    refused(Round.objects.filter(pk=a_round().pk), constraint, **values)


def test_form_of_a_member_opens_one_round() -> None:
    first = a_round(made_by=UserFactory(), form_key=uuid.uuid4())
    second = a_round(made_by=first.made_by, form_key=uuid.uuid4())
    refused(Round.objects.filter(pk=second.pk), "round_form_once", form_key=first.form_key)


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


@pytest.mark.parametrize(
    ("rows", "values"),
    [(Round.objects, {"name": "x" * 81}), (Participant.objects, {"note": "x" * 301})],
)
def test_short_texts_fit_their_columns(rows: models.Manager[Any], values: dict[str, str]) -> None:
    mentee(a_round())
    with pytest.raises(DataError, match="too long"):
        rows.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"role": "both"}, "invitation_role_known"),
        ({"capacity": 0}, "invitation_capacity_in_range"),
        ({"capacity": 11}, "invitation_capacity_in_range"),
    ],
)
def test_invitation_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    Invitation.objects.create(round=a_round(), member=UserFactory(), role=Role.MENTEE, invited_at=NOW)
    refused(Invitation.objects.all(), constraint, **values)


def test_member_is_invited_once_in_each_role() -> None:
    said = {"round": a_round(), "member": UserFactory(), "invited_at": NOW}
    for role in Role:
        Invitation.objects.create(**said, role=role)
    with pytest.raises(IntegrityError, match="invitation_once_a_role"):
        Invitation.objects.create(**said, role=Role.MENTEE)


def test_round_is_followed_up_once() -> None:
    row = a_round()
    a_round(follows=row)
    with pytest.raises(IntegrityError, match="follows_id"):
        a_round(follows=row)


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


@pytest.mark.parametrize(
    ("why", "constraint"),
    [(ExclusionReason.TEAM, "exclusion_by_the_team_once"), (ExclusionReason.MANAGER, "exclusion_once_a_person")],
)
def test_exclusion_is_said_once_by_each_person_and_by_the_team(why: ExclusionReason, constraint: str) -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    said = {"round": row, "mentee": one, "mentor": other, "why": why, "made_at": NOW}
    Exclusion.objects.create(**said, by=one.member)
    by = other.member if why == ExclusionReason.TEAM else one.member
    with pytest.raises(IntegrityError, match=constraint):
        Exclusion.objects.create(**said, by=by)


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
        ({"due_at": None, "mentee_answer": Answer.NO, "mentee_answered_at": NOW}, "pair_answered_was_asked"),
        ({"due_at": None, "mentor_answer": Answer.YES, "mentor_answered_at": NOW}, "pair_answered_was_asked"),
        ({"due_at": None, "lapsed_at": NOW}, "pair_answered_was_asked"),
        ({"lapsed_at": NOW, "mentor_answer": Answer.NO, "mentor_answered_at": NOW}, "pair_lapsed_was_waiting"),
        ({"lapsed_at": NOW, **BOTH_SAID_YES}, "pair_lapsed_was_waiting"),
    ],
)
def test_pair_is_kept_whole(values: dict[str, Any], constraint: str) -> None:
    pair = proposed(a_round())
    refused(Pair.objects.filter(pk=pair.pk), constraint, **values)


def test_mentee_is_in_one_pair() -> None:
    pair = proposed(a_round())
    with pytest.raises(IntegrityError, match="mentee_id"):
        Pair.objects.create(round=pair.round, mentee=pair.mentee, mentor=mentor(pair.round))
