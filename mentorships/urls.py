"""Addresses of mentorships."""

from django.urls import include, path

from mentorships.views import continuing, mentorships, offers, series, staying

app_name = "mentorships"
one = [
    path("", mentorships.detail, name="mentorship"),
    path("agreement/", mentorships.agreement, name="agreement"),
    path("sign/", mentorships.sign, name="sign"),
    path("write/", mentorships.write, name="write"),
    path("series/", series.series, name="series"),
    path("met/", mentorships.met, name="met"),
    path("pause/", mentorships.pause, name="pause"),
    path("resume/", mentorships.resume, name="resume"),
    path("decide/", continuing.decide, name="decide"),
    path("contact/", staying.stay, name="stay"),
    path("contact/withdraw/", staying.withdraw, name="withdraw"),
    path("finish/", mentorships.finish, name="finish"),
]
urlpatterns = [
    path("mentorships/", mentorships.mentorship_list, name="mentorships"),
    path("mentorships/<uuid:mentorship>/", include(one)),
    path("desk/mentorships/", offers.offer, name="offer"),
]
