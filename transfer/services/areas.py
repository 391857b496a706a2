"""Rows about areas, in every language: what topics need before they can be imported."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import languages
from mentors import directory_version
from mentors.models import Category
from mentors.slugs import SPELLED
from transfer.cells import plain
from transfer.models import Batch, Outcome, Row
from transfer.resources import AREA_TEXTS, table_of
from transfer.services.named import sort_out, text_of, write_texts
from transfer.services.plans import Plan, refuse_twins, shown

COLUMNS = [name for field in AREA_TEXTS for name in languages.translations_of(field)]
NAMES = languages.translations_of("name")
OTHERS = ("group", "icon", "position")


class Areas:
    """Areas by their short name, or else by a name."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        columns = table_of(batch.kind).columns()
        areas = list(Category.objects.order_by("pk").select_for_update())
        by_slug = {area.slug: area for area in areas}
        by_name = {plain(name): area for area in areas for name in area.names()}
        taken = {area.name: area.slug for area in areas}
        for plan in plans:
            self._find(plan, by_slug, by_name, taken, columns)
        refuse_twins(plans, batch=batch)
        for plan in plans:
            if not plan.is_refused:
                self._compare(plan, columns)

    def _find(self, plan: Plan, by_slug: Any, by_name: Any, taken: dict[str, str], columns: Any) -> None:
        name = next((plan.values[each] for each in NAMES if plan.values.get(each)), "")
        wanted = slugify(plan.values.get("slug", ""))[:50]
        there = by_slug.get(wanted) if wanted else by_name.get(plain(name))
        plan.found = there
        plan.row.key = there.slug if there else wanted or slugify(name.lower().translate(SPELLED))[:50]
        if plan.is_refused:
            return
        first = plan.values.get(NAMES[0]) or (there.name if there else "")
        if not first:
            plan.refuse(columns[NAMES[0]].title, _("A new area needs a name in the club’s first language."))
        elif not plan.row.key:
            plan.refuse(columns["slug"].title, _("This area needs a short name in Latin letters."))
        elif there is None and plan.row.key in by_slug:
            plan.refuse(columns["slug"].title, _("Another area has this short name. Give it one of its own."))
        elif taken.setdefault(first, plan.row.key) != plan.row.key:
            plan.refuse(columns["slug"].title, _("There’s an area of this name: “%(name)s”.") % {"name": taken[first]})

    def _compare(self, plan: Plan, columns: Any) -> None:
        for name in (*COLUMNS, *OTHERS):
            if name not in plan.values:
                continue
            old, new = value(plan.found, name), plan.values[name]
            if old == new:
                continue
            plan.changes.append([str(columns[name].title), shown(old), shown(new)])
            plan.after[name] = new
            if plan.found is not None:
                plan.before[name] = old
        if plan.found is None:
            plan.outcome = Outcome.NEW
        elif plan.after:
            plan.outcome = Outcome.CHANGED

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        for plan in plans:
            if plan.outcome not in (Outcome.NEW, Outcome.CHANGED):
                continue
            area = plan.found or Category(slug=plan.row.key)
            is_new = area.pk is None
            write(area, plan.after)
            area.save()
            plan.row.made = {"target": area.pk, "new": is_new, "before": plan.before, "after": plan.after}
        directory_version.bump()

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        areas = {area.pk: area for area in Category.objects.order_by("pk").select_for_update()}
        gone, back = sort_out(rows, Category, areas, value, missing=_("This area isn’t there any more."),
                              busy=_("This area is in use by now."))  # fmt: skip
        for area, values in back:
            write(area, values)
            area.save()
        Category.objects.filter(pk__in=[area.pk for area in gone]).delete()
        directory_version.bump()


def value(area: Category | None, name: str) -> Any:
    """What is there now, as it's kept in a row."""
    if area is None:
        return None
    return getattr(area, name) if name in OTHERS else text_of(area, name)


def write(area: Category, values: dict[str, Any]) -> None:
    """Set new values, given as by `value`."""
    for name in OTHERS:
        if name in values:
            setattr(area, name, values[name])
    write_texts(area, {name: text for name, text in values.items() if name not in OTHERS})
