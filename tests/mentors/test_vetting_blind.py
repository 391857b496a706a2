"""Others' assessments are hidden until one's own is saved: on each page, in the list and in its order."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from core.db import violates
from mentors.models import Application, Review
from tests.factories import ApplicationFactory, UserFactory
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
    lists = ["", "?state=all", "?o=4", "?o=-4", "?q=Engineer", f"?topic={row.topics.get().slug}", "?language=en"]
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


def test_order_of_the_list_says_nothing_about_hidden_grades() -> None:
    reader = UserFactory(staff=True)
    rows = [application(), application(), application()]
    for row, grade in zip(rows, (3, 1, 5), strict=True):
        read_by("Bela Nagy", row, grade)
    client = signed_in(reader)

    def order(direction: str) -> list[Application]:
        return list(client.get(QUEUE, {"o": direction}).context["cl"].result_list)

    assert order("4") == order("-4")
    for row in rows:
        judge(row, reader, 3)
    assert order("4") == [rows[1], rows[0], rows[2]]


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
