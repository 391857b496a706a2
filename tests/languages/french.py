"""The club with a third language, walked from its first page to its mails; `test_third_language` starts it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from core import clock
from mentors.models import Category
from mentors.services.profiles import index
from notifications.mail_content import kinds
from notifications.services import deliver
from tests.architecture.expectations import ADDRESSES
from tests.architecture.test_urls import client_of, is_accounts, is_admin, path_of
from tests.architecture.walking import addresses
from tests.architecture.world import NOW, ROLES, World, make_world, store_photo
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.languages.french_texts import TEXTS
from tests.notifications import samples

pytestmark = pytest.mark.django_db
ALTERNATES = re.compile(r'<link\s+rel="alternate"\s+hreflang="(.*?)"\s+href="(.*?)"')
MENU = re.compile(
    r'<a\s+class="masthead__link masthead__language"\s+href="(.*?)"\s+hreflang="(.*?)"[^>]*aria-label="(.*?)"'
)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.fixture
def world(settings: LazySettings, tmp_path: Path) -> World:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = str(tmp_path)
    clock.move_to(NOW)
    store_photo()
    return make_world()


def pages(world: World, role: str, paths: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Whole pages that a role is shown, by name; nothing breaks on the way."""
    client = client_of(world, role)
    for name, path in paths.items():
        assert path.startswith("/fr/"), name
        with translation.override("fr"):
            answer = client.get(path)
        assert answer.status_code < 500, name
        if answer.status_code == 200 and "<html" in (text := answer.content.decode(errors="replace")):
            yield name, text


def paths_of(world: World, wanted: Any) -> dict[str, str]:
    return {each.name: path_of(each, world) for each in addresses() if each.in_languages and wanted(each)}


NO_WHOLE_PAGES = {
    "bookings:invite", "conversations:new", "data_protection:download", "directory:complete", "directory:openings",
    "directory:topic_picture",
}  # fmt: skip


@pytest.mark.parametrize("role", ["stranger", "mentee", "mentor"])
def test_pages(world: World, role: str) -> None:
    paths = paths_of(world, lambda address: not is_admin(address) and not is_accounts(address))
    shown = dict(pages(world, role, paths))
    expected = {name for name in paths if ADDRESSES[name][0].split()[ROLES.index(role)] == "200"}
    assert expected - set(shown) == NO_WHOLE_PAGES & expected
    for name, text in shown.items():
        assert re.findall('<html lang="(.*?)"', text) == ["fr"], name
        assert TEXTS["Skip to content"] in text, name
        assert [(code, label) for _path, code, label in MENU.findall(text)] == [("en", "English"), ("de", "Deutsch")]
    alternates = {name: dict(found) for name, text in shown.items() if (found := ALTERNATES.findall(text))}
    assert alternates.keys() >= {"pages:help", "directory:list", "directory:mentor", "directory:topic"}
    assert ("pages:home" in alternates) == (role == "stranger")  # a member's own home is nobody else's
    for name, found in alternates.items():  # type: ignore[assignment]
        assert set(found) == {"en", "de", "fr", "x-default"}, name
        assert found["en"] == found["x-default"] == found["fr"].replace("/fr/", "/"), name  # type: ignore[call-overload]


@pytest.mark.parametrize("role", ["stranger", "mentee"])
def test_pages_around_signing_in(world: World, role: str) -> None:
    shown = dict(pages(world, role, paths_of(world, is_accounts)))
    assert len(shown) > 5
    assert {name for name, text in shown.items() if '<html lang="fr"' not in text} == set()


def test_admin(world: World) -> None:
    shown = dict(pages(world, "admin", paths_of(world, is_admin)))
    assert len(shown) > 40
    assert {name for name, text in shown.items() if '<html lang="fr"' not in text} == set()


def test_other_pages_offer_it(client: Client) -> None:
    text = client.get("/").content.decode()
    assert ("http://localhost:8000/fr/", "fr", "Français") in MENU.findall(text)
    client.force_login(UserFactory())
    assert '<option value="fr">Français</option>' in client.get("/me/").content.decode()
    assert "http://localhost:8000/fr/topics/" in client.get("/sitemap-pages.xml").content.decode()
    assert "Disallow: /fr/bookings/" in client.get("/robots.txt").content.decode()


def test_topics_are_french_where_they_have_a_name_and_english_where_not(client: Client) -> None:
    bread = TopicFactory(name="Bread", name_fr="Pain", slug="bread", category__name="Baking", category__slug="baking")
    cakes = TopicFactory(name="Cakes", name_de="Kuchen", category=bread.category)
    amara = MentorFactory(slug="amara", topics=[bread, cakes])
    index(amara)
    for path in ("topics/", "topics/bread/", "mentors/", "mentors/?topic=bread", "mentors/amara/", "mentors/?q=pains"):
        text = client.get(f"/fr/{path}").content.decode()
        assert "amara" in text or path == "topics/"
        assert ("Pain" in text, "Cakes" in text, "Bread" in text, "Kuchen" in text) == (True, True, False, False), path
    assert "Baking" in client.get("/fr/topics/").content.decode()


def test_team_gives_the_names(client: Client, settings: LazySettings) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    client.force_login(UserFactory(staff=True))
    form = {"slug": "baking", "name": "Baking", "name_de": "Backen", "position": "1"}
    form |= {"description_fr": "Le pain.", "group": "work", "icon": "sun"}
    refused = client.post("/admin/mentors/category/add/", form)
    assert set(refused.context["adminform"].form.errors) == {"name_fr"}
    assert "Name (Français)" in refused.content.decode()
    client.post("/admin/mentors/category/add/", form | {"name_fr": "Boulangerie"})
    assert Category.objects.get().i18n == {
        "name_de": "Backen", "name_fr": "Boulangerie", "description_fr": "Le pain."
    }  # fmt: skip
    with translation.override("fr"):
        assert str(Category.objects.get(name_i18n="Boulangerie")) == "Boulangerie"
    assert "Boulangerie" in client.get("/admin/mentors/category/?q=boulang").content.decode()


def test_notices() -> None:
    rows = samples.notices(language="fr")
    assert sorted(row.kind for row in rows) == sorted(kinds)
    for row in rows:
        deliver(row.uuid, now=samples.NOW)
    spoken = [re.findall(r'<html lang="(.*?)"', str(message.alternatives[0].content)) for message in mail.outbox]
    assert spoken == [["fr"]] * len(kinds)
    assert TEXTS["Your password has changed"] in {message.subject for message in mail.outbox}
    assert all("/fr/" in message.body for message in mail.outbox)


def test_no_migration_is_needed() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
