"""What is deleted automatically: the rules in the apps' `privacy.py`, carried out every night."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, cast

import structlog
from django.apps import apps
from django.db.models import Field, Model, Q, QuerySet

from core import clock
from core.db import delete_in_chunks
from core.privacy import Rule, rules
from data_protection.belongings import blank_value, manager_of
from data_protection.models import RetentionRun
from data_protection.services import inactivity

logger = structlog.get_logger("club.privacy")

AT_ONCE = 1_000


def run(*, now: datetime) -> RetentionRun:
    """Carry out every rule, in batches, look after unused accounts, and record what was done.

    A rule that fails keeps no other waiting.
    """
    started, counts, failed = clock.now(), dict[str, int](), []
    steps: dict[str, Callable[[], dict[str, int]]] = {inactivity.ERASED: partial(inactivity.look_after, now=now)}
    steps |= {name: partial(_counted, rule, now=now) for name, rule in rules.items()}
    for name, step in steps.items():
        try:
            counts |= step()
        except Exception:
            logger.exception("privacy.retention", outcome="failed, the next run tries again", rule=name)
            failed.append(name)
    ended = max(clock.now(), started)
    counts = {name: number for name, number in counts.items() if number}
    return RetentionRun.objects.create(started_at=started, ended_at=ended, counts=counts, failed=failed)


def dry_run(*, now: datetime) -> dict[str, int]:
    """How many rows each rule would delete or blank now, and how many accounts are unused."""
    return {name: due(rule, now=now).count() for name, rule in rules.items()} | inactivity.due(now=now)


def due(rule: Rule, *, now: datetime) -> QuerySet[Model]:
    """The rows that a rule is for now: old enough, and with something left to blank."""
    rows = manager_of(rule.model).filter(rule.due(at=now))
    if not rule.blanks:
        return rows
    filled = Q()
    for name in rule.blanks:
        filled |= ~Q(**{name: _blank(rule, name)})
    return rows.filter(filled)


def _counted(rule: Rule, *, now: datetime) -> dict[str, int]:
    return {rule.name: _carry_out(rule, now=now)}


def _carry_out(rule: Rule, *, now: datetime) -> int:
    rows = due(rule, now=now)
    if not rule.blanks:
        return delete_in_chunks(rows, AT_ONCE)
    blank = {name: _blank(rule, name) for name in rule.blanks}
    done = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE]):
        done += manager_of(rule.model).filter(pk__in=keys).update(**blank)
    return done


def _blank(rule: Rule, name: str) -> Any:
    model = apps.get_model(rule.model)
    return blank_value(rule.model, cast("Field[Any, Any]", model._meta.get_field(name)), model())
