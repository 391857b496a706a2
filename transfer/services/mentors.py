"""Rows about mentors: an account and a profile, which no one finds until its owner has been there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.hooks import announce_name
from accounts.models import User
from mentors import directory_version
from mentors.hooks import follow_profile
from mentors.models import Mentor, MentorStatus, Topic
from mentors.services import MOST_TOPICS, index
from mentors.services.profiles import AT_ONCE as INDEXED_AT_ONCE
from mentors.services.profiles import DELETE_PHOTO
from mentors.slugs import candidates
from outbox.services import enqueue
from transfer.models import Arrival, Batch, Outcome, Row
from transfer.resources import table_of
from transfer.services.plans import Plan, refuse_twins, shown
from transfer.services.touched import referred_to
from transfer.services.words import TopicFinder

if TYPE_CHECKING:
    from transfer.resources import Column

logger = structlog.get_logger("club.transfer")

VET = "mentors.vet_application"
OF_USER = {"name": "display_name", "time_zone": "time_zone", "account_language": "language"}
OF_MENTOR = ("headline", "bio", "role", "company", "city", "country", "years_of_practice", "languages", "links",
             "text_language")  # fmt: skip
MADE_WITH_USER = {
    "account.EmailAddress.user", "mentors.Mentor.user", "transfer.Arrival.member", "transfer.Row.member",
}  # fmt: skip
MADE_WITH_MENTOR = {"mentors.Mentor_topics.mentor", "mentors.SearchDocument.mentor", "bookings.FreeTime.mentor"}


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
        for plan in changed:
            _change(plan.found[0], plan.found[1], plan.after, now=now)
        touched = [plan.found[1] for plan in (*new, *changed)]
        _index([plan.found[1] for plan in changed])  # new ones are hidden, and indexed by a job of their own
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
        mentors = {
            row.pk: row
            for row in Mentor.objects.filter(pk__in=[row.made["target"] for row in rows])
            .order_by("pk").for_update().prefetch_related("topics")
        }  # fmt: skip
        made = [row for row in rows if row.made["new"]]
        _remove([(row, mentors.get(row.made["target"])) for row in made], now=now)
        restored = []
        for row in rows:
            if not row.made["new"]:
                mentor = mentors.get(row.made["target"])
                restored += [mentor] if mentor and _restore(row, mentor, now=now) else []
                if mentor is None:
                    row.left = _("This profile isn’t there any more.")
        _index(restored)
        directory_version.bump()


def locked_users(addresses: set[str]) -> dict[str, User]:
    """Members by their addresses, locked until the transaction ends."""
    rows = User.objects.annotate(address=Lower("email")).filter(address__in=addresses - {""})
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


def _value(user: User | None, mentor: Mentor | None, name: str) -> Any:
    """What is there now, as it's kept in a row."""
    if name in OF_USER:
        return None if user is None else str(getattr(user, OF_USER[name]))
    if mentor is None:
        return None
    if name == "topics":
        return sorted(topic.pk for topic in mentor.topics.all())
    if name == "approved":
        return mentor.approved_at.isoformat() if mentor.approved_at else None
    value = getattr(mentor, name)
    return str(value) if name == "country" else value


def _compare(plan: Plan, user: User | None, mentor: Mentor | None, columns: "dict[str, Column]") -> None:
    for name in (*OF_USER, *OF_MENTOR, "topics", "approved"):
        if name not in plan.values:
            continue
        given = plan.values[name]
        new = sorted(topic.pk for topic in given) if name == "topics" else given
        new = given.isoformat() if name == "approved" else new
        old = _value(user, mentor, name)
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
        slug = next(slug for slug in candidates(user.display_name) if slug not in taken)
        taken.add(slug)
        fields = {name: plan.values[name] for name in OF_MENTOR if name in plan.values}
        mentors.append(
            Mentor(
                user=user, slug=slug, changed_at=now, approved_at=plan.values.get("approved"),
                **({"text_language": user.language} | fields),
            )
        )  # fmt: skip
    User.objects.bulk_update([plan.found[0] for plan in plans if plan.before], [*OF_USER.values()])
    Mentor.objects.bulk_create(mentors)
    links = Mentor.topics.through
    links.objects.bulk_create(
        links(mentor_id=mentor.pk, topic_id=topic.pk)
        for plan, mentor in zip(plans, mentors, strict=True)
        for topic in plan.values.get("topics", ())
    )
    for plan, mentor in zip(plans, mentors, strict=True):
        plan.found = (plan.found[0], mentor)


