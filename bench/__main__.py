"""`make bench`: measures the availability engine, clubs of up to 100,000 mentors, calendars, the numbers."""

import subprocess
import sys

from bench import calendars, club, engine

engine.main()
club.main()
calendars.run()
subprocess.run([sys.executable, "-m", "bench.insights"], check=True)  # in a club of its own
