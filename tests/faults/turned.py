"""Run Celery with a clock that is turned when a file appears: `python -m tests.faults.turned FILE SECONDS …`."""

import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from celery.__main__ import main


def watch(path: Path, seconds: float) -> None:
    while not path.exists():
        time.sleep(0.05)
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()
    path.unlink()


if __name__ == "__main__":
    threading.Thread(target=watch, args=(Path(sys.argv[1]), float(sys.argv[2])), daemon=True).start()
    sys.argv = ["celery", *sys.argv[3:]]
    main()
