"""Addresses of the feedback app, named in full."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("feedback/<str:token>/", views.give, name="give"),
    path("feedback/<str:token>/show/", views.consent, name="consent"),
    path("desk/feedback/<uuid:feedback>/ask/", views.ask_to_show, name="ask_to_show"),
    path("bookings/<uuid:booking>/feedback/", views.of_booking, name="of_booking"),
    path("desk/feedback/", views.received, name="received"),
    path("desk/feedback/<uuid:feedback>/publish/", views.publish, name="publish"),
    path("desk/feedback/<uuid:feedback>/thank/", views.thank, name="thank"),
]
