"""The meeting providers by key."""

from importlib import import_module

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from meetings.providers import NAMES
from meetings.providers.base import Provider
from mentors.models import Mentor


def _load(name: str) -> Provider:
    provider: Provider = import_module(f"meetings.providers.{name}.provider").PROVIDER
    return provider


PROVIDERS: dict[str, Provider] = {provider.key: provider for provider in map(_load, NAMES)}
REMOTE = [key for key, provider in PROVIDERS.items() if not provider.instant]
OWN = "own"  # the key of the mentor's own link, which may be any link
# Replacements for a provider that fails; the mentor's own link comes first.
FALLBACKS = sorted((key for key, provider in PROVIDERS.items() if provider.is_fallback), key=lambda key: key != OWN)


def choices() -> list[tuple[str, str | Promise]]:
    """The choices for a model field."""
    return [("", _("not chosen yet")), *((key, provider.choice) for key, provider in PROVIDERS.items())]


def on_offer(mentor: Mentor, *keys: str) -> str:
    """The first of `keys` that is set up for the mentor; "" if none is."""
    return next((key for key in keys if key in PROVIDERS and PROVIDERS[key].offered(mentor)), "")


def title_of(key: str) -> str:
    """A provider's public name, such as "Zoom"; "" for a mentor's own link and for unknown keys."""
    return PROVIDERS[key].title if key in PROVIDERS else ""


def titles() -> str:
    """All public names, as in "Zoom, Google Meet or Jitsi", in the reader's language."""
    return get_text_list([provider.title for provider in PROVIDERS.values() if provider.title])
