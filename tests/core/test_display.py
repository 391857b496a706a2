import pytest

from core.templatetags.display import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amara Njeri", "AN"),
        ("Mei-Ling", "M"),
        ("Ada de la Cruz", "AC"),
        ("élodie ångström", "ÉÅ"),
        ("علی رضایی", "عر"),
        ("A. (Ann) Lee", "AL"),
        ("\u200c 7", "·"),
        ("", "·"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters
