"""Hooks for the apps above: what waits for a member, and what they do about a name, an account, a block or a code."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.models import Block, User


@dataclass(frozen=True, slots=True)
class Person:
    """Whose face is shown beside something to do."""

    name: str
    hue: int
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown in place of a member.

    Attributes:
        hue: the number of their face (`core.faces`), for where there is no photo.
        photo: its address, "" without one that everyone may see.
    """

    hue: int
    photo: str = ""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that waits for a member.

    Attributes:
        person: who else it is about.
        page: the address of what it is about.
        by: when it will be too late, aware; the earliest comes first.
        label: of its button, which leads to `page`, or to `action` if there is one.
        action: the address that the button posts `fields` to, if it does the whole thing.
        quote: what the other person wrote; "" if nothing.
        quote_language: of the account that it was written with.
        otherwise: the label of a link to `page` beside a button that posts; "" without one.
        is_theirs: whether it is the other person who has to act; such things come last.
    """

    person: Person
    title: str
    text: str
    page: str
    by: datetime
    label: str
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    quote_language: str = ""
    otherwise: str = ""
    is_theirs: bool = False


@dataclass(frozen=True, slots=True)
class ToRead:
    """Something that a member has to read and confirm. Every page says so until they have.

    Attributes:
        page: where they read it, and confirm it with a button.
        label: of the link to it.
    """

    text: str
    label: str
    page: str


Waits = Callable[[User, datetime, int], Iterable[ToDo]]
Reads = Callable[[User, datetime], Iterable[ToRead]]
Pictures = Callable[[Collection[int]], Iterable[tuple[int, Picture]]]

_waits: list[Waits] = []
_reads: list[Reads] = []
_pictures: list[Pictures] = []
_terms: list[Callable[[], str]] = []
_signed_up: list[Callable[[User, str, datetime], None]] = []
_renamed: list[Callable[[User], None]] = []
_closed: list[Callable[[User, datetime], None]] = []
_erased: list[Callable[[User, datetime], None]] = []
_holds: list[Callable[[User], "Hold | None"]] = []
_team_actions: list[tuple[Callable[..., Any], str]] = []
_blocked: list[Callable[[Block, datetime], None]] = []
_code_asked: list[Callable[[HttpRequest, str, datetime], None]] = []


def waits(function: Waits) -> Waits:
    """Register a function that lists what waits for a member, in the same queries for one thing and for many.

    It is called with the member, the time, and how many to-dos are wanted: of more, it may leave out the less urgent.
    """
    _waits.append(function)
    return function


def to_do(member: User, *, most: int, now: datetime) -> list[ToDo]:
    """What waits for a member in all apps, the most urgent first, `most` at most."""
    found = (thing for function in _waits for thing in function(member, now, most))
    return sorted(found, key=lambda thing: (thing.is_theirs, thing.by))[:most]


def reads(function: Reads) -> Reads:
    """Register a function that lists what a member has to read and confirm.

    It is asked only about members for whom `accounts.services.ask_to_read` was called.
    """
    _reads.append(function)
    return function


def to_read(member: User, *, now: datetime) -> list[ToRead]:
    """What a member has to read and confirm, of all apps."""
    return [thing for function in _reads for thing in function(member, now)]


def pictures(function: Pictures) -> Pictures:
    """Register a function that knows the pictures of some members, as on their public pages, by their keys.

    It takes the same queries for one member and for many.
    """
    _pictures.append(function)
    return function


def pictures_of(members: Collection[User]) -> dict[int, Picture]:
    """The picture of each of these members, by their keys."""
    found = {member.pk: Picture(member.hue) for member in members}
    for function in _pictures:
        found.update(function(list(found)))
    return found


def terms(function: Callable[[], str]) -> Callable[[], str]:
    """Register a function that names the versions of what people agree to when they sign up."""
    _terms.append(function)
    return function


def terms_now() -> str:
    """The versions of what someone agrees to who opens the form to sign up now."""
    return " ".join(function() for function in _terms)


def signed_up(function: Callable[[User, str, datetime], None]) -> Callable[[User, str, datetime], None]:
    """Register a function to call in the transaction in which an account is made by the form to sign up.

    It is called with the member, the `terms_now` that the form showed, and the time.
    """
    _signed_up.append(function)
    return function


def announce_signup(user: User, terms: str, now: datetime) -> None:
    """Tell the apps above that someone has signed up."""
    for function in _signed_up:
        function(user, terms, now)


def renamed(function: Callable[[User], None]) -> Callable[[User], None]:
    """Register a function to call in the transaction in which a member's name changes."""
    _renamed.append(function)
    return function


def announce_name(user: User) -> None:
    """Tell the apps above that a member has another name."""
    for function in _renamed:
        function(user)


def closed(function: Callable[[User, datetime], None]) -> Callable[[User, datetime], None]:
    """Register a function to call in the transaction in which an account is closed."""
    _closed.append(function)
    return function


def announce_closing(user: User, now: datetime) -> None:
    """Tell the apps above that an account is being closed."""
    for function in _closed:
        function(user, now)


def erased(function: Callable[[User, datetime], None]) -> Callable[[User, datetime], None]:
    """Register a function to call in the transaction in which an account is erased, while the rows still say whose.

    For what the lines in `privacy.py` can't say: files, and copies outside the database.
    """
    _erased.append(function)
    return function


def announce_erasure(user: User, now: datetime) -> None:
    """Tell the apps above that an account is being erased."""
    for function in _erased:
        function(user, now)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an account can't be erased yet (GDPR Art. 17(3)); its member and the team read it."""

    ground: str


def holds_back(function: Callable[[User], Hold | None]) -> Callable[[User], Hold | None]:
    """Register a function that says why a member can't be erased yet, such as for an open safety case."""
    _holds.append(function)
    return function


def hold_on(user: User) -> Hold | None:
    """The first reason why a member can't be erased yet; None if there is none."""
    return next((found for function in _holds if (found := function(user))), None)


def team_action(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register an action of the admin's list of members, for those with a permission, "app_label.codename"."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _team_actions.append((function, permission))
        return function

    return register


def team_actions(user: User) -> list[Callable[..., Any]]:
    """The actions of the apps above that one of the team may use."""
    return [function for function, permission in _team_actions if user.has_perm(permission)]


def blocked(function: Callable[[Block, datetime], None]) -> Callable[[Block, datetime], None]:
    """Register a function to call in the transaction in which a member blocks another."""
    _blocked.append(function)
    return function


def announce_block(block: Block, now: datetime) -> None:
    """Tell the apps above that two members are kept apart."""
    for function in _blocked:
        function(block, now)


def code_asked(
    function: Callable[[HttpRequest, str, datetime], None],
) -> Callable[[HttpRequest, str, datetime], None]:
    """Register a function to call when a browser asks for a code to an address, which may have no account."""
    _code_asked.append(function)
    return function


def announce_code(request: HttpRequest, address: str, now: datetime) -> None:
    """Tell the apps above that a code is asked for, in the transaction in which its notice is written."""
    for function in _code_asked:
        function(request, address, now)
