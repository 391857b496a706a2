"""The real child process, with a parser that has a bug."""

from calendars import ics_parser, sandbox_worker


def read(*_args: object) -> None:
    raise KeyError("a secret of the file")


ics_parser.read = read  # type: ignore[assignment]
sandbox_worker.main()
