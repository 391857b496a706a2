"""The pages on which a volunteer imports a table."""

import re
from typing import Any

import pytest
from django.contrib.redirects.models import Redirect
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from structlog.testing import capture_logs

from core import clock
from mentors.models import Mentor
from outbox.services import drain
from tests.architecture.world import old_address
from tests.pages import markup, signed_in
from tests.security.staff import staff
from tests.transfer.tables import ANA, BEN, HEADINGS, NOW, checked, csv_of, some_topics
from transfer.models import Batch, BatchState, TableKind
from transfer.services import uploading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

ADD = "/admin/transfer/batch/add/"


def page_of(batch: Batch) -> str:
    return f"/admin/transfer/batch/{batch.pk}/change/"


def seen_in(answer: Any) -> str:
    """When the rows were checked, as the button to confirm sends it."""
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_table_is_imported_step_by_step_and_each_step_is_logged() -> None:
    some_topics()
    client: Any = signed_in(staff("Administrators"))
    with capture_logs() as lines:
        table = SimpleUploadedFile("alt.csv", csv_of(HEADINGS, ANA, BEN))
        assert client.post(ADD, {"kind": "mentors", "table": table}).status_code == 302
        batch = Batch.objects.get()
        assert "http-equiv" in markup(client.get(page_of(batch)))
        drain(now=clock.now())
        shown = markup(client.get(page_of(batch)))
        assert "such as: Ana Groß" in shown
        batch.refresh_from_db()
        mapping = {f"column_{place}": name for place, name in enumerate(batch.mapping)}
        assert client.post(f"/admin/transfer/batch/{batch.pk}/map/", mapping | {"column_0": ""}).status_code == 400
        client.post(f"/admin/transfer/batch/{batch.pk}/map/", mapping)
        drain(now=clock.now())
        shown = markup(client.get(page_of(batch)))
        assert "Leadershipp (1)" in shown
        seen = seen_in(client.get(page_of(batch)))
        assert shown.index('label="Near it"') < shown.index('value="leadership"') < shown.index('label="Career"')
        client.post(f"/admin/transfer/batch/{batch.pk}/topics/", {"word_0": "leadership"})
        drain(now=clock.now())
        client.post(f"/admin/transfer/batch/{batch.pk}/confirm/", {"seen": seen})
        assert not Mentor.objects.exists()  # what was seen was without the topic
        client.post(f"/admin/transfer/batch/{batch.pk}/confirm/", {"seen": seen_in(client.get(page_of(batch)))})
        drain(now=clock.now())
        assert Mentor.objects.count() == 2
        client.post(f"/admin/transfer/batch/{batch.pk}/undo/")
        drain(now=clock.now())
    assert not Mentor.objects.exists()
    assert "2 rows are undone" in markup(client.get(page_of(batch)))
    steps = [line["event"] for line in lines if line["event"].startswith("transfer.")]
    assert [step for step in steps if step not in ("transfer.read", "transfer.advanced")] == [
        "transfer.uploaded",
        "transfer.mapped",
        "transfer.topics_chosen",
        "transfer.confirmed",
        "transfer.undo_asked",
    ]
    assert "@" not in repr(lines)


def test_file_that_is_no_table_is_refused_in_a_sentence_and_nothing_is_made() -> None:
    client = signed_in(staff("Administrators"))
    client.post(ADD, {"kind": "mentors", "table": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600)})
    drain(now=clock.now())
    batch = Batch.objects.get()
    assert (batch.state, batch.file) == (BatchState.REFUSED, "")
    assert "old Excel" in markup(client.get(page_of(batch)))


@pytest.mark.parametrize("content", [b"ana@example.org;Ana\nben@example.org;Ben\n", b"1;2\n3;4\n"])
def test_file_without_headings_is_refused(content: bytes) -> None:
    client = signed_in(staff("Administrators"))
    client.post(ADD, {"kind": "mentors", "table": SimpleUploadedFile("x.csv", content)})
    drain(now=clock.now())
    assert "no headings" in Batch.objects.get().problem


def test_rows_are_paged_in_the_same_queries_and_filtered(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [[f"m{number}@example.org", f"Mentor {chr(65 + number % 26)}"] for number in range(60)]
    batch = checked(csv_of(["Email", "Name"], *rows, ["", "No one"]))
    client = signed_in(staff("Administrators"))
    client.get(page_of(batch))
    with django_assert_max_num_queries(14):
        shown = markup(client.get(page_of(batch)))
    assert "1 / 3" in shown
    with django_assert_max_num_queries(14):
        assert "refused (1)" in markup(client.get(f"{page_of(batch)}?rows=refused"))
    assert "m59@example.org" in markup(client.get(f"{page_of(batch)}?page=3"))


def test_cells_are_shown_as_text() -> None:
    evil = "<script>alert(1)</script>"
    batch = checked(csv_of(["Email", "Name", "Headline", "Topics", evil], ["a@example.org", "Ana", evil, evil, evil]))
    shown = markup(signed_in(staff("Administrators")).get(page_of(batch)))
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert") >= 5


def test_step_that_someone_else_has_taken_is_explained() -> None:
    batch = checked(csv_of(["Email", "Name"], ["a@example.org", "Ana"]))
    uploading.give_up(batch=batch, by=batch.by, now=NOW)
    client: Any = signed_in(staff("Administrators"))
    shown = markup(client.post(f"/admin/transfer/batch/{batch.pk}/confirm/", follow=True))
    assert "Someone has moved this import on" in shown


def test_old_address_leads_to_the_new_one_and_to_nowhere_else(client: Client) -> None:
    old_address()
    answer: Any = client.get("/old-mentors.php")
    assert (answer.status_code, answer.url) == (301, "/mentors/")
    assert client.get("/older-mentors.php").status_code == 404
    assert client.post("/old-mentors.php").status_code == 404
    form = {"old_path": "https://old.example.org/x.php?id=1", "new_path": "https://evil.example/"}
    team: Any = signed_in(staff("Administrators"))
    assert "leads to another site" in markup(team.post("/admin/redirects/redirect/add/", form))
    team.post("/admin/redirects/redirect/add/", form | {"new_path": "/mentors/"})
    assert Redirect.objects.filter(old_path="/x.php?id=1", new_path="/mentors/").exists()


def test_no_old_address_leads_in_circles() -> None:
    rows = [
        ["Alt", "Neu"],
        ["/mentors/a/", "/mentors/b/"],
        ["/mentors/b", "/mentors/a/"],
        ["/mentors/c/", "/mentors/c"],
    ]
    assert checked(csv_of(*rows), TableKind.REDIRECTS).counts["refused"] == 3
    team: Any = signed_in(staff("Administrators"))
    paths = iter(("/mentors/a/", "/mentors/b/", "/mentors/b/", "/mentors/a", "/mentors/c/", "/mentors/c"))
    for old, new in zip(paths, paths, strict=True):
        shown = team.post("/admin/redirects/redirect/add/", {"old_path": old, "new_path": new}, follow=True)
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/mentors/a/"]
    assert "lead to itself" in markup(shown)
    assert checked(csv_of(rows[0], rows[2]), TableKind.REDIRECTS).counts["refused"] == 1
