"""Deleting and blanking what belongs to a member, as the lines in the apps' `privacy.py` say."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from accounts.models import User
from core.privacy import kinds
from data_protection.belongings import ACCOUNT, Belonging, belongings, blank_value, naming, numbers_of

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows an erasure deletes, blanks or leaves as they are, by "app_label.Model"."""

    deleted: dict[str, int]
    blanked: dict[str, int]
    left: dict[str, int]

    @property
    def went(self) -> dict[str, int]:
        """What is gone, in whole or in part."""
        return dict(Counter(self.deleted) + Counter(self.blanked))

    @property
    def stayed(self) -> dict[str, int]:
        """What is still there, with or without its words."""
        return dict(Counter(self.blanked) + Counter(self.left))


def preview(member: User) -> Outcome:
    """What an erasure would do now; it changes nothing."""
    deleted, blanked, left = Counter[str](), Counter[str](), Counter[str]()
    ways: dict[str, list[Belonging]] = {label: [] for label in kinds}
    for each in belongings(member):
        ways[each.label].append(each)
    sets = []
    for own in ways.values():
        gone = [each.rows for each in own if each.are_deleted]
        stripped = [each.rows for each in own if each.erases == "blank" and each.blanks]
        sets += [[each.rows for each in own], gone, [*gone, *stripped]]
    numbers = iter(numbers_of(sets))
    for label, total, went, changed in zip(ways, numbers, numbers, numbers, strict=True):
        deleted[label], blanked[label], left[label] = went, changed - went, total - changed
    return Outcome(+deleted, +blanked, +left)


def wipe(member: User) -> Outcome:
    """Delete and blank everything, in the caller's transaction; the account itself comes last."""
    foreseen = preview(member)
    # Those that are found by what the account says come first; what is to be blanked is looked up before anything goes.
    ways = sorted(belongings(member), key=lambda each: (each.label == ACCOUNT, not callable(each.person.path)))
    to_blank = [
        (each, list(each.rows.values_list("pk", flat=True))) for each in ways if each.erases == "blank" and each.blanks
    ]
    for each in ways:
        if each.erases == "delete":
            each.rows.delete()
    for _label, name, rows in naming(member):
        rows.update(**{name: None})
    for each, keys in to_blank:
        for start in range(0, len(keys), AT_ONCE):
            _blank(each, keys[start : start + AT_ONCE])
    return foreseen


def _blank(belonging: Belonging, keys: list[Any]) -> None:
    """Blank the fields of some rows."""
    model = apps.get_model(belonging.label)
    columns = [model._meta.get_field(name) for name in belonging.blanks]
    plain = [column for column in columns if not column.many_to_many]
    rows = list(model._base_manager.filter(pk__in=keys))
    for row in rows:
        for column in plain:
            setattr(row, column.name, blank_value(belonging.label, column, row))
    if plain and rows:
        model._base_manager.bulk_update(rows, [column.name for column in plain])
    for column in columns:
        if column.many_to_many:
            through = column.remote_field.through
            through._base_manager.filter(**{f"{column.m2m_field_name()}__in": keys}).delete()