def _change(user: User, mentor: Mentor, values: dict[str, Any], *, now: datetime) -> None:
    """Write what is different; values are as `_value` gives them."""
    of_user = {OF_USER[name]: value for name, value in values.items() if name in OF_USER}
    if of_user:
        for field, value in of_user.items():
            setattr(user, field, value)
        user.save(update_fields=[*of_user])
    of_mentor = {name: value for name, value in values.items() if name in OF_MENTOR}
    if "approved" in values:
        of_mentor["approved_at"] = values["approved"] and datetime.fromisoformat(values["approved"])
    for field, value in of_mentor.items():
        setattr(mentor, field, value)
    mentor.changed_at = now
    mentor.save(update_fields=[*of_mentor, "changed_at"])
    if "topics" in values:
        mentor.topics.set(Topic.objects.filter(pk__in=values["topics"]))
    if "display_name" in of_user:
        announce_name(user)


def _index(found: Iterable[Mentor]) -> None:
    mentors = list(found)
    for start in range(0, len(mentors), INDEXED_AT_ONCE):
        index(*mentors[start : start + INDEXED_AT_ONCE])


def index_next(batch_id: int, *, after: int) -> int | None:
    """Let the search find the next new mentors of an import, once they're listed; the last line, None if it's done.

    It takes much longer than to import them, so that the import doesn't wait for it.
    """
    rows = Row.objects.made().filter(batch=batch_id, outcome=Outcome.NEW, number__gt=after).order_by("number")
    found = list(rows.only("number", "made")[:INDEXED_AT_ONCE])
    _index(Mentor.objects.filter(pk__in=[row.made["target"] for row in found]))
    return found[-1].number if found else None


def _remove(made: Sequence[tuple[Row, Mentor | None]], *, now: datetime) -> None:
    """Remove accounts that the import made, and profiles of members who had an account before."""
    there = [(row, mentor) for row, mentor in made if mentor is not None]
    users = {user.pk: user for user in User.objects.filter(pk__in=[mentor.user_id for _row, mentor in there])}
    arrivals = {arrival.member_id: arrival for arrival in Arrival.objects.filter(member__in=users)}
    busy_users = referred_to(User, [*users], but=MADE_WITH_USER)
    busy = referred_to(Mentor, [mentor.pk for _row, mentor in there], but=MADE_WITH_MENTOR)
    gone: list[Mentor] = []
    came: list[int] = []
    for row, mentor in made:
        if mentor is None:
            row.left = _("This profile isn’t there any more.")
            continue
        user = users[mentor.user_id]
        arrival = arrivals.get(user.pk)
        came_so = arrival is not None and arrival.batch_id == row.batch_id
        if came_so and user.last_login is not None:
            row.left = _("They’ve signed in since.")
        elif arrival is not None and came_so and arrival.invited_at is not None:
            row.left = _("They’ve been invited since.")
        elif mentor.pk in busy or (came_so and user.pk in busy_users):
            row.left = _("There’s more about them by now, such as hours, bookings or an application.")
        elif _is_changed(row, user, mentor):
            row.left = _("Their profile was changed since.")
        else:
            gone.append(mentor)
            row.undone, row.member = True, None if came_so else user
            came += [user.pk] if came_so else []
    for mentor in gone:
        if mentor.photo:
            enqueue(DELETE_PHOTO, {"name": mentor.photo.name}, now=now)
    Mentor.objects.filter(pk__in=[mentor.pk for mentor in gone]).delete()
    User.objects.filter(pk__in=came).delete()
    for row, mentor in there:
        if row.undone and row.made["before"]:  # of a member who had an account before
            fields = {OF_USER[name]: value for name, value in row.made["before"].items()}
            User.objects.filter(pk=mentor.user_id).update(**fields)


def _is_changed(row: Row, user: User, mentor: Mentor) -> bool:
    after = row.made["after"]
    other = any(_value(user, mentor, name) != value for name, value in after.items())
    own_photo = mentor.photo.name != row.made.get("photo", "")
    return other or own_photo or mentor.status != MentorStatus.HIDDEN


def _restore(row: Row, mentor: Mentor, *, now: datetime) -> bool:
    """Give back the values that are still as the import wrote them; returns whether there were any."""
    user, after = mentor.user, row.made["after"]
    own = {
        name: value
        for name, value in row.made["before"].items()
        if _value(user, mentor, name) == after[name]
    }  # fmt: skip
    if "approved" in own and mentor.status != MentorStatus.HIDDEN:
        del own["approved"]
    if not own and row.made["before"]:
        row.left = _("Someone has changed it since.")
        return False
    if len(own) < len(row.made["before"]):
        row.left = _("A part of it was changed since, and stays.")
    else:
        row.undone = True
    _change(user, mentor, own, now=now)
    if row.made.get("photo") and mentor.photo.name == row.made["photo"]:
        enqueue(DELETE_PHOTO, {"name": mentor.photo.name}, now=now)
        Mentor.objects.filter(pk=mentor.pk).update(photo="")
    return True
