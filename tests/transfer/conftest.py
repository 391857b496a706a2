"""Uploads of these tests go to a folder of their own."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> None:
    """An empty storage, which also an interrupted run leaves nothing in."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
