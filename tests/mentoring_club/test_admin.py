import pytest
from django.test import Client

from tests.factories import MentorFactory, UserFactory

PAGES = (
    "accounts/user/",
    "bookings/booking/",
    "feedback/feedback/",
    "mentors/application/",
    "mentors/mentor/",
    "mentors/topic/",
    "notifications/notice/",
    "outbox/job/",
)


@pytest.fixture(autouse=True)
def no_second_factor(settings: object) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = False  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", ["q=%00", "state=%00", "%00=1", "p=99999999999999999999", "o=999", "id__exact=x"])
def test_nonsense_in_an_address_of_the_admin_gets_an_answer(client: Client, page: str, query: str) -> None:
    client.force_login(UserFactory(staff=True))
    assert client.get(f"/admin/{page}?{query}").status_code in (200, 302, 400)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_admin_opens_to_the_team_alone(page: str) -> None:
    for member in (UserFactory(), MentorFactory().user, UserFactory(is_staff=True)):
        client = Client()
        client.force_login(member)
        for answer in (client.get(f"/admin/{page}"), client.post(f"/admin/{page}", {"action": "delete_selected"})):
            assert answer.status_code in (302, 403)


@pytest.mark.django_db
def test_admin_that_a_stranger_asks_for_leads_to_the_clubs_own_sign_in(client: Client) -> None:
    answer = client.get("/admin/login/?next=//evil.example", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert "evil" not in answer.content.decode()
