"""Addresses of the matching app, named in full."""

from django.urls import path

from matching.views import asks, needs, requests, rounds

app_name = "matching"
urlpatterns = [
    path("mentors/for-you/", needs.for_you, name="for_you"),
    path("mentors/for-you/edit/", needs.need, name="need"),
    path("mentors/for-you/again/", needs.show_again, name="show_again"),
    path("mentors/for-you/forget/", needs.forget, name="forget"),
    path("mentors/<slug:slug>/not-for-me/", needs.dismiss, name="dismiss"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/new/", requests.new, name="new_request"),
    path("requests/<uuid:request_id>/", requests.detail, name="request"),
    path("requests/<uuid:request_id>/withdraw/", requests.withdraw, name="withdraw_request"),
    path("requests/<uuid:request_id>/team/", requests.let_the_team_look, name="let_the_team_look"),
    path("requests/<uuid:request_id>/answer/", asks.answer, name="answer_request"),
    path("requests/<uuid:request_id>/reply/", requests.reply, name="reply"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/<uuid:round>/", rounds.detail, name="round"),
    path("rounds/<uuid:round>/join/", rounds.join, name="join_round"),
    path("rounds/<uuid:round>/leave/", rounds.leave, name="leave_round"),
    path("rounds/<uuid:round>/prefer/", rounds.prefer, name="prefer"),
    path("rounds/pairs/<uuid:pair>/", rounds.answer, name="answer_pair"),
]
