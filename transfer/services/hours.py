"""Rows about weekly hours: spans that are added to those a mentor has."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from itertools import pairwise

from django.utils.translation import gettext as _

from accounts.models import User
from bookings.models import WeeklyHours
from bookings.services.hours import MOST_SPANS, HoursRefused, add_hours, remove_hours
from mentors.models import Mentor, MentorStatus
from transfer.models import Batch, Outcome, Row
from transfer.resources import table_of
from transfer.services.mentors import locked_mentors, locked_users
from transfer.services.plans import Plan

Span = tuple[int, time, time]
DAY = 24 * 60


class Hours:
    """Weekly hours by the address of a mentor."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        for plan in plans:
            plan.row.key = plan.values.get("email", "")
        users = locked_users({plan.row.key for plan in plans})
        mentors = locked_mentors(user.pk for user in users.values())
        spans = _spans_there(mentors, users, batch=batch, before=plans[0].row.number)
        columns = table_of(batch.kind).columns()
        for plan in plans:
            user = users.get(plan.row.key)
            mentor = mentors.get(user.pk) if user else None
            plan.row.member = user
            if plan.is_refused:
                continue
            if mentor is None or mentor.status == MentorStatus.LEFT or not mentor.user.is_active:
                plan.refuse(columns["email"].title, _("There’s no mentor with this address. Import mentors first."))
                continue
            plan.found = mentor
            self._compare(plan, spans[plan.row.key])

    def _compare(self, plan: Plan, there: list[Span]) -> None:
        span = (plan.values["weekday"], plan.values["from"], plan.values["to"])
        if span in there:
            return
        day = sorted(_minutes(each) for each in [*there, span] if each[0] == span[0])
        if len(day) > MOST_SPANS:
            plan.refuse("", _("Up to %(most)d times a day, please.") % {"most": MOST_SPANS})
        elif any(start < end for (_start, end), (start, _end) in pairwise(day)):
            plan.refuse("", _("This overlaps with other hours of the same day."))
        else:
            there.append(span)
            plan.outcome = Outcome.NEW
            plan.after = {"span": [span[0], f"{span[1]:%H:%M}", f"{span[2]:%H:%M}"]}
            weekday = dict(WeeklyHours._meta.get_field("weekday").flatchoices)[span[0]]
            plan.changes = [[str(weekday), "–", f"{span[1]:%H:%M}–{span[2]:%H:%M}"]]

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        by_mentor: dict[Mentor, list[Plan]] = defaultdict(list)
        for plan in plans:
            if plan.outcome == Outcome.NEW:
                by_mentor[plan.found].append(plan)
        for mentor, own in by_mentor.items():
            spans = {(plan.values["weekday"], plan.values["from"], plan.values["to"]): plan for plan in own}
            try:
                added = add_hours(mentor=mentor, weekly=[*spans], now=now)
            except HoursRefused as refusal:
                for plan in own:
                    plan.refuse("", refusal.message)
                continue
            for row in added:
                plan = spans[row.weekday, row.starts, row.ends]
                plan.row.made = {"target": row.pk, "mentor": mentor.pk, "new": True, "before": {}, "after": plan.after}

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        by_mentor: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            by_mentor[row.made["mentor"]].append(row)
        for mentor in Mentor.objects.filter(pk__in=by_mentor).order_by("pk").for_update():
            spans = {
                each.pk: [each.weekday, f"{each.starts:%H:%M}", f"{each.ends:%H:%M}"]
                for each in mentor.weekly_hours.all()
            }
            own = {row.made["target"]: row for row in by_mentor[mentor.pk]}
            same = [key for key, row in own.items() if spans.get(key) == row.made["after"]["span"]]
            for key in remove_hours(mentor=mentor, keys=same, now=now):
                own[key].undone = True
        for row in rows:
            if not row.undone:
                row.left = _("Their hours were changed since.")


def _spans_there(
    mentors: dict[int, Mentor], users: dict[str, User], *, batch: Batch, before: int
) -> dict[str, list[Span]]:
    """The spans of each mentor by their address, and those that earlier rows add."""
    address_of = {mentors[user.pk].pk: address for address, user in users.items() if user.pk in mentors}
    found: dict[str, list[Span]] = defaultdict(list)
    for row in WeeklyHours.objects.filter(mentor__in=address_of):
        found[address_of[row.mentor_id]].append((row.weekday, row.starts, row.ends))
    earlier = Row.objects.filter(batch=batch, key__in=users, number__lt=before, outcome=Outcome.NEW)
    for key, cells in earlier.values_list("key", "planned__span"):
        weekday, starts, ends = cells
        span = (weekday, time.fromisoformat(starts), time.fromisoformat(ends))
        if span not in found[key]:
            found[key].append(span)
    return found


def _minutes(span: Span) -> tuple[int, int]:
    _weekday, starts, ends = span
    first, last = starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute
    return first, last if last > first else last + DAY
