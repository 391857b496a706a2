"""Put faults that are easy to miss into the code, one at a time, and list those that no test notices.

    python -m tests.mutations                       a fixed choice of 200
    python -m tests.mutations bookings accounts     of those, the ones in these folders or files
    python -m tests.mutations --all core/tokens.py  every fault that can be put there
    python -m tests.mutations --list                only show them

Each takes some seconds, so this is no part of `make test`. A fault is tried against the tests that mirror its
module and those that name its function. No file is changed: a fault is put into the function in the memory of
a process that then runs the tests, and ends with it.
"""

import argparse
import ast
import copy
import hashlib
import importlib
import inspect
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from itertools import accumulate
from pathlib import Path
from types import CodeType
from typing import Any

import django
import hypothesis  # noqa: F401  # its plugin loads it at the end of each run
import pytest
from django.template.loader import get_template
from django.urls import get_resolver
from pytest_django import DjangoDbBlocker

from mentoring_club import dev_services
from tests import tables

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = 200
SECONDS = 240  # for the tests of one fault; a fault that makes them hang is noticed
MOST_FILES = 10  # test files for each fault
PLACES = (
    "*/services.py", "*/services/*.py", "*/models.py", "*/models/*.py",
    "accounts/codes.py", "bookings/fairness.py", "bookings/free_time.py", "bookings/openings.py", "bookings/policy.py",
    "bookings/standby_queue.py", "core/db.py", "core/ratelimit.py", "core/tokens.py", "feedback/notices.py",
    "integrations/http.py", "meetings/fallback.py", "meetings/provisioning.py", "notifications/suppression.py",
)  # fmt: skip
OPTIONS = (
    "-x", "-qq", "--reuse-db", "-m", "not long", "-p", "no:randomly", "-p", "no:cacheprovider",
    "--assert=plain",  # nobody reads why a test failed
)  # fmt: skip
ELSEWHERE = {"architecture", "demo", "faults", "journeys", "languages", "operating", "security"}  # too slow for this
WALKS = ("tests/mentoring_club/test_instants_behaviour.py", "tests/mentoring_club/test_locks_behaviour.py")
FLIPPED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
LOOKUPS = {"__gt": "__gte", "__gte": "__gt", "__lt": "__lte", "__lte": "__lt"}
LOCKS = {"for_update", "select_for_update"}
UNMISSABLE = re.compile(r"^(line|logger|super\(\))\.|\.save$")  # log lines, and what every test of the function needs
NARROWING = {"filter", "exclude", "Q"}

# Faults that change nothing anybody could see, and why.
EQUIVALENT = {
    "accounts/services.py forget_sessions: Session.objects.filter(expire_date__lt=now) → "
    "Session.objects.filter(expire_date__lte=now)": "Django takes a session that ends now for ended, deleted or not",
    "bookings/openings.py _openings: after >= before → False": "the engine finds nothing then, only slower",
    "outbox/services.py drain: time.monotonic() - looked >= LOOK_FOR_CODES → "
    "(time.monotonic() - looked > LOOK_FOR_CODES)": "the clock has nanoseconds",
    "calendars/services.py add_calendar: urlsplit(address).hostname or '' → (urlsplit(address).hostname)": "tidy "
    "refuses an address without a host",
    "bookings/services/feeds.py by_token: identifier is None → False": "no feed has such an identifier",
    "bookings/models/bookings.py ending_after: self.filter(ends_at__gt=at, starts_at__gt=at - LONGEST) → "
    "self.filter(ends_at__gt=at, starts_at__gte=at - LONGEST)": "a booking as long as that ends at the moment itself",
    "bookings/services/schedule.py _affected: before == after or not rows → (before == after)": "nothing is found "
    "then, only slower",
    "mentors/services/applying.py answer: row.waiting_since or now → (row.waiting_since)": "who was asked "
    "something has been waiting",
    "bookings/fairness.py pause_of: at and at <= now < at + PAUSE_LASTS and (at < expiry(strike)) → "
    "(at <= now < at + PAUSE_LASTS and at < expiry(strike))": "a confirmed no-show is dated, says a constraint",
}

