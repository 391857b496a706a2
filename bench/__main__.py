"""`make bench`: measures the availability engine, clubs of up to 100,000 mentors, calendars, the numbers."""

from bench import calendars, club, engine, insights

engine.main()
club.main()
calendars.run()
insights.run()
