"""A child that waits for something: no limit on CPU time ends it."""

import time

time.sleep(60)
