"""Walk every page and every list of the admin in a large club: `python -m bench.walk` fails if one is over its budget.

It reads the club of `manage.py fill`, changes nothing in it but sessions, and asks each address as a visitor, as the
mentee and the mentor with the most bookings, and as an admin. Of the cache it keeps what a running club always has: the
layout of the directory, the totals, and cards and records of mentors, which are drawn once an hour for everybody.
A line has the 50th percentile and the slowest request in milliseconds, the time of this process alone, what a fixed
loop took just before (6 ms where the budgets were set: a shared machine may be twice as slow an hour later), the number
of statements, and the worst one. Measure on a quiet machine.

    python -m bench.walk [--only PART] [--runs N]        PART of a name, such as "admin" or "mentor bookings:"
"""

import os
import runpy
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from statistics import median
from tempfile import mkdtemp
from time import perf_counter, process_time, sleep
from typing import Any

from bench.measuring import machine

PUBLIC, MEMBERS, ADMIN, METRICS, UNCHANGED = 80, 60, 300, 50, 30  # milliseconds
TAIL = 4  # how many times the 50th percentile the slowest may take
NO_PAGE = (301, 302, 303, 403, 404, 405, 410)  # for a role that an address isn't for
STEADY = 20  # milliseconds below which a tail is noise of the machine
OF_A_MENTOR = (
    "directory:mentor", "directory:openings", "bookings:book", "bookings:wait", "bookings:stop_waiting", "mentors:save",
    "mentors:unsave", "mentor_picture",
)  # fmt: skip
WORDS = (
    "engineering", "leadership", "zzzqqq", "a", "mu", "müller", "interview question", "Gehaltsverhandlung", "pyhton",
    "negotiating a salary as a UX designer in Berlin",
)  # fmt: skip


@dataclass(slots=True)
class Statements:
    """What a request asked of the database."""

    number: int = 0
    worst_ms: float = 0.0
    worst: str = ""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = (perf_counter() - begun) * 1000
            self.number += 1
            if taken > self.worst_ms:
                self.worst_ms, self.worst = taken, " ".join(sql.split())


@dataclass(frozen=True, slots=True)
class Page:
    """An address to ask, and how long it may take."""

    name: str
    path: str
    budget: int
    headers: dict[str, str] = field(default_factory=dict)


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--only", default="")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds before each request")
    options = parser.parse_args()
    start()
    over = [
        page.name
        for role, pages in walk()
        for page in pages
        if options.only in page.name and not measured(page, role, runs=options.runs, pause=options.pause)
    ]
    if over:
        sys.exit(f"Over budget: {len(over)}\n  " + "\n  ".join(over))


def start() -> None:
    """Set Django up on the filled club."""
    os.environ |= {"RATE_LIMITS": "0", "STATIC_MANIFEST": "0", "CACHE_PREFIX": "walk", "LOG_LEVEL": "ERROR"}
    os.environ.setdefault("ENVIRONMENT", "test")
    os.environ["METRICS_TOKEN"] = "walk"  # noqa: S105  # of this process
    os.environ["METRICS_DIR"] = mkdtemp()  # without what other processes of the machine have counted
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentoring_club.settings"
    from mentoring_club import dev_services

    dev_services.provide()
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]  # probes are answered under the club's own name
    settings.STAFF_NEEDS_SECOND_FACTOR = False
    runpy.run_path("gunicorn.conf.py")["post_worker_init"](None)


def walk() -> Iterator[tuple[Any, list[Page]]]:
    """Each role's member, None for the visitor, with the pages that they are measured on."""
    from django.db.models import Count

    from accounts.models import User

    mentee = User.objects.annotate(n=Count("bookings")).order_by("-n")[0]
    mentor = User.objects.filter(mentor__isnull=False).annotate(n=Count("mentor__bookings")).order_by("-n")[0]
    admin = User.objects.filter(is_superuser=True).order_by("pk")[0]
    yield None, [*of_urlconf("visitor", mentor, PUBLIC), *searches(mentor), *unchanged(mentee), *unchanged(mentor)]
    yield mentee, [*of_urlconf("mentee", mentee, MEMBERS), Page("mentee past", "/bookings/?show=past", MEMBERS)]
    yield mentor, [*of_urlconf("mentor", mentor, MEMBERS), Page("mentor past", "/bookings/?show=past", MEMBERS)]
    yield admin, list(of_admin(admin))


def of_urlconf(role: str, member: Any, budget: int) -> Iterator[Page]:
    """Every address outside the admin, with rows of the member or of the busiest mentor in it."""
    from tests.architecture.walking import addresses

    for address in addresses():
        if "admin/" in address.route or address.name.startswith(("admin:", "health/live")):
            continue
        values = arguments(address.name, member) if address.kinds else []
        if values is not None:
            path = address.path(*values)
            is_public = path.startswith(("/mentors/", "/calendar/"))  # for whoever comes; feeds know no session
            limit = METRICS if address.name == "metrics" else PUBLIC if is_public else budget
            headers = {"Authorization": "Bearer walk"} if address.name == "metrics" else {}
            yield Page(f"{role} {address.name}", path, limit, headers)


