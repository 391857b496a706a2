"""The child process that reads one table within limits: `python -m transfer.table_worker`.

Standard input: the file. Standard output: one line of JSON for each row, a list of texts; or one line,
`{"problem": …}`. Without Django, so that it starts quickly.
"""

import csv
import io
import json
import signal
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from types import FrameType
from typing import Literal

from core.sandbox_limits import bound
from transfer.policy import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS

CPU_SECONDS, GRACE_SECONDS = 40, 2
MEMORY = 512 * 1024 * 1024  # bytes of address space
MOST_UNPACKED = 120 * 1024 * 1024  # bytes of all parts of a workbook
MOST_TEXT = 40 * 1024 * 1024  # characters of all cells
MOST_LINES = 5 * MOST_ROWS  # with empty ones, of which a workbook can claim billions
FORMULA = "\0formula"  # in place of a cell with a formula, for `transfer.tables`
OLD_EXCEL, ZIPPED = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
WORKBOOK = "[Content_Types].xml"  # is in each workbook
MISREAD = ("Ã¤", "Ã¶", "Ã¼", "ÃŸ", "Ã©", "Ã¨", "â€")  # UTF-8 that was taken for Windows-1252
Problem = Literal[
    "empty", "old_excel", "not_a_table", "cut", "encoding", "rows", "columns", "bomb", "hard", "cells", "locked", "zip"
]


class Unreadable(Exception):
    """The file is no table, or too much of one."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem: Problem = problem


def rows_of(body: bytes) -> Iterator[list[str]]:
    """The rows of a file, and empty ones between them; empty cells and rows at the end are dropped.

    Raises:
        Unreadable: see there.
    """
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty")
    if body.startswith(OLD_EXCEL):
        raise Unreadable("locked" if b"E\0n\0c\0r\0y\0p\0t" in body[:16384] else "old_excel")
    source = _from_workbook(body) if body.startswith(ZIPPED) else _from_text(body)
    number = characters = empty = 0
    for line, row in enumerate(source):
        cells = [cell[: LONGEST_CELL + 1] for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        if line > MOST_LINES:
            raise Unreadable("rows")
        yield from ([] for _row in range(empty))
        empty = 0
        number += 1
        characters += sum(map(len, cells))
        if number > MOST_ROWS + 1:
            raise Unreadable("rows")
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("columns")
        if characters > MOST_TEXT:
            raise Unreadable("cells")
        yield cells


def _from_text(body: bytes) -> Iterator[list[str]]:
    text = decoded(body)
    csv.field_size_limit(len(text) + 1)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for row in table:
            yield [_tidy(cell) for cell in row]
    except csv.Error as error:
        raise Unreadable("cut" if "unexpected end" in str(error) else "not_a_table") from error


def decoded(body: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16, or else in Windows-1252, which has Latin-1's letters.

    Raises:
        Unreadable: it is in none of them, or was broken by an earlier conversion.
    """
    try:
        text = body.decode("utf-16") if body.startswith((b"\xff\xfe", b"\xfe\xff")) else body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = body.decode("cp1252")
        except UnicodeDecodeError as error:
            raise Unreadable("encoding") from error
        if any(sign in text for sign in MISREAD):  # both in one file
            raise Unreadable("encoding") from None
    if "\0" in text:
        raise Unreadable("not_a_table")
    if "\ufffd" in text:
        raise Unreadable("encoding")
    return text


def delimiter_of(text: str) -> str:
    """What separates the cells: what occurs most in the first line, outside of quotes."""
    outside = "".join(text[:20_000].partition("\n")[0].split('"')[::2])
    return max(",;\t|", key=lambda sign: (outside.count(sign), sign == ","))


def _from_workbook(body: bytes) -> Iterator[list[str]]:
    import openpyxl  # noqa: PLC0415  # after the limits are set
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    warnings.simplefilter("ignore")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            entries = parts.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 1000:
                raise Unreadable("bomb")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("locked")
            names = {entry.filename for entry in entries}
            if WORKBOOK not in names and any(name.lower().endswith((".csv", ".xlsx")) for name in names):
                raise Unreadable("zip")
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, keep_links=False)
        sheet = book.active if hasattr(book.active, "iter_rows") else book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size isn't always true
        for row in sheet.iter_rows():
            yield [_written(cell) for cell in row[: MOST_COLUMNS + 1]]
    except zipfile.BadZipFile as error:
        raise Unreadable("cut") from error
    except (KeyError, InvalidFileException, ValueError, IndexError, EOFError, SyntaxError, OSError) as error:
        raise Unreadable("not_a_table") from error


def _written(cell: object) -> str:
    """The value of a cell as a person would write it in a text file: dates and times by ISO 8601."""
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "")
    if value is None or kind == "e":
        return ""
    if kind == "f":
        return FORMULA
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            whole = value.time() == time()
            return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            minutes = int(value.total_seconds() // 60) % (24 * 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
    return _tidy(str(value))


def _tidy(cell: str) -> str:
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return FORMULA if text.startswith("=") and len(text) > 1 else text


def lines(rows: Iterable[list[str]]) -> Iterator[str]:
    """The rows as lines of JSON."""
    return (json.dumps(row, ensure_ascii=False) for row in rows)


def out_of_time(number: int, frame: FrameType | None) -> None:
    """Interrupt when the kernel says that the CPU time is used up."""
    raise Unreadable("hard")


def main() -> None:
    """Read the file from standard input and print its rows, or why it has none."""
    signal.signal(signal.SIGXCPU, out_of_time)
    bound(memory=MEMORY, cpu_seconds=CPU_SECONDS, grace_seconds=GRACE_SECONDS)
    try:
        text = "\n".join(lines(rows_of(sys.stdin.buffer.read())))
    except Unreadable as error:
        text = json.dumps({"problem": error.problem})
    except (MemoryError, RecursionError):
        text = json.dumps({"problem": "hard"})
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
