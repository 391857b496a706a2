"""The manifest, and the service worker that caches the offline page."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

pytestmark = pytest.mark.django_db


def test_manifest_names_existing_icons_with_their_sizes(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["start_url"]) == ("The Mentoring Club", "/")
    for icon in manifest["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(file) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_service_worker_caches_the_page_in_each_language_without_cookies(client: Client) -> None:
    response = client.get("/service-worker.js")
    script = response.content.decode()
    assert response["Content-Type"] == "text/javascript"
    assert '"en": "/offline/"' in script.replace("\\u002D", "-")
    assert '"de": "/de/offline/"' in script
    assert 'credentials: "omit"' in script
    assert "/static/css/app" in script