def arguments(name: str, member: Any) -> list[object] | None:
    """What stands in an address; None where nothing of the member's fits."""
    from bookings.models import Booking, MoveProposal, NoShow, StandbyOffer
    from bookings.services import feeds
    from directory.sitemap import IN_ONE_FILE
    from feedback.models import Feedback
    from mentors.models import Application, Mentor, Topic

    own = Booking.objects.involving(member)
    mentor = Mentor.objects.filter(user=member).first() or Mentor.objects.listed().order_by("-pk")[0]
    rows: dict[str, Any] = {
        "bookings:no_show": NoShow.objects.filter(booking__in=own),
        "bookings:proposal": MoveProposal.objects.filter(booking__in=own),
        "bookings:withdraw_proposal": MoveProposal.objects.filter(booking__in=own),
        "bookings:standby": StandbyOffer.objects.filter(member=member),
        "mentors:application": Application.objects.filter(applicant=member),
        "feedback:publish": Feedback.objects.filter(given_to=mentor),
    }
    if name in OF_A_MENTOR:
        return [mentor.slug]
    if name == "bookings:clear_dates":
        return ["2026-12-24", "2026-12-26"]
    if name == "directory:topic":
        return [Topic.objects.offered()[0].slug]
    if name == "sitemap_mentors":
        return [mentor.pk // IN_ONE_FILE]
    if name == "calendar:feed":
        return [feeds.address(feeds.open_feed(by=member)).rpartition("/")[2].removesuffix(".ics")]
    found = rows[name].first() if name in rows else own.order_by("-starts_at").first() if "bookings:" in name else None
    return [found.uuid] if found else None


def searches(mentor: Any) -> Iterator[Page]:
    """The directory by words, by facets and on its last page."""
    from mentors.models import Category, Mentor

    name = mentor.display_name
    for words in (*WORDS, name):
        yield Page(f"visitor search {words!r}", f"/mentors/?q={words}", PUBLIC)
        yield Page(f"visitor search {words!r} by match", f"/mentors/?q={words}&sort=match", PUBLIC)
    category = Category.objects.all()[0].slug
    yield Page("visitor facets", f"/mentors/?category={category}&language=en&within=14", PUBLIC)
    yield Page("visitor last page", f"/mentors/?page={Mentor.objects.listed().count()}", PUBLIC)


def unchanged(member: Any) -> Iterator[Page]:
    """The member's feed, asked for again by a calendar that has it."""
    from django.test import Client

    path = f"/calendar/{arguments('calendar:feed', member)[0]}.ics"  # type: ignore[index]
    etag = Client().get(path)["ETag"]
    yield Page(f"feed unchanged of {member.email}", path, UNCHANGED, {"If-None-Match": etag})


def of_admin(admin: Any) -> Iterator[Page]:
    """Every list of the admin: its filters, orders, search and last page; and its pages about one row."""
    from django.contrib.admin import site
    from django.test import RequestFactory
    from django.urls import NoReverseMatch, reverse

    yield Page("admin home", reverse("admin:index"), ADMIN)
    for model, lists in site._registry.items():
        name = model._meta.label_lower
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        request = RequestFactory().get(base)
        request.user = admin
        with messages_of(request):
            changelist = lists.get_changelist_instance(request)
        yield Page(f"admin {name}", base, ADMIN)
        yield Page(f"admin {name} last page", f"{base}?p={changelist.paginator.num_pages}", ADMIN)
        for place in range(1, len(changelist.list_display) + 1):
            yield Page(f"admin {name} order {place}", f"{base}?o={place}", ADMIN)
            yield Page(f"admin {name} order -{place}", f"{base}?o=-{place}", ADMIN)
        if lists.get_search_fields(request):
            for words in ("müller", "mentee-4242@bulk.example.org", "zzzqqq"):
                yield Page(f"admin {name} search {words}", f"{base}?q={words}", ADMIN)
        for spec in changelist.filter_specs:
            for choice in [choice for choice in spec.choices(changelist) if "query_string" in choice][:6]:
                yield Page(f"admin {name} filter {choice['query_string']}", f"{base}{choice['query_string']}", ADMIN)
        for row, kind in product(list(changelist.result_list[:1]), ("change", "history", "delete")):
            try:
                path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=[row.pk])
            except NoReverseMatch:
                continue
            yield Page(f"admin {name} {kind}", path, ADMIN)


@contextmanager
def messages_of(request: Any) -> Iterator[None]:
    """A request that can be handed to the admin outside a view."""
    from django.contrib.messages.storage.cookie import CookieStorage

    request.session, request._messages = {}, CookieStorage(request)
    yield


def measured(page: Page, member: Any, *, runs: int, pause: float = 0.0) -> bool:
    """Ask for a page and print its line; whether it is within its budget. What is no page for the role has none."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client

    client = Client(headers=page.headers)
    if member:
        client.force_login(member)
    statements, times, busy, loop = Statements(), [], [], machine()
    answer = client.get(page.path)
    if answer.status_code in NO_PAGE:
        return True
    for _run in range(runs):
        forget(cache)
        statements = Statements()
        sleep(pause)
        with connection.execute_wrapper(statements):
            begun, cpu = perf_counter(), process_time()
            answer = client.get(page.path)
            b"".join(answer)
            times.append((perf_counter() - begun) * 1000)
            busy.append((process_time() - cpu) * 1000)
    p50, slowest = median(times), max(times)
    good = answer.status_code in (200, 304) and p50 <= page.budget and slowest <= TAIL * max(p50, STEADY)
    sys.stdout.write(
        f"{'  ' if good else '! '}{p50:7.1f} {slowest:7.1f} of {page.budget:3}  {median(busy):5.1f} cpu"
        f"  {loop:4.1f} loop  {statements.number:3} statements"
        f"  {page.name} {answer.status_code}: {statements.worst_ms:.0f} ms {statements.worst[:90]}\n"
    )
    sys.stdout.flush()
    return good


def forget(cache: Any) -> None:
    """Empty the cache but for what beat makes and what is kept for an hour."""
    client = cache._cache.get_client()
    kept = (b"directory-index", b"directory-totals", b"directory-card", b"mentor-record", b"-version", b"metrics-")
    keys = [key for key in client.scan_iter("walk:*") if not any(part in key for part in kept)]
    if keys:
        client.delete(*keys)


if __name__ == "__main__":
    main()
