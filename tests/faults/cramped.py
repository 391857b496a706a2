"""Run a command on a disk that is as good as full: `python -m tests.faults.cramped BYTES COMMAND…`.

No file that it writes gets larger than BYTES; the system stops it in the middle of a write, as a full disk does.
"""

import os
import resource
import sys

if __name__ == "__main__":
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  # the program that is given less
