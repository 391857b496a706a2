"""What participants say of each other."""

import pytest

from matching.models import Exclusion, Participant, Preference
from matching.presenters.members import preferred
from matching.services.preferring import Choice, prefer
from matching.services.rounds import RoundRefused
from tests.factories import UserFactory
from tests.matching.rounds import CLOSES, NOW, a_round, mentee, mentor

pytestmark = pytest.mark.django_db


def said(participant: Participant) -> list[tuple[int, int | None]]:
    return list(Preference.objects.filter(participant=participant).order_by("rank").values_list("about", "rank"))


def test_a_rank_moves_from_one_to_the_other() -> None:
    row = a_round()
    who, one, other = mentee(row), mentor(row), mentor(row)
    prefer(participant=who, about=one, choice=Choice.FIRST, by=who.member, now=NOW)
    prefer(participant=who, about=other, choice=Choice.FIRST, by=who.member, now=NOW)
    assert said(who) == [(other.pk, 1)]
    prefer(participant=who, about=other, choice=Choice.FIFTH, by=who.member, now=NOW)
    prefer(participant=who, about=one, choice=Choice.RATHER_NOT, by=who.member, now=NOW)
    assert said(who) == [(other.pk, 5), (one.pk, None)]
    prefer(participant=who, about=other, choice=Choice.NONE, by=who.member, now=NOW)
    assert said(who) == [(one.pk, None)]


def test_not_at_all_excludes_until_it_is_taken_back() -> None:
    row = a_round()
    who, boss = mentee(row), mentor(row)
    for participant, about in ((who, boss), (boss, who)):
        prefer(participant=participant, about=about, choice=Choice.NEVER, by=participant.member, now=NOW)
        made = Exclusion.objects.get()
        assert (made.mentee, made.mentor, made.by) == (who, boss, participant.member)
        prefer(participant=participant, about=about, choice=Choice.FIRST, by=participant.member, now=NOW)
        assert not Exclusion.objects.exists()


def test_not_at_all_ends_a_pair_that_the_team_has_locked() -> None:
    row = a_round()
    who, boss, other = mentee(row), mentor(row), mentor(row)
    row.pairs.create(mentee=who, mentor=boss, is_fixed=True)
    prefer(participant=who, about=other, choice=Choice.NEVER, by=who.member, now=NOW)
    assert row.pairs.count() == 1
    prefer(participant=who, about=boss, choice=Choice.NEVER, by=who.member, now=NOW)
    assert not row.pairs.exists()


def shown(participant: Participant) -> list[tuple[Participant, Choice]]:
    """What a participant's own page says they have chosen."""
    return preferred(participant)[1]


def test_not_at_all_from_both_is_said_by_each_and_tells_neither_of_the_other() -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    prefer(participant=one, about=other, choice=Choice.NEVER, by=one.member, now=NOW)
    prefer(participant=other, about=one, choice=Choice.NEVER, by=other.member, now=NOW)
    assert set(Exclusion.objects.values_list("by", flat=True)) == {one.member_id, other.member_id}
    assert (shown(one), shown(other)) == ([(other, Choice.NEVER)], [(one, Choice.NEVER)])
    prefer(participant=one, about=other, choice=Choice.NONE, by=one.member, now=NOW)
    assert (shown(one), shown(other)) == ([], [(one, Choice.NEVER)])


@pytest.mark.parametrize("choice", [Choice.FIRST, Choice.RATHER_NOT, Choice.NEVER])
def test_the_same_choice_again_is_fine_once_the_round_is_closed(choice: Choice) -> None:
    row = a_round()
    who, one = mentee(row), mentor(row)
    for at in (NOW, NOW, CLOSES):
        prefer(participant=who, about=one, choice=choice, by=who.member, now=at)
    assert shown(who) == [(one, choice)]
    with pytest.raises(RoundRefused, match="closed"):
        prefer(participant=who, about=one, choice=Choice.NONE, by=who.member, now=CLOSES)


def test_no_one_takes_back_what_another_said() -> None:
    row = a_round()
    who, boss = mentee(row), mentor(row)
    prefer(participant=boss, about=who, choice=Choice.NEVER, by=boss.member, now=NOW)
    prefer(participant=who, about=boss, choice=Choice.FIRST, by=who.member, now=NOW)
    assert Exclusion.objects.get().by == boss.member


def test_preferring_is_for_oneself_about_the_other_side_while_the_round_is_open() -> None:
    row = a_round()
    who, one = mentee(row), mentor(row)
    for wrong in (
        {"by": UserFactory()},
        {"about": mentee(row)},
        {"about": mentor(a_round())},
    ):
        with pytest.raises(RoundRefused, match="from the list"):
            prefer(**{"participant": who, "about": one, "choice": Choice.FIRST, "by": who.member, "now": NOW} | wrong)
    with pytest.raises(RoundRefused, match="closed"):
        prefer(participant=who, about=one, choice=Choice.FIRST, by=who.member, now=CLOSES)
