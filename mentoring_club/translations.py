"""Extracts, checks and compiles translations with Babel, without gettext's programs."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

BASE = Path(settings.BASE_DIR)
LOCALE = BASE / "locale"
LEFT_OUT = {"var", ".venv", "tests", "bench", "node_modules", "migrations", "demo", "commands", "build"}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "gettext_noop": None,
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "_n": (1, 2),
}


def po_path(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Every text in the project's Python files and templates, with the files that contain it."""
    catalog = Catalog(project="The Mentoring Club", charset="utf-8", fuzzy=False)
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            if message and message != ("",):
                catalog.add(
                    message,
                    locations=[(str(path.relative_to(BASE)), None)],  # type: ignore[list-item]
                    auto_comments=comments,
                    context=context,
                )
    return catalog


def update(language: str) -> Catalog:
    """Update a language's file from the source; obsolete texts are dropped, and there is no fuzzy matching."""
    path = po_path(language)
    catalog = _read(path, language) if path.exists() else Catalog(locale=to_locale(language))
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    for message in catalog:
        message.locations = sorted({(name, None) for name, _line in message.locations})  # type: ignore[misc]
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=120, ignore_obsolete=True, include_lineno=False)
    return catalog


def compile_all() -> None:
    """Compile each .po file that is newer than its .mo file."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, _read(path, path.parent.parent.name))


def problems(language: str) -> list[str]:
    """What is wrong with a language's file: missing, fuzzy or outdated entries, and broken placeholders."""
    path = po_path(language)
    if not path.exists():
        return [f"{path} is missing"]
    return differences(_read(path, language), extracted())


def differences(catalog: Catalog, wanted: Catalog) -> list[str]:
    """What is wrong with a translated catalogue, compared with the texts of the source."""
    found = [f"fuzzy: {message.id!r}" for message in catalog if message.id and message.fuzzy]
    for message in wanted:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None or not _complete(translated):
            found.append(f"missing: {message.id!r}")
        else:
            found += [f"{error}: {message.id!r}" for error in _wrong_placeholders(translated)]
    found += [
        f"not in the source any more: {message.id!r}"
        for message in catalog
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return found


def _complete(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(texts)


def _wrong_placeholders(message: Message) -> Iterator[str]:
    """Named placeholders that differ from the source; the singular form may leave the number out."""
    sources = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    allowed = set().union(*(_placeholders(source) for source in sources))
    for text in texts:
        if not _placeholders(text) <= allowed:
            yield "unknown placeholder"
    if len(texts) == 1 and _placeholders(texts[0]) != allowed:
        yield "different placeholders"


def _placeholders(text: str | None) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text or ""))


def _sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in sorted(BASE.rglob(pattern)):
            parts = path.relative_to(BASE).parts
            if not LEFT_OUT & set(parts) and not parts[0].startswith("requirements") and (len(parts) > 1):
                yield path


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))
