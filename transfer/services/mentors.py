"""Rows about mentors: an account and a profile, which no one finds until its owner has been there."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import give_up_address
from mentors import directory_version
from mentors.hooks import follow_profile
from mentors.models import Mentor, MentorStatus
from mentors.services import MOST_TOPICS
from mentors.services.profiles import AT_ONCE as INDEXED_AT_ONCE
from mentors.slugs import candidates
from transfer.models import Arrival, Batch, Outcome, Row
from transfer.resources import table_of
from transfer.services.mentor_values import OF_MENTOR, OF_USER, change, reindexed, value, write_users
from transfer.services.plans import Plan, refuse_twins, shown
from transfer.services.undoing_mentors import undo
from transfer.services.words import TopicFinder

if TYPE_CHECKING:
    from transfer.resources import Column

logger = structlog.get_logger("club.transfer")

VET = "mentors.vet_application"


class Mentors:
    """Mentors by their address."""

    def plan(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        for plan in plans:
            plan.row.key = plan.values.get("email", "")
        users = locked_users({plan.row.key for plan in plans})
        mentors = locked_mentors(user.pk for user in users.values())
        finder, columns = TopicFinder(), table_of(batch.kind).columns()
        may_approve = batch.by is not None and batch.by.has_perm(VET)
        refuse_twins(plans, batch=batch)
        for plan in plans:
            if plan.is_refused:
                continue
            user = users.get(plan.row.key)
            mentor = mentors.get(user.pk) if user else None
            plan.found, plan.row.member = (user, mentor), user
            _refuse(plan, user, mentor, columns)
            if not plan.is_refused:
                _find_topics(plan, finder, columns["topics"])
                _keep_headline(plan, mentor, columns["headline"])
                _approve(plan, columns["approved"], may_approve=may_approve, now=now)
                _compare(plan, user, mentor, columns)

    def carry_out(self, plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
        new = [plan for plan in plans if plan.outcome == Outcome.NEW]
        _make_users([plan for plan in new if plan.found[0] is None], batch=batch, now=now)
        _make_mentors([plan for plan in new if plan.found[1] is None], now=now)
        changed = [plan for plan in plans if plan.outcome == Outcome.CHANGED]
        change([(*plan.found, plan.after) for plan in changed], now=now)
        touched = [plan.found[1] for plan in (*new, *changed)]
        reindexed([plan.found[1] for plan in changed])  # new ones are hidden, and indexed by a job of their own
        for plan in (*new, *changed):
            user, mentor = plan.found
            if user.last_login is not None:  # others are listed after they have been here
                follow_profile(mentor, now=now)
            plan.row.member = user
            plan.row.made = {
                "target": mentor.pk,
                "new": plan.outcome == Outcome.NEW,
                "before": plan.before,
                "after": plan.after,
            }
        if touched:
            directory_version.bump()
        if approved := sum("approved" in plan.after for plan in (*new, *changed)):
            logger.warning("transfer.approved", batch=str(batch.uuid), number=approved, by=str(batch.by.uuid))  # type: ignore[union-attr]

    def undo(self, rows: Sequence[Row], *, now: datetime) -> None:
        undo(rows, now=now)


def locked_users(addresses: set[str]) -> dict[str, User]:
    """Members by their addresses, locked until the transaction ends.

    Whoever only filled in the sign-up form isn't one: anyone can type the address of a mentor there.
    """
    rows = User.objects.annotate(address=Lower("email")).filter(address__in=addresses - {""})
    rows = rows.exclude(pk__in=User.objects.unconfirmed())
    return {user.address: user for user in rows.order_by("pk").select_for_update(no_key=True)}


def locked_mentors(users: Any) -> dict[int, Mentor]:
    """The profiles of members by their keys, locked until the transaction ends."""
    rows = Mentor.objects.filter(user__in=list(users)).order_by("pk").for_update().prefetch_related("topics")
    return {mentor.user_id: mentor for mentor in rows}


def _refuse(plan: Plan, user: User | None, mentor: Mentor | None, columns: "dict[str, Column]") -> None:
    if user is not None and not user.is_active:
        plan.refuse(columns["email"].title, _("The account with this address is closed."))
    elif mentor is not None and mentor.status == MentorStatus.LEFT:
        plan.refuse(columns["email"].title, _("This mentor has left the club."))
    elif user is None and not plan.values.get("name"):
        plan.refuse(columns["name"].title, _("A new member needs a name, and this row has none."))


def _find_topics(plan: Plan, finder: TopicFinder, column: "Column") -> None:
    if "topics" not in plan.values:
        return
    topics, unknown = finder.find(plan.values.pop("topics"))
    for word in unknown:
        plan.note(column.title, _("“%(word)s” isn’t a topic here, so it’s left out.") % {"word": word[:80]})
    plan.row.unknown_words = unknown  # type: ignore[attr-defined]  # counted by `advancing`
    if len(topics) > MOST_TOPICS:
        plan.note(column.title, _("There are more than eight, so only the first eight are taken."))
    if topics:
        plan.values["topics"] = topics[:MOST_TOPICS]


def _keep_headline(plan: Plan, mentor: Mentor | None, column: "Column") -> None:
    role = plan.values.get("role") or (mentor.role if mentor else "")
    headline = plan.values.get("headline", "")
    if headline and headline.strip().casefold() == role.strip().casefold():
        del plan.values["headline"]
        plan.note(column.title, _("It’s the same as the role, so it’s left out. They’ll be asked for their own."))


def _approve(plan: Plan, column: "Column", *, may_approve: bool, now: datetime) -> None:
    approved = plan.values.pop("approved", False)
    if approved and not may_approve:
        plan.note(column.title, _("Only someone who vets applications can import this, so it’s left out."))
    elif approved:
        plan.values["approved"] = now if approved is True else min(approved, now)


def _compare(plan: Plan, user: User | None, mentor: Mentor | None, columns: "dict[str, Column]") -> None:
    for name in (*OF_USER, *OF_MENTOR, "topics", "approved"):
        if name not in plan.values:
            continue
        given = plan.values[name]
        new = sorted(topic.pk for topic in given) if name == "topics" else given
        new = given.isoformat() if name == "approved" else new
        old = value(user, mentor, name)
        if new == old or (name == "approved" and old):
            continue
        was = old
        if name == "topics" and mentor is not None:
            was = [topic.name_i18n for topic in mentor.topics.all()]
        now_is = [topic.name_i18n for topic in given] if name == "topics" else given
        plan.changes.append([str(columns[name].title), shown(was), shown(now_is)])
        plan.after[name] = new
        if user is not None and (mentor is not None or name in OF_USER):
            plan.before[name] = old
    if mentor is None:
        plan.outcome = Outcome.NEW
        if user is not None:
            plan.note("", _("There’s already an account with this address. It gets a profile, which is hidden."))
    elif plan.after:
        plan.outcome = Outcome.CHANGED


def _make_users(plans: Sequence[Plan], *, batch: Batch, now: datetime) -> None:
    signing_up = User.objects.unconfirmed().annotate(address=Lower("email"))
    for email in signing_up.filter(address__in=[plan.row.key for plan in plans]).values_list("email", flat=True):
        give_up_address(email=email)
    users = [
        User(
            email=plan.row.key,
            display_name=plan.values["name"],
            time_zone=plan.values.get("time_zone", settings.TIME_ZONE),
            language=plan.values.get("account_language", settings.LANGUAGE_CODE),
            password=make_password(None),
            date_joined=now,
        )
        for plan in plans
    ]
    User.objects.bulk_create(users)
    # The team answers for the address, so that no one who signs up with it takes the place of this account; only its
    # owner gets the codes with which to sign in.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    Arrival.objects.bulk_create(Arrival(member=user, batch=batch, arrived_at=now) for user in users)
    for plan, user in zip(plans, users, strict=True):
        plan.found = (user, plan.found[1])


def _make_mentors(plans: Sequence[Plan], *, now: datetime) -> None:
    taken = set(Mentor.objects.values_list("slug", flat=True)) if plans else set()
    mentors = []
    for plan in plans:
        user = plan.found[0]
        for name, field in OF_USER.items():
            if name in plan.before:
                setattr(user, field, plan.after[name])
        wanted = plan.values.get("slug") or user.display_name
        slug = next(slug for slug in candidates(wanted) if slug not in taken)
        taken.add(slug)
        fields = {name: plan.values[name] for name in OF_MENTOR if name in plan.values}
        mentors.append(
            Mentor(
                user=user, slug=slug, changed_at=now, approved_at=plan.values.get("approved"),
                **({"text_language": user.language} | fields),
            )
        )  # fmt: skip
    write_users(plan.found[0] for plan in plans if plan.before)
    Mentor.objects.bulk_create(mentors)
    links = Mentor.topics.through
    links.objects.bulk_create(
        links(mentor_id=mentor.pk, topic_id=topic.pk)
        for plan, mentor in zip(plans, mentors, strict=True)
        for topic in plan.values.get("topics", ())
    )
    for plan, mentor in zip(plans, mentors, strict=True):
        plan.found = (plan.found[0], mentor)


def index_next(batch_id: int, *, after: int) -> int | None:
    """Let the search find the next new mentors of an import, once they're listed; the last line, None if it's done.

    It takes much longer than to import them, so that the import doesn't wait for it.
    """
    rows = Row.objects.made().filter(batch=batch_id, outcome=Outcome.NEW, number__gt=after).order_by("number")
    found = list(rows.only("number", "made")[:INDEXED_AT_ONCE])
    reindexed(Mentor.objects.filter(pk__in=[row.made["target"] for row in found]))
    return found[-1].number if found else None
