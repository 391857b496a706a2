"""What a signal to end does to a backup or a restore: it is left as by an exception, so that nothing stays behind."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

NUMBERS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def tidy() -> Iterator[None]:
    """Leave the block by SystemExit on the first signal to end, and ignore those that follow while it tidies up."""

    def leave(number: int, frame: FrameType | None) -> None:
        for each in NUMBERS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    before = {number: signal.signal(number, leave) for number in NUMBERS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
