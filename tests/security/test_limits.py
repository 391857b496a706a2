"""How often one may try: ASVS 5.0, clauses 2.4.1 and 6.3.1."""

import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bookings.views import booking
from core import cache as guarded
from core.cache import Breaker
from core.ratelimit import Limit
from directory.views import SEARCHES
from feedback.views import OPENINGS
from mentors.views import applying
from notifications.models import Notice
from tests.factories import FeedbackRequestFactory, MentorFactory, UserFactory
from tests.limits import use_up
from tests.pages import TERMS

ROOT = Path(__file__).resolve().parents[2]
TRY = """
import sys
from core.ratelimit import Limit
limit = Limit(sys.argv[1], times=25, seconds=600)
print(sum(limit.allows("everybody") for _ in range(20)))
"""
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["with Redis", "without Redis"])
def redis(request: pytest.FixtureRequest, settings: LazySettings, tmp_path: Path) -> Iterator[str]:
    """Limits that no other test has used up, with Redis and without."""
    if request.param == "without Redis":
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOBODY}}
    guarded.breaker = Breaker()
    guarded.alone.clear()
    before, cache.key_prefix = cache.key_prefix, str(tmp_path)
    yield request.param
    cache.key_prefix = before
    guarded.breaker = Breaker()
    guarded.alone.clear()


def statuses(ask: Callable[[], object], times: int) -> list[int]:
    return [ask().status_code for _ in range(times)]  # type: ignore[attr-defined]


def test_limit_holds_across_processes() -> None:
    """2.4.1: four processes that try 20 times each at once get the 25 of one limit."""
    name = uuid.uuid4().hex
    tries = [
        subprocess.Popen([sys.executable, "-c", TRY, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    allowed = [int(process.communicate(timeout=120)[0]) for process in tries]
    assert sum(allowed) == 25


def test_limit_holds_while_redis_is_away(redis: str) -> None:
    """2.4.1: each process counts for itself until Redis is back."""
    limit = Limit(uuid.uuid4().hex, times=3, seconds=60)
    assert [limit.allows("one") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("two") is True
    assert guarded.breaker.open is (redis == "without Redis")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("account_login", {"login": "ann@example.org", "password": "wrong wrong wrong"}),
        ("account_reset_password", {"email": "ann@example.org"}),
        ("account_signup", {"email": "ann@example.org", "display_name": "Ann", "old_enough": "on", "terms": TERMS}),
    ],
)
def test_trying_to_sign_in_ends(redis: str, client: Client, name: str, form: dict[str, str]) -> None:
    """6.3.1: passwords, codes, lost passwords and sign-ups, for an address with an account."""
    UserFactory(email="ann@example.org")
    answers = [client.post(reverse(name), form) for _ in range(22)]
    refused = [
        answer.status_code == 429 or (answer.status_code == 200 and "Too many" in answer.content.decode())
        for answer in answers
    ]  # fmt: skip
    assert refused[0] is False
    assert refused[-1] is True


@pytest.mark.django_db
def test_guessing_codes_of_a_mail_ends(redis: str) -> None:
    """6.3.1, 6.5.5: five guesses a code, and three codes a minute for one address, from wherever they are asked for."""
    UserFactory(email="ann@example.org")
    guesses = 0
    for _ in range(6):
        client = Client()
        if client.post(reverse("account_request_login_code"), {"email": "ann@example.org"}).status_code != 302:
            break
        for _ in range(10):
            answer = client.post(reverse("account_confirm_login_code"), {"code": "222222"})
            guesses += 1
            if answer.status_code == 302:
                break
    assert 0 < guesses <= 3 * 5
    assert Notice.objects.count() == 3


@pytest.mark.django_db
def test_feedback_links_cannot_be_tried_through(redis: str, client: Client) -> None:
    """2.4.1: 60 links in ten minutes from one address, right or wrong."""
    use_up(OPENINGS, 58)
    found = statuses(lambda: client.get(reverse("feedback:give", args=["x" * 48])), 4)
    assert found == [404] * 2 + [429] * 2
    FeedbackRequestFactory()
    assert Client(REMOTE_ADDR="192.0.2.9").get(reverse("feedback:give", args=["x" * 48])).status_code == 404


@pytest.mark.django_db
def test_bookings_are_limited_for_each_member(redis: str, client: Client) -> None:
    """2.4.1: 20 tries in ten minutes."""
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    address = reverse("bookings:book", args=[mentor.slug])
    member = UserFactory()
    client.force_login(member)
    use_up(booking.POSTS, 18, by=member)
    form = {"type": str(kind.uuid), "at": "2026-11-25T09:00Z", "topic": ""}
    found = statuses(lambda: client.post(f"{address}?type={kind.uuid}&at=2026-11-25T09:00Z", form), 4)
    assert found == [400] * 2 + [429] * 2


@pytest.mark.django_db
def test_searches_by_words_are_limited(redis: str, client: Client) -> None:
    """2.4.1: 120 a minute; pages without words, which are cheap, are not counted."""
    use_up(SEARCHES, 118)
    assert statuses(lambda: client.get(reverse("directory:list"), {"q": "tea"}), 4) == [200] * 2 + [429] * 2
    assert client.get(reverse("directory:list")).status_code == 200
    client.force_login(UserFactory())
    assert client.get(reverse("directory:list"), {"q": "tea"}).status_code == 200


@pytest.mark.django_db
def test_applications_are_limited_for_each_member(redis: str, client: Client) -> None:
    """2.4.1: 20 tries to send one in ten minutes; drafts, saved while one types, 300."""
    member = UserFactory()
    client.force_login(member)
    use_up(applying.POSTS, 18, by=member)
    assert statuses(lambda: client.post(reverse("mentors:apply"), {"letter": "x"}), 3) == [200] * 2 + [429]
    assert client.post(reverse("mentors:apply"), {"action": "save", "letter": "x"}).status_code != 429


@pytest.mark.django_db
def test_messages_to_the_team_are_limited(redis: str, client: Client) -> None:
    """2.4.1: five an hour."""
    form = {
        "name": "Ann",
        "email": "ann@example.org",
        "subject": "Question",
        "message": "Hello, a long enough question.",
    }
    first = client.post(reverse("pages:contact"), form)
    assert first.status_code == 302, first.context["form"].errors
    assert statuses(lambda: client.post(reverse("pages:contact"), form), 6)[-1] == 400
