"""Whether anything has happened to what an import made: rows of other tables that refer to it."""

from collections.abc import Collection

from django.db import models


def referred_to(model: type[models.Model], keys: Collection[int], *, but: Collection[str]) -> set[int]:
    """The keys of those to which a row of any other table refers.

    Args:
        but: relations that don't count, "app_label.Model.field".
    """
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue  # the table between two has a foreign key of its own
        column = relation.field
        if f"{column.model._meta.label}.{column.name}" in but:
            continue
        rows = column.model._base_manager.filter(**{f"{column.name}__in": keys})
        found.update(rows.order_by().values_list(column.attname, flat=True).distinct())
    return found
