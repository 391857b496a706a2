"""What pages weigh on their way to a phone: `python -m bench.weights http://localhost:8000` asks a club of `make demo`.

A Chromium of 390 px in the club's time zone reads each page twice, first with an empty cache, through a Caddy that
compresses as docker/Caddyfile does. Counted is what Caddy sent, by its own log: every request, without the headers.
Left out is what comes after the page and once for all of them, the service worker and its page without a network.
Fails if a first visit has a second document, more than REQUESTS, or more than KILOBYTES in all. Photos load as one
scrolls, so their number depends on the browser: chromium-headless-shell looks further ahead than those of readers do.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.ports import free_port
from tests.run import find_browser

REQUESTS, KILOBYTES = 10, 70
QUIET = 1.5  # seconds after the last request in which another may begin
CADDYFILE = """
{{
	admin off
	persist_config off
	auto_https off
}}
http://localhost:{port} {{
	log {{
		output file {log}
	}}
	encode zstd gzip
	reverse_proxy {club}
}}
"""
TIME = "a[href*='/book/?type=']"
# Each page: its name, whose it is, its address, and the link to follow from there, if it's known by no address.
PAGES = (
    ("home", "", "/", ()),
    ("mentors", "", "/mentors/", ()),
    ("a profile", "", "/mentors/", ("h3 a[href^='/mentors/']",)),
    ("book", "", "/mentors/", ("h3 a[href^='/mentors/']", TIME)),
    ("topics", "", "/topics/", ()),
    ("a topic", "", "/topics/", ("main a[href^='/topics/']",)),
    ("help", "", "/help/", ()),
    ("apply", "", "/apply/", ()),
    ("sign in", "", "/accounts/login/", ()),
    ("enter the code", "", "/accounts/login/", ()),
    ("home", "mentee", "/", ()),
    ("bookings", "mentee", "/bookings/", ()),
    ("a booking", "mentee", "/bookings/", ("main h3 a[href^='/bookings/']",)),
    ("account", "mentee", "/me/", ()),
    ("desk", "mentor", "/desk/", ()),
    ("hours", "mentor", "/desk/hours/", ()),
    ("feedback", "mentor", "/desk/feedback/", ()),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What Caddy sent during it: (path, type, bytes) of each response."""

    sent: list[tuple[str, str, int]]

    @property
    def documents(self) -> int:
        return sum(kind.startswith("text/html") for _path, kind, _size in self.sent)

    @property
    def photos(self) -> int:
        return sum(path.startswith("/media/") for path, _kind, _size in self.sent)

    @property
    def kilobytes(self) -> float:
        return sum(size for _path, _kind, size in self.sent) / 1000


def main() -> str | None:
    club = sys.argv[1].rstrip("/")
    over = []
    _say("| page | of | documents | requests | of them photos | KB | requests again | KB again |")
    _say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with proxy(club) as (address, log), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        for name, role, path, links in PAGES:
            first, again = visits(
                browser, club, address, log, role=role, path=path, links=links, code=name.endswith("code")
            )
            _say(
                f"| {name} | {role or 'visitor'} | {first.documents} | {len(first.sent)} | {first.photos} "
                f"| {first.kilobytes:.1f} | {len(again.sent)} | {again.kilobytes:.1f} |"
            )
            if first.documents != 1 or len(first.sent) > REQUESTS or first.kilobytes > KILOBYTES:
                over.append(f"{name} ({role or 'visitor'})")
        browser.close()
    return f"Over the budget: {', '.join(over)}" if over else None


@contextmanager
def proxy(club: str) -> Iterator[tuple[str, Path]]:
    """A Caddy in front of the club: its address and its log."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log, config = Path(folder) / "log", Path(folder) / "Caddyfile"
        config.write_text(CADDYFILE.format(port=port, log=log, club=club.removeprefix("http://")))
        command = [str(Path(sys.executable).parent / "caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]
        caddy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(3)
        try:
            yield f"http://localhost:{port}", log
        finally:
            caddy.terminate()
            caddy.wait()


def visits(
    browser: Browser,
    club: str,
    address: str,
    log: Path,
    *,
    role: str,
    path: str,
    links: tuple[str, ...],
    code: bool,
) -> tuple[Visit, Visit]:
    """A first visit to the page, and the next. The way there is another browser's, with a cache of its own."""
    settings: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "timezone_id": "Europe/Berlin"}
    guide = browser.new_context(**settings, base_url=club, java_script_enabled=False)
    page = guide.new_page()
    if role:
        sign_in(page, f"{role}@example.org")
    page.goto(path)
    for link in links:
        page.goto(page.locator(link).first.get_attribute("href") or "")
    if code:
        page.locator("main input[name=login]").fill(f"{time.time_ns()}@example.org")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/code/**")
    cookies = [cookie for cookie in guide.cookies() if role or code]  # of localhost, whatever the port
    target = page.url.replace(club, address)
    guide.close()
    reader = browser.new_context(**settings)
    reader.add_cookies(cookies)  # type: ignore[arg-type]
    page = reader.new_page()
    first, again = visit(page, target, log), visit(page, target, log)
    reader.close()
    return first, again


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("main input[name=login]").fill(email)
    page.get_by_text("I have a password").click()
    page.locator("main input[name=password]").fill("a good hour")
    page.get_by_role("button", name="Sign in with the password").click()
    page.wait_for_url(re.compile(r"^(?!.*/accounts/)"))


def visit(page: Page, target: str, log: Path) -> Visit:
    """Open the page and wait until nothing more comes."""
    page.goto("about:blank")
    time.sleep(QUIET)
    before = log.read_text().count("\n") if log.exists() else 0
    page.goto(target, wait_until="load")
    lines, seen = before, -1
    while lines != seen:
        seen = lines
        time.sleep(QUIET)
        lines = log.read_text().count("\n")
    sent = []
    for line in log.read_text().splitlines()[before:]:
        entry = json.loads(line)
        uri, kind = entry["request"]["uri"], entry["resp_headers"].get("Content-Type", [""])[0]
        referrer = entry["request"]["headers"].get("Referer", [""])[0]
        if not re.search(r"/service-worker\.js|/offline/", uri + referrer):
            sent.append((uri, kind, entry["size"]))
    return Visit(sent)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
