"""Whatever is left of a member, wherever it may be: tables, uploaded files, Redis."""

import pickle
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache

from tests.data_protection.full_member import ADDRESS, NAME, WORD

NEEDLES = (NAME.lower(), ADDRESS, WORD, "zyphora", "quellbr")
# What a rule keeps of the words that they wrote, though not who wrote them.
KEPT = {
    "safety_report",  # three years after the answer
    "mentors_review",  # as long as the application of the one whom they judged
}
ESCAPE = re.compile(r"\\+u([0-9a-f]{4})")  # as JSON in a text column has it


def is_trace(text: str) -> bool:
    """Whether a text has the member's name, address or words in it, in whatever way it's spelled."""
    plain = ESCAPE.sub(lambda found: chr(int(found[1], 16)), unquote(text.lower()))
    return any(needle in plain for needle in NEEDLES)


def in_tables(cursor: Any) -> set[str]:
    """The tables in which there are traces. What a session holds is unpacked."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = set()
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        if any(is_trace(text) for (text,) in cursor.fetchall()):
            found.add(table)
    cursor.execute("SELECT session_data FROM django_session")
    if any(is_trace(str(Session(session_data=data).get_decoded())) for (data,) in cursor.fetchall()):
        found.add("django_session")
    return found


def in_files(folder: Path | str) -> set[str]:
    """The files in which there are traces, or whose names are some. ZIP files are opened."""
    found = set()
    for path in Path(folder).rglob("*"):
        if path.is_file() and any(is_trace(text) for text in (path.name, *_texts_of(path))):
            found.add(str(path))
    return found


def _texts_of(path: Path) -> Iterator[str]:
    yield path.read_bytes().decode(errors="replace")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                yield f"{entry.filename} {archive.read(entry).decode(errors='replace')}"


def in_redis() -> set[str]:
    """The keys of the cache and of the broker in which there are traces, or that are some."""
    found = set()
    for client in (cache._cache.get_client(), redis.Redis.from_url(settings.REDIS_URL)):  # type: ignore[attr-defined]
        for key in client.scan_iter(count=1_000):
            if any(is_trace(text) for text in (key.decode(errors="replace"), *_values(client, key))):
                found.add(key.decode(errors="replace"))
    return found


def _values(client: Any, key: bytes) -> Iterator[str]:
    kind = client.type(key)
    if kind == b"string":
        yield from _unpacked(client.get(key) or b"")
    else:
        read = {b"list": lambda: client.lrange(key, 0, -1), b"set": lambda: client.smembers(key)}
        read |= {b"hash": lambda: client.hgetall(key).items(), b"zset": lambda: client.zrange(key, 0, -1)}
        yield str(read[kind]())


def _unpacked(value: bytes) -> Iterator[str]:
    """A value of the cache as it is, and as what was pickled or compressed into it."""
    yield value.decode(errors="replace")
    try:
        content = pickle.loads(value)  # noqa: S301  of our own tests
    except (pickle.UnpicklingError, EOFError, ValueError, IndexError, KeyError):
        return
    yield repr(content)
    if isinstance(content, bytes):
        try:
            yield zlib.decompress(content).decode(errors="replace")
        except zlib.error:
            return
