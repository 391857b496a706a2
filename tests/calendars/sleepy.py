"""A child process that sleeps, which no limit on CPU time ends."""

import time

time.sleep(60)
