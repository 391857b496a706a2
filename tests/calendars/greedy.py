"""The real child process, with a parser that allocates memory forever."""

from calendars import ics_parser, sandbox_worker


def read(*_args: object) -> None:
    held = []
    while True:
        held.append(bytes(10_000_000))


ics_parser.read = read  # type: ignore[assignment]
sandbox_worker.main()
