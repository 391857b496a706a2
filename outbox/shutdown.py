"""Whether this worker has been told to stop: its processes finish their current job and leave the rest to others."""

from multiprocessing.sharedctypes import RawValue

from celery.signals import worker_shutting_down

_told = RawValue("b", 0)  # in memory shared with the processes that the worker forks


def told() -> bool:
    return bool(_told.value)


@worker_shutting_down.connect
def _remember(**_details: object) -> None:
    _told.value = 1
