"""Members of whom someone on the team isn't to know yet that something they have before them is theirs.

Such as an application that they are to read without knowing who wrote it: what the admin says elsewhere about the same
person would tell.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType

Reader = AbstractBaseUser | AnonymousUser
Unnamed = Callable[[Reader, datetime], Iterable[int]]

_unnamed: list[Unnamed] = []
_models: set[tuple[str, str]] = set()


def unnamed(*about: str) -> Callable[[Unnamed], Unnamed]:
    """Register a function that lists the keys of members whose name someone on the team isn't to learn yet.

    Args:
        about: the models of what is theirs, "app_label.model": an email to them about such a row would tell.
    """

    def register(function: Unnamed) -> Unnamed:
        _unnamed.append(function)
        _models.update((label, model) for label, _dot, model in (each.partition(".") for each in about))
        return function

    return register


def unnamed_for(reader: Reader, *, now: datetime) -> frozenset[int]:
    """The keys of those members, of all apps."""
    return frozenset(member for function in _unnamed for member in function(reader, now))


def telling_types() -> list[ContentType]:
    """The models whose rows tell, beside a name, whose they are."""
    return [ContentType.objects.get_by_natural_key(*each) for each in sorted(_models)]
