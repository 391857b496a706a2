"""`make bench`: measures openings, clubs of up to 100,000 mentors, calendars, numbers, messages and mentorships."""

import subprocess
import sys

from bench import calendars, club, engine

engine.main()
club.main()
calendars.run()
for name in ("insights", "mentorships", "conversations"):  # each in a club of its own
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
