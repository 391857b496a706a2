from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts.models import User
from notifications import suppression
from notifications.models import Notice, NoticeState, ProblemKind, SuppressedAddress
from notifications.suppression import AddressReport
from tests.factories import UserFactory
from tests.races import all_at_once

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NEWS = AddressReport(
    address="ann@example.org", what=ProblemKind.BOUNCED, said_at=NOW, event="e1", reason="no such user"
)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ann() -> User:
    return UserFactory(email="ann@example.org")


@pytest.mark.django_db
def test_member_is_found_regardless_of_case(ann: User) -> None:
    User.objects.update(email="Ann@Example.org")
    assert suppression.suppress([replace(NEWS, address=" ANN@example.ORG\n")], now=NOW) == 1
    assert suppression.suppressed_for("aNN@example.org") == {ProblemKind.BOUNCED}
    assert SuppressedAddress.objects.get().address == "ann@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_order_of_reports_makes_no_difference(ann: User, order: tuple[int, ...]) -> None:
    news = [replace(NEWS, event=f"e{n}", reason=f"r{n}", said_at=NOW + timedelta(minutes=n)) for n in range(3)]
    for number in order:
        suppression.suppress([news[number]], now=LATER)
    assert SuppressedAddress.objects.values_list("event", "reason", "suppressed_at").get() == (
        "e2",
        "r2",
        news[2].said_at,
    )


@pytest.mark.django_db
def test_report_slightly_in_the_future_is_dated_now(ann: User) -> None:
    """So that an entry is never newer than its lifting."""
    suppression.suppress([replace(NEWS, said_at=NOW + timedelta(minutes=9))], now=NOW)
    assert SuppressedAddress.objects.get().suppressed_at == NOW
    assert suppression.clear(address=ann.email, now=NOW - timedelta(minutes=1)) == 1
    assert SuppressedAddress.objects.get().cleared_at == NOW


@pytest.mark.django_db
def test_clearing_one_problem_keeps_the_other(ann: User) -> None:
    suppression.suppress([NEWS, replace(NEWS, what=ProblemKind.COMPLAINED, event="e2")], now=NOW)
    assert suppression.clear(address="ANN@example.org", what=ProblemKind.BOUNCED, now=LATER) == 1
    assert suppression.suppressed_for(ann.email) == {ProblemKind.COMPLAINED}
    assert suppression.clear(address=ann.email, now=LATER) == 1
    assert suppression.clear(address=ann.email, now=LATER) == 0
    assert suppression.suppressed_for(ann.email) == set()


@pytest.mark.django_db
def test_entries_are_deleted_with_the_address_and_with_the_member(ann: User) -> None:
    """Including lifted ones: addresses of former members are not kept."""
    ben, eve = UserFactory(email="ben@example.org"), UserFactory(email="eve@example.org")
    news = [replace(NEWS, address=user.email, event=user.email) for user in (ann, ben, eve)]
    assert suppression.suppress(news, now=NOW) == 3
    suppression.clear(address=ben.email, now=NOW)
    assert suppression.forget() == 0
    User.objects.filter(pk=ben.pk).update(email="new@example.org")
    eve.delete()
    assert suppression.forget() == 1
    assert SuppressedAddress.objects.get().member == ann


@pytest.mark.django_db
def test_address_that_changes_hands_is_suppressed_for_its_current_member(ann: User) -> None:
    suppression.suppress([NEWS], now=NOW)
    User.objects.update(email="new@example.org")
    ann.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    ben = UserFactory(email="ann@example.org")
    suppression.suppress([replace(NEWS, said_at=LATER, event="e2")], now=LATER)
    assert SuppressedAddress.objects.get().member == ben


@pytest.mark.django_db
def test_problems_count_the_emails_that_were_not_sent(ann: User) -> None:
    suppression.suppress([NEWS], now=NOW)
    for at in (NOW - timedelta(days=1), LATER, LATER):
        Notice.objects.create(
            kind="x", recipient=ann, state=NoticeState.UNSENT, due_at=at, created_at=at, settled_at=at
        )
    Notice.objects.create(
        kind="x", recipient=ann, state=NoticeState.SENT, due_at=LATER, created_at=LATER, settled_at=LATER
    )
    assert [(problem.entry.address, problem.unsent) for problem in suppression.problems_of(ann)] == [(ann.email, 2)]
    suppression.clear(address=ann.email, now=LATER)
    assert suppression.problems_of(ann) == []


@pytest.mark.django_db(transaction=True)
def test_concurrent_reports_make_one_entry(ann: User) -> None:
    """Different and equal reports, and reports about several addresses in any order: no error, no deadlock."""
    users = [ann, *(UserFactory() for _ in range(4))]
    for turn in range(3):
        said_at = NOW + timedelta(minutes=turn)
        posts = [
            [replace(NEWS, address=user.email, event=f"{turn} {n % 2} {user.pk}", said_at=said_at) for user in users]
            for n in range(8)
        ]
        works = [
            lambda post=post[:: 1 - 2 * (n % 2)]: suppression.suppress(post, now=LATER) for n, post in enumerate(posts)
        ]
        assert sum(all_at_once(*works)) == len(users)
    assert SuppressedAddress.objects.count() == len(users)


@pytest.mark.django_db(transaction=True)
def test_concurrent_clearing_wins_over_older_reports(ann: User) -> None:
    for turn in range(10):
        said_at = NOW + timedelta(minutes=turn)
        news, cleared_at = replace(NEWS, event=f"e{turn}", said_at=said_at), said_at + timedelta(seconds=30)
        suppression.suppress([replace(news, event=f"first {turn}", said_at=said_at - timedelta(seconds=1))], now=LATER)
        works = [lambda: suppression.clear(address=ann.email, now=cleared_at)]  # noqa: B023  # they run before the loop goes on
        works += [lambda: suppression.suppress([news], now=LATER)] * 4  # noqa: B023  # they run before the loop goes on
        assert not [answer for answer in all_at_once(*works) if isinstance(answer, Exception)]
        assert suppression.suppressed_for(ann.email) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("suppressed_address_once", {"address": "ann@example.org"}),
        ("suppressed_address_event_once", {"event": "e1"}),
        ("suppressed_address_is_lower", {"address": "Ben@example.org"}),
        ("suppressed_address_cleared_later", {"cleared_at": NOW - timedelta(seconds=1)}),
    ],
)
def test_database_enforces_the_rules_of_entries(ann: User, constraint: str, change: dict[str, object]) -> None:
    UserFactory(email="ben@example.org")
    suppression.suppress([NEWS, replace(NEWS, address="ben@example.org", event="e2")], now=NOW)
    with pytest.raises(IntegrityError, match=constraint):
        SuppressedAddress.objects.filter(address="ben@example.org").update(**change)
