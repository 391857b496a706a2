"""The club with French: the line in LANGUAGES, and the folder that FRENCH_TEXTS names."""

import os
from pathlib import Path

from mentoring_club.settings import *  # noqa: F403  # the settings, and one language more
from mentoring_club.settings import DATABASES, LANGUAGES, LOCALE_PATHS

LANGUAGES = [*LANGUAGES, ("fr", "Français")]
LOCALE_PATHS = [Path(os.environ["FRENCH_TEXTS"]), *LOCALE_PATHS]
DATABASES["default"]["TEST"] = {"NAME": "test_third_language"}  # beside the one of the run that starts this one
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
RATE_LIMITS = False
