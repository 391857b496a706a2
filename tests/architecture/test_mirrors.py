"""Who looks for the tests of a module finds them by its name."""

from pathlib import Path

from tests.architecture.files import tracked
from tests.layers import STACK

BEHAVIOUR = "_behaviour"  # of several modules together


def names_of(path: Path) -> set[str]:
    """How tests of a module, or of a folder it is in, may be called: "views_moving" or "moving", and "views"."""
    parts = path.with_suffix("").parts[1:]
    return {"_".join(parts[start:end]) for end in range(1, len(parts) + 1) for start in range(end)}


def test_file_of_tests_is_named_for_a_module_or_says_behaviour() -> None:
    """`test_<module>.py`, `test_<module>_<aspect>.py`, or `test_<what they do>_behaviour.py`."""
    known: dict[str, set[str]] = {app: set() for app in STACK}
    for path in tracked():
        if path.parts[0] in STACK:
            known[path.parts[0]] |= names_of(path)
    strangers = []
    for path in tracked():
        if path.parts[0] != "tests" or path.parts[1] not in STACK or not path.match("test_*.py"):
            continue
        name = path.stem.removeprefix("test_")
        mirrors = any(name == each or name.startswith(f"{each}_") for each in known[path.parts[1]])
        if not mirrors and not name.endswith(BEHAVIOUR):
            strangers.append(str(path))
    assert strangers == []
