"""Where gunicorn listens, and with how many processes. It reads this file wherever it's started in this folder.

By itself it would take PORT to mean every address of the machine, past the proxy that speaks TLS, and start one
process. Options on its command line win.
"""

import gc
import os
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY") or 4)
bind = f"{os.environ.get('BIND_ADDRESS') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"


def post_worker_init(_worker: Any) -> None:
    """Set aside what a web process has loaded and keeps: a full collection would look through it again and again.

    At 180,000 objects that took 180 ms, in which nobody was answered.
    """
    from django.urls import get_resolver  # noqa: PLC0415  # Django is set up now

    get_resolver().url_patterns  # noqa: B018  # loads every view, which the first request would do
    gc.collect()
    gc.freeze()
