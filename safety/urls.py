"""Addresses of the safety app, named in full."""

from django.urls import path

from safety.views import blocks, measures, reports

app_name = "safety"
urlpatterns = [
    path("me/blocks/", blocks.block_list, name="blocks"),
    path("me/blocks/<uuid:block>/undo/", blocks.undo, name="unblock"),
    path("me/blocks/<uuid:block>/call-off/", blocks.call_off, name="call_off"),
    path("mentors/<slug:slug>/block/", blocks.block_mentor, name="block_mentor"),
    path("bookings/<uuid:booking>/block/", blocks.block_in_booking, name="block_in_booking"),
    path("requests/asks/<uuid:ask>/block/", blocks.block_in_request, name="block_in_request"),
    path("rounds/people/<uuid:participant>/block/", blocks.block_in_round, name="block_in_round"),
    path("mentorships/<uuid:mentorship>/block/", blocks.block_in_mentorship, name="block_in_mentorship"),
    path("conversations/<uuid:conversation>/block/", blocks.block_in_conversation, name="block_in_conversation"),
    path("mentors/<slug:slug>/report/", reports.report_mentor, name="report_mentor"),
    path("bookings/<uuid:booking>/report/", reports.report_in_booking, name="report_in_booking"),
    path("requests/asks/<uuid:ask>/report/", reports.report_in_request, name="report_in_request"),
    path("rounds/people/<uuid:participant>/report/", reports.report_in_round, name="report_in_round"),
    path("mentorships/<uuid:mentorship>/report/", reports.report_in_mentorship, name="report_in_mentorship"),
    path("feedback/<uuid:feedback>/report/", reports.report_feedback, name="report_feedback"),
    path("quotes/<uuid:feedback>/report/", reports.report_quote, name="report_quote"),
    path("conversations/messages/<uuid:message>/report/", reports.report_message, name="report_message"),
    path("decisions/<str:token>/", measures.measure, name="measure"),
]
