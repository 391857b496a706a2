import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

ME = {
    "display_name": "Ann",
    "introduction": "I build things.",
    "time_zone": "Asia/Tokyo",
    "language": "de",
    "wanted": [],
}


@pytest.fixture
def member(client: Client) -> User:
    user = UserFactory(display_name="Before")
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_me_changes_what_a_member_may_change(client: Client, member: User) -> None:
    answer = client.post(reverse("accounts:me"), ME)
    assert (answer.status_code, answer["Location"]) == (302, "/de/me/")
    member.refresh_from_db()
    assert (member.display_name, member.introduction, member.time_zone, member.language) == (
        "Ann",
        "I build things.",
        "Asia/Tokyo",
        "de",
    )
    assert "feedback_received" in member.muted_notices


@pytest.mark.django_db
def test_member_chooses_how_times_are_written(client: Client, member: User) -> None:
    for clock in ("12", ""):
        client.post(reverse("accounts:me"), ME | {"clock": clock})
        member.refresh_from_db()
        assert member.clock == clock
    assert client.post(reverse("accounts:me"), ME | {"clock": "13"}).status_code == 400


@pytest.mark.django_db
def test_optional_mails_are_chosen(client: Client, member: User) -> None:
    client.post(reverse("accounts:me"), ME | {"wanted": ["feedback_received"]})
    member.refresh_from_db()
    assert "feedback_received" not in member.muted_notices


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["Europe/Kyiv", "Asia/Calcutta", "US/Eastern"])
def test_old_name_of_a_zone_is_kept(client: Client, member: User, alias: str) -> None:
    User.objects.update(time_zone=alias)
    assert client.post(reverse("accounts:me"), ME | {"time_zone": alias}).status_code == 302
    member.refresh_from_db()
    assert member.time_zone == alias


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"display_name": ""},
        {"display_name": "x" * 100},
        {"introduction": "x" * 601},
        {"wanted": ["booking_confirmed_to_everybody"]},
        {"display_name": "a\x00b"},
        {"display_name": "<script>x()</script>"},
        {"display_name": "Win at https://evil.example"},
        {"display_name": "\u202egnirts"},
        {"display_name": "\u200b\u200b\u200b"},
        {"display_name": "Ann\u2063Lee"},
        {"display_name": "-- 42 --"},
    ],
)
def test_bad_input_changes_nothing(client: Client, member: User, change: dict) -> None:
    answer = client.post(reverse("accounts:me"), ME | change)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    member.refresh_from_db()
    assert (member.display_name, member.time_zone) == ("Before", "Europe/Berlin")


@pytest.mark.django_db
def test_html_in_the_introduction_stays_text(client: Client, member: User) -> None:
    client.post(reverse("accounts:me"), ME | {"introduction": "<b>Ann</b><script>x()</script>"})
    page = client.get(reverse("accounts:me")).content.decode()
    assert "<script>x()" not in page
    assert "&lt;script&gt;x()" in page


@pytest.mark.django_db
def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("accounts:me"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Mei-Ling O’Neil", "علی\u200cرضا", "José", "Å. Ö.", 'A;B, C: "D"'])
def test_name_of_any_writing_is_kept(client: Client, member: User, name: str) -> None:
    assert client.post(reverse("accounts:me"), ME | {"display_name": name}).status_code == 302
    member.refresh_from_db()
    assert member.display_name == name
