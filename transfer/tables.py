"""Reading tables as people save them, in a child process: CSV with any separator, and workbooks of spreadsheets."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import sandbox
from transfer.errors import TableUnreadable
from transfer.policy import LARGEST_TABLE, MOST_COLUMNS, MOST_ROWS
from transfer.table_worker import FORMULA

logger = logging.getLogger(__name__)

WORKER, WALL_SECONDS = "transfer.table_worker", 90
__all__ = ["FORMULA", "Table", "read"]

PROBLEMS = {
    "empty": gettext_lazy("This file is empty."),
    "old_excel": gettext_lazy(
        "This is a file of an old Excel (.xls). Open it, save it as .xlsx or CSV, and try again."
    ),
    "locked": gettext_lazy("This file has a password. Save it without one, and try again."),
    "not_a_table": gettext_lazy("This isn’t a table that we can read. Save it as CSV or .xlsx, and try again."),
    "zip": gettext_lazy("This is a ZIP. Unpack it, and upload the tables in it one after the other."),
    "cut": gettext_lazy("This file ends in the middle. Save or download it again: a part of it is missing."),
    "encoding": gettext_lazy("Letters such as ä and é are broken in this file. Save it again as CSV in UTF-8."),
    "rows": gettext_lazy("This file has too many rows. Split it into files of up to %(rows)d rows."),
    "columns": gettext_lazy("This file has more than %(columns)d columns. Delete those that you don’t need."),
    "bomb": gettext_lazy("This file is far larger than it seems. Copy what you need into a new, plain sheet."),
    "hard": gettext_lazy("Reading this file takes too long. Copy what you need into a new, plain sheet."),
    "cells": gettext_lazy("This file has far too much text for a table of the club. Split it into several files."),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the headings, and each row with its line in the file, the headings being line 1."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Table:
    """The table in a file: the first line with something in it has the headings.

    Raises:
        TableUnreadable: it's no table, too large, broken, or has no rows; says which, and what to do.
    """
    if len(content) > LARGEST_TABLE:
        raise TableUnreadable(_("This file is larger than 6 MB. Split it into several files."))
    try:
        answer = sandbox.run(WORKER, content, seconds=WALL_SECONDS)
    except sandbox.SandboxFailed as failure:
        if not failure.at_limit:
            logger.exception("the table worker is broken")
        answer = b'{"problem": "hard"}'
    if answer.startswith(b"{"):
        text = str(PROBLEMS[json.loads(answer)["problem"]])
        raise TableUnreadable(text % {"rows": MOST_ROWS, "columns": MOST_COLUMNS})
    lines = [(number, row) for number, row in enumerate(_rows(answer), 1) if row]
    (_line, headings), *rows = lines
    if not rows:
        raise TableUnreadable(_("There’s only one line in this file. The headings come first, and the rows below."))
    return Table([" ".join(heading.split())[:200] for heading in headings], rows)


def _rows(answer: bytes) -> Iterator[list[str]]:
    for line in answer.decode().split("\n"):  # not splitlines, which knows more ends of lines than JSON escapes
        yield json.loads(line) if line else []
