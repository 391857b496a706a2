"""Each application has its readers: those with the fewest to read, and others when one can't."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from accounts.models import User
from core.db import violates
from mentors import services
from mentors.models import Application, ApplicationState, Assignment
from mentors.services import assign_readers, remind_readers, step_aside, step_back_in
from mentors.services.applying import Content
from notifications.mail_content import NoticeContext, NoticeObsolete, kinds
from notifications.models import Notice
from tests.factories import ApplicationFactory, TopicFactory, UserFactory
from tests.mentors.readings import NOW, judge
from tests.pages import TERMS, signed_in

QUEUE = "/admin/mentors/application/"
DAY = timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def reader(name: str = "") -> User:
    member: User = UserFactory(is_staff=True, **({"display_name": name} if name else {}))
    member.groups.add(Group.objects.get(name="Readers"))
    return member


def application(**fields: object) -> Application:
    row: Application = ApplicationFactory(submitted=True, **fields)
    return row


def readers_of(row: Application) -> set[User]:
    return {each.reader for each in row.assignments.in_force().select_related("reader")}


def test_application_gets_its_readers_when_it_is_sent() -> None:
    readers = {reader(), reader()}
    reader().groups.clear()
    facts = {"role": "Cook", "topics": (TopicFactory(),), "languages": ["en"], "country": "DE"}
    content = Content(letter="x" * 300, years_of_practice=9, hours_per_week=1, **facts)
    row = services.submit(by=UserFactory(), content=content, agreed=True, terms=TERMS, now=NOW)
    assert readers_of(row) == readers
    assert {each.since for each in Assignment.objects.all()} == {NOW}


def test_those_with_the_fewest_to_read_come_first(settings: Settings) -> None:
    settings.VETTING_READERS = 1
    team = [reader(), reader(), reader()]
    rows = [application() for _ in range(4)]
    assign_readers(now=NOW)
    assert [len([row for row in rows if member in readers_of(row)]) for member in team] == [2, 1, 1]
    for row in rows:
        if team[2] in readers_of(row):
            judge(row, team[2])  # has none left to read
    another = application()
    assign_readers(now=NOW + DAY)
    assert readers_of(another) == {team[2]}


def test_applicant_on_the_team_doesnt_read_their_own() -> None:
    member, other = reader(), reader()
    row = application(applicant=member)
    assign_readers(now=NOW)
    assert readers_of(row) == {other}


def test_whoever_steps_aside_passes_it_on_at_once() -> None:
    one, two, three = reader(), reader(), reader()
    row = application()
    assign_readers(now=NOW)
    assert readers_of(row) == {one, two}
    step_aside(application=row, by=one, now=NOW + DAY)
    assert readers_of(row) == {two, three}
    assert Assignment.objects.get(reader=one).until == NOW + DAY
    step_back_in(application=row, by=one, now=NOW + DAY)
    assert readers_of(row) == {two, three}


def test_application_of_whoever_leaves_the_team_is_passed_on() -> None:
    one, two, three, four = (reader() for _ in range(4))
    row = application()
    assign_readers(now=NOW)
    one.groups.clear()
    User.objects.filter(pk=two.pk).update(is_active=False)
    assign_readers(now=NOW + DAY)
    assert readers_of(row) == {three, four}


def test_third_reader_is_asked_when_the_two_are_far_apart() -> None:
    one, two, three = reader(), reader(), reader()
    row = application()
    assign_readers(now=NOW)
    judge(row, one, 5)
    assert readers_of(row) == {one, two}
    judge(row, two, 1, "decline")
    assert readers_of(row) == {one, two, three}
    judge(row, two, 4)
    assert readers_of(row) == {one, two, three}


def test_assessment_by_someone_else_counts_as_one_of_those_it_needs() -> None:
    row, by_chance = application(), reader()
    judge(row, by_chance)
    assert readers_of(row) == set()
    one = reader()
    reader()
    assign_readers(now=NOW)
    assert readers_of(row) == {one}


def test_lone_volunteer_gets_what_there_is_and_the_next_gets_the_rest() -> None:
    row, lone = application(), reader()
    for _again in range(2):
        assign_readers(now=NOW)
        assert readers_of(row) == {lone}
    second = reader()
    assign_readers(now=NOW)
    assert readers_of(row) == {lone, second}


@pytest.mark.parametrize("state", ["draft", "approved", "declined", "withdrawn"])
def test_no_one_is_to_read_what_is_not_open(state: str) -> None:
    reader()
    row = application()
    Application.objects.update(state=state, decided_at=NOW if state in ("approved", "declined") else None)
    assign_readers(now=NOW)
    assert readers_of(row) == set()


def test_list_and_the_next_application_begin_with_ones_own(settings: Settings) -> None:
    settings.VETTING_READERS = 1
    member = reader()
    rows = [application(waiting_since=NOW - days * DAY) for days in (4, 3, 2, 1)]
    for row in (rows[1], rows[3]):
        Assignment.objects.create(application=row, reader=member, since=NOW)
    client = signed_in(member)
    response = client.get(QUEUE)
    assert list(response.context["cl"].result_list) == [rows[1], rows[3], rows[0], rows[2]]
    assert response.content.decode().count("yours") == 2
    html = client.get(f"{QUEUE}{rows[1].pk}/change/").content.decode()
    assert f'data-key="j" href="{QUEUE}{rows[3].pk}/change/"' in " ".join(html.split())
    judge(rows[3], member)
    context = client.get(f"{QUEUE}{rows[3].pk}/change/").context
    assert (context["previous"], context["next"]) == (rows[1], rows[1])
    judge(rows[1], member)
    context = client.get(f"{QUEUE}{rows[1].pk}/change/").context
    assert (context["previous"], context["next"]) == (rows[0], rows[2])


def test_reader_sees_who_else_is_to_read_it_once_they_have() -> None:
    one, two = reader("Ana Reader"), reader("Bela Nagy")
    row = application()
    assign_readers(now=NOW)
    client, page = signed_in(one), f"{QUEUE}{row.pk}/change/"
    assert client.get(page).context["assigned"] == ["you"]
    judge(row, one)
    assert client.get(page).context["assigned"] == [two.display_name]


def test_reader_is_reminded_once_after_three_days() -> None:
    one, two = reader(), reader()
    row = application()
    assign_readers(now=NOW)
    judge(row, two)
    remind_readers(now=NOW + 3 * DAY - timedelta(seconds=1))
    assert not Notice.objects.exists()
    for days in (3, 4, 30):
        remind_readers(now=NOW + days * DAY)
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.about) == (
        "application_reminder",
        one,
        Assignment.objects.get(reader=one),
    )
    mail = kinds[notice.kind].build(NoticeContext(about=notice.about, recipient=one, data={}, now=NOW))
    assert row.label in mail.subject
    assert row.applicant.display_name not in str(mail)
    judge(row, one)
    with pytest.raises(NoticeObsolete):
        kinds[notice.kind].build(NoticeContext(about=notice.about, recipient=one, data={}, now=NOW))


@pytest.mark.parametrize("state", [ApplicationState.MORE_INFORMATION, ApplicationState.WITHDRAWN])
def test_no_one_is_reminded_of_what_doesnt_wait_for_the_team(state: ApplicationState) -> None:
    reader()
    application()
    assign_readers(now=NOW)
    Application.objects.update(state=state)
    remind_readers(now=NOW + 9 * DAY)
    assert not Notice.objects.exists()


def test_assignment_keeps_its_order() -> None:
    member, row = reader(), application()
    assign_readers(now=NOW)
    for name, wrong in (
        ("assignment_ends_after_it_began", {"until": NOW - DAY}),
        ("assignment_reminder_is_later", {"reminded_at": NOW - DAY}),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Assignment.objects.update(**wrong)
        assert violates(caught.value, name)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Assignment.objects.create(application=row, reader=member, since=NOW)
    assert violates(caught.value, "assignment_one_in_force")
