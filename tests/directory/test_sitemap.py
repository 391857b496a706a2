"""What search engines may read, followed from the index as they follow it."""

from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from directory import sitemap
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import queries
from tests.factories import TopicFactory

Listed = Callable[..., Mentor]
ROOT = "http://localhost:8000"


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response["Content-Type"] == "application/xml"
    tree = ET.fromstring(response.content)  # noqa: S314  # the page is our own
    return [str(element.text) for element in tree.iter(f"{{{sitemap.NAMESPACE}}}loc")]


def crawled(client: Client) -> list[list[str]]:
    """The addresses in each file of the index."""
    return [locations(client, urlsplit(file).path) for file in locations(client, "/sitemap.xml")]


def test_every_public_page_is_in_one_file_in_each_language(
    client: Client, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "IN_ONE_FILE", 2)
    shown = [listed(slug=f"mentor-{number}", topics=[]) for number in range(5)]
    listed(slug="paused", status=MentorStatus.PAUSED)
    TopicFactory(slug="forms")
    pages, *files = crawled(client)
    assert {f"{ROOT}/", f"{ROOT}/de/", f"{ROOT}/topics/forms/", f"{ROOT}/de/topics/forms/"} <= set(pages)
    found = [address for file in files for address in file]
    assert sorted(found) == sorted(f"{ROOT}{at}/mentors/{row.slug}/" for row in shown for at in ("", "/de"))
    assert len(files) == len({row.pk // 2 for row in shown})


def test_file_names_each_language_of_a_page(client: Client, listed: Listed) -> None:
    mentor = listed(slug="amara")
    text = client.get(f"/sitemap-mentors-{mentor.pk // sitemap.IN_ONE_FILE}.xml").content.decode()
    for code, at in (("en", ""), ("de", "/de")):
        assert text.count(f'hreflang="{code}" href="{ROOT}{at}/mentors/amara/"') == 2
    assert text.count(f"<lastmod>{mentor.changed_at:%Y-%m-%d}</lastmod>") == 2


def test_files_are_kept_for_an_hour(client: Client, listed: Listed) -> None:
    mentor = listed()
    for address in ("/sitemap.xml", "/sitemap-pages.xml", f"/sitemap-mentors-{mentor.pk // sitemap.IN_ONE_FILE}.xml"):
        assert queries(client, address) > 0
        assert queries(client, address) == 0


@pytest.mark.parametrize("part", [7_777, 10**30])
def test_file_without_mentors_does_not_exist(client: Client, db: None, part: int) -> None:
    assert client.get(f"/sitemap-mentors-{part}.xml").status_code == 404


def test_robots_are_sent_to_the_sitemap_and_kept_from_private_rooms(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {ROOT}/sitemap.xml" in text
    assert "Disallow: /de/bookings/" in text
