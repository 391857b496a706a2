"""Whatever stands in an address or a post of the admin gets an answer, never a failure: ASVS 5.0, clause 16.5.1."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mentors.models import Topic
from tests.factories import BookingFactory, CategoryFactory, TopicFactory
from tests.pages import signed_in
from tests.security.staff import staff
from tests.security.test_admin_queries import ASKED, request_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

ANSWERS = {200, 302, 400}
VALUES = ("x", "(", "-1", "9" * 20, "💥")
OF_EVERY_LIST = ("q", "o", "p", "e", "all", "_facets", "_to_field", "id__exact", "pk__in", "nobody__regex")
LOOKUPS = ("__exact", "__isnull", "__isempty")
SELECTED = ("abc", "", "-1", "9" * 30, "\x00", "00000000-0000-0000-0000-000000000000")


@pytest.fixture
def client() -> Client:
    client = signed_in(staff("admin"))
    client.raise_request_exception = False
    return client


def test_addresses_of_lists() -> None:
    """Asked of the lists themselves, since drawing a page takes long."""
    user = staff("admin")
    BookingFactory()
    for model, page in admin.site._registry.items():
        own = [getattr(item, "parameter_name", "") for item in page.get_list_filter(request_of(user))]
        asked = [f"{path}{lookup}" for path in ASKED[model._meta.label] for lookup in LOOKUPS]
        queries: list[dict[str, str]] = [{name: value} for name in (*own, *asked, *OF_EVERY_LIST) for value in VALUES]
        for query in queries:
            with suppress(IncorrectLookupParameters, SuspiciousOperation):
                shown = page.get_changelist_instance(request_of(user, query))
                list(shown.result_list)


@pytest.mark.parametrize("query", ["q=%00", "is_staff__exact=%00", "%00=1", "p=x", "o=x", "e=1", "password__regex=("])
def test_addresses_of_a_list(client: Client, query: str) -> None:
    assert client.get(f"/admin/accounts/user/?{query}").status_code in ANSWERS


def test_posts_of_lists(client: Client) -> None:
    request, wrong = request_of(staff("admin")), {}
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        forms = [(action, selected) for action in page.get_actions(request) for selected in SELECTED]
        for action, selected in [*forms, ("nothing", "abc")]:
            form = {"action": action, "_selected_action": selected, "index": selected, "post": "yes"}
            status = client.post(address, form).status_code
            if status not in ANSWERS | {403}:
                wrong[address, action, selected] = status
    assert wrong == {}
    assert not LogEntry.objects.exists()


def test_keys_of_pages(client: Client) -> None:
    wrong = {}
    for model in admin.site._registry:
        for key in ("abc", "9" * 30):
            for page in ("change", "open"):
                address = f"/admin/{model._meta.label_lower.replace('.', '/')}/{key}/{page}/"
                for answer in (client.get(address), client.post(address)):
                    if answer.status_code not in {302, 403, 404}:
                        wrong[address] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    "change",
    [
        {"import_file_name": "secret.csv"},
        {"import_file_name": "../../etc/passwd"},
        {"format": "7"},
        {"format": "x"},
        {"resource": "7"},
        {"resource": "x"},
    ],
)
def test_import_takes_nothing_but_its_own_upload(client: Client, change: dict[str, str]) -> None:
    CategoryFactory(slug="design")
    table = b"slug,name_en,name_de,category,is_active\nux,UX,UX,design,1\n"
    upload = SimpleUploadedFile("topics.csv", table, content_type="text/csv")
    shown = client.post("/admin/mentors/topic/import/", {"format": "0", "import_file": upload, "resource": ""})
    with tempfile.NamedTemporaryFile(suffix=".csv") as other:
        other.write(table)
        other.flush()
        name = {"import_file_name": Path(other.name).name} if change.get("import_file_name") == "secret.csv" else {}
        confirm = shown.context["confirm_form"].initial | change | name
        answer = client.post("/admin/mentors/topic/process_import/", confirm)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/mentors/topic/import/")
    assert not Topic.objects.exists()


def test_export_of_nonsense(client: Client) -> None:
    TopicFactory()
    for form in ({}, {"format": "9"}, {"format": "x"}, {"format": "0", "resource": "9"}):
        assert client.post("/admin/mentors/topic/export/", form).status_code == 200
