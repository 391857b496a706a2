"""Rounds as the team sees them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matching.models import Exclusion, Invitation, Pair, Participant, Preference, Role, Round, RoundState
from matching.services.lapsing import lapse
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from outbox.services import drain
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.matching.rounds import (
    CLOSES,
    DUE,
    LATER,
    NOW,
    a_round,
    at_noon,
    computed,
    join,
    mentee,
    mentor,
    pairs,
    proposed,
)
from tests.pages import signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "at_noon")]
__all__ = ["at_noon"]  # the fixture
LIST = "/admin/matching/round/"
SPRING = {"name": "Spring", "about": "For all", "closes_at_0": "2026-06-15", "closes_at_1": "12:00"}


@pytest.fixture
def team() -> Client:
    return signed_in(staff("Administrators"))


def page(row: Round, verb: str = "change") -> str:
    return f"{LIST}{row.pk}/{verb}/"


def test_team_opens_a_round(team: Client) -> None:
    said = SPRING | {"form_key": str(uuid.uuid4())}
    answer = team.post(f"{LIST}add/", said)
    assert answer.status_code == 302
    row = Round.objects.get()
    assert (row.name, row.state, row.made_by) == ("Spring", RoundState.OPEN, answer.wsgi_request.user)
    answer = team.post(f"{LIST}add/", said | {"closes_at_0": "2026-05-15"})
    assert "choose a time in the future" in answer.content.decode()


def test_form_sent_twice_opens_one_round_and_with_other_words_none(team: Client) -> None:
    shown = re.search(r'name="form_key" value="([^"]+)"', team.get(f"{LIST}add/").content.decode())
    assert shown
    said = SPRING | {"form_key": shown[1]}
    for _time in range(2):
        answer = team.post(f"{LIST}add/", said, follow=True)
        assert "added successfully" in answer.content.decode()
    again = team.post(f"{LIST}add/", said | {"name": "Autumn"}, follow=True).content.decode()
    assert "This form has already been sent." in again
    assert shown[1] not in again
    assert [row.name for row in Round.objects.all()] == ["Spring"]


def test_team_computes_sees_progress_and_confirms(team: Client) -> None:
    topic = TopicFactory(name="Sourdough")
    row = a_round()
    mentee(row, topics=[topic]), mentor(row, topics=[topic])
    left = mentee(row, languages=["fr"])
    assert "Close joining and compute pairs" in team.get(page(row)).content.decode()
    answer = team.post(page(row, "compute"), follow=True).content.decode()
    assert "Members can still join this round." in answer
    for _time in range(2):
        answer = team.post(page(row, "compute"), {"close": "1"}, follow=True).content.decode()
    assert 'http-equiv="refresh"' in answer
    assert "<progress" in answer
    drain(now=LATER)
    answer = team.get(page(row)).content.decode()
    assert 'http-equiv="refresh"' not in answer
    assert "Topics in common: Sourdough." in answer
    assert left.member.display_name in answer
    assert "No one shares a language with them." in answer
    assert not Notice.objects.exists()
    for _time in range(2):
        answer = team.post(page(row, "confirm"), follow=True).content.decode()
        assert "Both people in each pair are asked." in answer
    assert Notice.objects.filter(kind="round_pair").count() == 2


def test_team_is_told_which_pairs_were_not_sent(team: Client) -> None:
    row = a_round()
    mentee(row), mentee(row), mentor(row), mentor(row)
    computed(row)
    gone = Pair.objects.first()
    assert gone is not None
    Mentor.objects.filter(user=gone.mentor.member).update(status=MentorStatus.PAUSED)
    answer = team.post(page(row, "confirm"), follow=True).content.decode()
    names = f"{gone.mentee.member.display_name} + {gone.mentor.member.display_name}"
    assert f"Not sent, since one of the two has left or takes no bookings now: {names}." in answer
    assert "Whoever they were paired with has left or takes no bookings." in answer


def test_team_sees_what_lapsed_and_pairs_the_others_again(team: Client) -> None:
    row = a_round(name="Spring")
    pair = proposed(row, mentee_answer="yes", mentee_answered_at=NOW)
    mentor(row)
    answer = team.get(page(row)).content.decode()
    assert "To be answered by" in answer
    assert "Open a round for those still free" not in answer
    lapse(now=DUE)
    answer = team.get(page(row)).content.decode()
    assert "yes / no answer yet" in answer
    assert "not answered in time" in answer
    for _time in range(2):
        posted = team.post(page(row, "follow_up"), follow=True)
    made = Round.objects.get(follows=row)
    assert posted.redirect_chain == [(page(made), 302)]
    assert pair.mentee.member in {each.member for each in made.participants.all()}
    answer = team.get(page(row)).content.decode()
    assert "Spring (2)" in answer
    assert "Open a round for those still free" not in answer


def test_team_is_told_why_no_round_follows(team: Client) -> None:
    pair = proposed(a_round())
    answer = team.post(page(pair.round, "follow_up"), follow=True)
    assert "This round isn’t over yet." in answer.content.decode()
    assert answer.redirect_chain == [(page(pair.round), 302)]


def test_button_of_a_pair_pressed_twice_shows_the_round(team: Client) -> None:
    row = a_round()
    mentee(row), mentor(row)
    computed(row)
    pair = Pair.objects.get()
    for verb in ("keep", "release", "apart"):
        for _time in range(2):
            answer = team.post(page(row, verb), {"pair": pair.uuid}, follow=True)
            assert answer.status_code == 200
            assert 'class="errorlist' not in answer.content.decode()
    assert "This pair isn’t there any more." in answer.content.decode()


def test_team_asks_what_if(team: Client) -> None:
    row = a_round()
    one, two = mentee(row), mentee(row)
    mentor(row), mentor(row)
    computed(row)
    pair = Pair.objects.get(mentee=one)
    assert "Lock" in team.get(page(row)).content.decode()
    team.post(page(row, "keep"), {"pair": pair.uuid})
    assert Pair.objects.get(mentee=one).is_fixed
    team.post(page(row, "release"), {"pair": pair.uuid})
    assert not Pair.objects.get(mentee=one).is_fixed
    team.post(page(row, "apart"), {"pair": pair.uuid})
    drain(now=LATER)
    assert (one.pk, pair.mentor_id) not in pairs(row)
    said = {"mentee": one.member.email.upper(), "mentor": pair.mentor.member.email}
    assert team.post(page(row, "pair"), said).status_code == 302
    drain(now=LATER)
    assert (one.pk, pair.mentor_id) in pairs(row)
    assert len(pairs(row)) == 2
    assert two.pk in dict(pairs(row))
    for wrong in ("", "x"):
        assert team.post(page(row, "apart"), {"pair": wrong}).status_code == 404


def test_pairing_two_names_what_is_wrong(team: Client) -> None:
    row = a_round()
    one, two = mentee(row), mentor(row)
    answer = team.post(page(row, "pair"), {"mentee": two.member.email, "mentor": "x@example.org"})
    assert answer.status_code == 400
    assert answer.content.decode().count("No one with this address is in the round in this role.") == 2
    Exclusion.objects.create(round=row, mentee=one, mentor=two, why="manager", made_at=NOW)
    answer = team.post(page(row, "pair"), {"mentee": one.member.email, "mentor": two.member.email})
    assert "asked not to be paired" in answer.content.decode()


def test_link_of_someone_without_a_pair_fills_in_their_address(team: Client) -> None:
    row = a_round()
    one = mentee(row)
    assert f'value="{one.member.email}"' in team.get(f"{page(row)}?with={one.pk}").content.decode()
    for other in ("x", "9" * 30, mentee(a_round()).pk):
        assert team.get(f"{page(row)}?with={other}").status_code == 200


def upload(team: Client, row: Round, table: str) -> str:
    file = SimpleUploadedFile("people.csv", table.encode())
    return team.post(page(row, "import"), {"table": file}, follow=True).content.decode()


def test_people_are_invited_by_their_addresses(team: Client) -> None:
    row, one, ana = a_round(), UserFactory(), MentorFactory().user
    join(row, ana, Role.MENTOR)
    table = f"\ufeffEmail;role;capacity\r\n{one.email.upper()};Mentee;\r\n{ana.email};mentor;4\r\n"  # as Excel saves it
    answer = upload(team, row, table)
    assert "1 person is invited." in answer
    assert "1 person is in already, or was invited before." in answer
    assert "Invited, no answer yet" in answer
    assert set(row.participants.values_list("member", "role", "capacity")) == {(ana.pk, "mentor", 1)}
    assert Invitation.objects.get().member == one
    answer = upload(team, row, table)
    assert "0 people are invited." in answer
    assert Notice.objects.filter(kind="round_invited").count() == 1


def test_no_one_is_invited_once_the_round_is_closed(team: Client) -> None:
    row, one = computed_round(), UserFactory()
    assert "Invite people" not in team.get(page(row)).content.decode()
    assert "This round is closed." in upload(team, row, f"email,role\n{one.email},mentee\n")


def test_wrong_lines_are_named_and_no_one_is_invited(team: Client) -> None:
    row, one, ana = a_round(), UserFactory(), MentorFactory().user
    table = f"email,role,capacity\n{one.email},mentee\nx@y.z,mentee\n{one.email},mentor,1\n{ana.email},mentor,11\n,boss"
    table += f"\n{ana.email},mentor,{'9' * 5000}\na\x00b@y.z,mentee"
    answer = upload(team, row, table)
    for line in (
        "Line 3: No member has this address.",
        "Line 4: They aren’t a listed mentor.",
        "Line 5: The capacity has to be a number from 1 to 10.",
        "Line 6: No member has this address.",
        "Line 7: The capacity has to be a number from 1 to 10.",
        "Line 8: No member has this address.",
    ):
        assert line in answer
    assert not Invitation.objects.exists()
    assert "1 to 10000 people" in upload(team, row, "email,role\n")
    assert (
        "CSV in UTF-8"
        in team.post(page(row, "import"), {"table": SimpleUploadedFile("x.csv", b"\xff\xfe\x00")}).content.decode()
    )


def test_export_has_everyone_and_no_formulas(team: Client) -> None:
    row = a_round()
    one = mentee(row)
    type(one.member).objects.filter(pk=one.member_id).update(display_name="=HYPERLINK(1)")
    ana = mentor(row)
    left = mentor(row)
    computed(row)
    answer = team.get(page(row, "export"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    _names, pair, alone = answer.content.decode().splitlines()
    paired = ana if Pair.objects.get().mentor == ana else left
    assert pair.startswith(f"'=HYPERLINK(1),{one.member.email},{paired.member.display_name},{paired.member.email},0,")
    assert "All mentees who fit have another mentor." in alone


def test_called_off_and_sent_rounds_cannot_be_changed(team: Client) -> None:
    pair = proposed(a_round())
    answer = team.get(page(pair.round)).content.decode()
    assert "Compute" not in answer
    assert "no answer yet / no answer yet" in answer
    answer = team.post(page(pair.round, "compute"), follow=True).content.decode()
    assert "can’t be changed any more" in answer
    answer = team.post(page(pair.round, "apart"), {"pair": pair.uuid}, follow=True).content.decode()
    assert "can’t be changed any more" in answer
    answer = team.post(page(pair.round, "withdraw"), follow=True).content.decode()
    assert "The round is cancelled." in answer
    assert "The round is cancelled." in team.post(page(pair.round, "withdraw"), follow=True).content.decode()


def test_pages_are_the_teams(team: Client) -> None:
    row = computed_round()
    for role in ("helper", "Readers"):
        client = signed_in(staff(role))
        for address in (LIST, page(row), page(row, "export")):
            assert client.get(address).status_code == 403
        for verb in ("compute", "confirm", "withdraw", "pair", "import", "follow_up"):
            assert client.post(page(row, verb)).status_code == 403
    assert team.get(page(row, "compute")).status_code == 405
    assert team.get(f"{LIST}{'9' * 30}/change/").status_code == 404
    assert team.get(f"{LIST}x/change/").status_code == 404
    assert team.get(page(row, "delete")).status_code == 403


def computed_round() -> Round:
    row = a_round()
    mentee(row), mentor(row)
    return computed(row)


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_and_pages_ask_the_same_queries_for_1_and_3(team: Client) -> None:
    row = a_round(closes_at=CLOSES + timedelta(days=1))

    def more(number: int) -> None:
        for _time in range(number):
            topic = TopicFactory()
            one, ana = mentee(row, topics=[topic]), mentor(row, topics=[topic])
            Preference.objects.create(participant=one, about=ana, rank=1)
            mentee(row, languages=["fr"])
            mentee(a_round())
        computed(row)

    addresses = (LIST, "/admin/matching/participant/", page(row), page(row, "export"))
    more(1)
    team.get(LIST)
    few = [count(team, address) for address in addresses]
    more(2)
    assert [count(team, address) for address in addresses] == few
    assert Participant.objects.count() == 12
