"""Where gunicorn listens: it reads this file wherever it's started in this folder, and options on its command line win.

By itself it would take PORT to mean every address of the machine, past the proxy that speaks TLS.
"""

import os

bind = f"{os.environ.get('BIND_ADDRESS') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
