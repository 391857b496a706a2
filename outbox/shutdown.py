"""Whether this worker has been told to stop: its processes then finish their current job and release the rest."""

from multiprocessing.sharedctypes import RawValue

from celery.signals import worker_shutting_down

_told = RawValue("b", 0)  # shared with the worker's child processes


def told() -> bool:
    return bool(_told.value)


@worker_shutting_down.connect
def _remember(**_details: object) -> None:
    _told.value = 1
