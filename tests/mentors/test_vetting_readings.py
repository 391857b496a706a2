"""Two of the team read an application before it is decided, and a third where the two are far apart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from accounts.models import User
from core.db import violates
from mentors import services
from mentors.models import Application, ApplicationState, ApplicationStep, Decision, Review
from mentors.services import ApplicationRefused, ReadingsMissing, readers_left, readings_of
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NO, NOW, WHY, carried_out, judge, read_by_two
from tests.pages import signed_in

QUEUE = "/admin/mentors/application/"
SERVICES: dict[str, Callable[..., Decision]] = {
    "approve": services.approve,
    "decline": partial(services.decline, reasons=WHY),
}
DECIDED = {"approve": ApplicationState.APPROVED, "decline": ApplicationState.DECLINED}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def application() -> Application:
    row: Application = ApplicationFactory(submitted=True, applicant__display_name="Amara Njeri")
    return row


def decide(row: Application, verb: str = "approve", **more: str) -> Decision:
    return SERVICES[verb](application=row, by=UserFactory(staff=True), message="Because.", now=NOW, **more)


@pytest.mark.parametrize("verb", SERVICES)
@pytest.mark.parametrize(
    ("readers", "read", "sentence"),
    [
        (1, 0, "One more person needs to read this"),
        (2, 0, "2 more people need to read this"),
        (2, 1, "One more person needs to read this"),
        (3, 1, "2 more people need to read this"),
    ],
)
def test_decision_before_enough_have_read_it_is_refused(
    application: Application, settings: Settings, verb: str, readers: int, read: int, sentence: str
) -> None:
    settings.VETTING_READERS = readers
    for _reader in range(read):
        judge(application)
    with pytest.raises(ReadingsMissing, match=sentence):
        decide(application, verb, override="  \n")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", SERVICES)
@pytest.mark.parametrize("readers", [1, 2, 3])
def test_decision_is_free_once_enough_have_read_it(
    application: Application, settings: Settings, verb: str, readers: int
) -> None:
    settings.VETTING_READERS = readers
    for _reader in range(readers):
        judge(application)
    carried_out(decide(application, verb, override="A reason that isn’t needed, and so isn’t kept."))
    application.refresh_from_db()
    assert application.state == DECIDED[verb]
    assert ApplicationStep.objects.get().override == ""


def test_question_needs_no_readings(application: Application) -> None:
    assert services.ask_back(application=application, by=UserFactory(staff=True), message="How?", now=NOW)


@pytest.mark.parametrize(
    ("one", "other", "far_apart"),
    [
        ((3, "approve"), (4, "approve"), False),
        ((3, "approve"), (5, "approve"), True),
        ((5, "unsure"), (3, "unsure"), True),
        ((4, "approve"), (4, "unsure"), False),
        ((4, "unsure"), (4, "decline"), False),
        ((4, "approve"), (4, "decline"), True),
    ],
)
def test_third_reads_only_what_two_see_differently(
    application: Application, one: tuple[int, str], other: tuple[int, str], far_apart: bool
) -> None:
    for grade, recommendation in (one, other):
        judge(application, None, grade, recommendation)
    readings = readings_of(application)
    assert (readings.are_far_apart, readings.missing) == (far_apart, int(far_apart))
    if far_apart:
        with pytest.raises(ReadingsMissing, match="far apart, so one more person reads this"):
            decide(application)
        judge(application, None, 1, "unsure")
    assert readings_of(application).missing == 0
    assert decide(application)


@pytest.mark.parametrize("name", ["seniority", "practice", "altruism"])
def test_each_grade_can_be_far_apart(application: Application, name: str) -> None:
    read_by_two(application)
    Review.objects.filter(pk=application.reviews.latest("pk").pk).update(**{name: 2})
    assert readings_of(application).are_far_apart


def test_lone_volunteer_decides_after_one_reading(application: Application, settings: Settings) -> None:
    settings.VETTING_READERS = 1
    lone = UserFactory(staff=True)
    judge(application, lone, 5)
    assert services.approve(application=application, by=lone, message="Yes.", now=NOW)


@pytest.mark.parametrize("verb", SERVICES)
def test_reason_to_decide_early_is_kept_shown_and_logged(application: Application, verb: str) -> None:
    staff = UserFactory(staff=True)
    judge(application, staff)
    client, page = signed_in(staff), f"{QUEUE}{application.pk}/{verb}/"
    no = NO if verb == "decline" else {}
    assert "One more person needs to read this" in client.get(page).content.decode()
    response = client.post(page, {"message": "Because.", **no})
    assert list(response.context["form"].errors) == ["override"]
    with capture_logs() as logged:
        assert (
            client.post(page, {"message": "Because.", "override": "She <b>starts</b> on Monday.", **no}).status_code
            == 302
        )
    carried_out(Decision.objects.get())
    step = ApplicationStep.objects.get()
    assert (step.to_state, step.override, step.by) == (DECIDED[verb], "She <b>starts</b> on Monday.", staff)
    (line,) = (line for line in logged if line["event"] == "vetting.decided_early")
    assert (line["application"], line["by"], line["log_level"]) == (str(application.uuid), str(staff.uuid), "warning")
    assert LogEntry.objects.get().get_change_message() == f"{DECIDED[verb].label} before enough had read it"
    html = " ".join(signed_in(UserFactory(staff=True)).get(f"{QUEUE}{application.pk}/change/").content.decode().split())
    assert "Decided before enough had read it:</strong> She &lt;b&gt;starts&lt;/b&gt; on Monday." in html
    of_the_applicant = signed_in(application.applicant).get(application.get_absolute_url())
    assert "starts" not in of_the_applicant.content.decode()


def test_reason_isnt_asked_for_when_enough_have_read_it(application: Application) -> None:
    staff = UserFactory(staff=True)
    page = f"{QUEUE}{read_by_two(application, staff).pk}/approve/"
    assert "override" not in signed_in(staff).get(page).context["form"].fields


def test_reason_that_is_too_long_is_refused(application: Application) -> None:
    with pytest.raises(ApplicationRefused, match="too long"):
        decide(application, override="x" * 6001)


def test_reason_is_of_a_decision(application: Application) -> None:
    services.take_up(application=application, by=UserFactory(staff=True), now=NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ApplicationStep.objects.update(override="Because.")
    assert violates(caught.value, "step_override_is_of_a_decision")


def test_page_says_what_is_missing_and_who_could_read_it(application: Application) -> None:
    reader = UserFactory(staff=True, display_name="Ana Reader")
    for grade in (2, 5):
        judge(application, reader if grade == 2 else None, grade)
    UserFactory(staff=True, display_name="Cleo Third")
    UserFactory(staff=True, display_name="Dana Closed", is_active=False)
    UserFactory(is_staff=True, display_name="Eve Without Rights")
    User.objects.filter(pk=application.applicant_id).update(is_staff=True, is_superuser=True)
    assert [member.display_name for member in readers_left(application)] == ["Cleo Third"]
    html = " ".join(signed_in(reader).get(f"{QUEUE}{application.pk}/change/").content.decode().split())
    assert "The assessments are far apart, so one more person reads this before we decide." in html
    assert "It’s open to: Cleo Third" in html
    assert "2 of 3" in html
    judge(application, User.objects.get(display_name="Cleo Third"), 4)
    assert "far apart" not in signed_in(reader).get(f"{QUEUE}{application.pk}/change/").content.decode()


def test_page_says_when_there_is_no_one_left_to_read_it(application: Application) -> None:
    only = UserFactory(staff=True)
    judge(application, only)
    assert "There’s no one left on the team" in signed_in(only).get(f"{QUEUE}{application.pk}/change/").content.decode()


WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_of_one_week_the_one_that_fewest_have_read_comes_first() -> None:
    waits: Callable[[int], Application] = lambda days: ApplicationFactory(  # noqa: E731
        submitted=True, waiting_since=WEDNESDAY - timedelta(days=days)
    )
    before, older, newer, after = waits(7), waits(2), waits(1), waits(-7)
    judge(before)
    judge(older)
    queue = Application.objects.waiting_for(UserFactory(staff=True))
    assert list(queue) == [before, newer, older, after]
