"""What each written row costs: no index beside a longer one that begins with it, and room where rows are rewritten."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, UniqueConstraint

from tests.architecture.files import LAYERS

MODELS = [model for model in apps.get_models() if model._meta.app_label in LAYERS]


def whole_indexes(model: type[Model]) -> list[tuple[str, ...]]:
    """The fields of each index over all rows, those of keys and constraints among them."""
    fields: list[Any] = model._meta.local_fields
    found: list[tuple[str, ...]] = [(field.name,) for field in fields if field.unique or field.db_index]
    found += [
        tuple(name for name, _order in index.fields_orders)
        for index in model._meta.indexes
        if index.fields and not index.condition and index.suffix == "idx"
    ]
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and not constraint.condition:
            found.append(tuple(constraint.fields))
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_index_is_the_beginning_of_another(model: type[Model]) -> None:
    found = whole_indexes(model)
    unique = {(field.name,) for field in model._meta.local_fields if field.unique}
    needless = [
        index
        for place, index in enumerate(found)
        if index not in unique and any(other[: len(index)] == index for at, other in enumerate(found) if at != place)
    ]
    assert needless == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["outbox_job", "notifications_notice"])
def test_what_is_rewritten_most_is_vacuumed_early(table: str) -> None:
    """ADR 17."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(reloptions) FROM pg_class WHERE relname = %s", [table])
        options = dict(row[0].split("=") for row in cursor.fetchall())
    assert int(options["fillfactor"]) < 90
    assert float(options["autovacuum_vacuum_scale_factor"]) < 0.2
    assert float(options["autovacuum_analyze_scale_factor"]) < 0.1


@pytest.mark.django_db
def test_search_reads_its_index_alone() -> None:
    """Without a list of what was written since the last vacuum, which every word of every search would read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'search_document_words'")
        assert cursor.fetchone()[0] == ["fastupdate=off"]
