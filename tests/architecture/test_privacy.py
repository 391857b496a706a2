"""Every field of every model, ours or a library's, says whether it is personal, and what becomes of it."""

import pytest
from django.apps import apps
from django.db.models import Model

from accounts.models import User
from core.privacy import declared

# Tables of libraries that are about no person: rights, kinds of rows, keys of the club at other sites.
ABOUT_NOBODY = {"auth.Group", "auth.Permission", "contenttypes.ContentType", "socialaccount.SocialApp"}
MODELS = [model for model in apps.get_models() if model._meta.label not in ABOUT_NOBODY]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_its_privacy_line(model: type[Model]) -> None:
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert set(declared.get(model._meta.label, {})) == fields


def test_nothing_is_declared_that_does_not_exist() -> None:
    assert set(declared) == {model._meta.label for model in MODELS}


@pytest.mark.parametrize("label", sorted(ABOUT_NOBODY))
def test_what_is_about_nobody_points_at_no_person(label: str) -> None:
    meta = apps.get_model(label)._meta
    assert User not in {field.related_model for field in (*meta.concrete_fields, *meta.many_to_many)}
