"""Pages of long lists."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

if TYPE_CHECKING:
    Base = Paginator[Any]
else:
    Base = Paginator


class RowPaginator(Base):
    """Pages of a queryset. A late page is reached by skipping keys, where Django would join all rows before it."""

    object_list: QuerySet[Any]

    def page(self, number: int | str) -> "Page[Any]":
        found = super().page(number)
        keys: Any = found.object_list
        found.object_list = self.object_list.filter(pk__in=keys.values("pk"))
        return found
