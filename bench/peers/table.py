"""The table in docs/benchmarks.md."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bench.peers.environments import BASE

PAGE = BASE / "docs" / "benchmarks.md"
BEGIN, END = "<!-- make bench-peers writes from here -->", "<!-- to here -->"
HEAD = "| work | against | ours | theirs | ratio (min–max; quartiles apart) | at least |"
RULE = "| --- | --- | --- | --- | --- | --- |"


def write(lines: Sequence[Mapping[str, Any]], *, where: str) -> None:
    """Write measurements into the page; they replace those with the same names, others stay.

    Args:
        where: the machine and versions that they were taken with.
    """
    page = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = page.partition(BEGIN)
    old, _end, after = rest.partition(END)
    rows = {name: text for text, name in re.findall(r"^(\| <!-- (\S+) -->.*)$", old, flags=re.MULTILINE)}
    rows |= {line["bench"]: row(line) for line in lines}
    body = "\n".join(["", "", where, "", HEAD, RULE, *rows.values(), "", ""])
    PAGE.write_text(f"{before}{BEGIN}{body}{END}{after}", encoding="utf-8")


def row(line: Mapping[str, Any]) -> str:
    """One measurement as a row of the table, with its name in a comment."""
    unit = "ms" if line["unit"] == "ms" else "/s"
    ours = f"{line['ours']:g} {unit} (±{line['ours_spread']:g})"
    theirs = f"{line['theirs']:g} {unit} (±{line['theirs_spread']:g})"
    ratio = f"**{line['ratio']:g} ×** ({line['ratio_min']:g}–{line['ratio_max']:g}; {line['ratio_spread']:g})"
    at_least = f"{line['at_least']:g} ×" if line["at_least"] else "–"
    return f"| <!-- {line['bench']} -->{line['work']} | {line['against']} | {ours} | {theirs} | {ratio} | {at_least} |"
