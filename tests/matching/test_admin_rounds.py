"""Rounds as the team sees them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matching.models import Exclusion, Pair, Participant, Preference, Role, Round, RoundState
from notifications.models import Notice
from outbox.services import drain
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.matching.rounds import CLOSES, NOW, a_round, at_noon, computed, join, mentee, mentor, pairs, proposed
from tests.pages import signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "at_noon")]
__all__ = ["at_noon"]  # the fixture
LIST = "/admin/matching/round/"


@pytest.fixture
def team() -> Client:
    return signed_in(staff("Club team"))


def page(row: Round, verb: str = "change") -> str:
    return f"{LIST}{row.pk}/{verb}/"


def test_team_opens_a_round(team: Client) -> None:
    said = {"name": "Spring", "about": "For all", "closes_at_0": "2026-06-15", "closes_at_1": "12:00"}
    answer = team.post(f"{LIST}add/", said)
    assert answer.status_code == 302
    row = Round.objects.get()
    assert (row.name, row.state, row.made_by) == ("Spring", RoundState.OPEN, answer.wsgi_request.user)
    answer = team.post(f"{LIST}add/", said | {"closes_at_0": "2026-05-15"})
    assert "choose a time in the future" in answer.content.decode()


def test_team_computes_sees_progress_and_confirms(team: Client) -> None:
    topic = TopicFactory(name="Sourdough")
    row = a_round()
    mentee(row, topics=[topic]), mentor(row, topics=[topic])
    left = mentee(row, languages=["fr"])
    answer = team.post(page(row, "compute"), follow=True).content.decode()
    assert 'http-equiv="refresh"' in answer
    assert "<progress" in answer
    drain(now=NOW)
    answer = team.get(page(row)).content.decode()
    assert 'http-equiv="refresh"' not in answer
    assert "Topics in common: Sourdough." in answer
    assert left.member.display_name in answer
    assert "No one shares a language with them." in answer
    assert not Notice.objects.exists()
    answer = team.post(page(row, "confirm"), follow=True).content.decode()
    assert "Both people of each pair are asked." in answer
    assert Notice.objects.filter(kind="round_pair").count() == 2
    answer = team.post(page(row, "confirm"), follow=True).content.decode()
    assert "sent already" in answer


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
    drain(now=NOW)
    assert (one.pk, pair.mentor_id) not in pairs(row)
    said = {"mentee": one.member.email.upper(), "mentor": pair.mentor.member.email}
    assert team.post(page(row, "pair"), said).status_code == 302
    drain(now=NOW)
    assert (one.pk, pair.mentor_id) in pairs(row)
    assert len(pairs(row)) == 2
    assert two.pk in dict(pairs(row))
    for wrong in ("", "x", one.uuid):
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


def test_people_are_imported_by_their_addresses(team: Client) -> None:
    row, one, ana = a_round(), UserFactory(), MentorFactory().user
    already = join(row, ana, Role.MENTOR)
    answer = upload(team, row, f"Email,role,capacity\n{one.email.upper()},Mentee,\n{ana.email},mentor,4\n")
    assert "2 people are in." in answer
    assert set(row.participants.values_list("member", "role", "capacity")) == {
        (one.pk, "mentee", 1),
        (ana.pk, "mentor", 4),
    }
    assert row.participants.get(role="mentor").pk == already.pk


def test_wrong_lines_are_named_and_no_one_is_imported(team: Client) -> None:
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
    assert not row.participants.exists()
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
    _names, pair, alone = answer.content.decode().splitlines()
    paired = ana if Pair.objects.get().mentor == ana else left
    assert pair.startswith(f"'=HYPERLINK(1),{one.member.email},{paired.member.display_name},{paired.member.email},0,")
    assert "There were enough mentors without them." in alone


def test_withdrawn_and_sent_rounds_cannot_be_changed(team: Client) -> None:
    pair = proposed(a_round())
    answer = team.get(page(pair.round)).content.decode()
    assert "Compute" not in answer
    assert "no answer yet / no answer yet" in answer
    answer = team.post(page(pair.round, "compute"), follow=True).content.decode()
    assert "can’t be changed any more" in answer
    answer = team.post(page(pair.round, "apart"), {"pair": pair.uuid}, follow=True).content.decode()
    assert "can’t be changed any more" in answer
    answer = team.post(page(pair.round, "withdraw"), follow=True).content.decode()
    assert "The round is withdrawn." in answer
    assert "over already" in team.post(page(pair.round, "withdraw"), follow=True).content.decode()


def test_pages_are_the_teams(team: Client) -> None:
    row = computed_round()
    for role in ("helper", "Vetting"):
        client = signed_in(staff(role))
        for address in (LIST, page(row), page(row, "export")):
            assert client.get(address).status_code == 403
        for verb in ("compute", "confirm", "withdraw", "pair", "import"):
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
