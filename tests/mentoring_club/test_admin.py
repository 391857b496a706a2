import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from data_protection.services import erasing
from insights.team_work import KINDS, waiting_for
from notifications.models import Notice, NoticeState
from notifications.services import notify
from outbox.models import Job
from tests.architecture.world import archive_of, checked_table, old_address, paired
from tests.factories import (
    AppealFactory,
    ApplicationFactory,
    BookingFactory,
    FeedbackFactory,
    MeasureFactory,
    MeetingFactory,
    MentorFactory,
    MentorshipFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    RecipientFactory,
    ReportFactory,
    RequestFactory,
    SnippetFactory,
    SuppressedAddressFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
    WishFactory,
)
from tests.pages import markup

pytestmark = pytest.mark.usefixtures("no_second_factor")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGES = sorted(f"{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry)
# Each in place of a list.
ONE_PAGE = (
    "club_pages/pageversion/",
    "data_protection/retentionrun/",
    "insights/week/",
    "matching/fairness/",
    "matching/weights/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_admin_is_open_only_to_the_team(page: str) -> None:
    for member in (UserFactory(), MentorFactory().user, UserFactory(is_staff=True)):
        client = Client()
        client.force_login(member)
        for answer in (client.get(f"/admin/{page}"), client.post(f"/admin/{page}", {"action": "delete_selected"})):
            assert answer.status_code in (302, 403)


@pytest.mark.django_db
def test_visitor_of_the_admin_is_redirected_to_the_clubs_own_sign_in(client: Client) -> None:
    answer = client.get("/admin/login/?next=//evil.example", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert "evil" not in answer.content.decode()


def make_one_of_everything() -> None:
    archive_of(UserFactory())
    checked_table(UserFactory())
    old_address()
    RequestFactory(state="with_team", team_since=NOW)
    topic = TopicFactory()
    FeedbackFactory(request__booking__mentor=MentorFactory(topics=[topic]))
    ApplicationFactory(submitted=True, topics=[topic])
    WishFactory(topic=topic)
    notify(UserFactory(), "account_exists", now=NOW)
    SuppressedAddressFactory()
    MeetingFactory()
    NoShowFactory()
    OutsideCalendarFactory()
    paired(UserFactory(), UserFactory())
    Group.objects.create(name=uuid.uuid4().hex)
    member = UserFactory()
    erasing.ask(member=member, by=member, now=NOW)
    SnippetFactory()
    AppealFactory()
    TopicSuggestionFactory(mentor=MentorFactory())
    MeasureFactory(report=ReportFactory())
    RecipientFactory()
    MentorshipFactory()


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, 1, 3])
def test_index_shows_what_waits_with_one_query_for_each_kind(
    client: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        ago = NOW - timedelta(days=number)
        ReportFactory(made_at=ago, due_at=NOW + timedelta(hours=1))
        MeasureFactory(appeal="I didn’t.", appealed_at=ago, report=None)
        AppealFactory(made_at=ago)
        ApplicationFactory(submitted=True, waiting_since=ago)
        FeedbackFactory(platform_message="More topics!", created_at=ago)
        NoShowFactory(disputed=True, answered_at=ago)
        RequestFactory(state="with_team", team_since=ago)
        TopicSuggestionFactory(mentor=MentorFactory(), made_at=ago)
        FeedbackFactory(platform_message="Thank you.", reply="Gladly.", replied_at=NOW)
        notice = notify(UserFactory(), "account_exists", now=NOW)
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.FAILED, settled_at=ago)
        Job.objects.create(kind="rest", due_at=NOW, created_at=NOW, failed_at=ago)
    reader = UserFactory(staff=True)
    reader.has_perm("outbox.view_job")  # asks for the rights once
    with django_assert_num_queries(len(KINDS) + 2):  # and twice whether they may read what is confidential
        shown = waiting_for(reader, now=NOW)
    oldest = NOW - timedelta(days=many - 1)
    assert [(work.number, work.since, work.late) for work in shown] == [(many, oldest, 0)] * (len(KINDS) if many else 0)
    if many == 1:
        assert [work.label for work in shown] == [
            "open report", "appeal to decide", "applicant’s appeal to decide", "no-show to decide",
            "application to read", "request to find someone for", "message to answer", "suggested topic to decide",
            "undelivered email", "failed job",
        ]  # fmt: skip
    client.force_login(reader)
    page = markup(client.get("/admin/"))
    assert ("Nothing. All done." in page) == (not many)
    for work in shown:
        assert f'href="{work.href}"' in page
        assert len(client.get(work.href).context["cl"].result_list) == many


@pytest.mark.django_db
def test_what_is_late_comes_first() -> None:
    ReportFactory(made_at=NOW, due_at=NOW + timedelta(hours=1))
    for days in (9, 10, 11):
        ApplicationFactory(submitted=True, waiting_since=NOW - timedelta(days=days))
    shown = waiting_for(UserFactory(staff=True), now=NOW)
    assert [(work.label, work.number, work.late) for work in shown] == [
        ("applications to read", 3, 2),
        ("open report", 1, 0),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("page", [page for page in PAGES if page not in ONE_PAGE])
def test_lists_make_as_many_queries_for_three_rows_as_for_one(client: Client, page: str) -> None:
    client.force_login(UserFactory(staff=True))
    make_one_of_everything()
    client.get(f"/admin/{page}")  # fill caches
    rows, queries = [], []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            rows.append(len(client.get(f"/admin/{page}?all=").context["cl"].result_list))
        queries.append(len(asked))
        make_one_of_everything()
        make_one_of_everything()
    assert rows[1] >= rows[0] + 2 > 2
    assert queries[0] == queries[1]


@pytest.mark.django_db
def test_pages_have_readable_titles(client: Client) -> None:
    """No identifiers or names from the code, in titles or in the list of notices."""
    feedback = FeedbackFactory(
        request__booking__mentor__user__display_name="Amara Njeri",
        request__booking__mentee__display_name="Kofi Mensah",
        request__booking__starts_at=NOW,
        created_at=NOW + timedelta(days=1),
    )
    booking = feedback.request.booking
    notice = notify(booking.mentee, "booking_reminder_day", about=booking, now=NOW)
    client.force_login(UserFactory(staff=True))
    titles = []
    for row in (booking, feedback, notice):
        pages = [
            client.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{way}", args=[row.pk]))
            for way in ("change", "history")
        ]
        said = [
            " ".join(page.content.decode().partition("<h1")[2].partition(">")[2].partition("</h1>")[0].split())
            for page in pages
        ]
        titles.append(" ".join(pages[0].content.decode().partition("<title>")[2].partition("|")[0].split()))
        assert said == [titles[-1]] * 2
    assert titles == [
        "Amara Njeri and Kofi Mensah, 22 Nov 2026, 13:00",
        "Kofi Mensah on Amara Njeri, 23 Nov 2026, 13:00",
        "Reminder a day before, to Kofi Mensah",
    ]
    listed = client.get(reverse("admin:notifications_notice_changelist"), {"kind": "booking_reminder_day"})
    assert "Reminder a day before" in listed.content.decode()
    assert [row.pk for row in listed.context["cl"].result_list] == [notice.pk]


@pytest.mark.django_db
def test_list_of_members_is_small(client: Client) -> None:
    """A row is eight kilobytes, so a page has at most 25, even if all are requested."""
    UserFactory.create_batch(30)
    client.force_login(UserFactory(staff=True))
    page = client.get("/admin/accounts/user/")
    assert len(page.context["cl"].result_list) == 25
    assert len(page.content) < 300_000


@pytest.mark.django_db
def test_empty_list_says_what_to_do_next(client: Client) -> None:
    client.force_login(UserFactory(staff=True))
    searched = client.get("/admin/bookings/noshow/", {"q": "Ann"}).content.decode()
    assert "Nothing found" in searched
    assert "Show the whole list" in searched
    unasked = client.get("/admin/bookings/noshow/").content.decode()
    assert "Nothing here yet" in unasked
    assert "Show the whole list" not in unasked


@pytest.mark.django_db
def test_facts_come_before_the_form_for_private_texts(client: Client) -> None:
    client.force_login(UserFactory(staff=True))
    booking = BookingFactory()
    page = client.get(reverse("admin:bookings_booking_change", args=[booking.pk])).content.decode()
    assert page.index("Session type") < page.index("What members wrote")
