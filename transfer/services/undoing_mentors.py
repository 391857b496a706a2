"""Taking back what an import made of mentors, as far as nothing has happened to it since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.models import User
from bookings.models import FreeTime
from mentors import directory_version
from mentors.models import Mentor, MentorStatus, SearchDocument
from mentors.services.profiles import DELETE_PHOTO
from outbox.services import enqueue
from transfer.models import Arrival, Row
from transfer.services.mentor_values import OF_USER, change, reindexed, value, write_users
from transfer.services.touched import referred_to, remove

MADE_WITH_USER = {
    "account.EmailAddress.user", "mentors.Mentor.user", "transfer.Arrival.member", "transfer.Row.member",
}  # fmt: skip
MADE_WITH_MENTOR = {"mentors.Mentor_topics.mentor", "mentors.SearchDocument.mentor", "bookings.FreeTime.mentor"}


def undo(rows: Sequence[Row], *, now: datetime) -> None:
    """Remove and restore mentors; a row whose mentor stays says why."""
    targets = [row.made["target"] for row in rows]
    # As for a DELETE: whoever writes a row that refers to one of them, such as the code to sign in, waits as well.
    members = User.objects.filter(mentor__in=targets).order_by("pk").select_for_update(of=("self",))
    users = {user.pk: user for user in members}
    found = Mentor.objects.filter(pk__in=targets).order_by("pk").for_update().prefetch_related("topics")
    mentors = {mentor.pk: mentor for mentor in found}
    there = []
    for row in rows:
        mentor = mentors.get(row.made["target"])
        if mentor is None:
            row.left = _("This profile isn’t there any more.")
        else:
            there.append((row, users[mentor.user_id], mentor))
    _remove([each for each in there if each[0].made["new"]], now=now)
    _restore([each for each in there if not each[0].made["new"]], now=now)
    directory_version.bump()


def _remove(made: Sequence[tuple[Row, User, Mentor]], *, now: datetime) -> None:
    """Remove accounts that the import made, and profiles of members who had an account before."""
    users = [user.pk for _row, user, _mentor in made]
    arrivals = {arrival.member_id: arrival for arrival in Arrival.objects.filter(member__in=users)}
    busy_users = referred_to(User, users, but=MADE_WITH_USER)
    busy = referred_to(Mentor, [mentor.pk for _row, _user, mentor in made], but=MADE_WITH_MENTOR)
    gone: list[Mentor] = []
    came: list[int] = []
    back: list[User] = []
    for row, user, mentor in made:
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
            if row.made["before"]:  # of a member who had an account before
                _set(user, row.made["before"])
                back.append(user)
    for mentor in gone:
        if mentor.photo:
            enqueue(DELETE_PHOTO, {"name": mentor.photo.name}, now=now)
    _delete([mentor.pk for mentor in gone], came)
    write_users(back)


def _delete(mentors: list[int], users: list[int]) -> None:
    """Delete profiles and accounts, with what was made with them and nothing else."""
    Mentor.topics.through.objects.filter(mentor__in=mentors).delete()
    SearchDocument.objects.filter(mentor__in=mentors).delete()
    FreeTime.objects.filter(mentor__in=mentors).delete()
    remove(Mentor, mentors)
    Arrival.objects.filter(member__in=users).delete()
    Row.objects.filter(member__in=users).update(member=None)
    remove(EmailAddress, EmailAddress.objects.filter(user__in=users).values_list("pk", flat=True))
    remove(User, users)


def _is_changed(row: Row, user: User, mentor: Mentor) -> bool:
    after = row.made["after"]
    other = any(value(user, mentor, name) != new for name, new in after.items())
    own_photo = mentor.photo.name != row.made.get("photo", "")
    return other or own_photo or mentor.status != MentorStatus.HIDDEN


def _restore(made: Sequence[tuple[Row, User, Mentor]], *, now: datetime) -> None:
    """Give back the values that are still as the import wrote them."""
    restored = []
    for row, user, mentor in made:
        before, after = row.made["before"], row.made["after"]
        own = {name: old for name, old in before.items() if value(user, mentor, name) == after[name]}
        if "approved" in own and mentor.status != MentorStatus.HIDDEN:
            del own["approved"]
        if not own and before:
            row.left = _("Someone has changed it since.")
            continue
        if len(own) < len(before):
            row.left = _("A part of it was changed since, and stays.")
        else:
            row.undone = True
        restored.append((user, mentor, own))
        if row.made.get("photo") and mentor.photo.name == row.made["photo"]:
            enqueue(DELETE_PHOTO, {"name": mentor.photo.name}, now=now)
            Mentor.objects.filter(pk=mentor.pk).update(photo="")
    change(restored, now=now)
    reindexed([mentor for _user, mentor, _own in restored])


def _set(user: User, values: dict[str, Any]) -> None:
    for name, old in values.items():
        setattr(user, OF_USER[name], old)
