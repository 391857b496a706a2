"""URLs of the bookings app."""

from django.urls import path

from bookings.urls.desk import urlpatterns as desk
from bookings.views import (
    booking,
    bookings,
    conversations,
    feeds,
    holds,
    meetings,
    moving,
    no_shows,
    reconfirming,
    standby,
    waitlist,
)

app_name = "bookings"
urlpatterns = [
    *desk,
    path("mentors/<slug:slug>/book/", booking.book, name="book"),
    path("bookings/let-go/", holds.let_go, name="let_go"),
    path("bookings/", bookings.booking_list, name="list"),
    path("bookings/calendar/", feeds.settings, name="feed_settings"),
    path("bookings/<uuid:booking>/", bookings.detail, name="detail"),
    path("bookings/<uuid:booking>/answer/", bookings.answer, name="answer"),
    path("bookings/<uuid:booking>/prepare/", bookings.prepare, name="prepare"),
    path("bookings/<uuid:booking>/write/", conversations.write, name="write"),
    path("bookings/<uuid:booking>/cancel/", bookings.cancel, name="cancel"),
    path("bookings/<uuid:booking>/move/", moving.move, name="move"),
    path("bookings/proposals/<uuid:proposal>/", moving.proposal, name="proposal"),
    path("bookings/proposals/<uuid:proposal>/withdraw/", moving.withdraw, name="withdraw_proposal"),
    path("bookings/standby/<uuid:offer>/", standby.offer, name="standby"),
    path("mentors/<slug:slug>/wait/", waitlist.wait, name="wait"),
    path("mentors/<slug:slug>/wait/stop/", waitlist.stop_waiting, name="stop_waiting"),
    path("bookings/<uuid:booking>/still-coming/", reconfirming.still_coming, name="still_coming"),
    path("bookings/<uuid:booking>/join/", meetings.join, name="join"),
    path("bookings/<uuid:booking>/join/host/", meetings.start, name="start"),
    path("bookings/<uuid:booking>/link/", meetings.link, name="link"),
    path("bookings/<uuid:booking>/no-show/", no_shows.report, name="report_no_show"),
    path("bookings/no-shows/<uuid:no_show>/", no_shows.no_show, name="no_show"),
    path("bookings/<uuid:booking>/invite.ics", bookings.invite, name="invite"),
]
