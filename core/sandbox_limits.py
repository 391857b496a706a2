"""Limits that a child process of `core.sandbox` sets for itself. Without Django, so that it starts quickly."""

import fcntl
import os
import resource
from contextlib import suppress


def bound(*, memory: int, cpu_seconds: int, grace_seconds: int = 0) -> None:
    """Have the kernel end this process if it uses too much memory or CPU time. It can write no files either.

    Args:
        memory: bytes of address space.
        cpu_seconds: after that comes SIGXCPU, which ends the process unless it has a handler.
        grace_seconds: of CPU time for that handler.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + grace_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def one_at_a_time(module: str) -> None:
    """Wait until no other process on this machine is in here for `module`, its path. Lasts until this one ends."""
    fcntl.flock(os.open(module, os.O_RDONLY), fcntl.LOCK_EX)
