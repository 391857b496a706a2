"""The limits and clocks of requests and rounds."""

from datetime import timedelta

ANSWER_WITHIN = timedelta(days=7)
REMIND_BEFORE = timedelta(days=4)  # the deadline: on the third day
REMIND_LAST_BEFORE = timedelta(days=1)
REPLY_WITHIN = timedelta(days=5)  # to a mentor's question
REMIND_TO_REPLY_BEFORE = timedelta(days=2)
SHORTEST_LEFT = timedelta(days=2)  # what a mentor has at least, once the reply is there
TEAM_WITHIN = timedelta(days=14)
PAIR_WITHIN = timedelta(days=7)  # both people of a pair of a round answer
REMIND_OF_PAIR_BEFORE = timedelta(days=3)
FOLLOW_UP_OPEN = timedelta(days=3)  # a round that follows up on another can be joined and left
MOST_REQUESTS, REQUESTS_COUNT = 3, timedelta(days=90)
MOST_TO_BOOK = 3  # accepted requests of one mentor of which no time is booked yet
MOST_TO_ANSWER = 5  # requests that wait for one mentor's answer at a time
WARN_AFTER = 2  # requests in a row that a mentor hasn't answered at all; after the third they're inactive …
WARNED_FOR = timedelta(days=1)  # … but not before they've had this long to read so
KEPT_FOR = timedelta(days=180)  # a request that has ended
