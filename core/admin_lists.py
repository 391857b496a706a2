"""Admin lists with too many rows to count, sort or search during a request."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.admin import EmptyFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.auth import get_user_model
from django.db.models import Field, Model, Q, QuerySet, UUIDField
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from core.addresses import as_stored
from core.admin import TeamAdmin
from core.paging import RowPaginator

if TYPE_CHECKING:
    Base = TeamAdmin
else:
    Base = object

MOST_ROWS = 4_000  # counted and paged through
MOST_MEMBERS = 200  # found by one search


class HappenedFilter(EmptyFieldListFilter):
    """By whether a moment is set: "yes" and "no", where Django says "Empty" and "Not empty"."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, unset, happened = super().choices(changelist)
        yield from (every, happened | {"display": _("yes")}, unset | {"display": _("no")})


class LongListPaginator(RowPaginator):
    """Counts and pages through the first `MOST_ROWS` rows; more take a second to count, and another to skip."""

    template_name = "admin/_long_list_pages.html"

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:MOST_ROWS].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than are counted."""
        return self.count == MOST_ROWS


class LongChangeList(ChangeList):
    """Can be ordered only by columns that have an index."""

    model_admin: "LongList"

    def get_ordering_field(self, field_name: Any) -> Any:
        field = super().get_ordering_field(field_name)
        return field if field in self.model_admin.indexed_orders else None

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        ordering: list[Any] = super().get_ordering(request, queryset)
        return ordering if ordering != ["-pk"] else [*self.model_admin.get_ordering(request), "-pk"]


class MemberSearch(Base):
    """Searches in two steps; must come before the other base classes.

    `search_fields` are of two kinds. Fields of members, such as `mentee__email`, match parts of words: first the
    members are found, then the rows of up to `MOST_MEMBERS` of them. Any other field must equal the search term.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        paths = [path.lstrip("=^@") for path in self.get_search_fields(request)]
        of_members = [path for path in paths if get_fields_from_path(self.model, path)[-1].model is get_user_model()]
        found = Q(pk__in=[])
        if of_members:
            members = found_members({path.rpartition(LOOKUP_SEP)[2] for path in of_members}, search_term)
            for path in sorted({path.rpartition(LOOKUP_SEP)[0] for path in of_members}):
                found |= _rows_of(self.model, path, members)
        for path in set(paths).difference(of_members):
            found |= _equal(get_fields_from_path(self.model, path)[-1], path, search_term)
        return queryset.filter(found), False


class LongList(MemberSearch):
    """For a list of any length; must come before the other base classes.

    Attributes:
        indexed_orders: the fields by which the list can be ordered.
    """

    paginator = LongListPaginator
    show_full_result_count = False
    indexed_orders: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LongChangeList

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        return [item for item in self.get_list_display(request) if self._order_of(item) in self.indexed_orders]

    def _order_of(self, item: Any) -> str | None:
        column = getattr(self, item, None) if isinstance(item, str) else item
        return getattr(column, "admin_order_field", item if isinstance(item, str) else None)


def found_members(fields: set[str], text: str, *, most: int = MOST_MEMBERS) -> list[int]:
    """The primary keys of up to `most` members who have each word of a text in one of the fields."""
    if not fields:
        return []
    members = get_user_model()._default_manager.order_by()
    for word in text.split():
        parts = [(f"{field}__icontains", each) for field in sorted(fields) for each in (word, as_stored(word))]
        members = members.filter(Q(*parts, _connector=Q.OR))
    return list(members.values_list("pk", flat=True)[:most])


def _rows_of(model: type[Model], path: str, members: list[int]) -> Q:
    """Rows related to one of the members. Each step is a subquery: an OR over joins can't use an index."""
    first, _sep, rest = path.partition(LOOKUP_SEP)
    if not rest:
        return Q((f"{first}__in", members))
    related: Any = model._meta.get_field(first).related_model
    keys = related._default_manager.order_by().filter(_rows_of(related, rest, members)).values_list("pk", flat=True)
    return Q((f"{first}__in", list(keys[:MOST_ROWS])))


def _equal(field: "Field[Any, Any]", path: str, text: str) -> Q:
    if not isinstance(field, UUIDField):
        return Q((f"{path}__in", (text, as_stored(text))))
    try:
        return Q((path, UUID(text)))
    except ValueError:
        return Q(pk__in=[])
