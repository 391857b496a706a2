"""How many, how long, how often: the rules of mentorships in numbers."""

from datetime import datetime, timedelta

MOST_PLACES = 5  # of a mentor
WEEKS = (8, 12, 16, 24)  # how long a mentorship is planned to last
RHYTHMS = (1, 2, 3, 4)  # weeks from one meeting to the next
USUAL_WEEKS, USUAL_RHYTHM = 12, 2
LONGEST_WORDS = 500  # for whom an offer is, and each line of an agreement
ANSWER_DAYS = (1, 2, 3, 5, 7)
FORMING_FOR = timedelta(days=21)  # until both have signed and met
SIGN_WITHIN = timedelta(days=7)  # of a meeting that was held before both had signed
NUDGES = (timedelta(days=3), timedelta(days=7), timedelta(days=12))  # while it's being formed
QUIET_AFTER = timedelta(days=7)  # beyond twice the rhythm, without a meeting held or booked
QUIET_AGAIN = timedelta(days=14)  # from the first question to the second
QUIET_FOR = timedelta(days=60)  # from the first question to the last one
LAST_CALL = timedelta(days=7)  # from the last question until it is wrapped up
LONGEST_PAUSE = timedelta(weeks=8)
PAUSE_REMINDER = timedelta(days=7)  # before a pause ends
WRAP_UP_BEFORE = timedelta(days=14)  # the planned end
WRAP_UP_FOR = timedelta(days=21)
DECIDE_WITHIN = timedelta(days=7)  # whether they continue, from when it is wrapped up
FAREWELL_AFTER = timedelta(days=7)  # until one’s farewell is shown to another who hasn’t written
MORE_WEEKS = (4, 6, 8, 12)  # for how long two can continue
MOST_EXTENSIONS = 2
LONGEST = timedelta(weeks=52)  # a mentorship with all its extensions: its place is for others, too
MET_ENOUGH = 2  # meetings from which a mentorship counts as completed
SHORTEST_MEETING, LONGEST_MEETING = 5, 480  # minutes
MOST_IN_SERIES = 12  # meetings that are booked at once
LOGGED_WITHIN = timedelta(days=90)  # how long ago a meeting may be that two noted themselves
MOST_SHARED_GOALS = 3  # open ones that the two share
MOST_PRIVATE_GOALS = 5  # open ones that each has for themselves
MOST_GOALS = 40  # of one member in one mentorship, those that are done or dropped among them
MOST_STEPS = 6  # of one goal
LONGEST_GOAL, LONGEST_LINE, LONGEST_NOTE = 300, 200, 5000  # characters
STILL_THIS_GOAL = timedelta(days=30)  # without a change, its owner is asked
MOST_ON_AGENDA = 20  # things to talk about that aren't done
TALKED_ABOUT_SHOWN = 5  # the last ones that are done, on the page
ASK_FOR_AGENDA = timedelta(days=2)  # before a meeting, when nothing is on its agenda


def more_weeks(*, began_at: datetime, after: datetime) -> tuple[int, ...]:
    """For how many weeks a mentorship that began then can continue after another moment."""
    return tuple(weeks for weeks in MORE_WEEKS if after + timedelta(weeks=weeks) <= began_at + LONGEST)
