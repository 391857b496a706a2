"""Static files for production: hashed names, compressed, and one style sheet instead of forty."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/app.css"
NOT_FOR_BROWSERS = re.compile(r"/\*.*?\*/\s*|^\s+", re.DOTALL | re.MULTILINE)  # comments, indents and empty lines
IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)


class ClubStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also hashes ES modules and inlines the files that app.css imports.

    A phone on a slow connection then waits for one style sheet, while the source has one file per component.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if STYLES in paths and not dry_run:
            whole = bundled(self._text(STYLES), lambda path: self._text(f"css/{path}"))
            self.delete(STYLES)
            self._save(STYLES, ContentFile(whole.encode()))
            paths = paths | {STYLES: (self, STYLES)}
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            content: bytes = file.read()
        return content.decode()


def bundled(styles: str, read: Callable[[str], str]) -> str:
    """`styles` with each `@import url("…") layer(…);` replaced by what `read(path)` returns, in that layer.

    Comments and indentation are removed.
    """
    whole = IMPORT.sub(lambda found: f"@layer {found['layer']} {{\n{read(found['path'])}}}", styles)
    return NOT_FOR_BROWSERS.sub("", whole)
