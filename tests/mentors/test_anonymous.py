import pytest

from mentors.anonymous import without_people


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I’m Will Grace-Jones.", "I’m […]."),
        ("I will say grace. WILL", "I will say grace. […]"),
        ("Grace’s and Jones’ way, or Graces", "[…] and […] way, or […]"),
        ("Willow and Disgrace stay.", "Willow and Disgrace stay."),
        ("At ACME corp and Acme Corp.", "At […] and […]."),
        ("https://example.org/will?x=1, then www.example.org.", "[…] then […]"),
        ("Write to will+club@mail.example.org or @willgrace!", "Write to […] or […]!"),
        ("See linkedin.com/in/will-grace and node.js and 3.5/5.", "See […] and node.js and 3.5/5."),
        ("", ""),
    ],
)
def test_what_says_who_wrote_it_is_left_out(text: str, left: str) -> None:
    assert without_people(text, name="Will Grace-Jones", company="Acme Corp") == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Jürgen Groß", "Jürgen, Groß und groß", "[…], […] und groß"),
        ("王小明", "我是 王小明", "我是 […]"),
        ("J.", "J.", "[…]"),
    ],
)
def test_names_of_every_script_are_left_out(name: str, text: str, left: str) -> None:
    assert without_people(text, name=name, company="") == left


def test_without_a_name_or_a_company_nothing_is_left_out() -> None:
    assert without_people("Nothing (at all).", name="", company="") == "Nothing (at all)."
