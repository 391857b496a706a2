"""Rounds as members see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from matching.models import Answer, Invitation, Pair, Participant, Preference, Role, Round, RoundState
from matching.services import rounds
from matching.services.lapsing import lapse
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import (
    BOTH_SAID_YES,
    CLOSES,
    DUE,
    NOW,
    a_round,
    at_noon,
    computed,
    join,
    mentee,
    mentor,
    proposed,
)
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_rounds_are_listed_with_what_one_is() -> None:
    member = UserFactory()
    client = signed_in(member)
    assert "No rounds at the moment" in page(client, "/rounds/")
    a_round(name="Spring"), a_round(name="Others", state=RoundState.WITHDRAWN)
    join(a_round(name="Mine", closes_at=NOW), member, Role.MENTEE)
    content = page(client, "/rounds/")
    assert "Spring" in content
    assert "Others" not in content
    assert "You’re in it as a mentee" in content


def test_member_joins_ranks_and_leaves() -> None:
    row, member = a_round(), UserFactory()
    ana = mentor(row, user__display_name="Ana Sol")
    client = signed_in(member)
    address = row.get_absolute_url()
    assert "Join as a mentee" in page(client, address)
    assert "Join as a mentor" not in page(client, address)
    answer = client.post(f"{address}join/", {"role": "mentee", "note": "I’d like to change jobs."}, follow=True)
    assert answer.redirect_chain == [(f"{address}?as=mentee", 302)]
    assert "Ana Sol" in answer.content.decode()
    answer = client.post(f"{address}prefer/", {"role": "mentee", "about": ana.uuid, "choice": "1"}, follow=True)
    assert "Ana Sol: first choice" in answer.content.decode()
    assert answer.redirect_chain == [(f"{address}?as=mentee#people", 302)]
    assert Preference.objects.get().rank == 1
    client.post(f"{address}leave/", {"role": "mentee"})
    assert not Participant.objects.filter(member=member).exists()


def test_mentor_joins_with_room_for_several_and_reads_notes() -> None:
    row, amara = a_round(), MentorFactory().user
    Participant.objects.filter(pk=mentee(row).pk).update(note="I bake bread.")
    client, address = signed_in(amara), row.get_absolute_url()
    answer = client.post(f"{address}join/", {"role": "mentor", "capacity": "11"})
    assert (answer.status_code, row.participants.mentors().count()) == (400, 0)
    answer = client.post(f"{address}join/", {"role": "mentor", "capacity": "3"}, follow=True)
    assert "I bake bread." in answer.content.decode()
    assert row.participants.mentors().get().capacity == 3


def test_people_are_searched_by_name_and_kept_in_mind() -> None:
    row = a_round()
    one = mentee(row)
    mentor(row, user__display_name="Ana Sol")
    ben = mentor(row, user__display_name="Ben Gür")
    client, address = signed_in(one.member), row.get_absolute_url()
    content = page(client, f"{address}?q=gür")
    assert "Ben Gür" in content
    assert "Ana Sol" not in content
    said = {"role": "mentee", "about": ben.uuid, "choice": "never", "q": "gür"}
    answer = client.post(f"{address}prefer/", said, follow=True)
    assert answer.redirect_chain == [(f"{address}?q=g%C3%BCr&as=mentee#people", 302)]
    assert "Ben Gür: not at all: we work together" in answer.content.decode()
    assert "No one has that name." in page(client, f"{address}?q=zoe")


def test_name_to_search_for_may_be_nonsense() -> None:
    row = a_round()
    who = mentee(row)
    mentor(row)
    for words in ("%00", "%00%F0%9F%92%A5", "x" * 500):
        assert signed_in(who.member).get(f"/rounds/{row.uuid}/?as=mentee&q={words}").status_code == 200


def test_member_who_is_both_chooses_as_each() -> None:
    row, both = a_round(), MentorFactory().user
    join(row, both, Role.MENTEE), join(row, both, Role.MENTOR)
    one, other = mentor(row, user__display_name="Ana Sol"), mentee(row)
    client, address = signed_in(both), row.get_absolute_url()
    assert one.member.display_name in page(client, address)
    content = page(client, f"{address}?as=mentor")
    assert other.member.display_name in content
    assert "Ana Sol" not in content


__all__ = ["at_noon"]  # the fixture


@pytest.mark.parametrize("said", [{}, {"about": "x"}, {"about": "mentee"}, {"about": "ok", "choice": "7"}])
def test_prefer_takes_only_people_of_the_other_side(said: dict[str, str]) -> None:
    row = a_round()
    one, other, ana = mentee(row), mentee(row), mentor(row)
    about = {"mentee": str(other.uuid), "ok": str(ana.uuid)}.get(said.get("about", ""), said.get("about", ""))
    client = signed_in(one.member)
    answer = client.post(f"{row.get_absolute_url()}prefer/", {"role": "mentee"} | said | {"about": about})
    assert answer.status_code == 404
    assert not Preference.objects.exists()


def test_round_is_nothing_to_others_once_it_is_closed() -> None:
    pair = proposed(a_round())
    client = signed_in(UserFactory())
    address = pair.get_absolute_url()
    for path in (address, f"{address}join/"):
        assert client.get(path).status_code in (404, 405)
    assert client.post(f"{address}join/", {"role": "mentee"}).status_code == 404
    assert client.post(f"/rounds/pairs/{pair.uuid}/", {"answer": "yes"}).status_code == 404


def test_preview_is_not_shown_to_those_in_it() -> None:
    row = a_round()
    one, ana = mentee(row), mentor(row, user__display_name="Ana Sol")
    computed(row)
    client = signed_in(one.member)
    content = page(client, row.get_absolute_url())
    assert ana.member.display_name not in content
    assert "looking for the best pairs" in content
    assert client.post(f"/rounds/pairs/{Pair.objects.get().uuid}/", {"answer": "yes"}).status_code == 404


def test_both_say_yes_on_their_pages() -> None:
    pair = proposed(a_round())
    address = f"/rounds/pairs/{pair.uuid}/"
    first, second = signed_in(pair.mentee.member), signed_in(pair.mentor.member)
    content = page(first, pair.get_absolute_url())
    assert f"You and {pair.mentor.member.display_name}" in content
    assert f'action="{address}"' in content
    answer = first.post(address, {"answer": "yes"}, follow=True).content.decode()
    assert "You’ve said yes." in answer
    assert f'action="{address}"' not in answer
    answer = second.post(address, {"answer": "yes"}, follow=True).content.decode()
    assert "You’ve both said yes." in answer
    assert Notice.objects.filter(kind="round_agreed").count() == 2


def test_a_no_and_a_withdrawal_are_told_on_the_page() -> None:
    pair = proposed(a_round())
    first, second = signed_in(pair.mentee.member), signed_in(pair.mentor.member)
    answer = first.post(f"/rounds/pairs/{pair.uuid}/", {"answer": "no"}, follow=True).content.decode()
    assert "You’ve said no." in answer
    assert "can’t make it this time" in page(second, pair.get_absolute_url())
    answer = second.post(f"/rounds/pairs/{pair.uuid}/", {"answer": "yes"}, follow=True).content.decode()
    assert "nothing to answer any more" in answer
    Round.objects.update(state=RoundState.WITHDRAWN)
    assert "cancelled this round" in page(second, pair.get_absolute_url())


def test_pair_that_both_said_yes_to_is_still_there_after_the_round_was_called_off() -> None:
    pair = proposed(a_round(), **BOTH_SAID_YES)
    rounds.withdraw(round=proposed(pair.round).round, by=UserFactory(staff=True), now=NOW)
    content = page(signed_in(pair.mentee.member), pair.get_absolute_url())
    for words in ("cancelled this round", "You’ve both said yes.", pair.mentor.member.display_name):
        assert words in content


def test_lapsed_pair_is_told_to_each_by_what_they_said() -> None:
    pair = proposed(a_round(), mentee_answer=Answer.YES, mentee_answered_at=NOW)
    first, second = signed_in(pair.mentee.member), signed_in(pair.mentor.member)
    address = f"/rounds/pairs/{pair.uuid}/"
    assert "Please answer by" in page(second, pair.get_absolute_url())
    assert "can answer until" in page(first, pair.get_absolute_url())
    clock.move_to(DUE)
    for note in (lambda: None, lambda: lapse(now=DUE)):
        note()
        assert "You said yes, and we had no answer from" in page(first, pair.get_absolute_url())
        content = page(second, pair.get_absolute_url())
        assert "The time to answer has passed." in content
        assert f'action="{address}"' not in content
        assert "said yes" not in content
    assert "time to answer has passed" in second.post(address, {"answer": "yes"}, follow=True).content.decode()


@pytest.mark.parametrize("said", ["yes", "no"])
def test_the_same_answer_twice_shows_the_same_page(said: str) -> None:
    pair = proposed(a_round())
    client = signed_in(pair.mentee.member)
    pages = [client.post(f"/rounds/pairs/{pair.uuid}/", {"answer": said}, follow=True) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    first, second = ([str(each) for each in page.context["messages"]] for page in pages)
    assert first == second
    assert len(first) == 1


def test_yes_again_after_the_other_one_said_no_promises_nothing() -> None:
    pair = proposed(a_round())
    client = signed_in(pair.mentee.member)
    client.post(f"/rounds/pairs/{pair.uuid}/", {"answer": "yes"}, follow=True)
    rounds.answer(pair=pair, yes=False, by=pair.mentor.member, now=NOW)
    answer = client.post(f"/rounds/pairs/{pair.uuid}/", {"answer": "yes"}, follow=True)
    assert [*answer.context["messages"]] == []
    assert "can’t make it this time" in answer.content.decode()


def test_joining_ranking_and_leaving_twice_is_fine() -> None:
    row, member = a_round(), UserFactory()
    ana, client, address = mentor(row), signed_in(member), row.get_absolute_url()
    said = {"role": "mentee", "note": "Hello"}
    for verb, form in (("join", said), ("prefer", said | {"about": ana.uuid, "choice": "never"}), ("leave", said)):
        for _time in range(2):
            assert client.post(f"{address}{verb}/", form, follow=True).status_code == 200
    client.post(f"{address}join/", said, follow=True)
    clock.move_to(CLOSES)
    answer = client.post(f"{address}join/", said, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["You’re in."]


def test_invited_member_sees_it_and_says_no() -> None:
    row, amara = a_round(name="Spring"), MentorFactory().user
    Invitation.objects.create(round=row, member=amara, role=Role.MENTOR, capacity=4, invited_at=NOW)
    client, address = signed_in(amara), row.get_absolute_url()
    content = page(client, address)
    assert content.count("The club team would like you to join.") == 1
    assert 'name="capacity" value="4"' in content
    assert not row.participants.exists()
    answer = client.post(f"{address}leave/", {"role": "mentor"}, follow=True)
    assert "You’re not in this round." in answer.content.decode()
    assert "The club team would like you to join." not in page(client, address)


def test_invited_member_who_comes_too_late_is_told_so() -> None:
    row, one = a_round(), UserFactory()
    Invitation.objects.create(round=row, member=one, role=Role.MENTEE, invited_at=NOW)
    rounds.withdraw(round=row, by=UserFactory(staff=True), now=NOW)
    assert "cancelled this round" in page(signed_in(one), row.get_absolute_url())
    Round.objects.update(state=RoundState.DONE, computed_at=NOW, proposed_at=NOW)
    content = page(signed_in(one), row.get_absolute_url())
    assert "This round is closed." in content
    assert "no one for you" not in content


def test_answer_needs_a_yes_or_a_no() -> None:
    pair = proposed(a_round())
    client = signed_in(pair.mentee.member)
    assert client.post(f"/rounds/pairs/{pair.uuid}/", follow=True).status_code == 200
    pair.refresh_from_db()
    assert pair.mentee_answer == Answer.NONE


def test_closed_round_refuses_with_a_message() -> None:
    row = a_round()
    one = mentee(row)
    client = signed_in(one.member)
    clock.move_to(CLOSES)
    for verb in ("join", "leave"):
        answer = client.post(f"{row.get_absolute_url()}{verb}/", {"role": "mentee"}, follow=True)
        assert "This round is closed." in answer.content.decode()


@pytest.mark.parametrize("address", ["/rounds/", "/rounds/00000000-0000-0000-0000-000000000000/"])
def test_strangers_sign_in(address: str, client: Client) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/")


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


def test_pages_ask_the_same_queries_for_1_and_3() -> None:
    row, member = a_round(), UserFactory()
    one = join(row, member, Role.MENTEE)
    client = signed_in(member)

    def more(number: int) -> None:
        for place in range(number):
            ana = mentor(row)
            Preference.objects.create(participant=one, about=ana, rank=place + number)
            join(a_round(created_at=NOW + timedelta(days=place)), member, Role.MENTEE)

    more(1)
    few = count(client, "/rounds/"), count(client, row.get_absolute_url())
    more(2)
    assert (count(client, "/rounds/"), count(client, row.get_absolute_url())) == few


def test_pair_page_asks_the_same_queries_for_1_and_3() -> None:
    pair = proposed(a_round())
    client = signed_in(pair.mentor.member)
    few = count(client, pair.get_absolute_url())
    for _time in range(2):
        Pair.objects.create(round=pair.round, mentee=mentee(pair.round), mentor=pair.mentor)
    assert count(client, pair.get_absolute_url()) == few
