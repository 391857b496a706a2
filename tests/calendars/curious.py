"""A child process that reports which of the parent's secrets it can see."""

import json
import os
import sys

found = [name for name in os.environ if "SECRET" in name or "URL" in name or "PASSWORD" in name]
sys.stdout.write(json.dumps({"busy": [], "unclear": 0, "name": " ".join(found)}))
