"""The admin's menu: each app's `sidebar.py` registers its pages."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Section(models.TextChoices):
    """The sections of the menu, in its order."""

    PEOPLE = "people", _("People")
    CONVERSATIONS = "conversations", _("Sessions")
    FIELDS_OF_WORK = "fields", _("Areas and topics")
    BEHIND_THE_SCENES = "behind", _("Behind the scenes")


@dataclass(frozen=True, slots=True)
class Page:
    """A link to the list of a model, for those who may see it.

    Attributes:
        model: "app_label.model", in lower case.
        icon: a name from Google's Material Symbols.
        position: by which the pages of a section are sorted.
    """

    model: str
    title: str | Promise
    icon: str
    position: int

    def may_be_seen(self, request: HttpRequest) -> bool:
        app, model = self.model.split(".")
        return request.user.has_perm(f"{app}.view_{model}")

    def as_item(self) -> dict[str, Any]:
        """The page in unfold's format."""
        link = reverse_lazy(f"admin:{self.model.replace('.', '_')}_changelist")
        return {"title": self.title, "icon": self.icon, "link": link, "permission": self.may_be_seen}


pages: dict[Section, list[Page]] = {section: [] for section in Section}


def page(section: Section, model: str, title: str | Promise, *, icon: str, position: int) -> None:
    """Add the list of a model to a section of the menu."""
    pages[section].append(Page(model, title, icon, position))


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sections with their pages, as unfold's setting SIDEBAR takes them."""
    return [
        {"title": section.label, "items": [page.as_item() for page in sorted(held, key=lambda page: page.position)]}
        for section, held in pages.items()
    ]
