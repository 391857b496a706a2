"""Styles and scripts: one way to write them, and nothing in them that no page has."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.files import templates, text, tracked

DECLARATION = re.compile(r"-{0,2}[a-z][a-z0-9-]*: [^;{}]+;( /\* .* \*/)?")
OPENING = re.compile(r"[^;{}]+ \{")
CLASS = re.compile(r"\.([a-z][\w-]*)")
OTHERS = {  # classes that other people's code writes
    "action-checkbox": "Django, on the cell that chooses a row",
    "dark": "unfold, on <html>",
    "errorlist": "Django, round the errors of a field",
    "htmx-request": "htmx, while it waits",
    "material-symbols-outlined": "unfold, for its icons",
    "result-list": "unfold, on the list of a model",
}
NAMED_IN_A_CALL = {"data-copied", "data-failed"}  # toast("copied") reads them by name


def sheets() -> list[Path]:
    found = [path for path in tracked() if path.suffix == ".css"]
    assert len(found) > 20
    return found


def scripts() -> list[Path]:
    found = [path for path in tracked() if path.suffix == ".js" and path.parts[0] == "static"]
    assert len(found) > 10
    return found


def modules() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] not in {"tests", "bench"}]


def selectors(sheet: Path) -> Iterator[str]:
    """Each selector that stands before a block, apart from its neighbours in a list."""
    bare = re.sub(r"/\*.*?\*/", "", text(sheet), flags=re.DOTALL)
    for opening in re.findall(r"(?<=[{};])[^{};]*(?=\{)", "}" + bare):
        if not opening.strip().startswith("@"):
            yield from (line.strip() for line in opening.split(",\n"))


def defined() -> dict[str, set[Path]]:
    """class → the sheets that have a rule for it."""
    found: dict[str, set[Path]] = defaultdict(set)
    for sheet in sheets():
        for selector in selectors(sheet):
            for name in CLASS.findall(selector):
                found[name].add(sheet)
    return found


def markup(path: Path) -> str:
    """A template without its comments."""
    return re.sub(r"{#.*?#}", "", text(path))


def words(value: str) -> list[str]:
    """What stands in a class attribute; a variable of the template becomes a "…"."""
    return re.sub(r"{{.*?}}", "…", re.sub(r"{%.*?%}", " ", value, flags=re.DOTALL)).split()


def classes_of(page: str) -> set[str]:
    values = re.findall(r"""\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)\"""", page, flags=re.DOTALL)
    return {word for value in values for word in words(value)}


def written_classes() -> set[str]:
    """The classes that pages are written with, wherever they come from."""
    found = {word for path in templates() for word in classes_of(markup(path))}
    found |= {
        word for path in templates() for value in re.findall(r"_class %}(.*?){%", text(path)) for word in value.split()
    }
    for path in modules():
        given = re.findall(r"""class(?:es)?["']?\s*[:=]\s*f?["']([^"']*)""", text(path))
        found |= {word for value in given for word in words(value)}
    for path in scripts():
        found |= {word for literal in re.findall(r'"([^"\n]*)"', text(path)) for word in literal.split()}
    return found


def hyphened(name: str) -> str:
    """The attribute of a key of `dataset`."""
    return "data-" + re.sub(r"[A-Z]", lambda capital: f"-{capital[0].lower()}", name)


def test_sheets_have_one_declaration_a_line() -> None:
    wrong = []
    for sheet in sheets():
        depth, before = 0, "{"
        for number, line in enumerate(text(sheet).splitlines(), 1):
            words = line.strip()
            depth -= words == "}"
            begins = words.endswith(("{", ",")) and not before.endswith(",")
            fine = (
                not words
                or words.startswith("/*")
                or words == "}"
                or (words.startswith("@") and words.endswith(";"))
                or (depth and DECLARATION.fullmatch(words) and before != "}")
                or (words.endswith(",") and ";" not in words)
                or OPENING.fullmatch(words)
            )
            apart = not begins or before == "" or before.endswith(("{", "*/"))
            if not (fine and apart and (not words or line == "  " * depth + words)):
                wrong.append(f"{sheet}:{number}: {line[:100]}")
            depth += words.endswith("{")
            before = words
        assert depth == 0, sheet
    assert wrong == []


def test_sheets_style_no_ids() -> None:
    assert [f"{sheet}: {rule}" for sheet in sheets() for rule in selectors(sheet) if re.search(r"#[\w-]", rule)] == []


def test_block_is_defined_in_one_sheet() -> None:
    """Classes of one block define it, classes of several say how one stands in another; print.css is for paper."""
    homes: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets():
        if sheet.name == "print.css":
            continue
        for selector in selectors(sheet):
            blocks = {re.split(r"__|--", name)[0] for name in CLASS.findall(selector)} - OTHERS.keys()
            if len(blocks) == 1:
                homes[blocks.pop()].add(sheet.as_posix())
    assert len(homes) > 50
    assert {block: sorted(found) for block, found in homes.items() if len(found) > 1} == {}


def test_class_with_a_rule_is_on_a_page() -> None:
    written = written_classes()
    beginnings = {word.partition("…")[0] for word in written if "…" in word} - {""}
    quoted = {word for path in (*templates(), *modules()) for word in re.findall(r"[\"']([\w-]+)[\"']", text(path))}

    def is_written(name: str) -> bool:
        ends = {name.removeprefix(start) for start in beginnings if name.startswith(start)}
        return name in written or name in OTHERS or any(end.isdigit() or end in quoted for end in ends)

    assert sorted(name for name in defined() if not is_written(name)) == []


def test_class_on_a_page_has_a_rule() -> None:
    # Mails carry their own styles, and in the admin most classes are unfold's.
    elsewhere = {"notifications", "admin", "unfold", "unfold_crispy"}
    pages = [path for path in templates() if path.parts[1] not in elsewhere]
    ours = {word for path in pages for word in classes_of(markup(path)) if "…" not in word}
    assert len(ours) > 200
    assert sorted(ours - defined().keys()) == []


def test_hook_of_a_script_is_on_a_page_and_the_other_way_round() -> None:
    read, written = set(), set()
    for path in scripts():
        code = re.sub(r"^\s*//.*$", "", text(path), flags=re.MULTILINE)
        read |= set(re.findall(r"\[(data-[\w-]+)", code)) | set(re.findall(r'"(data-[\w-]+)"', code))
        read |= {hyphened(name) for name in re.findall(r"\bdataset\.(\w+)", code)}
        read |= {hyphened(name) for name in re.findall(r'"(\w+)" in [\w.]+\.dataset', code)}
        for names in re.findall(r"{([^{}]+)} = [\w.]+\.dataset", code):
            read |= {hyphened(name.strip()) for name in names.split(",")}
    for path in sheets():
        read |= set(re.findall(r"[\[(](data-[\w-]+)", text(path)))
    for path in templates():
        written |= set(re.findall(r"(?<=[\s}])(data-[\w-]+)(?=[=\s>{])", markup(path)))
    for path in modules():
        written |= set(re.findall(r"""["'](data-[\w-]+)["']\s*[:=]""", text(path)))
        written |= {name.replace("_", "-") for name in re.findall(r"\b(data_[a-z_]+)=", text(path))}  # of a layout
    assert len(read) > 20
    assert sorted(read - written) == []
    assert sorted(written - read - NAMED_IN_A_CALL) == []
