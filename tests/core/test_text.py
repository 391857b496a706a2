import pytest

from core.text import lookalike, one_line, visible_length, without_indents


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("How are you?", 12),
        ("  How\n\n are  you? ", 12),
        ("Grüße, 你好", 9),
        ("\u200b" * 30, 0),
        ("a \u2060 \u200b b", 3),
        ("\u3164\u2800\ufe0f\u00ad\x07", 0),
        ("می\u200cخواهم", 7),
    ],
)
def test_only_visible_characters_count(text: str, length: int) -> None:
    assert visible_length(text) == length


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" Head\r\nof\u2028product\t ", "Head of product"),
        ("exe\u202egpj", "exegpj"),
        ("a\u200fb\u00adc\ufeff\x00d", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 and \u200d me\u200c", "👩\u200d💻 and me"),
        ("\u3164\u200b", ""),
    ],
)
def test_one_line_keeps_only_visible_text(text: str, line: str) -> None:
    assert one_line(text) == line


def test_lookalike_words_compare_equal() -> None:
    for name in (
        "Admin",
        "\u0430dm\u0456n",
        "Adm1n",
        "\uff21\uff24\uff2d\uff29\uff2e",
        "Adrnin",
        "Ädmin",
        "ad\u200bmin",
        "A\u0111min",
    ):
        assert lookalike(name) == "admin", name
    assert lookalike("Mentoring-Club!") == lookalike("\u039centor1ng \u0421lub ")
    for club in ("Clu\u0185", "Clu\u0431", "C\u0142ub", "C1ub", "Clu6", "\u023blu\u0180"):
        assert lookalike(club) == lookalike("Club"), club
    assert lookalike("Amina Adim") != lookalike("Admin")


def test_without_indents_keeps_every_word() -> None:
    html = "<ul>\n    <li>One\u00a0two\n  </li>\n\n      \n    <li>\u2028 three  four</li>\n</ul>\n"
    assert without_indents(html) == "<ul>\n<li>One\u00a0two\n</li>\n<li>\u2028 three  four</li>\n</ul>"
    assert without_indents(html).split() == html.split()
