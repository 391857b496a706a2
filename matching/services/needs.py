"""Saving what a member looks for, and taking mentors out of what they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from core.db import advisory_lock
from core.errors import Refused
from matching.models import Dismissal, DismissalReason, Need, NeededTopic
from matching.models.needs import LONGEST_GOAL, MOST_TOPICS
from mentors.models import Mentor, Topic

if TYPE_CHECKING:
    from accounts.models import User

MOST_DISMISSED = 500


class NeedRefused(Refused):
    """The member cannot save this. Safe to show."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member says of what they look for; as the fields of `Need`, with the topics in their order."""

    goal: str
    topics: Sequence[Topic] = ()
    level: str = ""
    languages: Sequence[str] = ()
    hours: Sequence[str] = ()
    tone: str = ""
    pace: str = ""
    unwanted: str = ""
    not_company: str = ""


def save_need(*, wanted: Wanted, by: "User", now: datetime) -> Need:
    """Save what `by` looks for, in place of what they said before.

    Raises:
        NeedRefused: it says no goal, or names too many topics or one twice.
    """
    topics = list(wanted.topics)
    if not wanted.goal:
        raise NeedRefused(_("Please say in a sentence what you’re looking for."))
    if len(wanted.goal) > LONGEST_GOAL:
        raise NeedRefused(_("That’s too long. Please shorten it a little."))
    if len(topics) > MOST_TOPICS or len({topic.pk for topic in topics}) < len(topics):
        raise NeedRefused(_("Please choose up to %(most)d different topics.") % {"most": MOST_TOPICS})
    said = {
        "goal": wanted.goal,
        "level": wanted.level,
        "languages": list(wanted.languages),
        "hours": list(wanted.hours),
        "tone": wanted.tone,
        "pace": wanted.pace,
        "unwanted": wanted.unwanted,
        "not_company": wanted.not_company,
        "changed_at": now,
    }
    with transaction.atomic():
        advisory_lock(by)  # two first saves, or one that replaces the topics of another
        need, _made = Need.objects.update_or_create(member=by, defaults=said)
        NeededTopic.objects.filter(need=need).delete()
        NeededTopic.objects.bulk_create(
            NeededTopic(need=need, topic=topic, position=position) for position, topic in enumerate(topics)
        )
    return need


def dismiss(*, mentor: Mentor, reason: DismissalReason, by: "User", now: datetime) -> None:
    """Don't suggest `mentor` to `by` any more. Saying it again changes the reason.

    Raises:
        NeedRefused: they've left out too many.
    """
    with transaction.atomic():
        advisory_lock(by)
        mine = Dismissal.objects.filter(member=by)
        if mine.count() >= MOST_DISMISSED and not mine.filter(mentor=mentor).exists():
            raise NeedRefused(_("You’ve left out very many mentors. Please show them all again first."))
        said = {"reason": reason, "dismissed_at": now}
        Dismissal.objects.update_or_create(member=by, mentor=mentor, defaults=said)


def forget_need(*, by: "User") -> None:
    """Forget what `by` looks for, and whom they had left out."""
    with transaction.atomic():
        Need.objects.filter(member=by).delete()
        Dismissal.objects.filter(member=by).delete()


def forget_dismissals(*, by: "User", mentor: Mentor | None = None) -> None:
    """Suggest `mentor` to `by` again, or everyone they had left out."""
    mine = Dismissal.objects.filter(member=by)
    (mine.filter(mentor=mentor) if mentor else mine).delete()


def move_topic(topic: Topic, *, into: Topic) -> None:
    """Let needs name another topic in place of one; of those that name both, the better place stays."""
    rows = NeededTopic.objects.filter(topic=topic)
    for row in rows.filter(need__needed_topics__topic=into).select_for_update(of=("self",)):
        other = NeededTopic.objects.get(need=row.need_id, topic=into)
        worse = max(row, other, key=lambda each: each.position)
        worse.delete()
    rows.update(topic=into)
