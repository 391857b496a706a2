"""`make audit`: known weaknesses of what is locked, by pip-audit in an environment of its own.

Packages that its source does not know count as not looked at: it then says so and fails.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

LOCK = "requirements.txt"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "pip-audit"], check=True)
        options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
        command = [python, "-m", "pip_audit", "--requirement", LOCK, *options]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"not run: the advisory source does not answer.\n{done.stderr[-1000:]}")
        return 2
    return judge(found)


def judge(found: list[dict]) -> int:
    """Say what was found: 0 clean, 1 known weaknesses, 2 not run, because packages were skipped."""
    weak = [f"{row['name']} {row['version']}: {each['id']}" for row in found for each in row.get("vulns", ())]
    skipped = sorted(row["name"] for row in found if "skip_reason" in row)
    if weak:
        print("\n".join(weak))
    if skipped or not found:
        number = f"{len(skipped)} of {len(found)} packages"
        print(f"not run: the advisory source does not know {number}: {', '.join(skipped)}")
    elif not weak:
        print(f"{len(found)} packages, no known weakness")
    return 1 if weak else 2 if skipped or not found else 0


if __name__ == "__main__":
    sys.exit(main())
