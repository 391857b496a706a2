"""Texts that stand one to a line, or in blocks parted by blank lines."""


def lines(text: str) -> tuple[str, ...]:
    """The lines that are not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def blocks(text: str) -> tuple[str, ...]:
    """The letters, parted by a line of three dashes."""
    return tuple(block.strip() for block in text.split("\n---\n") if block.strip())
