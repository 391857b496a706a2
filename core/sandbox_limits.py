"""Limits that a child process of `core.sandbox` sets for itself. Without Django, so that it starts quickly."""

import fcntl
import os
import resource
from contextlib import suppress


def bound(*, memory: int, cpu_seconds: int, grace_seconds: int = 0) -> None:
    """Have the kernel end this process if it uses too much memory or CPU time, and keep it from writing files.

    Args:
        memory: bytes of address space.
        cpu_seconds: when they are used up, SIGXCPU ends the process, unless it has a handler.
        grace_seconds: additional CPU time for that handler.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + grace_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with suppress(ValueError, OSError):  # unsupported on macOS
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def one_at_a_time(module: str) -> None:
    """Wait for the lock on `module`, a path, that only one process on this machine can hold; kept until it exits."""
    fcntl.flock(os.open(module, os.O_RDONLY), fcntl.LOCK_EX)
