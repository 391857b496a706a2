"""What a process says that starts with the variables it is given, and nothing else of this one's environment."""

import atexit
import json
import os
import subprocess
import sys
from functools import cache

STARTER = """
import json, os, sys, tempfile, traceback
import celery, django.core.wsgi, django.db.models, environ, redis, structlog  # nothing of the club

for line in sys.stdin:
    variables, code = json.loads(line)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.clear()
            os.environ.update(variables)
            try:
                exec(code, {"__name__": "__main__"})
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            sys.stdout.flush()
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = [out.seek(0) or out.read(), err.seek(0) or err.read()]
    print(json.dumps([ended, *said]), flush=True)
"""


def start(variables: dict[str, str], code: str) -> "subprocess.CompletedProcess[str]":
    """Run `code` in a process of its own, forked from one that has loaded the libraries: they take longer than it."""
    starter = _starter()
    assert starter.stdin is not None
    assert starter.stdout is not None
    print(json.dumps([{"PATH": os.environ["PATH"], **variables}, code]), file=starter.stdin, flush=True)
    return subprocess.CompletedProcess(code, *json.loads(starter.stdout.readline()))


@cache
def _starter() -> "subprocess.Popen[str]":
    given = {"PATH": os.environ["PATH"]}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(starter.communicate)  # it ends when nothing more can come
    return starter
