"""Whether the build steps have been run: compiled translations, and collected static files.

Without them a process would start, and then answer every page with an error or in the wrong language.
"""

from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale


@cache
def missing_for_pages() -> tuple[str, ...]:
    """The commands that must be run before this code can serve pages. Checked once per process."""
    return (*missing_for_mail(), *(() if _is_collected() else ("collectstatic",)))


@cache
def missing_for_mail() -> tuple[str, ...]:
    """The commands that must be run before this code can write emails. Checked once per process."""
    translated = [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    files = [folder / name / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS for name in translated]
    return () if all(file.exists() for file in files) else ("translations",)


def refuse_to_start_without(commands: tuple[str, ...]) -> None:
    """Refuse to start in production without the build steps.

    Raises:
        ImproperlyConfigured: `commands` must be run first; the message names them.
    """
    if settings.ENVIRONMENT == "production" and commands:
        words = " and ".join(f"python -m django {command}" for command in commands)
        raise ImproperlyConfigured(f"Run {words} first, with the same variables.")


def _is_collected() -> bool:
    """Whether the manifest has every file of this code; an outdated one breaks pages with new files."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return True
    collected, _hash = staticfiles_storage.load_manifest()
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    return all(path in collected for finder in get_finders() for path, _storage in finder.list(ignored))
