"""`make bench`: measures the availability engine, clubs of 120, 1,000 and 10,000 mentors, and outside calendars."""

from bench import calendars, club, engine

engine.main()
club.main()
calendars.run()
