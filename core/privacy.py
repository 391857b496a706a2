"""What each app holds about a person, declared field by field (GDPR Art. 13, 15, 17).

An app's `privacy.py` calls `declare()` for each of its models; a test fails on a model field that no one declared.
"""

from dataclasses import dataclass
from typing import Literal

Erasure = Literal["keep", "delete", "blank", "with the row"]


@dataclass(frozen=True, slots=True)
class Field:
    """The privacy line of one model field.

    Attributes:
        personal: whether the value says something about a person.
        export: whether the person gets it in their export.
        erasure: what erasure does: keep it, delete the row, blank the value, or delete it with its parent row.
        retention: how long it is kept, as text for the privacy page; "" = as long as the account.
    """

    personal: bool
    export: bool = False
    erasure: Erasure = "keep"
    retention: str = ""


NOT_PERSONAL = Field(personal=False)
GOES_WITH_ROW = Field(personal=True, export=True, erasure="with the row")
BLANKED = Field(personal=True, export=True, erasure="blank")

declared: dict[str, dict[str, Field]] = {}


def declare(model: str, **fields: Field) -> None:
    """Register the privacy lines of a model, named "app_label.Model"."""
    declared[model] = fields
