"""Computing pairs, and what-ifs that keep the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.models import User
from core.errors import Refused
from matching.models import Dismissal, Exclusion, ExclusionReason, Need, Pair, Role, Round, RoundState, Unmatched
from matching.presenters.rounds import sentences
from matching.services import pairing, preferring
from matching.services.preferring import Choice
from matching.services.rounds import RoundRefused
from outbox.models import Job
from outbox.services import drain
from tests.factories import MentorFactory, TopicFactory, UserFactory, WeeklyHoursFactory
from tests.matching.rounds import CLOSES, LATER, NOW, a_round, computed, join, mentee, mentor, pairs, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return UserFactory(staff=True)


def again(row: Round) -> Round:
    drain(now=NOW)
    return Round.objects.get(pk=row.pk)


def test_compute_pairs_by_topic_and_says_why() -> None:
    design, code = TopicFactory(name="Design"), TopicFactory(name="Code")
    row = a_round()
    one, two = mentee(row, topics=[design]), mentee(row, topics=[code, design])
    designer, coder = mentor(row, topics=[design]), mentor(row, topics=[code])
    row = computed(row)
    assert (row.state, row.progress, row.computed_at) == (RoundState.PREVIEW, 100, NOW)
    assert pairs(row) == {(one.pk, designer.pk), (two.pk, coder.pk)}
    pair = Pair.objects.get(mentee=two)
    assert pair.fit == 30
    assert sentences([pair], to_the_team=True)[pair.pk] == ["Topics in common: Code.", "Both speak English."]
    with override("de"):
        assert sentences([pair], to_the_team=True)[pair.pk] != ["Topics in common: Code.", "Both speak English."]


def test_compute_is_left_to_a_worker_which_reports_progress(staff: User) -> None:
    row = a_round()
    mentee(row), mentor(row)
    for _time in range(2):  # the button was pressed twice
        pairing.compute(round=row, by=staff, now=NOW, close_joining=True)
    row.refresh_from_db()
    assert (row.state, row.progress, row.pairs.count()) == (RoundState.COMPUTING, 0, 0)
    assert Job.objects.get().kind == pairing.COMPUTE


def test_compute_closes_joining_only_if_it_is_said(staff: User) -> None:
    row = a_round()
    mentee(row), mentor(row)
    with pytest.raises(RoundRefused, match="can still join"):
        pairing.compute(round=row, by=staff, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.closes_at) == (RoundState.OPEN, CLOSES)
    assert pairing.compute(round=row, by=staff, now=LATER, close_joining=True).closes_at == LATER


def test_compute_needs_no_closing_once_the_round_is_closed(staff: User) -> None:
    row = a_round()
    mentee(row), mentor(row)
    assert pairing.compute(round=row, by=staff, now=CLOSES).closes_at == CLOSES


def test_compute_needs_both_sides(staff: User) -> None:
    row = a_round()
    mentee(row)
    with pytest.raises(RoundRefused, match="at least one"):
        pairing.compute(round=row, by=staff, now=CLOSES)


def test_compute_refuses_what_would_fill_the_memory(staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "MOST_CELLS", 5)
    row = a_round()
    mentee(row), mentee(row), mentor(row, capacity=3)
    with pytest.raises(RoundRefused, match="too large to pair at once"):
        pairing.compute(round=row, by=staff, now=CLOSES)


def test_compute_leaves_out_mentors_who_take_no_bookings_now() -> None:
    row = a_round()
    who, away, there = mentee(row), mentor(row, paused=True), mentor(row)
    assert pairs(computed(row)) == {(who.pk, there.pk)}
    assert dict(row.participants.exclude(unmatched="").values_list("pk", "unmatched")) == {away.pk: Unmatched.AWAY}


def test_compute_says_so_if_all_mentors_are_away() -> None:
    row = a_round()
    who, away = mentee(row), mentor(row, paused=True)
    assert pairs(computed(row)) == set()
    unmatched = {who.pk: Unmatched.NO_ONE, away.pk: Unmatched.AWAY}
    assert dict(row.participants.values_list("pk", "unmatched")) == unmatched


def test_compute_twice_is_the_same(staff: User) -> None:
    row = a_round()
    for _time in range(3):
        mentee(row), mentor(row)
    first = pairs(computed(row))
    payload = Job.objects.get().payload
    pairing.run(**payload, now=NOW)  # as after a worker that died before it could say that it was done
    assert pairs(row) == first
    assert len(pairs(computed(row))) == 3


def test_compute_for_a_round_that_was_withdrawn_stores_nothing(staff: User) -> None:
    row = a_round()
    mentee(row), mentor(row)
    pairing.compute(round=row, by=staff, now=CLOSES)
    Round.objects.update(state=RoundState.WITHDRAWN)
    assert again(row).state == RoundState.WITHDRAWN
    assert not pairs(row)


def test_compute_that_fails_for_good_lets_the_team_try_again(staff: User) -> None:
    row = a_round()
    mentee(row), mentor(row)
    pairing.compute(round=row, by=staff, now=CLOSES)
    pairing.give_up(**{key: Job.objects.get().payload[key] for key in ("round_id", "computation")})
    row.refresh_from_db()
    assert row.state == RoundState.OPEN
    row = computed(row)
    pairing.compute(round=row, by=staff, now=NOW)
    pairing.give_up(round_id=row.pk, computation=3)
    row.refresh_from_db()
    assert (row.state, len(pairs(row))) == (RoundState.PREVIEW, 1)


def test_compute_heeds_companies_languages_dismissals_and_those_who_work_together(staff: User) -> None:
    row = a_round()
    unwilling = mentee(row)
    Need.objects.filter(member=unwilling.member).update(not_company="ACME  Inc")
    mentor(row, company="Acme Inc")
    mute = mentee(row, languages=["fr"])
    Dismissal.objects.create(
        member=unwilling.member, mentor=mentor(row).member.mentor, reason="known", dismissed_at=NOW
    )
    boss = mentor(row)
    Exclusion.objects.create(round=row, mentee=unwilling, mentor=boss, why=ExclusionReason.MANAGER, made_at=NOW)
    row = computed(row)
    assert pairs(row) == set()
    unmatched = dict(row.participants.mentees().values_list("pk", "unmatched"))
    assert unmatched == {unwilling.pk: Unmatched.EXCLUDED, mute.pk: Unmatched.LANGUAGE}


def test_compute_never_pairs_a_member_with_themselves_or_closed_accounts() -> None:
    row, both = a_round(), MentorFactory(company="").user
    join(row, both, Role.MENTEE), join(row, both, Role.MENTOR)
    gone = mentor(row)
    type(gone.member).objects.filter(pk=gone.member_id).update(is_active=False)
    assert pairs(computed(row)) == set()


def test_compute_counts_hours_by_each_clock() -> None:
    row = a_round()
    one = mentee(row)
    Need.objects.filter(member=one.member).update(hours=["tue-evening"])  # 17 to 22 in Berlin: 15 to 20 UTC
    early, late = mentor(row), mentor(row)
    WeeklyHoursFactory(mentor=early.member.mentor, weekday=1, starts="09:00", ends="17:00")
    WeeklyHoursFactory(mentor=late.member.mentor, weekday=1, starts="17:30", ends="20:00")
    row = computed(row)
    assert pairs(row) == {(one.pk, late.pk)}
    assert Pair.objects.get().fit == 4


def test_compute_follows_ranks() -> None:
    row = a_round()
    one, two = mentee(row), mentee(row)
    first, second = mentor(row), mentor(row)
    for who, about in ((one, second), (two, first)):
        preferring.prefer(participant=who, about=about, choice=Choice.FIRST, by=who.member, now=NOW)
    preferring.prefer(participant=first, about=two, choice=Choice.SECOND, by=first.member, now=NOW)
    assert pairs(computed(row)) == {(one.pk, second.pk), (two.pk, first.pk)}
    said = sentences([Pair.objects.get(mentee=two)], to_the_team=True)
    assert next(iter(said.values()))[-2:] == ["The mentee’s choice number 1.", "The mentor’s choice number 2."]
    kept = sentences([Pair.objects.get(mentee=two)], to_the_team=False)
    assert next(iter(kept.values())) == ["No topic in common.", "Both speak English."]


def test_fixed_pairs_stay_through_computations(staff: User) -> None:
    topic = TopicFactory()
    row = a_round()
    one, two = mentee(row, topics=[topic]), mentee(row)
    fits, fits_not = mentor(row, topics=[topic]), mentor(row)
    pairing.fix(mentee=one, mentor=fits_not, by=staff, now=NOW)
    assert pairs(computed(row)) == {(one.pk, fits_not.pk), (two.pk, fits.pk)}
    pair = Pair.objects.get(mentee=one)
    assert pair.is_fixed
    pairing.unfix(pair=pair, by=staff, now=NOW)
    assert pairs(computed(row)) == {(one.pk, fits.pk), (two.pk, fits_not.pk)}


def test_what_if_two_are_paired_keeps_the_rest(staff: User) -> None:
    row = a_round()
    people = [mentee(row) for _time in range(4)]
    mentors = [mentor(row) for _time in range(4)]
    row = computed(row)
    before = dict(row.pairs.values_list("mentee", "mentor"))
    one, other = people[0], people[1]
    wanted = next(each for each in mentors if each.pk == before[other.pk])
    pairing.fix(mentee=one, mentor=wanted, by=staff, now=NOW)
    row = again(row)
    after = dict(row.pairs.values_list("mentee", "mentor"))
    assert after == before | {one.pk: wanted.pk, other.pk: before[one.pk]}
    assert set(row.pairs.filter(is_new=True).values_list("mentee", flat=True)) == {one.pk, other.pk}
    assert row.pairs.get(is_fixed=True).mentee == one


def test_what_if_a_pair_is_taken_apart_keeps_the_rest(staff: User) -> None:
    row = a_round()
    for _time in range(3):
        mentee(row), mentor(row)
    spare = mentor(row)
    row = computed(row)
    before = pairs(row)
    gone = row.pairs.first()
    pairing.take_apart(pair=gone, by=staff, now=NOW)
    row = again(row)
    kept = before - {(gone.mentee_id, gone.mentor_id)}
    assert kept < pairs(row)
    assert (gone.mentee_id, gone.mentor_id) not in pairs(row)
    assert len(pairs(row)) == 3
    assert spare.pk in {mentor for _mentee, mentor in pairs(row)} or len(before) == 3


def test_fix_makes_room_for_at_most_as_many_as_the_mentor_takes(staff: User) -> None:
    row = a_round()
    one, two, three = (mentee(row) for _time in range(3))
    full = mentor(row, capacity=2)
    pairing.fix(mentee=one, mentor=full, by=staff, now=NOW)
    pairing.fix(mentee=one, mentor=full, by=staff, now=NOW)
    pairing.fix(mentee=two, mentor=full, by=staff, now=NOW)
    with pytest.raises(RoundRefused, match="no room"):
        pairing.fix(mentee=three, mentor=full, by=staff, now=NOW)
    assert row.pairs.count() == 2


def test_fix_asks_for_a_mentee_and_a_mentor_of_the_round(staff: User) -> None:
    row, other = a_round(), a_round()
    one, two = mentee(row), mentor(row)
    for wrong in ({"mentee": two, "mentor": one}, {"mentee": one, "mentor": mentor(other)}):
        with pytest.raises(RoundRefused, match="of this round"):
            pairing.fix(**wrong, by=staff, now=NOW)
    both = MentorFactory().user
    with pytest.raises(RoundRefused, match="their own"):
        pairing.fix(mentee=join(row, both, Role.MENTEE), mentor=join(row, both, Role.MENTOR), by=staff, now=NOW)


def test_fix_lifts_the_teams_exclusion_but_not_a_members(staff: User) -> None:
    row = a_round()
    one, two = mentee(row), mentor(row)
    pairing.exclude(mentee=one, mentor=two, why=ExclusionReason.TEAM, by=staff, now=NOW)
    pairing.fix(mentee=one, mentor=two, by=staff, now=NOW)
    assert not Exclusion.objects.exists()
    pairing.unfix(pair=Pair.objects.get(), by=staff, now=NOW)
    preferring.prefer(participant=one, about=two, choice=Choice.NEVER, by=one.member, now=NOW)
    with pytest.raises(RoundRefused, match="asked not to be paired"):
        pairing.fix(mentee=one, mentor=two, by=staff, now=NOW)


def test_doing_the_same_again_while_it_is_computed_changes_nothing(staff: User) -> None:
    row = a_round()
    one, other = mentee(row), mentor(row)
    mentee(row), mentor(row)
    pairing.fix(mentee=one, mentor=other, by=staff, now=NOW)
    row = computed(row)
    pair = row.pairs.get(mentee=one)
    free = row.pairs.exclude(pk=pair.pk).get()
    pairing.take_apart(pair=free, by=staff, now=NOW)
    assert Round.objects.get().state == RoundState.COMPUTING
    pairing.take_apart(pair=free, by=staff, now=NOW)
    pairing.fix(mentee=one, mentor=other, by=staff, now=NOW)
    assert (Exclusion.objects.count(), Round.objects.get().computation) == (1, 2)
    again(row)
    for _time in range(2):
        pairing.unfix(pair=row.pairs.get(mentee=one), by=staff, now=NOW)
    assert not row.pairs.filter(is_fixed=True).exists()


def test_team_member_in_a_round_speaks_for_the_team_and_for_themselves() -> None:
    row, both = a_round(), UserFactory(staff=True)
    one, other = join(row, both, Role.MENTEE), mentor(row)
    pairing.exclude(mentee=one, mentor=other, why=ExclusionReason.TEAM, by=both, now=NOW)
    preferring.prefer(participant=one, about=other, choice=Choice.NEVER, by=both, now=NOW)
    assert set(Exclusion.objects.values_list("why", flat=True)) == {ExclusionReason.TEAM, ExclusionReason.MANAGER}


def test_nothing_changes_once_the_pairs_are_sent(staff: User) -> None:
    pair = proposed(a_round(), is_fixed=True)
    free = proposed(pair.round)
    for work in (
        lambda: pairing.compute(round=pair.round, by=staff, now=NOW),
        lambda: pairing.take_apart(pair=pair, by=staff, now=NOW),
        lambda: pairing.unfix(pair=pair, by=staff, now=NOW),
        lambda: pairing.fix(mentee=free.mentee, mentor=free.mentor, by=staff, now=NOW),
    ):
        with pytest.raises(Refused, match="can’t be changed"):
            work()


def test_computing_asks_the_same_queries_for_few_and_many(staff: User) -> None:
    def number_for(people: int) -> int:
        row = a_round()
        for _time in range(people):
            one, other = mentee(row, topics=[TopicFactory()]), mentor(row, topics=[TopicFactory()])
            preferring.prefer(participant=one, about=other, choice=Choice.FIRST, by=one.member, now=NOW)
            WeeklyHoursFactory(mentor=other.member.mentor)
        pairing.compute(round=row, by=staff, now=CLOSES)
        payload = Job.objects.latest("pk").payload
        with CaptureQueriesContext(connection) as queries:
            pairing.run(**payload, now=NOW)
        return len(queries)

    assert number_for(1) == number_for(3)
