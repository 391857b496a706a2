"""Who has applied and what others think is hidden until one's own assessment is saved: on each page and list."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from core import clock
from core.db import violates
from core.private_words import OPEN_FOR, OPENED
from mentors import services
from mentors.models import Application, Review
from notifications.models import Notice
from notifications.services import notify
from tests.architecture.world import checked_table
from tests.factories import AppealFactory, ApplicationFactory, MentorFactory, UserFactory
from tests.mentors.readings import NOW, judge
from tests.pages import signed_in

QUEUE = "/admin/mentors/application/"
WORDS = "Knows her craft by heart"
GRADES = "Seniority 5, practical knowledge 5, altruism 5"
AVERAGE = "5.0 ("

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def application(**fields: object) -> Application:
    row: Application = ApplicationFactory(submitted=True, **fields)
    return row


def read_by(name: str, row: Application, grade: int = 5) -> User:
    other: User = UserFactory(staff=True, display_name=name)
    judge(row, other, grade, notes=WORDS)
    return other


def pages_of(row: Application) -> list[str]:
    """Each page of the admin that is about an application, searched and ordered in each way."""
    of_one = [f"{QUEUE}{row.pk}/{way}/" for way in ("change", "history", "approve", "decline", "ask")]
    lists = ["", "?state=all", "?o=5", "?o=-5", "?q=Engineer", f"?topic={row.topics.get().slug}", "?language=en"]
    return ["/admin/", "/admin/search/?s=Engineer", *of_one, *(QUEUE + query for query in lists)]


def shows(client: Client, page: str) -> set[str]:
    html = client.get(page, follow=True).content.decode()
    return {secret for secret in (WORDS, GRADES, AVERAGE, "Bela Nagy") if secret in html}


def test_others_are_hidden_on_every_page_until_ones_own_is_saved() -> None:
    row, reader = application(), UserFactory(staff=True)
    client = signed_in(reader)
    read_by("Bela Nagy", row)
    assert {page: found for page in pages_of(row) if (found := shows(client, page))} == {}
    assert "1 person has read this already" in client.get(f"{QUEUE}{row.pk}/change/").content.decode()
    assert "hidden (1)" in client.get(QUEUE).content.decode()
    judge(row, reader, 5)
    assert shows(client, f"{QUEUE}{row.pk}/change/") == {WORDS, GRADES, "Bela Nagy"}
    assert shows(client, QUEUE) == {AVERAGE}


WHO = {"Amara", "Njeri", "amara@example.org", "Honeycomb", "linkedin.com/in/amara", "portrait.jpg"}
LETTER = (
    "I’m AMARA Njeri of Honeycomb, and write at amara@example.org or www.linkedin.com/in/amara. Njeri’s way is: begin. "
)


def of_amara(**fields: object) -> Application:
    applicant = UserFactory(display_name="Amara Njeri", email="amara@example.org")
    row = application(
        applicant=applicant, letter=LETTER * 4, company="Honeycomb", link="https://linkedin.com/in/amara",
        **{"role": "Engineer at Honeycomb"} | fields,
    )  # fmt: skip
    asked = {"from_state": "in_review", "to_state": "more_information", "at": NOW}
    row.steps.create(**asked, by=UserFactory(staff=True), message="Dear Amara, since when?")
    row.steps.create(**asked, by=applicant, message="Since May. Amara")
    return row


def names_in(client: Client, pages: list[str]) -> dict[str, set[str]]:
    found = {}
    for page in pages:
        html = client.get(page, follow=True).content.decode()
        if shown := {word for word in WHO if word.lower() in html.lower()}:
            found[page] = shown
    return found


def test_reader_doesnt_learn_who_it_is_on_any_page_until_their_own_is_saved() -> None:
    row, reader = of_amara(), UserFactory(staff=True)
    client = signed_in(reader)
    for button in ("take-up", "approve", "decline", "ask"):
        client.post(f"{QUEUE}{row.pk}/{button}/", {"message": "Welcome!", "preview": "1"})
    pages = pages_of(row)
    assert names_in(client, pages) == {}
    assert f"Application {row.label}" in client.get(QUEUE).content.decode()
    assert "Engineer at […]" in client.get(QUEUE).content.decode()
    assert f"Application {row.label}" in client.get(f"{QUEUE}{row.pk}/history/").content.decode()
    html = client.get(f"{QUEUE}{row.pk}/change/").content.decode()
    assert "I’m […] of […], and write at […] or […] way is: begin." in html
    assert "the applicant" in html
    judge(row, reader)
    shown = names_in(client, [f"{QUEUE}{row.pk}/change/", QUEUE])
    assert shown == {
        f"{QUEUE}{row.pk}/change/": WHO - {"portrait.jpg"},
        QUEUE: {"Amara", "Njeri", "Honeycomb"},
    }  # fmt: skip


@pytest.mark.parametrize("words", ["Njeri", "amara@example.org", "Honeycomb", "linkedin", "begin"])
def test_search_doesnt_say_whose_it_is(words: str) -> None:
    row, reader = of_amara(role="Beekeeper"), UserFactory(staff=True)
    client = signed_in(reader)

    def found() -> list[Application]:
        return list(client.get(QUEUE, {"q": words, "state": "all"}).context["cl"].result_list)

    assert found() == []
    judge(row, reader)
    assert found() == [row]


def test_no_other_page_of_the_admin_says_whose_it_is(settings: Settings, tmp_path: Path) -> None:
    """Someone from another site has a profile that waits for the application; its role and company find it."""
    settings.MEDIA_ROOT = str(tmp_path)
    row, reader = of_amara(), UserFactory(staff=True)
    profile = MentorFactory(user=row.applicant, hidden=True, approved_at=None, role=row.role, company="Honeycomb")
    batch = checked_table(UserFactory(staff=True))
    changes = [["What they do today", "–", row.role]]
    batch.rows.create(number=2, key="amara@example.org", outcome="changed", member=row.applicant, changes=changes)
    notify(row.applicant, "application_received", about=row.steps.get(by=row.applicant), now=NOW)
    notice = Notice.objects.get(recipient=row.applicant)
    pages = ["/admin/search/?s=Engineer", f"/admin/transfer/batch/{batch.pk}/change/"]
    for model, of_hers in (("mentors/mentor", profile), ("notifications/notice", notice)):
        lists = ("", "?q=Engineer", "?q=example.org", "?o=1")
        pages += [f"/admin/{model}/{query}" for query in (*lists, f"{of_hers.pk}/change/", f"{of_hers.pk}/history/")]
    client = signed_in(reader)
    assert names_in(client, pages) == {}
    judge(row, reader)
    told = names_in(client, pages)
    assert {"Amara", "Honeycomb"} <= told["/admin/mentors/mentor/"] & told[
        f"/admin/mentors/mentor/{profile.pk}/change/"
    ]
    assert {"amara@example.org", "Honeycomb"} <= told[f"/admin/transfer/batch/{batch.pk}/change/"]
    assert "Amara" in told["/admin/notifications/notice/"]


def test_appeal_that_was_heard_does_not_name_whom_others_read_again() -> None:
    row = of_amara()
    AppealFactory(application=row, verdict="reopened", reason="Read it anew.", decided_at=NOW, made_at=NOW)
    appeals, reader = "/admin/mentors/appeal/", UserFactory(staff=True)
    client = signed_in(reader)
    pages = [appeals, f"{appeals}{row.appeal.pk}/change/", f"{appeals}{row.appeal.pk}/history/"]
    assert names_in(client, pages) == {}
    judge(row, reader)
    assert "Amara" in names_in(client, pages)[appeals]


def test_order_of_the_list_says_nothing_about_names() -> None:
    reader = UserFactory(staff=True)
    for name in ("Cleo", "Ana", "Bela"):
        application(applicant__display_name=name)
    client = signed_in(reader)
    first, last = (list(client.get(QUEUE, {"o": order}).context["cl"].result_list) for order in ("0", "-0"))
    assert first == last


def test_whoever_stepped_aside_doesnt_see_the_name_in_any_list() -> None:
    row, reader = of_amara(), UserFactory(staff=True)
    judge(row, reader)
    services.step_aside(application=row, by=reader, now=NOW)
    client = signed_in(reader)
    client.post(f"{QUEUE}{row.pk}/open/", {"reason": "I’d like to know all the same."})
    for state in ("submitted", "declined"):
        Application.objects.update(state=state, decided_at=NOW if state == "declined" else None)
        assert names_in(client, pages_of(row)) == {}
        assert list(client.get(QUEUE, {"q": "Njeri", "state": "all"}).context["cl"].result_list) == []


def test_whoever_has_to_know_says_why_and_sees_it_for_half_an_hour(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    row, reader = of_amara(), UserFactory(staff=True)
    client, page = signed_in(reader), f"{QUEUE}{row.pk}/change/"
    client.get(f"{QUEUE}{row.pk}/open/", {"reason": "A GET changes nothing."})
    assert "say in a sentence" in client.post(f"{QUEUE}{row.pk}/open/", {"reason": "why"}, follow=True).content.decode()
    assert names_in(client, [page]) == {}
    client.post(f"{QUEUE}{row.pk}/open/", {"reason": "She has written to the club about it."})
    assert "Njeri" in names_in(client, [page])[page]
    assert client.get(f"{QUEUE}{row.pk}/approve/").status_code == 200
    entry = LogEntry.objects.get(action_flag=OPENED)
    assert (entry.user, entry.object_repr, entry.change_message) == (
        reader, f"Application {row.label}", "She has written to the club about it.",
    )  # fmt: skip
    assert names_in(signed_in(UserFactory(staff=True)), [page, f"{QUEUE}{row.pk}/history/"]) == {}
    clock.move_to(NOW + OPEN_FOR + timedelta(minutes=1))
    assert names_in(client, [page, QUEUE]) == {}


@pytest.mark.parametrize("way", ["approve", "decline"])
def test_decision_is_for_those_who_know_whose_it_is(way: str) -> None:
    row, reader = of_amara(), UserFactory(staff=True)
    page, client = f"{QUEUE}{row.pk}/{way}/", signed_in(reader)
    answer = client.post(page, {"message": "Because.", "override": "We are few."}, follow=True)
    assert "Read it first" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"
    judge(row, reader)
    assert client.get(page).status_code == 200


def test_order_of_the_list_says_nothing_about_hidden_grades() -> None:
    reader = UserFactory(staff=True)
    rows = [application(), application(), application()]
    for row, grade in zip(rows, (3, 1, 5), strict=True):
        read_by("Bela Nagy", row, grade)
    client = signed_in(reader)

    def order(direction: str) -> list[Application]:
        return list(client.get(QUEUE, {"o": direction}).context["cl"].result_list)

    assert order("5") == order("-5")
    for row in rows:
        judge(row, reader, 3)
    assert order("5") == [rows[1], rows[0], rows[2]]


@pytest.mark.parametrize("lookup", ["reviews__seniority", "reviews__notes__contains", "average", "average__gt"])
def test_list_is_not_narrowed_by_hidden_grades(lookup: str) -> None:
    row = application()
    read_by("Bela Nagy", row)
    response = signed_in(UserFactory(staff=True)).get(QUEUE, {lookup: "4"})
    assert (response.status_code, response.headers.get("Location", "").rpartition("?")[2]) in ((400, ""), (302, "e=1"))
    assert "result_list" not in response.content.decode()


def test_words_of_others_are_not_searched() -> None:
    read_by("Bela Nagy", application())
    response = signed_in(UserFactory(staff=True)).get(QUEUE, {"q": "craft"})
    assert list(response.context["cl"].result_list) == []


@pytest.mark.parametrize("state", ["approved", "declined", "withdrawn"])
def test_all_is_shown_once_there_is_nothing_left_to_judge(state: str) -> None:
    row = application()
    read_by("Bela Nagy", row)
    Application.objects.update(state=state, decided_at=None if state == "withdrawn" else NOW)
    assert shows(signed_in(UserFactory(staff=True)), f"{QUEUE}{row.pk}/change/") == {WORDS, GRADES, "Bela Nagy"}


def test_applicant_on_the_team_never_sees_what_others_think() -> None:
    staff = UserFactory(staff=True)
    row = application(applicant=staff)
    read_by("Bela Nagy", row)
    client = signed_in(staff)
    for state in ("submitted", "declined"):
        Application.objects.update(state=state, decided_at=NOW if state == "declined" else None)
        assert {page: found for page in pages_of(row) if (found := shows(client, page))} == {}


def test_assessment_changed_after_reading_the_others_says_so() -> None:
    row, reader = application(), UserFactory(staff=True)
    judge(row, reader, 2)
    alone = judge(row, reader, 3, now=NOW + timedelta(minutes=5))
    assert (alone.changed_at, alone.swayed_at) == (NOW + timedelta(minutes=5), None)
    read_by("Bela Nagy", row)
    again = judge(row, reader, 3, now=NOW + timedelta(minutes=10))
    assert again.swayed_at is None  # nothing was changed
    swayed = judge(row, reader, 5, now=NOW + timedelta(minutes=15))
    assert (swayed.seniority, swayed.swayed_at) == (5, NOW + timedelta(minutes=15))
    html = signed_in(UserFactory(staff=True)).get(f"{QUEUE}{row.pk}/change/").content.decode()
    assert "Changed after reading the others" not in html
    html = signed_in(reader).get(f"{QUEUE}{row.pk}/change/").content.decode()
    assert html.count("Changed after reading the others") == 1


def test_assessment_was_changed_when_it_says_so() -> None:
    judge(application())
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Review.objects.update(swayed_at=NOW + timedelta(seconds=1))
    assert violates(caught.value, "review_swayed_was_changed_then")


def test_each_grade_is_explained_in_words_under_its_field() -> None:
    html = " ".join(
        signed_in(UserFactory(staff=True)).get(f"{QUEUE}{application().pk}/change/").content.decode().split()
    )
    for name, words in (
        ("seniority", "Many years in"),
        ("practice", "Knows it from books"),
        ("altruism", "Would like"),
    ):
        field = html[html.index(f'aria-describedby="id_{name}_rubric') :].split("</fieldset>")[0]
        assert f'<dl class="vetting__rubric" id="id_{name}_rubric">' in field
        assert words in field
        assert field.count("<dd>") == 3


@pytest.mark.parametrize("judged", [False, True])
def test_page_asks_the_same_number_of_queries_for_1_and_3_readers(judged: bool, settings: Settings) -> None:
    settings.VETTING_READERS = 9
    row, reader = application(), UserFactory(staff=True)
    client = signed_in(reader)
    if judged:
        judge(row, reader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{QUEUE}{row.pk}/change/").status_code == 200
        return len(caught)

    read_by("Bela Nagy", row)
    queries()
    with_one = queries()
    read_by("Cleo Marek", row)
    read_by("Dana Ruiz", row)
    assert queries() == with_one
