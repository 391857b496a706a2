"""What areas and topics share: texts in every language, and what an undo finds of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from core import languages
from mentors.models import Category, Topic
from transfer.models import Row
from transfer.resources import AREA_TEXTS
from transfer.services.touched import referred_to

T = TypeVar("T", Category, Topic)


def text_of(named: Category | Topic, name: str) -> str:
    """A text in a language, "" if there's none."""
    return getattr(named, name) or ""


def write_texts(named: Category | Topic, texts: Mapping[str, str]) -> None:
    """Set texts in their languages; an empty one is none."""
    first = {languages.translations_of(field)[0] for field in AREA_TEXTS}
    for name, text in texts.items():
        setattr(named, name, text if text or name in first else None)
    named.i18n = {field: text for field, text in (named.i18n or {}).items() if text and text.strip()}


def sort_out(
    rows: Sequence[Row],
    model: type[T],
    there: Mapping[int, T],
    value: Callable[[T, str], Any],
    *,
    missing: str,
    busy: str,
) -> tuple[list[T], list[tuple[T, dict[str, Any]]]]:
    """What an undo removes, and what it gives back to which; a row whose row stays says why.

    Args:
        there: those that the import made or changed, locked, by their keys.
        missing, busy: what to say of one that's gone, or that something refers to by now.
    """
    used = referred_to(model, [row.made["target"] for row in rows if row.made["new"]], but=())
    gone, back = [], []
    for row in rows:
        found = there.get(row.made["target"])
        if found is None:
            row.left = missing
            continue
        same = [name for name, new in row.made["after"].items() if value(found, name) == new]
        if row.made["new"]:
            if found.pk in used:
                row.left = busy
            elif len(same) < len(row.made["after"]):
                row.left = _("Someone has changed it since.")
            else:
                row.undone = True
                gone.append(found)
            continue
        own = {name: old for name, old in row.made["before"].items() if name in same}
        if len(own) < len(row.made["before"]):
            row.left = _("A part of it was changed since, and stays.") if own else _("Someone has changed it since.")
        else:
            row.undone = True
        if own:
            back.append((found, own))
    return gone, back
