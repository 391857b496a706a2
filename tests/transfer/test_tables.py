"""Tables as people save them, and as nobody should."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from tests.transfer.tables import csv_of, xlsx_of
from transfer.errors import TableUnreadable
from transfer.tables import FORMULA, read

ROWS = (["Name", "Ort"], ["Jürgen", "Köln;\n„Süd“"])
GOOD = {
    "semicolons in UTF-8": csv_of(*ROWS),
    "commas": csv_of(*ROWS, separator=","),
    "tabs": csv_of(*ROWS, separator="\t"),
    "a byte order mark": csv_of(*ROWS, encoding="utf-8-sig"),
    "UTF-16": csv_of(*ROWS, encoding="utf-16"),
    "Windows-1252": csv_of(*ROWS, encoding="cp1252"),
    "a workbook": xlsx_of(*ROWS),
}


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _each in range(200):
            part.write(b" " * 1024 * 1024)
    return out.getvalue()


def with_entities() -> bytes:
    """A workbook with a cell that is made of itself a billion times."""
    steps = [f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 10)]
    laughs = f'<!DOCTYPE x [<!ENTITY a0 "ha">{"".join(steps)}]>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_of(*ROWS))) as plain, zipfile.ZipFile(out, "w") as archive:
        for name in plain.namelist():
            part = plain.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = laughs + part.replace(b"Name", b"&a9;")
            archive.writestr(name, part)
    return out.getvalue()


BAD = {
    "empty": (b"\xef\xbb\xbf \r\n", "empty"),
    "only headings": (b"Name;Ort\n", "only one line"),
    "cut CSV": (b'Name;Ort\nAna;"Kre', "ends in the middle"),
    "cut workbook": (xlsx_of(*ROWS)[:-200], "ends in the middle"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "isn’t a table|broken"),
    "a ZIP that is no workbook": (b"PK\x05\x06" + b"\0" * 18, "isn’t a table|broken"),
    "broken letters": ("Name;Ort\nJürgen;Köln\n".encode() + b"Gr\xfcn;Ulm\n", "broken"),
    "bytes that no encoding has": (b"Name\n\x81\x8d\x8f\x90\x9d\n", "broken"),
    "a bomb": (bomb(), "far larger"),
    "a billion laughs": (with_entities(), "isn’t a table|too long"),
    "a million rows": (b"a;b\n" + b"1;2\n" * 1_000_000, "too many rows"),
    "a thousand columns": (b";".join([b"x"] * 1000) + b"\n1\n", "more than 60 columns"),
    "too large": (b"a" * (6 * 1024 * 1024 + 1), "larger than 6 MB"),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_table_is_read_however_it_was_saved(content: bytes) -> None:
    table = read(content)
    assert (table.headings, table.rows) == (["Name", "Ort"], [(2, ["Jürgen", "Köln;\n„Süd“"])])


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_table_gets_a_plain_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(TableUnreadable, match=sentence):
        read(content)


def test_cells_of_a_workbook_are_written_as_a_person_would() -> None:
    table = read(
        xlsx_of(
            ["a", "b", "c", "d", "e", "f"],
            [datetime(2024, 3, 31), date(2024, 3, 31), time(9, 30), 12.0, True, "=1+1"],  # noqa: DTZ001  # as Excel has it
            [],
            [0.5, None, datetime(2024, 3, 31, 9, 30), "", "", ""],  # noqa: DTZ001
        )
    )
    assert table.rows == [
        (2, ["2024-03-31", "2024-03-31", "09:30", "12", "yes", FORMULA]),
        (4, ["0.5", "", "2024-03-31 09:30"]),
    ]


def test_enormous_cell_is_cut_and_a_formula_is_none() -> None:
    table = read(b"a;b\n" + b"x" * 3_000_000 + b';"=HYPERLINK(""http://evil.example"")"\n')
    [(_line, cells)] = table.rows
    assert (len(cells[0]), cells[1]) == (10_001, FORMULA)


def test_empty_rows_are_not_kept_and_a_workbook_cannot_claim_millions_of_them() -> None:
    assert read(b"Email\n\na@example.org\n" + 200_000 * b"\n").rows == [(3, ["a@example.org"])]
    book = openpyxl.Workbook()
    book.active.append(["Email"])
    book.active.cell(row=150_000, column=1, value="a@example.org")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(TableUnreadable, match="too many rows"):
        read(out.getvalue())


def test_workbook_that_lies_about_its_size_is_read_to_its_end() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(30):
        sheet.append([f"Heading {number}" if not number else "x"])
    out = io.BytesIO()
    book.save(out)
    assert len(read(out.getvalue()).rows) == 29
