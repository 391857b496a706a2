"""Measure conversations: `python -m bench.conversations 1000000` prints one line of JSON for each page.

It fills a club of its own, writes so many messages with one statement, 10,000 of them in one conversation, and asks the
pages in turn. The median of each must be at most 25 ms, or it fails.
"""

import sys
from http.client import OK
from statistics import median
from time import perf_counter, process_time
from typing import Any

from bench import club
from bench.measuring import figures, machine, say
from bench.walk import Statements

MESSAGES, LONGEST = 1_000_000, 10_000
RUNS = 40
LIMIT_MS = 25

# Every pair with a booking has a conversation; what the club has written is spread over them.
CONVERSATIONS = """
    INSERT INTO conversations_conversation (uuid, one_id, other_id, messages_written, created_at, closes_at)
    SELECT DISTINCT ON (least(m.user_id, b.mentee_id), greatest(m.user_id, b.mentee_id))
        gen_random_uuid(), least(m.user_id, b.mentee_id), greatest(m.user_id, b.mentee_id), 0, now(),
        now() + interval '14 days'
    FROM bookings_booking b JOIN mentors_mentor m ON m.id = b.mentor_id
    WHERE b.status = 'confirmed'
    ON CONFLICT DO NOTHING
"""
MARKS = """
    INSERT INTO conversations_readmark (conversation_id, member_id, seen, unread, muted, told)
    SELECT c.id, p.member, 0, 0, false, 0
    FROM conversations_conversation c CROSS JOIN LATERAL (VALUES (c.one_id), (c.other_id)) AS p (member)
    ON CONFLICT DO NOTHING
"""
WRITTEN = """
    WITH sized AS (
        SELECT id, one_id, other_id,
            CASE WHEN id = %(long)s THEN %(longest)s ELSE (%(messages)s - %(longest)s) / %(others)s END AS size
        FROM conversations_conversation
    ), written AS (
        INSERT INTO conversations_message
            (uuid, conversation_id, number, author_id, text, form_key, needs_care, correction, written_at)
        SELECT gen_random_uuid(), s.id, n, CASE WHEN n %% 2 = 0 THEN s.one_id ELSE s.other_id END,
            'Note ' || n || ': what I’d **like** to ask is on https://example.org/notes/' || n || ', page two.',
            gen_random_uuid(), false, '', now() - interval '1 minute' * (s.size - n)
        FROM sized s CROSS JOIN LATERAL generate_series(1, s.size) AS n
        RETURNING conversation_id
    )
    UPDATE conversations_conversation c SET messages_written = s.size, last_at = now()
    FROM sized s WHERE s.id = c.id AND s.size > 0 AND (SELECT count(*) FROM written) > 0
"""


def main(messages: int = MESSAGES) -> None:
    """Fill a separate database, and measure.

    Raises:
        SystemExit: a page took too long.
    """
    club.start()
    from core import clock
    from demo import bulk
    from demo.fill import fill_once

    fill_once(say=lambda line: None)
    bulk.fill(1_000, booked=20_000, now=clock.now())
    longest = write(messages)
    club.analyze()
    slow = {name: took for name, took in _pages(longest, messages).items() if took > LIMIT_MS}
    if slow:
        raise SystemExit(f"Over {LIMIT_MS} ms: {slow}")


def write(messages: int) -> Any:
    """Write the messages; returns the longest conversation."""
    from django.db import connection

    from conversations.models import Conversation

    with connection.cursor() as cursor:
        cursor.execute(CONVERSATIONS)
        cursor.execute(MARKS)
        longest = Conversation.objects.select_related("one", "other").order_by("pk")[0]
        others = max(1, Conversation.objects.count() - 1)
        size = {"long": longest.pk, "longest": min(LONGEST, messages), "messages": messages, "others": others}
        begun = perf_counter()
        cursor.execute(WRITTEN, size)
        say({"bench": "conversations.fill", "messages": messages, "s": round(perf_counter() - begun, 1)})
        cursor.execute("UPDATE conversations_readmark SET unread = 3 WHERE conversation_id % 2 = 0")
        cursor.execute(
            "UPDATE accounts_user SET has_unread = true WHERE id IN (%s, %s)", [longest.one_id, longest.other_id]
        )
    return longest


def _pages(longest: Any, messages: int) -> dict[str, float]:
    """The pages in turn; returns the median of each, in milliseconds."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    browser, page = Client(), longest.get_absolute_url()
    browser.force_login(longest.one)
    addresses = {
        "newest": page,
        "older": f"{page}?before={LONGEST // 2}",
        "new": f"{reverse('conversations:new', args=[longest.uuid])}?after={longest.messages_written}",
        "list": reverse("conversations:list"),
    }
    medians = {}
    for name, address in addresses.items():
        answer = browser.get(address)
        if answer.status_code != OK:
            raise SystemExit(f"{address} answers {answer.status_code}, not {OK}")
        asked = Statements()
        with connection.execute_wrapper(asked):
            browser.get(address)
        times, busy, loop = [], [], machine()
        for _run in range(RUNS):
            begun, worked = perf_counter(), process_time()
            browser.get(address)
            times.append((perf_counter() - begun) * 1000)
            busy.append((process_time() - worked) * 1000)
        found = figures(times) | {"cpu_p50_ms": round(median(busy), 1), "loop_ms": round(loop, 2)}
        medians[name] = found["p50_ms"]
        say({"bench": f"conversations.{name}", "messages": messages, "queries": asked.number} | found)
    return medians


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
