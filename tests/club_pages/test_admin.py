import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from club_pages.models import PageVersion
from club_pages.shipped import texts_of
from tests.factories import PageVersionFactory, UserFactory
from tests.pages import signed_in
from tests.security.corpus import CORPUS
from tests.security.staff import staff
from tests.security.test_injection import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
LIST = "/admin/club_pages/pageversion/"
EDIT = f"{LIST}edit/conduct/"


@pytest.fixture
def team() -> Client:
    return signed_in(staff("Administrators"))


def form(**more: str) -> dict[str, str]:
    return {"based_on": "0", "text_en": "Be kind.", "text_de": "Sei nett."} | more


def test_form_starts_with_what_the_page_says(team: Client) -> None:
    page = team.get(EDIT).content.decode()
    for text in texts_of("conduct").values():
        assert escape(text.strip().splitlines()[0]) in page
    PageVersionFactory(page="conduct", text="Written by us.", text_de="Von uns.")
    answer = team.get(EDIT)
    assert "Written by us." in answer.content.decode()
    assert answer.context["form"].initial["based_on"] == 1


def test_preview_saves_nothing(team: Client) -> None:
    answer = team.post(EDIT, form(preview="1", text_en="## Be kind\n\n**Now**"))
    page = answer.content.decode()
    assert "<strong>Now</strong>" in page
    assert "<ins>## Be kind</ins>" in page
    assert not PageVersion.objects.exists()


def test_saving_shows_it_and_says_who_did(team: Client) -> None:
    answer = team.post(EDIT, form(asks_again="on"), follow=True)
    version = PageVersion.objects.get()
    assert (version.number, version.asks_again, version.saved_by) == (1, True, User.objects.get(is_staff=True))
    assert str(version.saved_by) in answer.content.decode()
    assert LogEntry.objects.get().object_id == str(version.pk)
    assert "Be kind." in Client().get(reverse("pages:conduct")).content.decode()


def test_who_is_too_late_keeps_their_text(team: Client) -> None:
    PageVersionFactory(page="conduct")
    answer = team.post(EDIT, form(text_en="My long text."))
    assert answer.status_code == 400
    assert "Someone has saved another version" in answer.content.decode()
    assert "My long text." in answer.content.decode()


def test_version_shows_what_changed_and_is_restored(team: Client) -> None:
    first = PageVersionFactory(page="help", text="Old.", text_de="Alt.")
    second = PageVersionFactory(page="help", text="New.", text_de="Neu.")
    shown = team.get(f"{LIST}{second.pk}/change/").content.decode()
    assert "<del>Old.</del>" in shown
    assert "<ins>New.</ins>" in shown
    assert "Restore" not in shown
    assert "Restore" in team.get(f"{LIST}{first.pk}/change/").content.decode()
    team.post(f"{LIST}{first.pk}/change/")
    assert PageVersion.objects.order_by("-number")[0].texts() == {"en": "Old.\n", "de": "Alt.\n"}
    assert PageVersion.objects.order_by("-number")[0].restored_from == 1
    again = team.post(f"{LIST}{PageVersion.objects.order_by('-number')[0].pk}/change/", follow=True)
    assert "what the page says already" in again.content.decode()


def test_only_the_club_team_writes(team: Client) -> None:
    reader = signed_in(staff("Readers"))
    for path in (LIST, EDIT):
        assert reader.get(path).status_code == 403
    assert team.get(f"{LIST}edit/press/").status_code == 404


def test_what_the_team_writes_can_not_run(client: Client) -> None:
    hostile = "\n\n".join([*CORPUS, "## <script>alert(1)</script>", "[x](javascript:alert(1))"])
    PageVersionFactory(page="about", text=hostile)
    shown = client.get(reverse("pages:about")).content.decode()
    assert Page(shown).bad == []
    assert "<script>alert(1)" not in shown
    assert 'href="javascript' not in shown.lower()


def test_list_takes_one_query_for_all_pages(team: Client, django_assert_max_num_queries: object) -> None:
    team.get(LIST)
    for page in ("about", "help", "conduct", "conduct"):
        PageVersionFactory(page=page, saved_by=UserFactory())
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        answer = team.get(LIST)
    assert [each.version.number if each.version else 0 for each in answer.context["pages"]] == [1, 1, 2, 0]
