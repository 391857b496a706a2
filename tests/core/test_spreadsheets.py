import pytest

from core.spreadsheets import read, written


def test_formulas_are_written_as_texts() -> None:
    cells = ["=1+1", "+1", "-1", "@A1", "\t=1", "Ana", "a=b", -3]
    assert written([cells]) == "'=1+1,'+1,'-1,'@A1,'\t=1,Ana,a=b,-3\r\n"


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
