from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bookings.models import NoShow, NoShowOutcome
from insights.team_work import waiting_for
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, NoShowFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "no_second_factor")]
LIST = "/admin/bookings/noshow/"
DAY = timedelta(days=1)


@pytest.fixture
def staff(client: Client) -> User:
    member = UserFactory(staff=True)
    client.force_login(member)
    return member


def made(**more: object) -> NoShow:
    return NoShowFactory(booking=BookingFactory(starts_at=NOW - 3 * DAY), **more)


def page(no_show: NoShow) -> str:
    return f"{LIST}{no_show.pk}/change/"


def test_team_decides_a_dispute(client: Client, staff: User) -> None:
    no_show = made(disputed=True, answer="I was there.")
    content = client.get(page(no_show)).content.decode()
    assert "I was there." in content
    assert ('name="_save"' in content, 'name="_continue"' in content) == (True, False)
    assert client.post(page(no_show), {"message_to_both": "?"}).status_code == 200  # nothing was chosen
    decided = {"decision": "dismissed", "message_to_both": "Two rooms, one mistake."}
    said = client.post(page(no_show), decided, follow=True).context["messages"]
    assert [str(message) for message in said] == ["Decided. We’ve emailed both."]
    no_show.refresh_from_db()
    assert (no_show.outcome, no_show.team_message) == (NoShowOutcome.DISMISSED, "Two rooms, one mistake.")


def test_team_can_uphold_a_no_show_under_appeal(client: Client, staff: User) -> None:
    no_show = made(confirmed=True, appeal="Please look.", appealed_at=NOW)
    assert "Please look." in client.get(page(no_show)).content.decode()
    client.post(page(no_show), {"decision": "counts", "message_to_both": ""})
    no_show.refresh_from_db()
    assert (no_show.is_confirmed, no_show.is_appealed) == (True, False)


def test_unanswered_report_is_read_only(client: Client, staff: User) -> None:
    no_show = made()
    content = client.get(page(no_show)).content.decode()
    assert 'name="decision"' not in content
    assert client.post(page(no_show), {"decision": "counts"}).status_code == 403


def test_neither_of_the_two_can_decide(client: Client, staff: User) -> None:
    no_show = made(disputed=True)
    no_show.booking.mentee = staff
    no_show.booking.save(update_fields=["mentee"])
    assert client.post(page(no_show), {"decision": "dismissed"}).status_code == 403
    no_show.refresh_from_db()
    assert no_show.is_disputed


def test_list_filters_reports_waiting_for_the_team_and_the_index_counts_them(client: Client, staff: User) -> None:
    made()
    disputed, appealed = made(disputed=True), made(confirmed=True, appeal="Please look.", appealed_at=NOW)
    made(confirmed=True, appeal="Please look.", appealed_at=NOW, decided_at=NOW)
    shown = client.get(LIST, {"team": "waiting"}).context["cl"].result_list
    assert set(shown) == {disputed, appealed}
    [row] = [each for each in waiting_for(staff, now=NOW) if "noshow" in each.href]
    assert (row.number, row.since) == (2, disputed.answered_at)


def test_list_makes_the_same_number_of_queries_for_1_and_3(client: Client, staff: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    made()
    client.get(LIST)
    with_one = queries()
    made()
    made(disputed=True)
    assert queries() == with_one


@pytest.mark.parametrize(("name", "status"), [("Administrators", 200), ("Readers", 403)])
def test_club_team_decides_and_vetting_team_does_not(client: Client, name: str, status: int) -> None:
    member = UserFactory(is_staff=True)
    member.groups.add(Group.objects.get(name=name))
    client.force_login(member)
    no_show = made(disputed=True)
    assert client.get(LIST).status_code == client.get(page(no_show)).status_code == status
    client.post(page(no_show), {"decision": "dismissed"})
    no_show.refresh_from_db()
    assert no_show.is_disputed is (status == 403)


def test_refused_decision_is_not_logged_as_a_change(client: Client, staff: User) -> None:
    no_show = made(confirmed=True)
    said = client.post(page(no_show), {"decision": "counts", "message_to_both": ""}, follow=True).context["messages"]
    assert [str(message) for message in said] == ["It already counts."]
    assert not LogEntry.objects.exists()
    client.post(page(no_show), {"decision": "dismissed", "message_to_both": ""})
    assert LogEntry.objects.get().object_id == str(no_show.pk)
