"""Filters for lists in the admin."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class OnlyFilter(admin.SimpleListFilter):
    """All rows, or only those that one method of their queryset finds.

    Attributes:
        choice: the parameter's value, and what it's called.
        finder: the method.
    """

    choice: "tuple[str, str | StrPromise]"
    finder: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [self.choice]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.found(queryset) if self.value() else queryset

    def found(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are shown if it's chosen."""
        rows: QuerySet[Any] = getattr(queryset, self.finder)()
        return rows


class WaitingFilter(OnlyFilter):
    """Rows that no one has decided, by `waiting()` of their queryset."""

    title = _("status")
    parameter_name = "waiting"
    choice = ("yes", _("waiting for a decision"))
    finder = "waiting"
