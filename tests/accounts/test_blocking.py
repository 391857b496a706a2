"""Blocking another member, and taking that back."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import blocking, hooks
from accounts.blocking import BlockRefused, block, unblock
from accounts.models import Block, User
from accounts.models.blocks import BlockQuerySet
from tests.bookings.moments import NOW
from tests.factories import UserFactory
from tests.races import all_at_once, meet_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return UserFactory(display_name="Ann")


@pytest.fixture
def ben() -> User:
    return UserFactory(display_name="Ben")


def flags(*members: User) -> list[bool]:
    return [User.objects.get(pk=member.pk).has_blocks for member in members]


def test_block_keeps_both_apart_and_doing_it_again_changes_nothing(ann: User, ben: User) -> None:
    row = block(member=ben, by=ann, now=NOW)
    assert block(member=ben, by=ann, now=NOW) == row
    assert flags(ann, ben, UserFactory()) == [True, True, False]
    for one, other in ((ann, ben), (ben, ann)):
        one.refresh_from_db()
        assert Block.objects.apart_from(one) == {other.pk}
        assert Block.objects.between(one.pk, other.pk).get() == row
    assert list(Block.objects.of(ann)) == [row]
    assert list(Block.objects.of(ben)) == []


def test_apps_above_are_told_once(ann: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Block] = []
    monkeypatch.setattr(hooks, "_blocked", [lambda row, now: heard.append(row)])
    row = block(member=ben, by=ann, now=NOW)
    block(member=ben, by=ann, now=NOW)
    assert heard == [row]


def test_undoing_ends_it_unless_the_other_has_blocked_too(ann: User, ben: User) -> None:
    mine, theirs = block(member=ben, by=ann, now=NOW), block(member=ann, by=ben, now=NOW)
    unblock(block=mine, by=ben)
    assert Block.objects.filter(pk=mine.pk).exists()  # it isn't Ben's
    unblock(block=mine, by=ann)
    unblock(block=mine, by=ann)
    assert flags(ann, ben) == [True, True]
    unblock(block=theirs, by=ben)
    assert flags(ann, ben) == [False, False]


def test_other_blocks_of_the_two_stay(ann: User, ben: User) -> None:
    other = UserFactory()
    mine = block(member=ben, by=ann, now=NOW)
    block(member=other, by=ben, now=NOW)
    unblock(block=mine, by=ann)
    assert flags(ann, ben, other) == [False, True, True]


def test_nobody_blocks_themselves_or_without_end(ann: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BlockRefused, match="You can’t block yourself"):
        block(member=ann, by=ann, now=NOW)
    monkeypatch.setattr(blocking, "MOST_BLOCKS", 1)
    block(member=ben, by=ann, now=NOW)
    with pytest.raises(BlockRefused, match="there’s no room for more"):
        block(member=UserFactory(), by=ann, now=NOW)


def test_whoever_has_no_part_in_a_block_costs_no_query(ann: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Block.objects.apart_from(ann) == frozenset()
    assert len(asked) == 0


def both_at_once() -> list[Any]:
    ann, ben = UserFactory(), UserFactory()
    return all_at_once(*[lambda: block(member=ben, by=ann, now=NOW)] * 2)


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_makes_one_block() -> None:
    one, other = both_at_once()
    assert one == other == Block.objects.get()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_press_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "advisory_lock", lambda *rows: None)
    meet_after(monkeypatch, BlockQuerySet, "count")
    assert {type(result) for result in both_at_once()} == {Block, IntegrityError}


@pytest.mark.parametrize("constraint", ["block_once", "block_of_someone_else"])
def test_block_keeps_its_rules_whoever_writes_it(ann: User, ben: User, constraint: str) -> None:
    block(member=ben, by=ann, now=NOW)
    blocked = ben if constraint == "block_once" else ann
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Block.objects.create(blocker=ann, blocked=blocked, made_at=NOW)
