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
from mentors.services.profiles import index
from outbox.models import Job
from tests.factories import MentorFactory, TopicFactory

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
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    slugs = [person.slug for person in demo_mentors()[:2]]
    for slug, name in zip(slugs, ("Zoë Müller", "Kofi Mensah"), strict=True):
        fields = {"headline": "Interviews", "user__confirmed": True, "user__display_name": name}
        index(MentorFactory(bookable=True, slug=slug, topics=[TopicFactory()], **fields))
    free_time.rebuild_all(now=NOW)
    bulk.fill(1_200, booked=6_000, now=NOW)
    waiting = (Job(kind="test.wait", key=f"wait-{number}", due_at=NOW, created_at=NOW) for number in range(3 * LARGE))
    Job.objects.bulk_create(waiting)
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
