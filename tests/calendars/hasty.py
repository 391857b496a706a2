"""The child process, limited to a second of CPU time."""

from calendars import sandbox_worker

sandbox_worker.CPU_SECONDS = 1
sandbox_worker.main()
