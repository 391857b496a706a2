"""An audit that looked at nothing does not pass: ASVS 5.0, clause 15.2.1."""

import pytest

from tests.audit import judge

FINE = {"name": "fine", "version": "1", "vulns": []}
WEAK = {"name": "weak", "version": "1", "vulns": [{"id": "PYSEC-1"}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "code", "says"),
    [
        ([FINE], 0, "1 packages, no known weakness"),
        ([FINE, WEAK], 1, "weak 1: PYSEC-1"),
        ([FINE, UNKNOWN], 2, "not run: the advisory source does not know 1 of 2 packages: unknown"),
        ([WEAK, UNKNOWN], 1, "not run"),
        ([], 2, "not run"),
    ],
)
def test_skipped_packages_count_as_not_run(
    capsys: pytest.CaptureFixture[str], found: list[dict], code: int, says: str
) -> None:
    """15.2.1: it says how many were not looked at."""
    assert judge(found) == code
    assert says in capsys.readouterr().out