Place = ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of one expression or statement.

    Attributes:
        path: relative to the checkout.
        within: the function it is in, with its class.
        start, end: the bytes of the source that `new` replaces.
    """

    path: str
    within: str
    old: str
    new: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path} {self.within}: {self.old} → {self.new}"


def faults() -> list[Fault]:
    """All faults that can be put into `PLACES`, in a shuffled order that stays the same."""
    paths = sorted({path for pattern in PLACES for path in ROOT.glob(pattern) if path.parts[-2] != "tests"})
    found = {str(fault): fault for path in paths for fault in _in_file(path)}
    return sorted(found.values(), key=lambda fault: hashlib.sha256(str(fault).encode()).digest())


def _in_file(path: Path) -> Iterator[Fault]:
    source = path.read_bytes()
    lines = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    for within, function in _functions(ast.parse(source)):
        for node, new in _faults(function):
            start = lines[node.lineno - 1] + node.col_offset
            end = lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            yield Fault(str(path.relative_to(ROOT)), within, ast.unparse(node), new, start, end)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions and methods."""
    for node in tree.body:
        match node:
            case ast.FunctionDef():
                yield node.name, node
            case ast.ClassDef():
                yield from (
                    (f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef)
                )


def _faults(function: ast.FunctionDef) -> Iterator[tuple[Place, str]]:
    """Each place in `function` where something can go wrong, with what stands there then."""
    for node in ast.walk(function):
        match node:
            case ast.Compare(ops=[op]) if type(op) in FLIPPED:
                yield node, f"({ast.unparse(ast.Compare(node.left, [FLIPPED[type(op)]()], node.comparators))})"
            case ast.BoolOp():
                for gone in node.values:
                    rest = [value for value in node.values if value is not gone]
                    yield node, f"({ast.unparse(ast.BoolOp(node.op, rest) if rest[1:] else rest[0])})"
            case ast.If(test=test, body=[ast.Raise() | ast.Return()]):
                yield test, "False"
            case ast.Expr(value=ast.Call(func=func)) if not UNMISSABLE.search(ast.unparse(func)):
                yield node, "pass"
            case ast.Call(func=ast.Name(id="min" | "max" as name)):
                yield node.func, {"min": "max", "max": "min"}[name]
            case ast.Call():
                yield from _other_calls(node)


def _other_calls(call: ast.Call) -> Iterator[tuple[Place, str]]:
    called, _dot, name = ast.unparse(call.func).rpartition(".")
    if name in LOCKS:
        yield call, f"{called}.all()"
    if name == "exclude":
        yield call, called
    for number, keyword in enumerate(call.keywords):
        if name in NARROWING | {"update"} and len(call.args) + len(call.keywords) > 1:
            others = call.keywords[:number] + call.keywords[number + 1 :]
            yield call, ast.unparse(ast.Call(call.func, call.args, others))
        if name in NARROWING and (lookup := re.search("__[gl]te?$", keyword.arg or "")):
            other = copy.deepcopy(call)
            other.keywords[number].arg = (keyword.arg or "").removesuffix(lookup[0]) + LOOKUPS[lookup[0]]
            yield call, ast.unparse(other)
        if keyword.arg == "update_fields" and isinstance(keyword.value, ast.List) and keyword.value.elts[1:]:
            for gone in keyword.value.elts:
                yield keyword.value, ast.unparse(ast.List([each for each in keyword.value.elts if each is not gone]))


@cache
def _tests() -> dict[str, str]:
    """The text of each test file that takes part."""
    files = [path.relative_to(ROOT) for path in (ROOT / "tests").glob("*/test_*.py")]
    return {str(path): (ROOT / path).read_text() for path in sorted(files) if path.parts[1] not in ELSEWHERE}


