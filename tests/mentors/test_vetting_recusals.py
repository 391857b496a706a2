"""Someone on the team who knows an applicant leaves the application to the others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from core.db import violates
from mentors import services
from mentors.models import Application, ApplicationStep, Recusal, Review
from mentors.services import ApplicationRefused, readers_left, readings_of, step_aside, step_back_in
from notifications.models import Notice
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NOW, WHY, judge, read_by_two
from tests.pages import signed_in
from tests.races import all_at_once

QUEUE = "/admin/mentors/application/"
LATER = NOW + timedelta(hours=1)
WORDS = "Others once gave me theirs"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def application() -> Application:
    row: Application = ApplicationFactory(submitted=True, letter=f"{WORDS}. " * 20, role="Beekeeper")
    return row


def page(row: Application, way: str = "change") -> str:
    return f"{QUEUE}{row.pk}/{way}/"


def test_one_button_takes_it_off_the_list_and_out_of_sight(application: Application) -> None:
    reader, other = UserFactory(staff=True), ApplicationFactory(submitted=True)
    judge(application, notes="Knows her craft")
    client = signed_in(reader)
    assert "I know this person" in client.get(page(application)).content.decode()
    answer = client.post(page(application, "step-aside"), follow=True).content.decode()
    assert "You know this person, so others read this application." in answer
    assert f'href="{page(other)}"' in answer
    assert list(client.get(QUEUE).context["cl"].result_list) == [other]
    assert client.get(page(other)).context["next"] is None
    for way in ("change", "history", "approve", "decline", "ask"):
        html = client.get(page(application, way), follow=True).content.decode()
        assert "I don’t know them after all" in html
        assert WORDS not in html
        assert "Beekeeper" not in html
        assert "Knows her craft" not in html
    assert "4.0 (" not in client.get(QUEUE, {"state": "all"}).content.decode()


def test_button_needs_a_post(application: Application) -> None:
    client = signed_in(UserFactory(staff=True))
    client.get(page(application, "step-aside"))
    assert not Recusal.objects.exists()


def test_whoever_stepped_aside_neither_judges_nor_decides(application: Application) -> None:
    reader = UserFactory(staff=True)
    read_by_two(application)
    step_aside(application=application, by=reader, now=NOW)
    words = {"application": application, "by": reader, "message": "Because.", "now": NOW}
    actions: list[Callable[[], object]] = [
        lambda: judge(application, reader),
        lambda: services.take_up(application=application, by=reader, now=NOW),
        lambda: services.ask_back(**words),
        lambda: services.approve(**words),
        lambda: services.decline(reasons=WHY, **words),
    ]
    for act in actions:
        with pytest.raises(ApplicationRefused, match="You know this person"):
            act()
    assert not ApplicationStep.objects.exists()
    assert not Notice.objects.exists()
    assert Review.objects.count() == 2


def test_assessment_of_whoever_stepped_aside_does_not_count_until_they_step_back(application: Application) -> None:
    reader, other = UserFactory(staff=True), UserFactory(staff=True)
    judge(application, reader, 1, "decline")
    judge(application, other, 5)
    assert (readings_of(application).given, readings_of(application).are_far_apart) == (2, True)
    step_aside(application=application, by=reader, now=NOW)
    assert (readings_of(application).given, readings_of(application).are_far_apart) == (1, False)
    assert reader not in readers_left(application)
    assert Application.objects.with_grades_for(other).values_list("judgements", "average").get() == (1, 5.0)
    assert [review.reviewer for review in Review.objects.shown_to(other)] == [other]
    assert not Review.objects.shown_to(reader).exists()
    step_back_in(application=application, by=reader, now=LATER)
    assert readings_of(application).given == 2
    assert Review.objects.shown_to(reader).count() == 2


def test_stepping_aside_is_taken_back_by_oneself(application: Application) -> None:
    reader = UserFactory(staff=True)
    client = signed_in(reader)
    client.post(page(application, "step-aside"))
    client.post(page(application, "step-back"))
    assert WORDS in client.get(page(application)).content.decode()
    assert list(client.get(QUEUE).context["cl"].result_list) == [application]
    step_aside(application=application, by=reader, now=Recusal.objects.get().until)  # and again
    assert Recusal.objects.count() == 2


def test_no_one_takes_it_back_for_someone_else(application: Application) -> None:
    step_aside(application=application, by=UserFactory(staff=True), now=NOW)
    with pytest.raises(ApplicationRefused, match="already"):
        step_back_in(application=application, by=UserFactory(staff=True), now=NOW)
    assert Recusal.objects.in_force().exists()


@pytest.mark.parametrize("state", ["approved", "declined", "withdrawn"])
def test_nothing_is_taken_back_once_it_is_decided(application: Application, state: str) -> None:
    reader = UserFactory(staff=True)
    step_aside(application=application, by=reader, now=NOW)
    Application.objects.update(state=state, decided_at=None if state == "withdrawn" else NOW)
    with pytest.raises(ApplicationRefused, match="isn’t open"):
        step_back_in(application=application, by=reader, now=LATER)
    with pytest.raises(ApplicationRefused, match="isn’t open"):
        step_aside(application=application, by=UserFactory(staff=True), now=LATER)
    html = signed_in(reader).get(page(application)).content.decode()
    assert "I don’t know them after all" not in html
    assert WORDS not in html


def test_only_the_team_steps_aside_and_not_from_their_own(application: Application) -> None:
    staff = UserFactory(staff=True)
    own = ApplicationFactory(submitted=True, applicant=staff)
    for service in (step_aside, step_back_in):
        with pytest.raises(ApplicationRefused, match="own application"):
            service(application=own, by=staff, now=NOW)
        with pytest.raises(ApplicationRefused, match="club team"):
            service(application=application, by=UserFactory(is_staff=True), now=NOW)


def test_team_sees_who_stepped_aside_and_who_took_it_back(application: Application) -> None:
    for name in ("Bela Nagy", "Cleo Marek"):
        step_aside(application=application, by=UserFactory(staff=True, display_name=name), now=NOW)
    step_back_in(application=application, by=Recusal.objects.all()[1].reader, now=LATER)
    html = signed_in(UserFactory(staff=True)).get(page(application)).content.decode()
    entries = " ".join(html[html.index("Who stepped aside") :].split()).split("</li>")
    assert "<strong>Bela Nagy</strong> knows this person." in entries[0]
    assert "then took it back" not in entries[0]
    assert "<strong>Cleo Marek</strong> knows this person." in entries[1]
    assert "then took it back" in entries[1]


def test_lone_volunteer_who_knows_the_applicant_leaves_it_to_no_one(
    application: Application, settings: Settings
) -> None:
    settings.VETTING_READERS = 1
    step_aside(application=application, by=UserFactory(staff=True), now=NOW)
    assert not readers_left(application).exists()


def test_reader_steps_aside_once(application: Application) -> None:
    reader = UserFactory(staff=True)
    step_aside(application=application, by=reader, now=NOW)
    with pytest.raises(ApplicationRefused, match="already left"):
        step_aside(application=application, by=reader, now=NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Recusal.objects.create(application=application, reader=reader, since=LATER)
    assert violates(caught.value, "recusal_one_in_force")


def test_stepping_aside_ends_after_it_began(application: Application) -> None:
    step_aside(application=application, by=UserFactory(staff=True), now=NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Recusal.objects.update(until=NOW - timedelta(seconds=1))
    assert violates(caught.value, "recusal_ends_after_it_began")


@pytest.mark.django_db(transaction=True)
def test_stepping_aside_twice_at_once_is_one(application: Application) -> None:
    reader = UserFactory(staff=True)
    results = all_at_once(*[lambda: step_aside(application=application, by=reader, now=NOW)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["ApplicationRefused", "Recusal"]
