"""What browsers are told on every page: ASVS 5.0, 3.2 to 3.4 and 14.3.2; and what an error page says: 16.5.1."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import re_path

from mentoring_club import urls
from tests.architecture.test_urls import client_of, is_admin, ours, path_of, world
from tests.architecture.walking import addresses, undrawn
from tests.architecture.world import World
from tests.check import PRODUCTION

__all__ = ["world"]  # the fixture
ROOT = Path(__file__).resolve().parents[2]
LOOSE = re.compile(r"unsafe-|data:|\*|https?:(?!//)")
EVENTS = re.compile(r"on[a-z]+\Z")


class Inline(HTMLParser):
    """What of a page only a loose policy would let work."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.kind = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.kind = tag if tag == "style" or (tag == "script" and "src" not in given) else ""
        if given.get("type") in ("application/ld+json", "application/json", "speculationrules"):
            self.kind = ""
        self.found += [name for name in given if name == "style" or EVENTS.match(name)]
        self.found += [value for value in given.values() if (value or "").lower().lstrip().startswith("javascript:")]

    def handle_data(self, data: str) -> None:
        if self.kind and data.strip():
            self.found.append(f"<{self.kind}>{data[:40]}")
        self.kind = ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["stranger", "mentee", "mentor"])
def test_every_page_carries_the_policies_and_needs_no_exception(world: World, role: str) -> None:
    """3.4.3 to 3.4.8: content security policy without inline, frames, types, referrer, opener, permissions."""
    client, pages = client_of(world, role), 0
    for address in addresses():
        if is_admin(address):
            continue
        answer = client.get(path_of(address, world))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        policy = answer["Content-Security-Policy"]
        assert not LOOSE.search(policy.replace("blob:", "")), address
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, address
        assert "base-uri 'none'" in policy or "sandbox" in policy, address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "camera=()" in answer["Permissions-Policy"], address
        if answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            reader = Inline()
            reader.feed(content.decode())
            assert reader.found == [], address
            pages += 1
    assert pages > 15


@pytest.mark.django_db
def test_admin_is_framed_by_nobody_and_runs_no_inline_script(world: World) -> None:
    """3.4.3: unfold needs `unsafe-eval` and style attributes; inline scripts stay shut out, on every page."""
    client = client_of(world, "admin")
    for path in ("/admin/", "/admin/accounts/user/", "/admin/mentors/application/"):
        answer = client.get(path)
        assert answer.status_code == 200
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert "'unsafe-inline'" not in policy["script-src"]
        assert policy["frame-ancestors"] == "'none'"
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_pages_of_members_are_kept_by_no_cache(world: World) -> None:
    """14.3.2: what a member sees stays in no shared or private cache; what visitors see varies by cookie."""
    client = client_of(world, "mentee")
    for address in addresses():
        path = path_of(address, world)
        if address.route.startswith(("media/", "health/", "metrics", "favicon", "manifest", "service-worker")):
            continue
        if address.name in (
            "club_picture",
            "mentor_picture",
            "directory:topic_picture",
        ):  # the same for all, and public
            continue
        with undrawn():  # what is on the page tells caches nothing
            answer = client.get(path)
        if address.name in ("calendar:feed", "robots") or address.name.startswith("sitemap"):
            continue
        if address.name.endswith("jsi18n"):
            continue
        b"".join(answer)  # a copy of one's own data is a file that is open until it's read
        control = answer.get("Cache-Control", "")
        assert "no-store" in control, address
        assert "public" not in control, address
        assert "Cookie" in answer.get("Vary", ""), address


HOSTILE_ERROR = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
from django.test import Client
from django.urls import path
from django.contrib.auth.decorators import login_not_required

@login_not_required
def broken(request):
    hidden = "a-secret-of-the-view"
    raise ValueError("secret-in-the-message " + settings.SECRET_KEY)

import mentoring_club.urls as urls
urls.urlpatterns.insert(0, path("broken/", broken))
client = Client(raise_request_exception=False, headers={"host": "club.example.org", "x-forwarded-proto": "https"})
answer = client.get("/broken/")
print(answer.status_code)
for name, value in answer.items():
    print(f"{name}: {value}")
