"""What an import reads and writes of a mentor and their account, many of them at a time."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from accounts.hooks import announce_name
from accounts.models import User
from mentors.models import Mentor
from mentors.services import index
from mentors.services.profiles import AT_ONCE as INDEXED_AT_ONCE

OF_USER = {"name": "display_name", "time_zone": "time_zone", "account_language": "language"}
OF_MENTOR = ("headline", "bio", "role", "company", "city", "country", "years_of_practice", "languages", "links",
             "text_language")  # fmt: skip


def value(user: User | None, mentor: Mentor | None, name: str) -> Any:
    """What is there now, as it's kept in a row."""
    if name in OF_USER:
        return None if user is None else str(getattr(user, OF_USER[name]))
    if mentor is None:
        return None
    if name == "topics":
        return sorted(topic.pk for topic in mentor.topics.all())
    if name == "approved":
        return mentor.approved_at.isoformat() if mentor.approved_at else None
    found = getattr(mentor, name)
    return str(found) if name == "country" else found


def change(changed: Collection[tuple[User, Mentor, dict[str, Any]]], *, now: datetime) -> None:
    """Write new values, given as by `value`, of members and profiles that are locked; in as many statements as for one.

    Their topics are prefetched.
    """
    for user, mentor, values in changed:
        for name in OF_USER.keys() & values.keys():
            setattr(user, OF_USER[name], values[name])
        for name in values.keys() & OF_MENTOR:
            setattr(mentor, name, values[name])
        if "approved" in values:
            mentor.approved_at = values["approved"] and datetime.fromisoformat(values["approved"])
        mentor.changed_at = now
    write_users(user for user, _mentor, values in changed if OF_USER.keys() & values.keys())
    written = {name for _user, _mentor, values in changed for name in values}
    fields = [name for name in OF_MENTOR if name in written] + ["approved_at"] * ("approved" in written)
    _write(Mentor, [mentor for _user, mentor, _values in changed], [*fields, "changed_at"])
    _set_topics({mentor: values["topics"] for _user, mentor, values in changed if "topics" in values})
    for user, _mentor, values in changed:
        if "name" in values:
            announce_name(user)


def write_users(users: Iterable[User]) -> None:
    """Write what an import may change of members who are locked."""
    _write(User, list(users), [*OF_USER.values()])


def _write(model: Any, rows: list[Any], fields: list[str]) -> None:
    """Update locked rows. By conflict: `bulk_update` takes longer to compile than all else that an import does."""
    if rows:
        model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _set_topics(wanted: dict[Mentor, list[int]]) -> None:
    links, gone, new = Mentor.topics.through, [], []
    topics_of = {mentor.pk: topics for mentor, topics in wanted.items()}
    for key, mentor_id, topic in links.objects.filter(mentor__in=topics_of).values_list("pk", "mentor", "topic"):
        gone += [] if topic in topics_of[mentor_id] else [key]
    for mentor, topics in wanted.items():
        there = {topic.pk for topic in mentor.topics.all()}
        new += [links(mentor=mentor, topic_id=topic) for topic in topics if topic not in there]
        mentor._prefetched_objects_cache.clear()  # type: ignore[attr-defined]
    links.objects.filter(pk__in=gone).delete()
    links.objects.bulk_create(new, ignore_conflicts=True)


def reindexed(mentors: Iterable[Mentor]) -> None:
    """Let the search find mentors by what is new about them."""
    found = list(mentors)
    for start in range(0, len(found), INDEXED_AT_ONCE):
        index(*found[start : start + INDEXED_AT_ONCE])
