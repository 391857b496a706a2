"""The moving picture of the README: `python -m demo.tour`, while `make demo` runs.

A visitor on a phone types a sentence, finds a mentor, picks a time and has it booked. Every frame is a screenshot of
the club at `SITE_URL` (default http://localhost:8000); the code comes from its mailbox. Playwright needs a Chromium,
which can be named in `CHROMIUM`.
"""

import os
import re
import secrets
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

CLUB = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "tour.webp"
SCREEN = {"width": 390, "height": 844}
SCALE = 1.5  # pixels of the picture for one of the page
MOST_BYTES = 2_000_000
SENTENCE = "negotiating my first salary"
TOPIC = "I have an offer and no idea what to ask for. How do I name a number without losing it?"
LETTERS_A_FRAME = 3
TYPING, MOVING, SHORT, LONG, END = 90, 70, 900, 1600, 3000  # milliseconds that a frame is shown
POINT = """(place) => {
  const dot = document.createElement("div");
  Object.assign(dot.style, {
    position: "fixed", left: `${place.x - 22}px`, top: `${place.y - 22}px`, width: "44px", height: "44px",
    borderRadius: "50%", background: "rgb(180 80 27 / 45%)", border: "2px solid #b4501b", zIndex: 9999,
  });
  document.body.append(dot);
  setTimeout(() => dot.remove(), 600);
}"""


class Film:
    """Screenshots of a page in a row, each with how long it is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Image.Image] = []
        self.times: list[int] = []

    def shoot(self, milliseconds: int) -> None:
        shot = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        if self.frames and shot == self.frames[-1]:
            self.times[-1] += milliseconds
            return
        self.frames.append(shot)
        self.times.append(milliseconds)

    def type(self, field: Locator, text: str, *, letters: int = LETTERS_A_FRAME) -> None:
        self.show(field)
        field.focus()
        for start in range(0, len(text), letters):
            self.page.keyboard.insert_text(text[start : start + letters])
            self.shoot(TYPING)

    def tap(self, target: Locator) -> None:
        """Point at something for a moment, then press it."""
        self.show(target)
        box = _place(target)
        self.page.evaluate(POINT, {"x": box["x"] + min(box["width"] / 2, 120), "y": box["y"] + box["height"] / 2})
        self.shoot(SHORT // 2)
        target.click()
        self.page.wait_for_load_state("networkidle")

    def show(self, target: Locator) -> None:
        """Scroll to something, in a few frames, unless it is in sight."""
        box = _place(target)
        away = box["y"] + box["height"] / 2 - SCREEN["height"] * 0.6
        if 0 <= box["y"] <= SCREEN["height"] - 120:
            return
        for _ in range(6):
            self.page.mouse.wheel(0, away / 6)
            self.page.wait_for_timeout(120)
            self.shoot(MOVING)

    def save(self, path: Path) -> None:
        for quality in (80, 65, 50, 35):
            self.frames[0].save(
                path,
                save_all=True,
                append_images=self.frames[1:],
                duration=self.times,
                loop=0,
                quality=quality,
                method=6,
                minimize_size=True,
            )
            if path.stat().st_size <= MOST_BYTES:
                return
        raise SystemExit(f"{path} has {path.stat().st_size:,} bytes, more than {MOST_BYTES:,}.")


def _place(target: Locator) -> dict[str, float]:
    place: dict[str, float] = target.evaluate("(element) => element.getBoundingClientRect().toJSON()")
    return place


def walk(film: Film) -> None:
    """From a sentence to a booking."""
    page = film.page
    email = f"tour-{secrets.token_hex(4)}@example.org"
    page.goto(f"{CLUB}/")
    page.wait_for_load_state("networkidle")
    film.shoot(LONG)
    film.type(page.locator("main input[name=q]"), SENTENCE)
    film.shoot(SHORT)
    film.tap(page.locator("main form[role=search] button").first)
    film.shoot(LONG)
    film.tap(page.locator(".mentor-card__name a").first)
    film.shoot(LONG)
    film.tap(page.locator("a.soonest__time").first)
    film.shoot(SHORT)
    film.type(page.locator("textarea[name=topic]"), TOPIC, letters=2 * LETTERS_A_FRAME)
    film.shoot(SHORT)
    film.tap(page.locator("main form:has(textarea[name=topic]) button[type=submit]").last)
    film.shoot(SHORT)
    form = page.locator("main form:has(input[name=email])")
    film.type(form.locator("input[name=email]"), email, letters=2 * LETTERS_A_FRAME)
    film.type(form.locator("input[name=display_name]"), "Robin Fields", letters=2 * LETTERS_A_FRAME)
    form.locator("input[name=old_enough]").check()
    film.shoot(SHORT)
    film.tap(form.locator("button[type=submit]"))
    film.shoot(SHORT)
    code = code_for(page, email)
    film.type(page.locator("main input[name=code]").first, code, letters=2)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    film.shoot(END)


def code_for(page: Page, email: str) -> str:
    """The code in the newest email to an address, once it is in the mailbox."""
    with page.context.new_page() as mailbox:
        for _ in range(60):
            mailbox.goto(f"{CLUB}/mailbox/?to={email}")
            newest = mailbox.locator(".mailbox__subject").first
            if newest.count():
                newest.click()
                text = mailbox.locator("pre").text_content() or ""
                return str(re.findall(r"^ *(\d{6})\s*$", text, re.MULTILINE)[0])
            mailbox.wait_for_timeout(500)
    raise SystemExit("No code came. Do the workers run?")


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--disable-gpu", "--no-sandbox"],
        )
        context = browser.new_context(
            viewport=SCREEN,  # type: ignore[arg-type]
            device_scale_factor=SCALE,
            has_touch=True,
            is_mobile=True,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            color_scheme="light",
            reduced_motion="reduce",
        )
        film = Film(context.new_page())
        walk(film)
        browser.close()
    film.save(PICTURE)
    seconds = sum(film.times) / 1000
    sys.stdout.write(f"{PICTURE}: {len(film.frames)} frames, {seconds:.0f} s, {PICTURE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
