"""No page reads a large table from end to end: what grows with the club is found by an index."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import Count
from django.test import Client

from accounts.models import User
from bench.walk import MEMBERS, PUBLIC, Page, of_urlconf, searches
from bookings import free_time
from core import clock
from demo import bulk
from demo.people import mentors as demo_mentors
from matching.models import Pair, Request
from mentors.models import Topic
from mentors.services.profiles import index
from outbox.models import Job
from tests.factories import MentorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LARGE = 1_000  # rows, from which on a table is expected to grow with the club
KEPT = ("/", "/mentors/", "/topics/", "/sitemap.xml", "/sitemap-pages.xml")  # read everybody, but seldom
COMPARED = "WORD_SIMILARITY(unaccent("  # names with a word, in a club of up to MOST_NAMES mentors
# New rows wait in a list before a GIN index, which makes it dear to the planner until a vacuum comes by.
TIDY = """
    SELECT sum(gin_clean_pending_list(pg_class.oid)) FROM pg_class JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'gin' AND relkind = 'i' AND relnamespace = 'public'::regnamespace
"""
Statement = tuple[str, Any]


@pytest.fixture
def club(settings: LazySettings, tmp_path: Path) -> None:
    """Some thousand rows in each table that grows, and the planner knows it."""
    to_copy(settings, tmp_path)
    bulk.fill(1_200, booked=6_000, now=NOW)
    waiting = (Job(kind="test.wait", key=f"wait-{number}", due_at=NOW, created_at=NOW) for number in range(3 * LARGE))
    Job.objects.bulk_create(waiting)
    tidy()


def to_copy(settings: LazySettings, tmp_path: Path) -> None:
    """Two mentors, of whom a large club is made."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    slugs = [person.slug for person in demo_mentors()[:2]]
    for slug, name in zip(slugs, ("Zoë Müller", "Kofi Mensah"), strict=True):
        fields = {"headline": "Interviews", "user__confirmed": True, "user__display_name": name}
        index(MentorFactory(bookable=True, slug=slug, topics=[TopicFactory()], **fields))
    free_time.rebuild_all(now=NOW)


def tidy() -> None:
    """Let the planner know what there is."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY)
        cursor.execute("ANALYZE")


def asked_for(page: Page, client: Client) -> list[Statement]:
    """What a page reads from the database."""
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("( ").startswith("SELECT"):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(page.path, headers=page.headers)
        list(answer)
    assert answer.status_code < 500, page.name
    return found


def nodes(plan: dict[str, Any], *, limited: bool = False) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each step of a plan, and whether it only runs until a limit is reached."""
    limited = limited or plan["Node Type"] == "Limit"
    yield plan, limited
    for step in plan.get("Plans", []):
        yield from nodes(step, limited=limited and plan["Node Type"] not in ("Sort", "Aggregate", "Hash"))


def read_whole(statement: Statement, large: set[str]) -> list[str]:
    """The large tables that a statement reads from end to end, or of which it throws away what it has read."""
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    found = []
    for step, limited in nodes(plan):
        kind, table = step["Node Type"], step.get("Relation Name")
        by_order = kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in step
        in_vain = step.get("Rows Removed by Filter", 0) * step["Actual Loops"]
        if table in large and (kind == "Seq Scan" or (by_order and not limited) or in_vain >= LARGE):
            found.append(table)
    return found


