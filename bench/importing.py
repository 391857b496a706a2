"""Measure an import: `python -m bench.importing` prints a line of JSON for each step; a number of rows may follow.

The rows are messy on purpose: umlauts in Windows-1252, topics by synonyms and ones that no one knows, languages in
two languages, twins, missing names, broken links. A line has the seconds of the step as the workers do it, one job
after the other, and the most memory that the process has held. It fails over a minute or 300 MB for one step.
"""

import csv
import io
import resource
import sys
from collections.abc import Callable
from random import Random
from time import perf_counter, process_time
from typing import Any

from bench.measuring import machine, say

ROWS = 10_000
MOST_SECONDS, MOST_MB = 60, 300
FIRST = ("Jürgen", "Özlem", "Zoë", "Łukasz", "Ana", "Håkon", "Mëhmet", "Çiğdem", "André", "Bjørn")
LAST = ("Groß", "Müller-Lüdenscheidt", "Yılmaz", "Nguyễn", "O’Neill", "Schröder", "Ó Briain", "García", "Öztürk")
LANGUAGES = ("Deutsch, Englisch", "English; German", "français / Deutsch", "Türkisch und Deutsch", "klingonisch")
TOPICS = (
    ("Leadership", "Führung"), ("Applying", "Bewerbung"), ("Salary", "Gehalt"), ("First job", "Erster Job"),
    ("Research", "Nutzerforschung"), ("Design systems", "Designsysteme"), ("Writing", "Schreiben"),
    ("Sales", "Vertrieb"), ("Data", "Daten"), ("Going freelance", "Selbstständig werden"), ("Conflict", "Konflikte"),
    ("Returning", "Rückkehr"),
)  # fmt: skip
HEADINGS = ("E-Mail-Adresse", "Name", "Slogan", "Über mich", "Themen", "Sprachen", "Zeitzone", "Webseite", "Jahre")


def messy(number: int, topics: list[str]) -> bytes:
    """A table of mentors as an old site might have them: of a hundred, two are twins and one has no name."""
    rng = Random(number)  # noqa: S311  # nosec B311
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(HEADINGS)
    for row in range(number):
        person = row - 1 if row % 50 == 49 else row
        known = rng.sample(topics, 2)
        table.writerow(
            [
                f"Mentor{person}@Example.org" if row % 3 else f" mentor{person}@example.org ",
                "" if row % 100 == 7 else f"{rng.choice(FIRST)} {rng.choice(LAST)}",
                f"Was mir in {row} Gesprächen half",
                "Ich höre zu, und frage nach.\n" * rng.randint(1, 20),
                "; ".join([known[0], known[1].upper() if row % 2 else f"{known[1]} & Zeug {row % 40}"]),
                rng.choice(LANGUAGES),
                rng.choice(("Wien", "Europe/Berlin", "New York", "Atlantis")),
                "example.org/ich" if row % 9 else "http://kaputt",
                rng.choice(("10", "10+", "ca. 12", "viele")),
            ]
        )
    return out.getvalue().encode("cp1252", errors="replace")


def main(number: int = ROWS) -> None:
    """Import, import again, import with one value changed, and undo."""
    from bench import club

    club.DATABASE = "bench_importing"
    club.start()
    from accounts.models import User
    from core import clock
    from mentors.models import Category, Mentor, Topic
    from transfer.models import Batch
    from transfer.services import advancing

    root = User.objects.create_superuser("root@example.org", display_name="Root", date_joined=clock.now())
    area = Category.objects.create(slug="work", name="Work", name_de="Arbeit")
    for place, (name, german) in enumerate(TOPICS):
        Topic.objects.create(slug=f"topic-{place}", name=name, name_de=german, category=area)
    table = messy(number, [german for _name, german in TOPICS])
    over: list[str] = []

    def step(name: str, work: Callable[[], Batch]) -> Batch:
        begun, used = perf_counter(), process_time()
        batch = work()
        batch.refresh_from_db()
        seconds = perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        say(
            {"bench": f"import.{name}", "rows": number, "seconds": round(seconds, 1), "memory_mb": memory,
             "own_cpu_seconds": round(process_time() - used, 1),
             "state": batch.state, "counts": batch.counts, "unknown": len(batch.unknown), "machine_ms": machine()}
        )  # fmt: skip
        if seconds > MOST_SECONDS or memory > MOST_MB:
            over.append(name)
        return batch

    first = step("read_and_check", lambda: checked(table, root))
    advancing.confirm(batch=first, by=root, now=clock.now())
    step("import", lambda: worked(first))
    again = step("the_same_again", lambda: checked(table, root))
    if again.counts.get("new") or again.counts.get("changed"):
        over.append("changed the second time")
    advancing.undo(batch=first, by=root, now=clock.now())
    step("undo", lambda: worked(first))
    if Mentor.objects.exists():
        over.append("not undone")
    if over:
        sys.exit(f"Over budget: {over}")


def checked(table: bytes, root: Any) -> Any:
    """Upload a table, take the columns as guessed, and check its rows."""
    from core import clock
    from transfer.models import TableKind
    from transfer.services import uploading

    batch = uploading.upload(
        kind=TableKind.MENTORS, file=io.BytesIO(table), name="old.csv", by=root, now=clock.now()
    )  # fmt: skip
    worked(batch)
    batch.refresh_from_db()
    uploading.save_mapping(batch=batch, mapping=batch.mapping, by=root, now=clock.now())
    return worked(batch)


def worked(batch: Any) -> Any:
    """Do all that a worker would do for an import."""
    from core import clock
    from transfer.services import advancing, uploading

    uploading.read(batch.pk, now=clock.now())
    while advancing.advance(batch.pk, now=clock.now()):
        pass
    return batch


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
