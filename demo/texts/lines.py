"""Texts that stand one to a line, in blocks, or under headings."""


def lines(text: str) -> tuple[str, ...]:
    """The lines that are not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def blocks(text: str) -> tuple[str, ...]:
    """The letters, parted by a line of three dashes."""
    return tuple(block.strip() for block in text.split("\n---\n") if block.strip())


def by_heading(text: str) -> dict[str, tuple[str, ...]]:
    """The lines under each `[heading]`."""
    found: dict[str, list[str]] = {}
    for line in lines(text):
        if line.startswith("["):
            below = found.setdefault(line.strip("[]"), [])
        else:
            below.append(line)
    return {heading: tuple(below) for heading, below in found.items()}
