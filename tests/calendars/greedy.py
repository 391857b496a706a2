"""A child that takes memory without end, under the limits of the real one."""

from calendars import sandbox_worker

sandbox_worker.bound()
held = []
while True:
    held.append(bytes(10_000_000))
