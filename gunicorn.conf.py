"""Where gunicorn listens, and with how many processes. It reads this file wherever it's started in this folder.

By itself it would take PORT to mean every address of the machine, past the proxy that speaks TLS, and start one
process. Options on its command line win.
"""

import os

workers = int(os.environ.get("WEB_CONCURRENCY") or 4)
bind = f"{os.environ.get('BIND_ADDRESS') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
