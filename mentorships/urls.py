"""Addresses of mentorships."""

from django.urls import include, path

from mentorships.views import (
    agenda,
    cards,
    continuing,
    farewells,
    first_hour,
    goals,
    mentorships,
    notes,
    offers,
    series,
    staying,
)

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
    path("farewell/", farewells.write, name="farewell"),
    path("contact/", staying.stay, name="stay"),
    path("contact/withdraw/", staying.withdraw, name="withdraw"),
    path("finish/", mentorships.finish, name="finish"),
    path("goals/", goals.new_goal, name="new_goal"),
    path("goals/<uuid:goal>/", goals.goal, name="goal"),
    path("goals/<uuid:goal>/settle/", goals.settle, name="settle_goal"),
    path("goals/<uuid:goal>/steps/", goals.add_step, name="add_step"),
    path("steps/<uuid:step>/", goals.step, name="step"),
    path("first-hour/", first_hour.first_hour, name="first_hour"),
    path("agenda/", agenda.add, name="agenda"),
    path("agenda/<uuid:item>/", agenda.item, name="agenda_item"),
    path("notes/", notes.notes, name="notes"),
    path("notes/<uuid:meeting>/", notes.notes, name="notes_of"),
]
urlpatterns = [
    path("mentorships/", mentorships.mentorship_list, name="mentorships"),
    path("mentorships/cards/mentor/", cards.cards, {"as_mentor": True}, name="mentor_cards"),
    path("mentorships/cards/mentee/", cards.cards, {"as_mentor": False}, name="mentee_cards"),
    path("mentorships/<uuid:mentorship>/", include(one)),
    path("first-hour/", first_hour.first_talk, name="first_talk"),
    path("desk/mentorships/", offers.offer, name="offer"),
]
