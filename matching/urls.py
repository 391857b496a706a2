"""Addresses of the matching app."""

from django.urls import include, path

from matching.views import asks, needs, requests, rounds

app_name = "matching"
for_you = [
    path("", needs.for_you, name="for_you"),
    path("edit/", needs.need, name="need"),
    path("again/", needs.show_again, name="show_again"),
    path("forget/", needs.forget, name="forget"),
]
one_request = [
    path("", requests.detail, name="request"),
    path("withdraw/", requests.withdraw, name="withdraw_request"),
    path("team/", requests.let_the_team_look, name="let_the_team_look"),
    path("suggested/", requests.ask_suggested, name="ask_suggested"),
    path("answer/", asks.answer, name="answer_request"),
    path("reply/", requests.reply, name="reply"),
]
one_round = [
    path("", rounds.detail, name="round"),
    path("join/", rounds.join, name="join_round"),
    path("leave/", rounds.leave, name="leave_round"),
    path("prefer/", rounds.prefer, name="prefer"),
]
# In groups, as Django tries these before the list of mentors, the busiest page.
urlpatterns = [
    path("mentors/for-you/", include(for_you)),
    path("mentors/<slug:slug>/not-for-me/", needs.dismiss, name="dismiss"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/new/", requests.new, name="new_request"),
    path("requests/<uuid:request_id>/", include(one_request)),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/<uuid:round>/", include(one_round)),
    path("rounds/pairs/<uuid:pair>/", rounds.answer, name="answer_pair"),
]
