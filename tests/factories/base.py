from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from factory.django import DjangoModelFactory

T = TypeVar("T", bound=models.Model)


class Factory(DjangoModelFactory[T]):
    """Calling a factory makes a row. The types of factory_boy call it an instance of the factory."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, **fields: Any) -> T: ...