@pytest.mark.long  # plans on some thousand rows depend on the planner's sample
def test_pages_find_their_rows_by_indexes(club: None) -> None:
    """A full read of thousands of rows is half a second at a million; only what is kept or made by beat may do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
    assert {"bookings_booking", "mentors_mentor", "accounts_user", "feedback_feedback"} <= large
    visitor, mentees, mentors = Client(), Client(), Client()
    for path in KEPT:
        visitor.get(path)
    mentee = User.objects.annotate(n=Count("bookings")).order_by("-n")[0]
    mentor = User.objects.filter(mentor__isnull=False).annotate(n=Count("mentor__bookings")).order_by("-n")[0]
    mentees.force_login(mentee)
    mentors.force_login(mentor)
    past = Page("past", "/bookings/?show=past", MEMBERS)
    walked = {
        visitor: chain(of_urlconf("visitor", mentor, PUBLIC), searches(mentor)),
        mentees: chain(of_urlconf("mentee", mentee, MEMBERS), [past]),
        mentors: chain(of_urlconf("mentor", mentor, MEMBERS), [past]),
    }
    statements: dict[str, tuple[str, Statement]] = {}
    for client, pages in walked.items():
        for page in pages:
            if (page.path.split("?")[0] in KEPT and "q=" not in page.path) or "metrics" in page.path:
                continue
            for statement in asked_for(page, client):
                statements.setdefault(statement[0], (page.name, statement))
    assert len(statements) > 60
    with connection.cursor() as cursor:  # joining all of two tables costs no more yet than looking rows up
        cursor.execute("SET LOCAL enable_hashjoin TO off")
        cursor.execute("SET LOCAL enable_mergejoin TO off")
    faults = {
        f"{page}: {' '.join(statement[0].split())[:300]}": tables
        for page, statement in statements.values()
        if COMPARED not in statement[0] and (tables := read_whole(statement, large))
    }
    assert faults == {}


TEN_THOUSAND = 10_000
FEW = 0.1  # of a table, of which an index should be read
SEARCHED = {
    "mentors_mentor", "mentors_mentor_topics", "mentors_searchdocument", "bookings_freetime", "bookings_booking",
    "matching_request", "matching_ask", "matching_need", "matching_participant", "matching_pair",
}  # fmt: skip
MADE = "md5(("  # the index of the directory is made of everyone, by beat
# Every mentor looks for someone, too, has asked, and is in a round, so that each table is large.
MATCHING = """
    CREATE TEMPORARY TABLE people ON COMMIT DROP AS
        SELECT m.user_id, m.id AS mentor_id, row_number() OVER (ORDER BY m.id) AS place FROM mentors_mentor m;
    INSERT INTO matching_need (member_id, goal, level, languages, hours, tone, pace, unwanted, not_company, changed_at)
        SELECT user_id, 'Interviews and offers', '', '{en}', '{}', '', '', '', '', %(now)s FROM people;
    INSERT INTO matching_neededtopic (need_id, topic_id, position)
        SELECT n.id, (SELECT min(id) FROM mentors_topic), 0 FROM matching_need n;
    INSERT INTO matching_request (uuid, kind, mentee_id, goal, tried, languages, state, created_at, ended_at)
        SELECT gen_random_uuid(), 'session', user_id, repeat('An honest look at it. ', 12), '', '{en}', 'exhausted',
            %(now)s::timestamptz - interval '9 days', %(now)s FROM people;
    INSERT INTO matching_ask (uuid, request_id, mentor_id, position, words, state, sent_at, due_at, question, reply,
            reason, message, settled_at)
        SELECT gen_random_uuid(), r.id, other.mentor_id, 0, '', 'declined', r.created_at, r.ended_at, '', '', 'time',
            '', r.ended_at
        FROM matching_request r JOIN people p ON p.user_id = r.mentee_id
        JOIN people other ON other.place = p.place %% (SELECT count(*) FROM people) + 1;
    INSERT INTO matching_round (uuid, name, about, closes_at, state, progress, computation, created_at, computed_at,
            proposed_at)
        VALUES (gen_random_uuid(), 'Spring', '', %(now)s, 'proposed', 0, 1, %(now)s, %(now)s, %(now)s);
    INSERT INTO matching_participant (uuid, round_id, member_id, role, capacity, note, joined_at, unmatched)
        SELECT gen_random_uuid(), r.id, p.user_id, CASE p.place %% 2 WHEN 0 THEN 'mentor' ELSE 'mentee' END, 1, '',
            %(now)s, '' FROM people p, matching_round r;
    INSERT INTO matching_pair (uuid, round_id, mentee_id, mentor_id, fit, reasons, is_fixed, is_new, mentee_answer,
            mentor_answer)
        SELECT gen_random_uuid(), a.round_id, a.id, b.id, 50, '[]', false, false, '', ''
        FROM matching_participant a JOIN matching_participant b ON b.id = a.id + 1 WHERE a.role = 'mentee'
        AND b.role = 'mentor'
