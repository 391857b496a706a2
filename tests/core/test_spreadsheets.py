import pytest
from django.utils.translation import override

from core.spreadsheets import read, written

BOM = b"\xef\xbb\xbf"  # without it, Excel takes UTF-8 for Windows-1252


def test_formulas_are_written_as_texts() -> None:
    cells = ["=1+1", "+1", "-1", "@A1", "\t=1", "＝1", "Ana", "a=b", -3]
    assert written([cells]) == BOM + b"'=1+1,'+1,'-1,'@A1,'\t=1,'" + "＝1".encode() + b",Ana,a=b,-3\r\n"


@pytest.mark.parametrize(("language", "line"), [("en", "Ben Gür,1"), ("de", "Ben Gür;1")])
def test_tables_open_in_excel_in_each_language(language: str, line: str) -> None:
    with override(language):
        table = written([["name", "fit"], ["Ben Gür", 1]])
    assert table.startswith(BOM)
    assert table.decode("utf-8-sig").splitlines()[1] == line
    assert read(table) == [{"name": "Ben Gür", "fit": "1"}]


@pytest.mark.parametrize("text", ["Email,Role\na@b.c, mentor \n\n", "\ufeffemail;ROLE\r\na@b.c;mentor\r\n"])
def test_tables_are_read_as_people_save_them(text: str) -> None:
    assert read(text.encode()) == [{"email": "a@b.c", "role": "mentor"}]


def test_short_and_long_lines_are_read() -> None:
    assert read(b"email,role\na\nb,mentor,3\n") == [{"email": "a"}, {"email": "b", "role": "mentor"}]
    assert read(b"") == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'email\n"' + b"x" * 200_000])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of two kinds, and no one reads what they say
        read(content)
