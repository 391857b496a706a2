import os
from pathlib import Path

import psutil
import pytest
from django.db import connection

from mentoring_club import dev_services


@pytest.mark.parametrize("line", ["another process", "99999999", "", "nonsense"])
def test_pid_file_without_a_postgres_process_is_removed(tmp_path: Path, line: str) -> None:
    pid = str(os.getpid()) if line == "another process" else line
    (tmp_path / "postmaster.pid").write_text(f"{pid}\n{tmp_path}\n")
    dev_services._remove_stale_pid_file(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


@pytest.mark.django_db
def test_pid_file_of_a_postgres_is_kept_only_while_it_runs(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    assert psutil.Process(pid).is_running()
    dev_services._remove_stale_pid_file(data)
    assert (data / "postmaster.pid").exists()
    (tmp_path / "postmaster.pid").write_text(f"{pid}\n")
    dev_services._remove_stale_pid_file(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()
