"""The team's page: what it shows and hides, to whom, and as files."""

import re
from random import Random

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.groups import CLUB_TEAM, SAFEGUARDING, TOPICS, VETTING
from core.spreadsheets import read
from insights.models import Week
from insights.periods import EPOCH, WEEK, Period
from insights.presenters.pictures import OF_WEEKS, Weeks
from insights.presenters.standing import OF_STANDING
from insights.standing import standing
from insights.team_work import waiting_for
from mentors.models import Recusal
from tests.directory.conftest import NOW
from tests.factories import (
    AppealFactory,
    ApplicationFactory,
    MeasureFactory,
    NeedFactory,
    ReportFactory,
    TopicFactory,
    TopicSuggestionFactory,
    UserFactory,
    WeekFactory,
    WishFactory,
)
from tests.pages import markup, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor", "fixed_clock")]

PAGE = reverse("admin:insights_week_changelist")
FIRST = EPOCH + 1348 * WEEK  # 2 November 2026, the first week of a block


def one_of(group: str) -> User:
    user = UserFactory(is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def file(key: str, query: str = "") -> str:
    return reverse("admin:insights_week_csv", args=[key]) + query


def cells(key: str, *, since: object = FIRST, until: object = FIRST + 2 * WEEK) -> list[dict[str, str]]:
    """The rows of a file."""
    answer = signed_in(UserFactory(staff=True)).get(file(key, f"?since={since}&until={until}"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return read(answer.content)


def test_page_shows_what_was_counted_by_hand() -> None:
    answered = {"settled": 20, "answered": 15, "answer_minutes": 15 * 90}
    hours = {"booked_minutes": 40 * 60, "held_minutes": 30 * 60}
    WeekFactory(starts_on=FIRST, offering=10, offered_minutes=80 * 60, booked=80, held=60, **hours, **answered)
    WeekFactory(starts_on=FIRST + WEEK, booked=40, booked_minutes=20 * 60, held=38, held_minutes=19 * 60)
    WeekFactory(starts_on=FIRST + 2 * WEEK, booked=30, booked_minutes=15 * 60, held=20, held_minutes=10 * 60)
    few, hidden = "fewer than 5", "hidden"
    assert [list(row.values()) for row in cells("hours")] == [
        ["2 Nov 2026", "80", "40", "30", "80", "60"],
        ["9 Nov 2026", hidden, hidden, "19", "fewer than 5 more", "38"],
        ["16 Nov 2026", hidden, "15", "10", "30", "20"],
    ]
    assert [list(row.values())[1:] for row in cells("answers")] == [
        ["20", "15", "1.5", "20"],
        [few, hidden, hidden, few],
        [few, hidden, hidden, "10"],
    ]


def test_other_pictures_have_their_numbers() -> None:
    WeekFactory(
        starts_on=FIRST,
        feedback=20,
        useful=15,
        submitted=7,
        decided=12,
        in_time=6,
        decision_hours=12 * 24 * 8,
        mentees=30,
        new_mentees=10,
    )
    assert [list(cells(key, until=FIRST)[0].values())[1:] for key in ("feedback", "applications", "mentees")] == [
        ["20", "15", "75"],
        ["7", "12", "6", "8.0"],
        ["30", "10", "20"],
    ]


def test_whatever_period_is_asked_for_a_week_says_the_same() -> None:
    """So nothing is learned by comparing periods: each number is shown or hidden once and for all."""
    random = Random(12)
    weeks = [FIRST - number * WEEK for number in range(24)]
    for starts_on in weeks:
        booked = random.choice((0, 2, 4, 6, 9, 14, 40))
        WeekFactory(starts_on=starts_on, booked=booked, held=random.randint(0, booked))
    for span in (1, 4):
        said: dict[str, set[str]] = {}
        for _round in range(25):
            first, last = sorted(random.sample(weeks, 2))
            period = Period(first, last, span)
            if list(period.points()):
                for name, row in OF_WEEKS["hours"](Weeks(period)).rows:
                    said.setdefault(name, set()).add(" ".join(cell.said for cell in row))
        assert len(said) > 4
        assert {len(each) for each in said.values()} == {1}


def test_sums_are_of_what_is_shown() -> None:
    for number, booked in enumerate((30, 3, 12, 50)):
        WeekFactory(starts_on=FIRST - 4 * WEEK + number * WEEK, booked=booked, held=booked // 2)
    picture = OF_WEEKS["hours"](Weeks(Period(FIRST - 4 * WEEK, FIRST - WEEK)))
    assert [row[3].said for _name, row in picture.rows] == ["30", "fewer than 5", "12", "50"]
    assert dict(picture.totals)["sessions held"] == "46"


def test_four_weeks_are_added_up() -> None:
    for number in range(8):
        WeekFactory(starts_on=FIRST - (8 - number) * WEEK, booked=3, held=2, booked_minutes=90, held_minutes=60)
    picture = OF_WEEKS["hours"](Weeks(Period(FIRST - 8 * WEEK, FIRST, 4)))
    assert [(name, row[2].said, row[4].said) for name, row in picture.rows] == [
        ("7 Sep 2026", "4", "8"),
        ("5 Oct 2026", "4", "8"),
    ]


def test_pictures_are_drawn_with_their_words_and_without_styles() -> None:
    for number in range(3):
        WeekFactory(starts_on=FIRST + number * WEEK, booked=20 + number, held=12, booked_minutes=600)
    page = markup(signed_in(UserFactory(staff=True)).get(f"{PAGE}?since={FIRST}"))
    assert 'role="img" aria-labelledby="hours-title hours-says"' in page
    assert '<title id="hours-title">Hours offered, booked and held</title>' in page
    assert "booked: at most 10, in the period from 2 Nov 2026" in page
    assert page.count('<svg class="graph"') == 2  # of feedback and the like there's nothing to draw
    assert "There are too few numbers in this period for a picture." in page
    assert "style=" not in page.partition('class="insights__pictures"')[2].partition("</main>")[0]


def test_standing_pictures_come_from_the_last_week_that_has_them() -> None:
    topic = TopicFactory(slug="forms", name="Forms")
    for _need in range(6):
        NeedFactory(topics=[topic], changed_at=NOW)
    WishFactory(words="=cmd()", topic=None, times=7, language="en")
    WeekFactory(starts_on=FIRST + WEEK, standing=standing(now=NOW))
    WeekFactory(starts_on=FIRST + 2 * WEEK)
    assert [list(row.values()) for row in cells("topics")] == [["Forms", "6", "0", "0"]]
    assert [list(row.values()) for row in cells("searches")] == [["'=cmd()", "en", "7"]]  # no formula
    assert cells("zones") != []
    team = signed_in(UserFactory(staff=True))
    assert team.get(file("topics", f"?since={FIRST}&until={FIRST}")).status_code == 404
    page = markup(team.get(PAGE))
    assert all(f'id="{key}"' in page for key in OF_STANDING)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("since=nonsense", "Please enter a date."),
        ("since=2026-11-10&until=2026-11-01", "The period ends before it begins. Please swap the two days."),
        ("since=2015-01-01", "That’s more than five years. Please choose a shorter period."),
        ("since=0001-01-01", "Please choose a day after 2000."),
        ("until=9999-12-31", "That’s more than five years. Please choose a shorter period."),
        ("since=2026-11-23&until=2026-12-24", "No week of this period is over yet. Please choose an earlier one."),
        ("since=2026-11-09&span=4", "This period has no four whole weeks."),
        ("span=7", "Please choose one from the list."),
    ],
)
def test_nonsense_gets_a_clear_answer(query: str, says: str) -> None:
    team = signed_in(UserFactory(staff=True))
    for path in (PAGE, file("hours")):
        answer = team.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert says in markup(answer)


def test_usual_period_is_the_last_twelve_weeks() -> None:
    shown = signed_in(UserFactory(staff=True)).get(PAGE).context["period"]
    assert (shown.first, shown.last) == (FIRST - 9 * WEEK, FIRST + 2 * WEEK)
    shown = signed_in(UserFactory(staff=True)).get(f"{PAGE}?since=&until=2026-10-14").context["period"]
    assert (shown.last, shown.last - shown.first) == (FIRST - 3 * WEEK, 11 * WEEK)


def test_only_the_team_sees_it() -> None:
    WeekFactory()
    for user, status in (
        (UserFactory(), 302),
        (one_of(""), 403),
        (one_of(VETTING), 403),
        (one_of(SAFEGUARDING), 403),
        (one_of(CLUB_TEAM), 200),
    ):
        reader = signed_in(user)
        assert [reader.get(path).status_code for path in (PAGE, file("hours"))] == [status, status]
        assert ("insights/week/" in reader.get("/admin/").content.decode()) is (status == 200)
    assert Client().get(PAGE).status_code == 302


def test_what_waits_is_what_the_readers_rights_allow() -> None:
    for _number in range(2):
        ApplicationFactory(submitted=True)
    report, secret = ReportFactory(), ReportFactory(kind="harassment")
    MeasureFactory(report=report)
    MeasureFactory(report=secret)
    appeal = {"appeal": "I didn’t.", "appealed_at": NOW}
    MeasureFactory(**appeal)
    MeasureFactory(**appeal, taken_by=(own := one_of(CLUB_TEAM)))

    def said(user: User) -> dict[str, int]:
        return {work.label: work.number for work in waiting_for(user, now=NOW) if work.number}

    reader = one_of(VETTING)
    AppealFactory()
    Recusal.objects.create(application=AppealFactory().application, reader=reader, since=NOW)
    TopicSuggestionFactory()
    assert said(reader) == {"applications to read": 2, "applicant’s appeal to decide": 1}
    assert said(one_of(TOPICS)) == {"suggested topic to decide": 1}
    team = {
        "applications to read": 2,
        "applicants’ appeals to decide": 2,
        "suggested topic to decide": 1,
        "open report": 1,
        "appeals to decide": 2,
    }
    assert said(one_of(CLUB_TEAM)) == team
    assert said(own) == {label: number for label, number in team.items() if label != "appeals to decide"} | {
        "appeal to decide": 1
    }
    assert said(one_of(SAFEGUARDING)) == {"open reports": 2, "appeals to decide": 2}
    assert said(one_of("")) == {}


def test_each_link_leads_to_what_was_counted() -> None:
    ApplicationFactory(submitted=True)
    ReportFactory()
    ReportFactory(answer="Thank you.", answered_at=NOW)
    MeasureFactory(appeal="I didn’t.", appealed_at=NOW)
    AppealFactory()
    TopicSuggestionFactory()
    user = UserFactory(staff=True)
    reader = signed_in(user)
    for work in waiting_for(user, now=NOW):
        assert reader.get(work.href).context["cl"].result_count == work.number, work.label


def test_page_takes_as_many_queries_for_five_years_as_for_a_week() -> None:
    reader = signed_in(UserFactory(staff=True))
    reader.get(PAGE)
    asked = []
    for weeks in (1, 200):
        Week.objects.all().delete()
        topics = [TopicFactory() for _topic in range(3)]
        for number in range(weeks):
            WeekFactory(starts_on=FIRST + 2 * WEEK - number * WEEK, booked=50, held=30)
        NeedFactory(topics=topics, changed_at=NOW)
        MeasureFactory(report=ReportFactory())
        ApplicationFactory(submitted=True)
        Week.objects.filter(starts_on=FIRST + 2 * WEEK).update(standing=standing(now=NOW) | {"at": NOW.isoformat()})
        with CaptureQueriesContext(connection) as found:
            answer = reader.get(f"{PAGE}?since={FIRST + 2 * WEEK - (weeks - 1) * WEEK}")
        assert answer.status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1] < 35
    assert len(re.findall("<circle", markup(answer))) == 0  # too many points for dots
