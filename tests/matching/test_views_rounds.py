"""Rounds as members see them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from matching.models import Answer, Pair, Participant, Preference, Role, Round, RoundState
from notifications.models import Notice
from tests.factories import MentorFactory, UserFactory
from tests.matching.rounds import CLOSES, NOW, a_round, at_noon, computed, join, mentee, mentor, proposed
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
    assert "withdrawn this round" in page(second, pair.get_absolute_url())


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
