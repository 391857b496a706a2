"""Changes to a member."""

import json
from datetime import datetime

import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from accounts import hooks
from accounts.models import User
from core.addresses import mailable, readable, same_mailbox
from core.db import delete_in_chunks, violates
from core.errors import Refused
from core.forms import UNMAILABLE
from notifications import suppression
from notifications.models import ProblemKind
from notifications.services import notify

logger = structlog.get_logger("club.auth")

GIVEN_UP = "given-up.invalid"


class MemberRefused(Refused):
    """A change to a member that a rule forbids."""


def update_profile(
    *,
    user: User,
    display_name: str,
    introduction: str,
    time_zone: str,
    language: str,
    clock: str,
    muted_notices: list[str],
) -> User:
    """Save what a member changed about themselves; hours and bookings keep their own times."""
    with transaction.atomic():
        row: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        has_new_name = row.display_name != display_name
        row.display_name = display_name
        row.introduction = introduction
        row.time_zone = time_zone
        row.language = language
        row.clock = clock
        row.muted_notices = muted_notices
        row.save(update_fields=["display_name", "introduction", "time_zone", "language", "clock", "muted_notices"])
        if has_new_name:
            hooks.announce_name(row)
    return row


def set_zone(*, user: User, time_zone: str) -> None:
    """Save the zone that a member chose at the foot of a page."""
    User.objects.filter(pk=user.pk).update(time_zone=time_zone)


def trust_address(*, user: User, what: ProblemKind, now: datetime) -> bool:
    """Lift the suppression of a member's own address at their request; returns whether there was one.

    After a bounce a test email is sent at once; if it bounces too, the address is suppressed again.
    """
    with transaction.atomic():
        cleared = bool(suppression.clear(address=user.email, what=what, now=now))
        if cleared and what == ProblemKind.BOUNCED:
            notify(user, "address_tried", now=now)
    return cleared


def holds(*, user_pk: int, address: str | None) -> bool:
    """Whether an account is open, and `address` its own: confirmed, or the one that it was made with.

    The account is locked until the transaction ends, so that neither changes in the meantime.
    """
    user = User.objects.active().select_for_update(no_key=True).filter(pk=user_pk).first()
    if user is None or not address:
        return user is not None
    own = same_mailbox(user.email) == same_mailbox(address)
    return own or EmailAddress.objects.filter(user=user, email=address.lower(), verified=True).exists()


def give_up_address(*, email: str) -> None:
    """Close the account with this address if no one ever signed in to it and the address was never confirmed.

    Whoever owns the address can then sign up, no matter who typed it first. Accounts made in advance with another
    person's address are a known attack on the later account (Sudhodanan and Paverd, USENIX Security 2022).

    It only loses its address, and `forget_given_up` deletes it: that takes much longer, which a visitor could measure.
    """
    given_up = User.objects.unconfirmed().filter(email__iexact=email)
    place = Value(f"@{GIVEN_UP}")
    EmailAddress.objects.filter(user__in=given_up).update(email=Concat(Cast("pk", TextField()), place))
    given_up.update(email=Concat(Cast("uuid", TextField()), place), is_active=False)


def forget_given_up() -> int:
    """Delete accounts that have given up their address; returns their number."""
    return delete_in_chunks(User.objects.unconfirmed().filter(email__endswith=f"@{GIVEN_UP}"))


def ask_to_read(rows: QuerySet[User]) -> int:
    """Let every page of some members say that they have to read something; returns of how many it didn't before.

    `accounts.hooks.reads` says what. Locks them in the order of their keys until the transaction ends.
    """
    with transaction.atomic():
        found = rows.filter(has_to_read=False).order_by("pk").select_for_update(of=("self",), no_key=True)
        keys = list(found.values_list("pk", flat=True))
        asked: int = User.objects.filter(pk__in=keys).update(has_to_read=True)
    return asked


def has_read(member: User, *, now: datetime) -> None:
    """The member has read and confirmed something: if nothing else is left, their pages no longer ask."""
    with transaction.atomic():
        # Whoever asks something of them holds this lock until it's committed, so that nothing is overlooked.
        row = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        if row.has_to_read and not hooks.to_read(row, now=now):
            row.has_to_read = False
            row.save(update_fields=["has_to_read"])
        member.has_to_read = row.has_to_read


