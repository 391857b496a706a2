"""Each reader sees how their own grades differ from the others', and no one else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mentors.models import Criterion
from mentors.services import drift_of, step_aside
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NOW, judge
from tests.pages import signed_in

DRIFT = "/admin/mentors/application/drift/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def shared(reader: User, own: int, *others: int) -> None:
    row = ApplicationFactory(submitted=True)
    judge(row, reader, own)
    for grade in others:
        judge(row, None, grade)


def test_drift_is_the_mean_difference_to_the_others_mean() -> None:
    reader = UserFactory(staff=True)
    for own, others in ((5, (3, 4)), (4, (4,)), (5, (4,)), (3, (3,)), (2, (3,))):
        shared(reader, own, *others)
    assert drift_of(reader).shared == 5
    assert drift_of(reader).differences == dict.fromkeys(Criterion, pytest.approx(0.3))
    html = signed_in(reader).get(DRIFT).content.decode()
    assert html.count("<dd>+0.3</dd>") == 3


def test_drift_takes_five_that_others_have_read() -> None:
    reader = UserFactory(staff=True)
    for _ in range(4):
        shared(reader, 5, 1)
    shared(reader, 5)
    row = ApplicationFactory(submitted=True)
    aside = UserFactory(staff=True)
    judge(row, reader, 5)
    judge(row, aside, 1)
    step_aside(application=row, by=aside, now=NOW)
    assert (drift_of(reader).shared, drift_of(reader).differences) == (4, {})
    assert "So far: 4." in " ".join(signed_in(reader).get(DRIFT).content.decode().split())
    shared(reader, 5, 1)
    assert drift_of(reader).differences == dict.fromkeys(Criterion, 4)


def test_page_asks_the_same_number_of_queries_for_1_and_6() -> None:
    reader = UserFactory(staff=True)
    client = signed_in(reader)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(DRIFT).status_code == 200
        return len(caught)

    shared(reader, 4, 4)
    queries()
    with_one = queries()
    for _ in range(5):
        shared(reader, 4, 4)
    assert queries() == with_one