print(answer.cookies.output())
print(answer.content.decode())
plain = Client(headers={"host": "club.example.org"}).get("/help/")
print("PLAIN", plain.status_code, plain.headers["Location"])
for name in dir(settings):
    if name.endswith("_COOKIE_NAME"):
        print(name, getattr(settings, name))
for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE", "DEBUG"):
    print(name, getattr(settings, name))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> "subprocess.CompletedProcess[str]":
    """A page that breaks, with production's settings."""
    import os

    folder = tmp_path_factory.mktemp("production")
    environment = os.environ | PRODUCTION | {"MEDIA_ROOT": str(folder), "STATIC_MANIFEST": "0"}
    for name in ("MAILBOX_DIR", "CLOCK_FILE"):
        environment.pop(name, None)
    environment["DJANGO_SETTINGS_MODULE"] = "mentoring_club.settings"
    command = [sys.executable, "-W", "ignore", "-c", HOSTILE_ERROR]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_error_page_of_production_tells_nothing(production: "subprocess.CompletedProcess[str]") -> None:
    """13.4.2, 16.5.1: no trace, no setting, no secret; not in the page, not in the log."""
    assert production.returncode == 0, production.stderr[-3000:]
    page, log = production.stdout, production.stderr
    assert page.startswith("500\n")
    for secret in (PRODUCTION["SECRET_KEY"], "a-secret-of-the-view", "Traceback", "secret-in-the-message"):
        assert secret not in page
    assert PRODUCTION["SECRET_KEY"] not in log
    assert "ValueError" in log
    assert "DEBUG False" in page


def test_production_insists_on_tls(production: "subprocess.CompletedProcess[str]") -> None:
    """3.3.1, 3.4.1, 12.2.1: a year of HSTS with subdomains, cookies over TLS alone, plain requests sent on."""
    assert "Strict-Transport-Security: max-age=31536000\n" in production.stdout
    assert "PLAIN 301 https://club.example.org/help/" in production.stdout
    for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_SECURE"):
        assert f"{name} True" in production.stdout


def test_cookies_of_production_belong_to_this_host_alone(production: "subprocess.CompletedProcess[str]") -> None:
    """3.3.1, 3.3.3: the prefix keeps other hosts of the domain from setting them."""
    names = dict(re.findall(r"^(\w+)_COOKIE_NAME (.*)$", production.stdout, re.MULTILINE))
    assert {names[name] for name in ("SESSION", "CSRF", "ZONE")} == {
        "__Host-sessionid", "__Host-csrftoken", "__Host-zone",
    }  # fmt: skip


@pytest.mark.django_db
def test_pages_with_a_token_stay_out_of_searches(client: Client, world: World) -> None:
    """Whoever finds the link is let in; also where the token opens nothing."""
    with_token = [address for address in ours() if re.search(r":token>|<token>", address.route)]
    assert {"calendar:feed", "feedback:give"} <= {address.name for address in with_token}
    for address in with_token:
        for path in (path_of(address, world), address.made_up()):
            assert client.get(path)["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" not in client.get("/")


@pytest.mark.django_db
def test_visitors_page_is_not_a_members_page(client: Client, world: World) -> None:
    """14.2.2, 14.3.2: what was drawn for one is given to nobody else: names, language, zone."""
    member = client_of(world, "mentee")
    name = world.people["mentee"].display_name
    for path in ("/", "/mentors/", "/mentors/amara/", "/topics/"):
        assert name not in client.get(path).content.decode()
        assert member.get(path).status_code == 200
        assert name not in Client().get(path).content.decode()
        assert name not in Client().get(path, headers={"HX-Request": "true"}).content.decode()


@login_not_required
def remember(request: HttpRequest) -> HttpResponse:
    """A page whose session is saved after the view, in the middleware."""
    request.session["seen"] = True
    return HttpResponse("Remembered.")


urlpatterns = [re_path("^remember/$", remember), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.mark.django_db
def test_page_keeps_its_policies_when_the_session_cannot_be_saved(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    answer = Client(raise_request_exception=False).get("/remember/")
    assert answer.status_code == 503
    assert "default-src" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
