"""CSV files that spreadsheets open: read as people save them, and written so that no cell is taken for a formula."""

import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.utils.formats import get_format

# What spreadsheets take for the beginning of a formula, some in full width as well (OWASP, CSV Injection).
SUSPICIOUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, so that Excel opens it by a double click in the active language.

    It takes a file for UTF-8 by its byte order mark alone, and expects semicolons where decimals have a comma. A text
    that could be a formula gets an apostrophe before it, and is then shown as it is.
    """
    file = StringIO()
    delimiter = ";" if get_format("DECIMAL_SEPARATOR") == "," else ","
    csv.writer(file, delimiter=delimiter).writerows([[_harmless(cell) for cell in row] for row in rows])
    return codecs.BOM_UTF8 + file.getvalue().encode()


def read(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by the names in its first line, in small letters; separated by comma or semicolon.

    Raises:
        ValueError: it's not a text in UTF-8, or not a table.
    """
    text = content.decode("utf-8-sig")  # UnicodeDecodeError is a ValueError
    first = text.partition("\n")[0]
    table = csv.reader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        rows = [[cell.strip() for cell in row] for row in table if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError("not a table") from error
    names = [name.lower() for name in rows[0]] if rows else []
    return [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(SUSPICIOUS) else cell
