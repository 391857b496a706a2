import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mentoring_club import run


def start(mode: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mentoring_club.run", mode],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_port_in_use_gets_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = start("demo", PORT=port)
    assert done.returncode == 1
    own = " ".join(psutil.Process().cmdline())[:60]
    assert done.stderr == (
        f"Port {port} is taken by process {os.getpid()} ({own}). Stop what runs there, or choose another: "
        "make demo PORT=8001\n"
    )


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1"])
def test_invalid_port_is_refused(port: str) -> None:
    done = start("demo", PORT=port)
    assert (done.returncode, done.stderr.strip()) == (1, f"PORT={port} is no port number.")


def test_parts_are_stopped_with_everything_they_started(tmp_path: Path) -> None:
    marker = tmp_path / "pids"
    script = (
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(marker)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    while not marker.exists() or len(marker.read_text().split()) < 2:
        time.sleep(0.02)
    parent, child = map(int, marker.read_text().split())
    run._stop([process])
    assert process.returncode == -signal.SIGTERM
    assert parent == process.pid
    end = time.monotonic() + 5
    while _alive(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not _alive(child)


def test_parts_end_when_the_runner_is_killed(tmp_path: Path) -> None:
    script = (
        "import subprocess, time\n"
        "from pathlib import Path\n"
        "from mentoring_club import dev_services, run\n"
        f"dev_services.VAR = Path({str(tmp_path)!r})\n"
        "guard = run.Guard()\n"
        "part = subprocess.Popen(['sh', '-c', 'sleep 60 & sleep 60'], start_new_session=True)\n"
        "guard.watch(part.pid)\n"
        "print(part.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        group = int(runner.stdout.readline())
        runner.kill()
        assert runner.stdout.read() == ""  # once the guard has ended, which holds the pipe, too
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def _alive(pid: int) -> bool:
    """Whether the process is running; a zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
