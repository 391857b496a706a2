"""`make bench`: the availability engine, a club of 120, 1,000 and 10,000 mentors, then their outside calendars."""

from bench import calendars, club, engine

engine.main()
club.main()
calendars.run()
