"""Rows about addresses of the old site, and where they lead from now on."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from transfer.models import Batch, Outcome, Row
from transfer.resources import table_of
from transfer.services.plans import Plan, refuse_twins, shown


def problem_with(old: str, new: str) -> tuple[str, str] | None:
    """What is wrong with a redirect, with the column that it's about, "old" or "new"; None if nothing is."""
    if new in (old, _other(old)):
        return "new", _("It would lead to itself.")
    if _is_page(old, exactly=True):
        return "old", _("There’s a page of the club at this address.")
    if not _is_page(new):
        return "new", _("There’s no page of the club at this address.")
    return None


def that_lead_on(addresses: set[str]) -> set[str]:
    """Which of these are old addresses themselves, with or without a slash at their end."""
    rows = Redirect.objects.filter(site=settings.SITE_ID, old_path__in=addresses | {*map(_other, addresses)})
    found = set(rows.values_list("old_path", flat=True))
    return {each for each in addresses if {each, _other(each)} & found}


def leads_on() -> str:
    """What is said of an old address that is to be a new one. Safe to show."""
    return _("This is an old address itself, which leads on to another. Name that one.")


def _other(address: str) -> str:
    """The same address without the slash at the end of its path, or with one."""
    path, mark, query = address.partition("?")
    return (path.removesuffix("/") if path.endswith("/") else f"{path}/") + mark + query


class Redirects:
    """Redirects by the old address."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        for plan in plans:
            plan.row.key = plan.values.get("old", "")
        columns = table_of(batch.kind).columns()
        old = {plan.row.key for plan in plans}
        rows = Redirect.objects.filter(site=settings.SITE_ID, old_path__in=old).order_by("pk").select_for_update()
        there = {row.old_path: row for row in rows}
        refuse_twins(plans, batch=batch)
        lead_on = that_lead_on({plan.values["new"] for plan in plans if not plan.is_refused})
        for plan in plans:
            if plan.is_refused:
                continue
            new = plan.values["new"]
            if new in lead_on or {new, _other(new)} & (old - {plan.row.key}):
                plan.refuse(columns["new"].title, leads_on())
            elif problem := problem_with(plan.row.key, new):
                name, sentence = problem
                plan.refuse(columns[name].title, sentence)
            else:
                _compare(plan, there.get(plan.row.key), str(columns["new"].title))

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        Site.objects.get_or_create(pk=settings.SITE_ID, defaults={"domain": "example.org", "name": "example.org"})
        for plan in plans:
            if plan.outcome not in (Outcome.NEW, Outcome.CHANGED):
                continue
            row = plan.found or Redirect(site_id=settings.SITE_ID, old_path=plan.row.key)
            is_new = row.pk is None
            row.new_path = plan.values["new"]
            row.save()
            plan.row.made = {"target": row.pk, "new": is_new, "before": plan.before, "after": plan.after}

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        keys = [row.made["target"] for row in rows]
        there = {each.pk: each for each in Redirect.objects.filter(pk__in=keys).order_by("pk").select_for_update()}
        for row in rows:
            found = there.get(row.made["target"])
            if found is None or found.new_path != row.made["after"]["new"]:
                row.left = _("Someone has changed it since.")
                continue
            row.undone = True
            if row.made["new"]:
                found.delete()
            else:
                found.new_path = row.made["before"]["new"]
                found.save()


def _compare(plan: Plan, there: Redirect | None, title: str) -> None:
    new = plan.values["new"]
    if there is not None and there.new_path == new:
        return
    plan.found = there
    plan.outcome = Outcome.NEW if there is None else Outcome.CHANGED
    plan.changes = [[title, shown(there.new_path if there else None), new]]
    plan.after = {"new": new}
    plan.before = {"new": there.new_path} if there else {}


def _is_page(address: str, *, exactly: bool = False) -> bool:
    """Whether an address is one of the club's; `exactly`, one that doesn't depend on who or what is there."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return not (exactly and found.kwargs)
