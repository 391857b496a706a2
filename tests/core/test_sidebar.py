import pytest
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.utils import translation

from core import sidebar
from tests.factories import UserFactory


def test_menu_is_in_the_language_of_the_reader() -> None:
    with translation.override("de"):
        people = sidebar.navigation(RequestFactory().get("/admin/"))[0]
        assert str(people["title"]) == "Menschen"
        assert [str(item["title"]) for item in people["items"]] == [
            "Bewerbungen",
            "Einsprüche gegen eine Absage",
            "Gründe für eine Absage",
            "Mentor:innen",
            "Mitglieder",
            "Meldungen",
            "Maßnahmen",
            "Ankündigungen",
            "Runden",
        ]


@pytest.mark.django_db
def test_page_is_shown_only_with_permission_to_view_its_rows() -> None:
    helper = UserFactory(is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename="view_job"))
    request = RequestFactory().get("/admin/")
    request.user = helper
    items = [item for section in sidebar.navigation(request) for item in section["items"]]
    assert [str(item["link"]) for item in items if item["permission"](request)] == ["/admin/outbox/job/"]
