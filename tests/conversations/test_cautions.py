"""What a first message is marked for."""

import pytest

from conversations.cautions import needs_care


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call me: +49 (0)170 123-45 67", True),
        ("0171/1234567", True),
        ("See you on 24.12.2026 at 10:30, or on 2026-12-28.", False),
        ("In 2019 we grew from 12 to 1,500 people.", False),
        ("https://example.org/notes/12345678901", False),
        ("Is PayPal fine?", True),
        ("Schick mir deine IBAN", True),
        ("How do I talk about prices?", False),
        ("https://bit.ly/3xYz", True),
        ("https://habit.lyon.example/x", False),
    ],
)
def test_first_message(text: str, expected: bool) -> None:
    assert needs_care(text) is expected
