"""A fixed moment, a folder for files, and a journal that no other test sees."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from core import clock
from tests.data_protection.full_member import NOW


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.ERASURE_JOURNAL = str(tmp_path / "journal")
    clock.move_to(NOW)
