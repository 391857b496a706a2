"""Rows about topics, in every language and with their synonyms."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import languages
from mentors import directory_version
from mentors.models import Category, Topic
from mentors.services import reindex_later
from mentors.slugs import SPELLED
from transfer.cells import plain
from transfer.models import Batch, Outcome, Row
from transfer.resources import TEXTS, table_of
from transfer.services.named import sort_out, text_of, write_texts
from transfer.services.plans import Plan, refuse_twins, shown

COLUMNS = [name for field in TEXTS for name in languages.translations_of(field)]
NAMES = languages.translations_of("name")


class Topics:
    """Topics by their short name, or else by a name in their area."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        columns = table_of(batch.kind).columns()
        topics = list(Topic.objects.select_related("category").order_by("pk").select_for_update(of=("self",)))
        areas = {plain(text): area for area in Category.objects.all() for text in [area.slug, *area.names()]}
        by_slug = {topic.slug: topic for topic in topics}
        by_name = {(topic.category_id, plain(name)): topic for topic in topics for name in topic.names()}
        by_any = {plain(name): topic for topic in topics for name in topic.names()}
        taken = {(topic.category_id, topic.name): topic.slug for topic in topics}
        for plan in plans:
            self._find(plan, areas, by_slug, by_name, by_any, columns)
            _refuse_taken_name(plan, taken, columns)
        refuse_twins(plans, batch=batch)
        for plan in plans:
            if not plan.is_refused:
                self._compare(plan, columns)

    def _find(self, plan: Plan, areas: Any, by_slug: Any, by_name: Any, by_any: Any, columns: Any) -> None:
        values = plan.values
        area = areas.get(plain(values["area"])) if "area" in values else None
        if "area" in values and area is None:
            near = get_close_matches(plain(values["area"]), areas, n=1, cutoff=0.5)
            text = _("There’s no area “%(name)s”.") % {"name": values["area"]}
            if near:
                text += " " + _("Did you mean “%(name)s”?") % {"name": areas[near[0]].name_i18n}
            plan.refuse(columns["area"].title, text)
        name = next((values[each] for each in NAMES if values.get(each)), "")
        wanted = slugify(values.get("slug", ""))[:50]
        there = by_slug.get(wanted)
        if there is None and not wanted and name:
            there = by_name.get((area.pk, plain(name))) if area else by_any.get(plain(name))
        plan.found = (there, area)
        plan.row.key = there.slug if there else wanted or slugify(name.lower().translate(SPELLED))[:50]
        if plan.is_refused:
            return
        if there is None and not values.get(NAMES[0]):
            plan.refuse(columns[NAMES[0]].title, _("A new topic needs a name in the club’s first language."))
        elif there is None and area is None:
            plan.refuse(columns["area"].title, _("A new topic needs an area, and this row has none."))
        elif not plan.row.key:
            plan.refuse(columns["slug"].title, _("This topic needs a short name in Latin letters."))
        elif there is None and area is not None and (twin := by_name.get((area.pk, plain(values[NAMES[0]])))):
            plan.refuse(
                columns["slug"].title, _("This area has a topic of this name: “%(name)s”.") % {"name": twin.slug}
            )
        elif there is None and plan.row.key in by_slug:
            plan.refuse(columns["slug"].title, _("Another topic has this short name. Give it one of its own."))

    def _compare(self, plan: Plan, columns: Any) -> None:
        topic, area = plan.found
        new = {name: plan.values[name] for name in COLUMNS if name in plan.values}
        if "offered" in plan.values:
            new["offered"] = plan.values["offered"]
        if area is not None:
            new["area"] = area.slug
        for name, value in new.items():
            old = None if topic is None else _value(topic, name)
            if old == value:
                continue
            plan.changes.append([str(columns[name].title), shown(old), shown(value)])
            plan.after[name] = value
            if topic is not None:
                plan.before[name] = old
        if topic is None:
            plan.outcome = Outcome.NEW
            for name in NAMES[1:]:
                if name not in plan.values:
                    plan.note(columns[name].title, _("There’s no name in this language, so readers see the first one."))
        elif plan.after:
            plan.outcome = Outcome.CHANGED

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        areas = {area.slug: area for area in Category.objects.all()}
        changed = []
        for plan in plans:
            if plan.outcome not in (Outcome.NEW, Outcome.CHANGED):
                continue
            topic = plan.found[0] or Topic(slug=plan.row.key)
            is_new = topic.pk is None
            _write(topic, plan.after, areas)
            topic.save()
            changed += [] if is_new else [topic]
            plan.row.made = {"target": topic.pk, "new": is_new, "before": plan.before, "after": plan.after}
        _announce(changed, now=now)

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        keys = [row.made["target"] for row in rows]
        there = Topic.objects.filter(pk__in=keys).select_related("category").order_by("pk")
        topics = {topic.pk: topic for topic in there.select_for_update(of=("self",))}
        areas = {area.slug: area for area in Category.objects.all()}
        gone, back = sort_out(rows, Topic, topics, _value, missing=_("This topic isn’t there any more."),
                              busy=_("This topic is in use by now."))  # fmt: skip
        for topic, values in back:
            _write(topic, values, areas)
            topic.save()
        Topic.objects.filter(pk__in=[topic.pk for topic in gone]).delete()
        _announce([topic for topic, _values in back], now=now)


def _refuse_taken_name(plan: Plan, taken: dict[tuple[int, str], str], columns: Any) -> None:
    """Refuse a row that would give a topic the name of another in its area, which may stand in a row above."""
    topic, area = plan.found
    if not plan.is_refused:
        name = plan.values.get(NAMES[0]) or topic.name
        place = ((area or topic.category).pk, name)
        if taken.setdefault(place, plan.row.key) != plan.row.key:
            text = _("This area has a topic of this name: “%(name)s”.") % {"name": taken[place]}
            plan.refuse(columns["slug"].title, text)


def _value(topic: Topic, name: str) -> Any:
    if name == "area":
        return topic.category.slug
    if name == "offered":
        return topic.is_active
    return text_of(topic, name)


def _write(topic: Topic, values: dict[str, Any], areas: dict[str, Category]) -> None:
    if "area" in values:
        topic.category = areas[values["area"]]
    if "offered" in values:
        topic.is_active = values["offered"]
    write_texts(topic, {name: text for name, text in values.items() if name in COLUMNS})


def _announce(topics: Sequence[Topic], *, now: datetime) -> None:
    if topics:
        reindex_later(topics, now=now)
    directory_version.bump()
