"""Inviting people to a round from a table. No one is in it before they say so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from matching.models import Invitation, Participant, Role, Round, RoundState
from matching.services import importing, rounds
from matching.services.importing import Imported, import_people
from matching.services.rounds import RoundRefused
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import CLOSES, LATER, NOW, a_round, computed, join, mentee, mentor, pairs

pytestmark = pytest.mark.django_db


def invite(row: Round, *people: tuple[User, str]) -> Imported:
    rows = [{"email": member.email, "role": role, "capacity": "4"} for member, role in people]
    return import_people(round=row, rows=rows, by=UserFactory(staff=True), now=NOW)


def invited() -> list[tuple[int, str, int]]:
    return list(Invitation.objects.unanswered().order_by("pk").values_list("member", "role", "capacity"))


def emails() -> list[str]:
    return list(Notice.objects.filter(kind="round_invited").values_list("recipient__email", flat=True))


def test_people_in_a_table_are_asked_and_not_in_the_round() -> None:
    row, one, ana = a_round(), UserFactory(), MentorFactory().user
    done = invite(row, (one, "mentee"), (ana, "mentor"))
    assert (done.invited, done.known, done.problems) == (2, 0, [])
    assert invited() == [(one.pk, "mentee", 1), (ana.pk, "mentor", 4)]
    assert sorted(emails()) == sorted([one.email, ana.email])
    assert not row.participants.exists()


def test_whoever_was_only_invited_is_not_paired() -> None:
    row, ana = a_round(), MentorFactory().user
    one, other = mentee(row), mentor(row)
    invite(row, (ana, "mentor"), (UserFactory(), "mentee"))
    assert pairs(computed(row)) == {(one.pk, other.pk)}


def test_invited_member_joins_or_says_no() -> None:
    row, one, other = a_round(), UserFactory(), UserFactory()
    invite(row, (one, "mentee"), (other, "mentee"))
    rounds.join(round=row, role=Role.MENTEE, by=one, now=LATER)
    for _time in range(2):
        rounds.leave(round=row, role=Role.MENTEE, by=other, now=LATER)
    assert (invited(), Participant.objects.get().member) == ([], one)
    assert Invitation.objects.get(member=other).declined_at == LATER


def test_no_one_is_asked_twice_even_after_a_no_or_after_leaving() -> None:
    row = a_round()
    asked, refused, left, there = UserFactory.create_batch(4)
    join(row, there, Role.MENTEE)
    people = [(member, "mentee") for member in (asked, refused, left, there)]
    assert (invite(row, *people, people[0]).invited, len(emails())) == (3, 3)
    rounds.leave(round=row, role=Role.MENTEE, by=refused, now=NOW)
    rounds.join(round=row, role=Role.MENTEE, by=left, now=NOW)
    rounds.leave(round=row, role=Role.MENTEE, by=left, now=NOW)
    done = invite(row, *people)
    assert (done.invited, done.known, len(emails())) == (0, 4, 3)
    assert invited() == [(asked.pk, "mentee", 1)]


def test_table_does_not_change_what_someone_in_the_round_has_said() -> None:
    row, ana = a_round(), MentorFactory().user
    join(row, ana, Role.MENTOR, capacity=2)
    assert invite(row, (ana, "mentor")).known == 1
    assert row.participants.get().capacity == 2


def test_no_one_is_invited_to_a_closed_round() -> None:
    row, one = a_round(closes_at=NOW), UserFactory()
    with pytest.raises(RoundRefused, match="closed"):
        invite(row, (one, "mentee"))
    Round.objects.update(closes_at=CLOSES, state=RoundState.PREVIEW)
    with pytest.raises(RoundRefused, match="closed"):
        invite(row, (one, "mentee"))


def test_table_is_refused_if_the_round_would_be_too_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_PEOPLE", 2)
    row = a_round(closes_at=NOW + timedelta(days=1))
    mentee(row), mentee(row)
    with pytest.raises(RoundRefused, match="full"):
        invite(row, (UserFactory(), "mentee"))
    with pytest.raises(RoundRefused, match="1 to 2 people"):
        invite(row, *[(UserFactory(), "mentee") for _time in range(3)])


def test_inviting_asks_the_same_queries_for_1_and_3() -> None:
    def number_for(count: int) -> int:
        people = [(UserFactory(), "mentee") for _time in range(count)]
        row, staff = a_round(), UserFactory(staff=True)
        rows = [{"email": member.email, "role": role} for member, role in people]
        with CaptureQueriesContext(connection) as queries:
            import_people(round=row, rows=rows, by=staff, now=NOW)
        return len(queries)

    number_for(1)
    assert number_for(1) == number_for(3)
