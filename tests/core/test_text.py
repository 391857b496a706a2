import pytest

from core.text import visible_length


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
def test_only_what_one_can_see_counts(text: str, length: int) -> None:
    assert visible_length(text) == length
