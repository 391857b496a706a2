"""Addresses of mentorships."""

from django.urls import include, path

from mentorships import views

app_name = "mentorships"
one = [
    path("", views.detail, name="mentorship"),
    path("agreement/", views.agreement, name="agreement"),
    path("sign/", views.sign, name="sign"),
    path("write/", views.write, name="write"),
    path("met/", views.met, name="met"),
    path("pause/", views.pause, name="pause"),
    path("resume/", views.resume, name="resume"),
    path("finish/", views.finish, name="finish"),
]
urlpatterns = [
    path("mentorships/", views.mentorship_list, name="mentorships"),
    path("mentorships/<uuid:mentorship>/", include(one)),
    path("desk/mentorships/", views.offer, name="offer"),
]