"""
SEARCHES = (
    "",
    "topic={topic}",
    "category={category}&language=en&within=14",
    "when=mon-evening&when=tue-morning",
    "country=DE&booking=instant&length=short&years=10",
    "topic={topic}&sort=soonest",
    "sort=newest&page=400",
    "q=interviews",
    "q=interviews&sort=match",
    "q=intervews",
    "q=Zo%C3%AB+M%C3%BCller&when=mon-evening",
)


@pytest.fixture
def large_club(settings: LazySettings, tmp_path: Path) -> None:
    """Ten thousand mentors, who all look for someone, have asked, and take part in a round."""
    to_copy(settings, tmp_path)
    bulk.fill(TEN_THOUSAND, booked=3 * TEN_THOUSAND, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(MATCHING, {"now": NOW})
    tidy()


def whole_scans(statement: Statement, sizes: dict[str, float]) -> list[str]:
    """The large tables that the planner would read from end to end for a few of their rows."""
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return [
        table
        for step, limited in nodes(plan)
        if step["Node Type"] == "Seq Scan"
        and (table := step["Relation Name"]) in sizes
        and (limited or step["Plan Rows"] < FEW * sizes[table])
    ]


@pytest.mark.long  # filling takes longer than a second
@pytest.mark.usefixtures("no_second_factor")
def test_searches_read_few_rows_of_ten_thousand_mentors(large_club: None) -> None:
    """Filters, orders, parts of the week, completions, suggestions, requests and rounds: each finds what it shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)", [[*SEARCHED]]
        )
        sizes = {name: rows for name, rows in cursor.fetchall() if rows >= LARGE}
    assert sizes.keys() == SEARCHED
    topic = Topic.objects.select_related("category")[0]
    pair = Pair.objects.select_related("mentee__member", "mentor__member", "round")[0]
    visitor, mentee, mentor, team = Client(), Client(), Client(), Client()
    team.force_login(UserFactory(staff=True))
    mentee.force_login(pair.mentee.member)
    mentor.force_login(pair.mentor.member)
    request = Request.objects.get(mentee=pair.mentee.member)
    asked = Request.objects.get(asks__mentor__user=pair.mentor.member)
    own = ("/mentors/for-you/", "/requests/", "/requests/new/", "/rounds/", pair.get_absolute_url(), "/saved/")
    walked = [
        *((visitor, f"/mentors/?{query.format(topic=topic.slug, category=topic.category.slug)}") for query in SEARCHES),
        (visitor, topic.get_absolute_url()),
        (visitor, topic.category.get_absolute_url()),
        *((visitor, f"/completions/?q={letters}") for letters in ("i", "inter", "zo", "mül")),
        *((client, path) for client in (mentee, mentor) for path in own),
        (mentee, request.get_absolute_url()),
        (mentor, asked.get_absolute_url()),
        *((team, f"/admin/matching/{model}/") for model in ("request", "round", "fairness")),
    ]
    visitor.get("/mentors/")  # makes the index
    found: dict[str, tuple[str, Statement]] = {}
    for client, path in walked:
        for statement in asked_for(Page(path, path, PUBLIC), client):
            found.setdefault(statement[0], (path, statement))
    assert len(found) > 60
    faults = {
        f"{path}: {' '.join(statement[0].split())[:300]}": tables
        for path, statement in found.values()
        if MADE not in statement[0].lower() and (tables := whole_scans(statement, sizes))
    }
    assert faults == {}
    by_words = next(statement for _path, statement in found.values() if "@@" in statement[0])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_document_words")
    assert whole_scans(by_words, sizes) == ["mentors_searchdocument"]  # so the test can fail