def drop_password(*, user: User) -> None:
    """Remove a member's password; they still sign in with codes by email."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def remove_second_factor(*, user: User, by: User, now: datetime) -> bool:
    """Remove passkeys, authenticator app and recovery codes of a member who has lost them; whether there were any.

    Raises:
        MemberRefused: `by` is not an admin, or asks for themselves, which their own page is for.
    """
    if not by.is_superuser or by.pk == user.pk:
        raise MemberRefused(_("Only another admin can do that."))
    with transaction.atomic():
        number, _models = Authenticator.objects.filter(user=user).delete()
        if number:
            notify(user, "second_factor_removed", now=now, by=by)
            logger.warning("auth.second_factor_removed", member=str(user.uuid), by=str(by.uuid))
    return bool(number)


def rights_of(user: User) -> set[str]:
    """What lets a member work in the admin: "staff", "admin", and the names of their groups."""
    own = {name for name, has in (("staff", user.is_staff), ("admin", user.is_superuser)) if has}
    return own | set(user.groups.values_list("name", flat=True))


def tell_of_rights(*, user: User, before: set[str], by: User | None, now: datetime) -> None:
    """Log and tell that the rights of a member have changed; the other admins are told of a new one.

    Args:
        before: what `rights_of` said then.
        by: the admin who did it; None for the command on the server.
    """
    after = rights_of(user)
    if after == before:
        return
    is_new_admin = "admin" in after - before
    logger.warning(
        "auth.admin_made" if is_new_admin else "auth.rights_changed",
        member=str(user.uuid),
        by=str(by.uuid) if by else "",
        gained=sorted(after - before),
        lost=sorted(before - after),
    )
    notify(user, "rights_changed", now=now, by=by)
    if is_new_admin:
        for admin in User.objects.active().filter(is_superuser=True).exclude(pk=user.pk):
            notify(admin, "admin_made", about=user, now=now, by=by)


def close(*, user: User, by: User | None, now: datetime, tell: bool = True) -> None:
    """Close an account: its sessions end, and with them what its member holds. A closed one stays as it is.

    Args:
        by: who does it; None for the clock.
        tell: whether the member gets an email about it; an erasure tells them when it is asked for.
    """
    with transaction.atomic():
        if not User.objects.active().select_for_update(no_key=True).filter(pk=user.pk).exists():
            return
        User.objects.filter(pk=user.pk).update(is_active=False)
        end_sessions(user=user)
        hooks.announce_closing(user, now)
        # To the address: a member whose account is closed gets no email.
        if tell:
            notify(None, "account_closed", now=now, address=user.email, language=user.language, by=by)
        logger.warning("auth.account_closed", member=str(user.uuid), by=str(by.uuid) if by else "")


def reopen(*, user: User, by: User, now: datetime) -> None:
    """Open a closed account again; its member has to sign in. One that was erased stays as it is."""
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, erased_at=None).update(is_active=True):
            return
        end_sessions(user=user)  # a sign-in that was under way when the account was closed may have left one
        notify(user, "account_reopened", now=now, by=by)
        logger.warning("auth.account_reopened", member=str(user.uuid), by=str(by.uuid))


def end_sessions(*, user: User, but: str = "") -> None:
    """Sign a member out in every browser.

    Args:
        but: the key of the session that goes on.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def end_begun_sessions(*, user: User) -> None:
    """Delete the sessions of browsers in which someone gave a member's address and hasn't signed in.

    None of their rows says whose they are; the address is in what they hold.
    """
    named = user.email.lower()
    rows = Session.objects.exclude(session_key__in=UserSession.objects.values("session_key"))
    begun = [row.pk for row in rows.iterator() if named in json.dumps(row.get_decoded(), default=str).lower()]
    Session.objects.filter(pk__in=begun).delete()


def forget_sessions(*, now: datetime) -> int:
    """Delete expired sessions, and the records of browsers without a session; returns the number of records."""
    delete_in_chunks(Session.objects.filter(expire_date__lt=now))
    return delete_in_chunks(UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")))


def create_admin(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """Create an admin of the club, whose email address counts as confirmed.

    Raises:
        MemberRefused: there is already an account with the address, or a value is invalid.
    """
    try:
        address = mailable(email)
    except ValueError as error:
        raise MemberRefused(UNMAILABLE) from error
    user = User(email=address, display_name=name, date_joined=now, is_staff=True, is_superuser=True)
    user.set_password(password)
    try:
        user.clean_fields(exclude=["password"])
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            tell_of_rights(user=user, before=set(), by=None, now=now)
    except ValidationError as error:
        raise MemberRefused(" ".join(error.messages)) from error
    except IntegrityError as error:
        if violates(error, "user_email_once"):
            text = _("There’s already an account with %(email)s.")
            raise MemberRefused(text % {"email": readable(user.email)}) from error
        raise
    return user


def promote(*, email: str, now: datetime) -> User:
    """Make a member an admin of the club.

    Raises:
        MemberRefused: no one has the address.
    """
    with transaction.atomic():
        user: User | None = (
            User.objects.select_for_update(no_key=True).filter(email__iexact=same_mailbox(email)).first()
        )
        if user is None:
            raise MemberRefused(_("There’s no account with %(email)s.") % {"email": email})
        before = rights_of(user)
        user.is_staff = user.is_superuser = user.is_active = True
        user.save(update_fields=["is_staff", "is_superuser", "is_active"])
        tell_of_rights(user=user, before=before, by=None, now=now)
    return user
