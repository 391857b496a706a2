import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from meetings.providers.registry import PROVIDERS
from notifications.models import Notice
from tests.factories import UserFactory
from tests.pages import markup

MESSAGE = {
    "name": "Ann",
    "email": "ann@example.org",
    "subject": "Hello",
    "message": "How do I change my topics?",
    "website": "",
}
PAGES = ("home", "about", "help", "contact", "conduct", "privacy", "imprint")


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_page_is_public_in_both_languages(client: Client, name: str, language: str) -> None:
    with translation.override(language):
        address = reverse(f"pages:{name}")
    answer = client.get(address)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer.headers["Content-Security-Policy"].count("unsafe") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("", {"/": ["> Free mentoring <", "been there, free of charge."], "/de/": ["> Kostenloses Mentoring <"]}),
        ("2020", {"/": ["> Free mentoring, since 2020 <", "Free since 2020."], "/de/": ["Kostenlos seit 2020."]}),
    ],
)
def test_pages_say_since_when_the_club_exists_if_the_operator_does(
    client: Client, settings: LazySettings, since: str, said: dict[str, list[str]]
) -> None:
    settings.CLUB_SINCE = since
    for address, texts in said.items():
        page = markup(client.get(address))
        assert [text for text in texts if text not in page] == []
        assert ("2020" in page) == bool(since)


@pytest.mark.django_db
def test_message_reaches_the_team_and_can_be_answered(client: Client) -> None:
    answer = client.post(reverse("pages:contact"), MESSAGE)
    assert answer.status_code == 302
    notice = Notice.objects.get()
    assert (notice.kind, notice.address) == ("contact", "team@example.org")
    assert notice.data == {
        "name": "Ann", "email": "ann@example.org", "subject": "Hello", "message": MESSAGE["message"], "language": "en",
    }  # fmt: skip


@pytest.mark.django_db
def test_members_need_not_enter_their_name(client: Client) -> None:
    user = UserFactory(email="ben@example.org", display_name="Ben")
    client.force_login(user)
    client.post(reverse("pages:contact"), {"subject": "Hello", "message": "How do I change my topics?"})
    assert (Notice.objects.get().data["name"], Notice.objects.get().data["email"]) == ("Ben", "ben@example.org")


@pytest.mark.django_db
def test_robot_is_thanked_and_ignored(client: Client) -> None:
    assert client.post(reverse("pages:contact"), MESSAGE | {"website": "https://spam.example"}).status_code == 302
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"message": "short"},
        {"message": "x" * 4001},
        {"message": "x" * 900_000},
        {"email": "ann@example.org\nBcc: all@example.org"},
        {"email": "nonsense"},
        {"subject": ""},
        {"name": "\x00"},
    ],
)
def test_invalid_message_gets_a_clear_error_and_keeps_what_was_typed(client: Client, change: dict[str, str]) -> None:
    answer = client.post(reverse("pages:contact"), MESSAGE | change)
    assert answer.status_code == 400
    assert "form" in answer.context
    assert answer.context["form"].errors
    assert answer.context["form"]["name"].value() == (MESSAGE | change)["name"]
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_message_that_is_too_large_is_refused_kindly(client: Client) -> None:
    answer = client.post(reverse("pages:contact"), MESSAGE | {"message": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "make it smaller" in answer.content.decode()
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_upload_to_a_form_without_files_is_refused_before_it_is_parsed(client: Client) -> None:
    file = SimpleUploadedFile("film.mp4", b"x" * 9_000_000)
    answer = client.post(reverse("pages:contact"), MESSAGE | {"file": file})
    assert (answer.status_code, "make it smaller" in answer.content.decode()) == (413, True)
    assert not answer.wsgi_request.FILES
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_unknown_host_is_refused_and_not_repeated(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, "evil" in answer.content.decode()) == (400, False)


@pytest.mark.django_db
def test_sixth_message_within_an_hour_waits(client: Client) -> None:
    answers = [client.post(reverse("pages:contact"), MESSAGE).status_code for _ in range(6)]
    assert answers == [302] * 5 + [400]
    assert Notice.objects.count() == 5


@pytest.mark.django_db
def test_zone_is_remembered_in_a_cookie_and_used(client: Client) -> None:
    answer = client.post(reverse("pages:zone"), {"zone": "Pacific/Auckland", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert client.get("/help/").context["ZONE_NAME"] == "Pacific/Auckland"


@pytest.mark.django_db
def test_zone_is_found_by_a_city_and_stored_by_its_name(client: Client) -> None:
    client.post(reverse("pages:zone"), {"zone": "Nairobi · UTC+3"})
    assert client.cookies["zone"].value == "Africa/Nairobi"


@pytest.mark.django_db
def test_members_zone_is_stored_in_the_account(client: Client) -> None:
    user = UserFactory(time_zone="Europe/Berlin")
    client.force_login(user)
    client.post(reverse("pages:zone"), {"zone": "Africa/Nairobi"})
    user.refresh_from_db()
    assert user.time_zone == "Africa/Nairobi"


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc", "x" * 5000, "\x00"])
def test_unknown_zone_is_refused(client: Client, zone: str) -> None:
    client.post(reverse("pages:zone"), {"zone": zone})
    assert "zone" not in client.cookies
    assert client.get("/help/").context["ZONE_NAME"] == "Europe/Berlin"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "evil",
        "account_logout",
        "?evil",
        "//[",
        "http://[",
        "http://testserver@evil.example/",
    ],
)
def test_zone_form_redirects_nowhere_else(client: Client, target: str) -> None:
    answer = client.post(reverse("pages:zone"), {"zone": "UTC", "next": target}, headers={"referer": target})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_forged_cookie_changes_nothing(client: Client) -> None:
    client.cookies["zone"] = "../../etc/passwd"
    assert client.get("/help/").context["ZONE_NAME"] == "Europe/Berlin"


@pytest.mark.django_db
def test_form_without_csrf_token_gets_the_clubs_page() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("pages:contact"), MESSAGE)
    assert answer.status_code == 403
    assert 'class="masthead' in answer.content.decode()
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_404_is_the_clubs_page(client: Client) -> None:
    answer = client.get("/de/gibt-es-nicht/")
    assert answer.status_code == 404
    assert 'class="masthead' in answer.content.decode()


@pytest.mark.parametrize("path", ["/privacy/", "/de/privacy/"])
def test_privacy_page_names_who_is_really_set_up(client: Client, settings: LazySettings, path: str) -> None:
    settings.JITSI_URL, settings.ZOOM_ACCOUNT_ID = "", "account"
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    services = ("Zoom", "Jitsi", "Postmark", "Google Calendar", "Sentry (errors.example.org)", "club-photos")
    page = client.get(path).content.decode()
    assert [name in page for name in services] == [True, False, True, False, False, False]
    settings.GOOGLE_CALENDAR, settings.S3_BUCKET = True, "club-photos"
    settings.SENTRY_DSN = "https://key@errors.example.org/1"
    page = client.get(path).content.decode()
    assert [name in page for name in services] == [True, False, True, True, True, True]


@pytest.mark.parametrize("path", ["/help/", "/de/help/"])
@pytest.mark.django_db
def test_pages_name_every_provider_of_meetings(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert [each.title for each in PROVIDERS.values() if each.title not in page] == []
    assert ("oder Jitsi" if "/de/" in path else "or Jitsi") in page
