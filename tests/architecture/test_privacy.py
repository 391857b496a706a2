"""Every field of every model says whether it is personal, and what becomes of it."""

import pytest
from django.apps import apps
from django.db.models import Model

from core.privacy import declared

OURS = ("accounts", "bookings", "feedback", "mentors", "notifications", "outbox")
MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_its_privacy_line(model: type[Model]) -> None:
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert set(declared.get(model._meta.label, {})) == fields


def test_nothing_is_declared_that_does_not_exist() -> None:
    assert set(declared) == {model._meta.label for model in MODELS}
