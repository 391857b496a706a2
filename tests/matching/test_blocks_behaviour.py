"""Matching keeps those apart of whom one has blocked the other, and tells nobody why."""

from datetime import timedelta

import pytest

from accounts.blocking import block
from accounts.models import User
from directory.bitmap_index import renew
from matching import cohort
from matching.errors import RequestRefused
from matching.models import Need, Pair, RoundState
from matching.presenters.requests import suggestions as others
from matching.services import pairing, preferring, rounds, suggesting
from matching.services.rounds import RoundRefused
from matching.suggestions import suggestions
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW
from tests.factories import NeedFactory, TopicFactory
from tests.matching.relays import accept, decline, send, states, three, told
from tests.matching.rounds import a_round, computed, mentee, mentor, pairs, proposed
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

BOTH = pytest.mark.parametrize("by_mentee", [True, False])


def part(member: User, other: Mentor, *, by_mentee: bool) -> None:
    both = (other.user, member)
    blocked, by = both if by_mentee else both[::-1]
    block(member=blocked, by=by, now=NOW)
    drain(now=NOW)


@BOTH
def test_suggestions_leave_them_out(mentee: User, *, by_mentee: bool) -> None:
    ana, bela, cem = three()
    topic = TopicFactory()
    for row in (ana, bela, cem):
        row.topics.add(topic)
    NeedFactory(member=mentee, topics=[topic])
    renew(now=NOW)
    part(mentee, ana, by_mentee=by_mentee)
    apart = Mentor.objects.apart_from(User.objects.get(pk=mentee.pk))
    need = Need.objects.of(mentee).get()
    zone = NOW.tzinfo
    assert zone is not None
    found = suggestions(need, most=3, apart=apart, zone=zone, now=NOW)
    assert {each.name for each in found.shown} == {"Bela Nagy", "Cem Kaya"}


@BOTH
def test_request_to_them_is_refused_as_to_someone_on_a_break(mentee: User, *, by_mentee: bool) -> None:
    ana, bela, _cem = three()
    part(mentee, ana, by_mentee=by_mentee)
    with pytest.raises(RequestRefused, match="Ana Ruiz isn’t taking requests at the moment"):
        send(User.objects.get(pk=mentee.pk), bela, ana)


@BOTH
def test_request_passes_on_from_whoever_is_asked(mentee: User, *, by_mentee: bool) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    part(mentee, ana, by_mentee=by_mentee)
    assert states(request) == ["live", "withdrawn" if by_mentee else "away", "sent"]
    # To a mentor it is withdrawn, as any other; one who has blocked the mentee needn't be told.
    assert sorted(told(ana.user)) == (["request_asked", "request_over"] if by_mentee else ["request_asked"])
    assert "request_relayed" in told(mentee)


@BOTH
def test_request_skips_whoever_would_be_next(mentee: User, *, by_mentee: bool) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    part(mentee, bela, by_mentee=by_mentee)
    decline(request, ana)
    assert states(request) == ["live", "declined", "away", "sent"]
    assert told(bela.user) == []


@BOTH
def test_no_one_says_yes_before_the_request_is_passed_on(mentee: User, *, by_mentee: bool) -> None:
    ana, _bela, _cem = three()
    request = send(mentee, ana)
    both = (ana.user, mentee)
    blocked, by = both if by_mentee else both[::-1]
    block(member=blocked, by=by, now=NOW)
    with pytest.raises(RequestRefused, match="was withdrawn"):
        accept(request, ana)


@BOTH
def test_yes_that_isn_t_booked_yet_is_passed_on(mentee: User, *, by_mentee: bool) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    accept(request, ana, now=NOW)
    part(mentee, ana, by_mentee=by_mentee)
    assert states(request) == ["live", "withdrawn" if by_mentee else "undone", "sent"]


def test_others_who_could_be_asked_leave_them_out(mentee: User) -> None:
    ana, bela, cem = three()
    topic = TopicFactory()
    for row in (ana, bela, cem):
        row.topics.add(topic)
    renew(now=NOW)
    request = send(mentee, ana)
    part(mentee, bela, by_mentee=False)
    request.mentee.refresh_from_db()
    assert [row.pk for row in others(request, now=NOW)] == [cem.pk]


@BOTH
def test_round_keeps_them_apart(*, by_mentee: bool) -> None:
    row = a_round()
    one, two = mentee(row), mentor(row)
    part(one.member, two.member.mentor, by_mentee=by_mentee)
    assert cohort.load(row, now=NOW).cohort.excluded == [(0, 0)]
    assert pairs(computed(row)) == set()
    with pytest.raises(RoundRefused, match="asked not to be paired"):
        pairing.fix(mentee=one, mentor=two, by=one.member, now=NOW)


@BOTH
def test_pair_of_a_preview_isn_t_sent(*, by_mentee: bool) -> None:
    row = a_round()
    people = [(mentee(row), mentor(row)) for _number in range(2)]
    row = computed(row)
    [first, _second] = people
    given = Pair.objects.get(mentee=first[0])
    part(first[0].member, given.mentor.member.mentor, by_mentee=by_mentee)
    sent = rounds.confirm(round=row, by=first[0].member, now=NOW)
    assert (sent.left_out, sent.round.state) == ([given], RoundState.PROPOSED)
    assert not Pair.objects.filter(pk=given.pk).exists()


@BOTH
def test_pair_that_waits_is_turned_down_as_by_any_no(*, by_mentee: bool) -> None:
    pair = proposed(a_round())
    one, two = pair.mentee.member, pair.mentor.member
    part(one, Mentor.objects.get(user=two), by_mentee=by_mentee)
    pair.refresh_from_db()
    said = (pair.mentee_answer, pair.mentor_answer)
    assert said == (("no", "") if by_mentee else ("", "no"))
    by, other = (one, two) if by_mentee else (two, one)
    assert (told(by), told(other)) == ([], ["round_declined"])


@BOTH
def test_list_of_a_round_and_choices_leave_them_out_as_if_they_had_left(*, by_mentee: bool) -> None:
    row = a_round(closes_at=NOW + timedelta(days=7))
    me, ana = mentee(row), mentor(row, user__display_name="Ana Sol")
    preferring.prefer(participant=me, about=ana, choice=preferring.Choice.FIRST, by=me.member, now=NOW)
    client = signed_in(me.member)
    assert "Ana Sol: first choice" in client.get(row.get_absolute_url()).content.decode()
    part(me.member, ana.member.mentor, by_mentee=by_mentee)
    assert "Ana Sol" not in client.get(row.get_absolute_url()).content.decode()
    sent = {"role": "mentee", "about": ana.uuid, "choice": "1"}
    assert client.post(f"{row.get_absolute_url()}prefer/", sent).status_code == 404
    with pytest.raises(RoundRefused, match="choose someone from the list"):
        preferring.prefer(participant=me, about=ana, choice=preferring.Choice.SECOND, by=me.member, now=NOW)


def test_mentor_whom_another_suggests_reads_as_on_a_break(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, cem)
    ask = decline(request, ana, reason="better", suggests=bela)
    part(mentee, bela, by_mentee=False)
    mentee.refresh_from_db()
    assert "isn’t taking requests" in suggesting.refusal_to_ask_suggested(ask, by=mentee, now=NOW)
    page = signed_in(mentee).get(request.get_absolute_url()).content.decode()
    assert f'value="{ask.uuid}"' not in page