def tests_of(fault: Fault) -> list[str]:
    """The test files for a fault: those that mirror its module first, then those that name its function most often."""
    path = Path(fault.path)
    app, stem = path.parts[0], path.stem
    mirrors = {
        f"tests/{app}/test_{stem}.py",
        f"tests/{app}/test_{path.parent.name}_{stem}.py",
        f"tests/{app}/test_{app}.py",
    }
    public = re.findall(r"^(?:    )?def ([a-z]\w*)", (ROOT / path).read_text(), re.MULTILINE)
    named = [_named(names) for names in ([fault.within.rpartition(".")[2]], [stem], public)]
    rank = {
        test: (test not in mirrors, not test.startswith(f"tests/{app}/"), *(-len(find(text)) for find in named))
        for test, text in _tests().items()
        if test in mirrors or any(find(text) for find in named)
    }
    found = sorted(rank, key=lambda test: rank[test])[:MOST_FILES]
    behaviours = [test for test in _tests() if test.startswith(f"tests/{app}/") and test.endswith("_behaviour.py")]
    return list(dict.fromkeys([*found[:1], *WALKS, *found[1:], *behaviours]))


def _named(names: list[str]) -> Callable[[str], list[str]]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(names)})(?![a-z])").findall


def put_in(fault: Fault) -> None:
    """Let the function, wherever it has been imported, do what the faulty source says."""
    source = (ROOT / fault.path).read_bytes()
    faulty = source[: fault.start] + fault.new.encode() + source[fault.end :]
    code = next(code for code in _codes(compile(faulty, fault.path, "exec")) if code.co_qualname == fault.within)
    module = importlib.import_module(fault.path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    found: Any = module
    for name in fault.within.split("."):
        found = inspect.getattr_static(found, name)
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    inspect.unwrap(found).__code__ = code


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


@pytest.fixture(scope="session", autouse=True)
def emptied(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Take away what a run that was ended left in the database: it would fail the tests of the next."""
    with django_db_blocker.unblock():
        tables.empty()


def passes(tests: Iterable[str], *options: str, fault: Fault | None = None) -> bool:
    """Run tests until one fails, with the fault, in a process of their own."""
    child = os.fork()
    if not child:
        code: int = pytest.ExitCode.INTERNAL_ERROR
        try:
            if fault:
                signal.alarm(SECONDS)
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                put_in(fault)
            code = pytest.main([*OPTIONS, *options, *tests], plugins=[sys.modules[__name__]])
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status > pytest.ExitCode.INTERRUPTED:
        sys.exit(f"pytest ended with {status}: {fault}")
    return status == pytest.ExitCode.OK


def prepare() -> None:
    """Load what every run needs, once; each run is then a fork. Nothing here may connect to the database."""
    os.environ |= {"ENVIRONMENT": "test", "DJANGO_SETTINGS_MODULE": "mentoring_club.settings"}
    os.environ["TOX_PARALLEL_ENV"] = "mutations"  # a database of their own, says pytest-django
    dev_services.provide()
    django.setup()
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    get_resolver().url_patterns  # noqa: B018  # imports every view
    for path in (ROOT / "templates").rglob("*.html"):
        get_template(str(path.relative_to(ROOT / "templates")))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", help="folders or files; all if left out")
    parser.add_argument("--all", action="store_true", help="every fault, not only the chosen ones")
    parser.add_argument("--list", action="store_true", help="show them, run nothing")
    given = parser.parse_args()
    everything = faults()
    if stale := EQUIVALENT.keys() - set(map(str, everything)):
        sys.exit(f"No longer in the code, take it off the list: {sorted(stale)}")
    listed = everything if given.all else everything[:CHOSEN]
    chosen = [fault for fault in listed if fault.path.startswith(tuple(given.paths or [""]))]
    if given.list:
        print(*sorted(map(str, chosen)), sep="\n")
        return 0
    prepare()
    if not passes({test for fault in chosen for test in tests_of(fault)[:3]}, "--create-db"):
        sys.exit("Some of the tests fail without a fault.")
    outcomes: Counter[str] = Counter()
    for number, fault in enumerate(chosen, 1):
        unnoticed = passes(tests_of(fault), fault=fault)
        outcome = "noticed" if not unnoticed else "equivalent" if str(fault) in EQUIVALENT else "MISSED"
        outcomes[outcome] += 1
        print(f"{number}/{len(chosen)} {outcome}: {fault}", flush=True)
    print(", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common()))
    return 1 if outcomes["MISSED"] else 0


if __name__ == "__main__":
    sys.exit(main())
