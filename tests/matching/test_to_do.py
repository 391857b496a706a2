"""What waits for a member from rounds, on their home."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.hooks import ToDo, to_do
from accounts.models import User
from matching.models import Invitation, Role, Round, RoundState
from matching.presenters.to_do import rounds_to_do
from matching.services import rounds
from mentors.models import Mentor, MentorStatus
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import CLOSES, LATER, NOW, a_round, mentee, mentor, proposed
from tests.pages import signed_in

pytestmark = pytest.mark.django_db


def invite(member: User, row: Round | None = None, role: Role = Role.MENTEE) -> Invitation:
    return Invitation.objects.create(round=row or a_round(), member=member, role=role, invited_at=NOW)


def waiting(member: User) -> list[ToDo]:
    return to_do(member, most=5, now=LATER)


@pytest.mark.parametrize("role", Role)
def test_invitation_waits_on_the_home_of_whoever_is_asked(role: Role) -> None:
    member = MentorFactory().user
    asked = invite(member, role=role)
    invite(UserFactory(), asked.round)
    (thing,) = waiting(member)
    assert (thing.title, thing.page) == (
        f"Would you be a {role} in the round “Spring”?",
        asked.round.get_absolute_url(),
    )
    assert (thing.by, thing.label) == (CLOSES, "Say yes or no")


def test_invitation_is_gone_once_it_is_answered() -> None:
    one, other = UserFactory(), UserFactory()
    row = invite(one).round
    invite(other, row)
    rounds.join(round=row, role=Role.MENTEE, by=one, now=LATER)
    rounds.leave(round=row, role=Role.MENTEE, by=other, now=LATER)
    assert (waiting(one), waiting(other)) == ([], [])


@pytest.mark.parametrize("gone", [{"closes_at": LATER}, {"state": RoundState.WITHDRAWN}])
def test_invitation_is_gone_once_no_one_can_join(gone: dict[str, object]) -> None:
    member = UserFactory()
    invite(member)
    Round.objects.update(**gone)
    assert waiting(member) == []


def test_mentor_on_a_break_is_asked_as_a_mentee_only() -> None:
    member = MentorFactory().user
    row = invite(member, role=Role.MENTOR).round
    invite(member, row)
    Mentor.objects.update(status=MentorStatus.PAUSED)
    assert [thing.title for thing in waiting(member)] == ["Would you be a mentee in the round “Spring”?"]


def test_most_urgent_comes_first_whether_pair_or_invitation() -> None:
    row, member = a_round(), UserFactory()
    late, soon = invite(member), invite(member, a_round(closes_at=NOW + timedelta(days=1)))
    pair = proposed(row, mentee=(who := mentee(row)))
    who.member = member
    who.save(update_fields=["member"])
    pages = [late.round.get_absolute_url(), pair.get_absolute_url(), soon.round.get_absolute_url()]
    for most in (1, 2, 3):
        assert [thing.page for thing in to_do(member, most=most, now=LATER)] == pages[::-1][:most]


def test_one_query_says_that_nothing_waits_and_two_more_load_any_number() -> None:
    counts = []
    for number in (0, 1, 3):
        member = UserFactory()
        for _one in range(number):
            invite(member)
            row = a_round()
            pair = proposed(row, mentor=mentor(row))
            type(pair.mentee).objects.filter(pk=pair.mentee_id).update(member=member)
        with CaptureQueriesContext(connection) as asked:
            assert len(list(rounds_to_do(member, most=10, now=LATER))) == 2 * number
        counts.append(len(asked))
    assert counts == [1, 3, 3]


@pytest.mark.usefixtures("fixed_clock")
def test_home_leads_to_the_round() -> None:
    member = UserFactory()
    row = invite(member, a_round(closes_at=NOW + timedelta(days=10_000))).round
    content = signed_in(member).get("/").content.decode()
    assert f'href="{row.get_absolute_url()}"' in content
