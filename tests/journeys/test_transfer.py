"""A volunteer moves a club in: columns that no one could guess, a topic with a slip of the pen, and an undo."""

from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import expect

from mentors.models import Mentor, MentorStatus
from tests.factories import TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.transfer.tables import csv_of

ROWS = (
    ["Kontakt", "Wer", "Womit", "Notiz"],
    ["jule@moved.example.org", "Jule Groß", "Sauerteigg", "x"],
    ["", "Niemand", "Sourdough", "y"],
)


def test_table_is_imported_with_corrections_and_undone(working_club: Stack, new_page: NewPage, tmp_path: Path) -> None:
    topic = TopicFactory(name="Sourdough", name_de="Sauerteig", slug="sourdough-moved")
    table = tmp_path / "alte-mentoren.csv"
    table.write_bytes(csv_of(*ROWS, encoding="cp1252"))
    staff = UserFactory(staff=True)
    TOTP.activate(staff, generate_totp_secret())
    page = new_page(width=1280)
    sign_in(page, staff)

    # The upload is read by a worker, and the page follows by itself.
    page.goto("/admin/transfer/batch/add/")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible(timeout=20_000)

    # Two columns are matched by hand.
    page.get_by_label("Wer").select_option(label="name")
    page.get_by_label("Womit").select_option(label="topics")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="Words that aren’t topics here")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("It’s needed, and this row has none.")).to_be_visible()
    assert not Mentor.objects.filter(user__email="jule@moved.example.org").exists()

    # The nearest topic is the right one.
    page.get_by_label("Sauerteigg (1)").select_option(value="sourdough-moved")
    page.get_by_role("button", name="Use these topics").click()
    expect(page.get_by_role("button", name="Import these rows")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Words that aren’t topics here")).to_have_count(0)
    page.get_by_role("button", name="Import these rows").click()
    expect(page.get_by_text("The import is done.")).to_be_visible(timeout=20_000)
    jule = Mentor.objects.get(user__email="jule@moved.example.org")
    assert (jule.user.display_name, jule.status, list(jule.topics.all())) == (
        "Jule Groß",
        MentorStatus.HIDDEN,
        [topic],
    )
    assert working_club.emails_to("jule@moved.example.org") == []

    # It was the wrong table after all.
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("1 row is undone.")).to_be_visible(timeout=20_000)
    assert not Mentor.objects.filter(user__email="jule@moved.example.org").exists()
