"""`make bench`: the availability engine, then a club of 120, 1,000 and 10,000 mentors."""

from bench import club, engine

engine.main()
club.main()
