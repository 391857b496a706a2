"""Who gets what at each address of ours: GET, then POST with nothing in it, each for the seven roles of `world.ROLES`.

`in` is the way to sign in, `on` a way elsewhere; the rest is the status. Everything in the tests' world belongs to the
mentor and the mentee; the other mentee, the colleague and the two of the team are no party of anything.
"""

EVERYBODY = "200 200 200 200 200 200 200"
NOBODY = "404 404 404 404 404 404 404"
REFUSED = "400 400 400 400 400 400 400"
READ_ONLY = "405 405 405 405 405 405 405"
ELSEWHERE = "on on on on on on on"
MEMBERS = "in 200 200 200 200 200 200"
MEMBERS_READ = "in 405 405 405 405 405 405"
MENTORS = "in 404 404 200 200 404 404"
PARTIES = "in 200 404 200 404 404 404"
REFUSED_AT_DESK = "in 200 200 400 400 200 200"  # who has no desk is shown how to become a mentor
DONE_AT_DESK = "in 200 200 on on 200 200"
OWNER_AT_DESK = "in 200 200 on 404 200 200"

#            stranger mentee other mentor colleague helper admin
ADDRESSES: dict[str, tuple[str, str]] = {
    "health/live": (EVERYBODY, READ_ONLY),
    "health/ready": (EVERYBODY, READ_ONLY),
    "health/club": (EVERYBODY, READ_ONLY),
    "metrics": (NOBODY, READ_ONLY),  # METRICS_TOKEN is the key
    "calendar:feed": (EVERYBODY, READ_ONLY),  # the token is the key
    "media:photo": (EVERYBODY, READ_ONLY),
    "club_picture": (EVERYBODY, READ_ONLY),
    "mentor_picture": (EVERYBODY, READ_ONLY),
    "directory:topic_picture": (EVERYBODY, READ_ONLY),
    "sitemap": (EVERYBODY, READ_ONLY),
    "sitemap_pages": (EVERYBODY, READ_ONLY),
    "sitemap_mentors": (EVERYBODY, READ_ONLY),
    "robots": (EVERYBODY, READ_ONLY),
    "favicon": (ELSEWHERE, READ_ONLY),
    "manifest": (EVERYBODY, READ_ONLY),
    "service_worker": (EVERYBODY, READ_ONLY),
    "notifications:unsubscribe": (EVERYBODY, EVERYBODY),  # the token is the key
    "notifications:webhook": (READ_ONLY, NOBODY),  # nothing but POST, and no provider has a key here
    "accounts:me": (MEMBERS, "in 400 400 400 400 400 400"),
    "accounts:trust_address": (MEMBERS_READ, "in on on on on on on"),
    "mentors:apply": ("200 on 200 on on 200 200", "in on 200 on on 200 200"),
    "mentors:application": ("in 200 404 404 404 404 404", "in 200 404 404 404 404 404"),
    "mentors:profile": (MENTORS, MENTORS),
    "mentors:suggest_topic": (MEMBERS, REFUSED_AT_DESK),
    "mentors:save": ("in 200 200 on 200 200 200", "in on on on on on on"),
    "mentors:unsave": (MEMBERS_READ, "in on on on on on on"),
    "bookings:desk": (MEMBERS, MEMBERS_READ),
    "directory:live": (MEMBERS, MEMBERS_READ),
    "bookings:requests": (MEMBERS, MEMBERS_READ),
    "bookings:hours": (MEMBERS, REFUSED_AT_DESK),
    "bookings:dates": (MEMBERS, REFUSED_AT_DESK),
    "bookings:clear_dates": (MEMBERS_READ, DONE_AT_DESK),
    "bookings:session_types": (MEMBERS, REFUSED_AT_DESK),
    "bookings:meeting_place": (MEMBERS, REFUSED_AT_DESK),
    "calendars:list": (MEMBERS, REFUSED_AT_DESK),
    "calendars:add_google": (MEMBERS_READ, DONE_AT_DESK),
    "calendars:read": (MEMBERS_READ, OWNER_AT_DESK),
    "calendars:remove": (MEMBERS_READ, OWNER_AT_DESK),
    "bookings:pause": (MEMBERS_READ, MEMBERS),  # asks first what becomes of the bookings ahead
    "bookings:leave": (MEMBERS, DONE_AT_DESK),
    "bookings:renew": (MEMBERS_READ, DONE_AT_DESK),
    "bookings:book": (EVERYBODY, ELSEWHERE),
    "bookings:let_go": (READ_ONLY, ELSEWHERE),
    "bookings:list": (MEMBERS, MEMBERS_READ),
    "bookings:feed_settings": (MEMBERS, "in on on on on on on"),
    "bookings:detail": (PARTIES, MEMBERS_READ),
    "bookings:answer": ("in 404 404 200 404 404 404", "in 404 404 400 404 404 404"),
    "bookings:cancel": (PARTIES, "in on 404 on 404 404 404"),
    "bookings:prepare": ("in on 404 on 404 404 404", "in on 404 on 404 404 404"),
    "bookings:write": ("in on 404 on 404 404 404", "in on 404 on 404 404 404"),
    "conversations:list": (MEMBERS, MEMBERS_READ),
    "conversations:preferences": (MEMBERS, "in 400 400 400 400 400 400"),
    "conversations:conversation": (PARTIES, "in 400 404 400 404 404 404"),
    "conversations:new": (PARTIES, MEMBERS_READ),
    "conversations:read": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "conversations:mute": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "conversations:edit": ("in 404 404 200 404 404 404", "in 404 404 400 404 404 404"),
    "conversations:remove": ("in 404 404 200 404 404 404", "in 404 404 on 404 404 404"),
    "safety:block_in_conversation": (PARTIES, "in on 404 on 404 404 404"),
    "safety:report_message": ("in 200 404 404 404 404 404", "in 400 404 404 404 404 404"),
    "bookings:move": (PARTIES, "in 400 404 400 404 404 404"),
    "bookings:proposal": ("in 200 404 on 404 404 404", "in 400 404 on 404 404 404"),
    "bookings:withdraw_proposal": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "bookings:standby": ("in 404 404 404 404 404 404", "in 404 404 404 404 404 404"),  # nobody here was asked
    "bookings:wait": (MEMBERS, "in on on 400 on on on"),
    "bookings:stop_waiting": (MEMBERS_READ, "in on on on on on on"),
    "bookings:still_coming": ("in on 404 on 404 404 404", "in on 404 on 404 404 404"),
    "bookings:join": (PARTIES, "in on 404 on 404 404 404"),
    "bookings:start": ("in 404 404 on 404 404 404", MEMBERS_READ),
    "bookings:link": ("in 404 404 200 404 404 404", "in 404 404 400 404 404 404"),
    "bookings:report_no_show": (PARTIES, "in on 404 on 404 404 404"),
    "bookings:no_show": (PARTIES, "in 400 404 400 404 404 404"),
    "bookings:invite": (PARTIES, MEMBERS_READ),
    "feedback:give": (EVERYBODY, REFUSED),  # the token is the key
    "feedback:consent": (EVERYBODY, ELSEWHERE),  # the token is the key
    "feedback:ask_to_show": (MEMBERS_READ, "in 404 404 on 404 404 404"),
    "feedback:of_booking": ("in 200 404 404 404 404 404", "in 400 404 404 404 404 404"),
    "feedback:received": (MENTORS, MEMBERS_READ),
    "feedback:publish": (MEMBERS_READ, "in 404 404 on 404 404 404"),
    "feedback:thank": (MEMBERS_READ, "in 404 404 400 404 404 404"),
    "mentorships:mentorships": (MEMBERS, MEMBERS_READ),
    "mentorships:mentorship": (PARTIES, MEMBERS_READ),
    "mentorships:agreement": (PARTIES, "in 400 404 400 404 404 404"),
    "mentorships:sign": (MEMBERS_READ, "in 400 404 400 404 404 404"),
    "mentorships:write": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "mentorships:series": ("in 200 404 404 404 404 404", "in 400 404 404 404 404 404"),
    "mentorships:met": (MEMBERS_READ, "in 400 404 400 404 404 404"),
    "mentorships:pause": (MEMBERS_READ, "in 400 404 400 404 404 404"),
    "mentorships:resume": (MEMBERS_READ, "in 409 404 409 404 404 404"),  # it isn't paused
    "mentorships:decide": (MEMBERS_READ, "in 409 404 409 404 404 404"),  # it isn't wrapped up
    "mentorships:stay": (MEMBERS_READ, "in 409 404 409 404 404 404"),  # it hasn't come to its end
    "mentorships:withdraw": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "mentorships:farewell": (MEMBERS_READ, "in 409 404 409 404 404 404"),  # it isn't wrapped up
    "mentorships:finish": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "mentorships:new_goal": (PARTIES, "in 400 404 400 404 404 404"),
    "mentorships:goal": ("in 200 404 404 404 404 404", "in 400 404 404 404 404 404"),
    "mentorships:settle_goal": (MEMBERS_READ, "in 400 404 404 404 404 404"),
    "mentorships:add_step": (MEMBERS_READ, "in 400 404 404 404 404 404"),
    "mentorships:step": (MEMBERS_READ, "in 400 404 404 404 404 404"),
    "mentorships:agenda": (MEMBERS_READ, "in 400 404 400 404 404 404"),
    "mentorships:agenda_item": (MEMBERS_READ, "in 400 404 400 404 404 404"),
    "mentorships:notes": (PARTIES, "in 400 404 400 404 404 404"),
    "mentorships:notes_of": (PARTIES, "in 400 404 400 404 404 404"),
    "mentorships:first_hour": (PARTIES, "in 400 404 400 404 404 404"),
    "mentorships:first_talk": (MEMBERS, MEMBERS_READ),
    "mentorships:mentor_cards": (MEMBERS, "in on on on on on on"),
    "mentorships:mentee_cards": (MEMBERS, "in on on on on on on"),
    "mentorships:offer": (MEMBERS, REFUSED_AT_DESK),
    "matching:rounds": (MEMBERS, MEMBERS_READ),
    "matching:round": (PARTIES, MEMBERS_READ),
    "matching:join_round": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "matching:leave_round": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "matching:prefer": (MEMBERS_READ, "in 404 404 404 404 404 404"),  # about no one
    "matching:answer_pair": (MEMBERS_READ, "in on 404 on 404 404 404"),
    "matching:requests": (MEMBERS, MEMBERS_READ),
    "matching:new_request": ("in on 200 200 200 200 200", "in 400 400 400 400 400 400"),
    "matching:request": (PARTIES, MEMBERS_READ),
    "matching:withdraw_request": (MEMBERS_READ, "in on 404 404 404 404 404"),
    "matching:let_the_team_look": (MEMBERS_READ, "in on 404 404 404 404 404"),
    "matching:ask_suggested": (MEMBERS_READ, "in 404 404 404 404 404 404"),  # no one is suggested
    "matching:answer_request": (MEMBERS_READ, "in 404 404 400 404 404 404"),
    "matching:reply": (MEMBERS_READ, "in on 404 404 404 404 404"),  # there is no question
    "data_protection:data": (MEMBERS, MEMBERS_READ),
    "data_protection:ask_for_export": (MEMBERS_READ, "in on on on on on on"),
    "data_protection:download": ("in 200 404 404 404 404 404", MEMBERS_READ),
    "data_protection:erase": (MEMBERS, "in on on on on on on"),
    "data_protection:keep": (MEMBERS_READ, "in on 404 404 404 404 404"),
    "insights:impact": (EVERYBODY, READ_ONLY),
    "safety:blocks": (MEMBERS, MEMBERS_READ),
    "safety:unblock": (MEMBERS_READ, "in 404 404 404 404 404 404"),  # nobody here has blocked anyone
    "safety:call_off": (MEMBERS_READ, "in 404 404 404 404 404 404"),
    "safety:block_mentor": (MEMBERS, "in on on on on on on"),
    "safety:report_mentor": (EVERYBODY, REFUSED),
    "safety:report_in_booking": (PARTIES, "in 400 404 400 404 404 404"),
    "safety:report_feedback": ("in 404 404 200 404 404 404", "in 404 404 400 404 404 404"),
    "safety:report_quote": (EVERYBODY, REFUSED),
    "safety:report_in_request": (PARTIES, "in 400 404 400 404 404 404"),
    "safety:report_in_round": ("in 200 404 404 404 404 404", "in 400 404 404 404 404 404"),  # about the mentor
    "safety:block_in_request": (PARTIES, "in on 404 on 404 404 404"),
    "safety:block_in_round": ("in 200 404 404 404 404 404", "in on 404 404 404 404 404"),
    "safety:report_in_mentorship": (PARTIES, "in 400 404 400 404 404 404"),
    "safety:block_in_mentorship": (PARTIES, "in on 404 on 404 404 404"),
    "safety:measure": (EVERYBODY, REFUSED),  # the token is the key
    "safety:block_in_booking": (PARTIES, "in on 404 on 404 404 404"),
    "directory:list": (EVERYBODY, READ_ONLY),
    "directory:mentor": (EVERYBODY, READ_ONLY),
    "directory:complete": (EVERYBODY, READ_ONLY),
    "directory:openings": (EVERYBODY, READ_ONLY),
    "matching:for_you": ("in 200 on on on on on", MEMBERS_READ),  # who has said nothing says it first
    "matching:need": (MEMBERS, "in 400 400 400 400 400 400"),
    "matching:show_again": (MEMBERS_READ, "in on on on on on on"),
    "matching:forget": (MEMBERS_READ, "in on on on on on on"),
    "matching:dismiss": (MEMBERS_READ, "in on on on on on on"),
    "directory:saved": (MEMBERS, MEMBERS_READ),
    "directory:save_search": ("in on on on on on on", "in on on on on on on"),  # without anything to look for
    "directory:forget_search": (MEMBERS_READ, "in on 404 404 404 404 404"),
    "directory:wish": (EVERYBODY, REFUSED),
    "directory:topics": (EVERYBODY, READ_ONLY),
    "directory:topic": (EVERYBODY, READ_ONLY),
    "pages:home": (EVERYBODY, READ_ONLY),
    "pages:about": (EVERYBODY, READ_ONLY),
    "pages:help": (EVERYBODY, READ_ONLY),
    "pages:contact": (EVERYBODY, REFUSED),
    "pages:conduct": (EVERYBODY, READ_ONLY),
    "pages:agree": (MEMBERS_READ, "in on on on on on on"),
    "pages:accessibility": (EVERYBODY, READ_ONLY),
    "pages:privacy": (EVERYBODY, READ_ONLY),
    "pages:imprint": (EVERYBODY, READ_ONLY),
    "pages:zone": (EVERYBODY, ELSEWHERE),
    "pages:offline": (EVERYBODY, READ_ONLY),
}

# allauth's pages that a stranger may see. Every other one sends strangers to sign in, or on.
ACCOUNTS_FOR_STRANGERS = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_reset_password",
    "account_password_reset_completed",
    "socialaccount_login_cancelled",
}
