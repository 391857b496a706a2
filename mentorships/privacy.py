"""What mentorships hold about a person: what they offer, agree on, and when they met."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.policy import OPEN_AFTER
from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain

A_YEAR = "a year after the mentorship has ended"
KEPT = Field(personal=True, export=True)
WORDS = Field(personal=True, export=True, erasure="blank", retention=A_YEAR)

declare(
    "mentorships.Offer",
    id=NOT_PERSONAL,
    mentor=Field(personal=True, export=True, erasure="delete"),
    is_open=GOES_WITH_ROW,
    places=GOES_WITH_ROW,
    weeks=GOES_WITH_ROW,
    rhythm=GOES_WITH_ROW,
    for_whom=GOES_WITH_ROW,
    not_for=GOES_WITH_ROW,
    changed_at=GOES_WITH_ROW,
)
declare(
    "mentorships.Mentorship",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentor=KEPT,
    mentee=KEPT,
    goal=WORDS,
    state=KEPT,
    weeks=KEPT,
    rhythm=KEPT,
    began_at=KEPT,
    state_since=KEPT,
    ends_at=KEPT,
    paused_until=KEPT,
    asked=NOT_PERSONAL,
    asked_at=KEPT,
    extended=KEPT,
    ended_at=KEPT,
    end_kind=Field(personal=True),  # it would tell one that the other has blocked them
)
declare(
    "mentorships.Agreement",
    id=NOT_PERSONAL,
    mentorship=KEPT,
    version=KEPT,
    goal=WORDS,
    rhythm=KEPT,
    weeks=KEPT,
    channel=WORDS,
    answer_days=KEPT,
    between_us=WORDS,
    off_limits=WORDS,
    if_missed=WORDS,
    written_by=BLANKED,
    written_at=KEPT,
    mentee_signed_at=KEPT,
    mentor_signed_at=KEPT,
)
declare(
    "mentorships.LoggedMeeting",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentorship=KEPT,
    met_at=KEPT,
    minutes=KEPT,
    logged_by=BLANKED,
    logged_at=KEPT,
)
declare(
    "mentorships.Continuation",
    id=NOT_PERSONAL,
    mentorship=KEPT,
    member=Field(personal=True, export=True, erasure="delete"),
    answer=KEPT,
    weeks=KEPT,
    answered_at=KEPT,
)
declare("mentorships.Contact", mentorship=KEPT, mentee_yes_at=KEPT, mentor_yes_at=KEPT)
declare(
    "mentorships.Farewell",
    id=NOT_PERSONAL,
    mentorship=KEPT,
    member=Field(personal=True, export=True, erasure="delete"),
    reached=GOES_WITH_ROW,
    learned=GOES_WITH_ROW,
    thanks=GOES_WITH_ROW,
    advice=GOES_WITH_ROW,
    written_at=GOES_WITH_ROW,
)
about(
    "mentorships.Offer",
    "mentor__user",
    title=_("What you offer as a mentor over some weeks"),
    why=_("To show mentees whether they can ask you for a mentorship."),
    goes=_("With your account."),
)
about(
    "mentorships.Mentorship",
    "mentee",
    Person("mentor__user", erases="nothing"),
    title=_("Your mentorships"),
    why=_("To bring the two of you together, and so that both know where you are."),
    goes=_(
        "What was asked for goes a year after the mentorship has ended. That there was one stays, for the other person "
        "and for the club’s numbers; once your account is erased, without your name."
    ),
)
about(
    "mentorships.Agreement",
    "mentorship__mentee",
    "mentorship__mentor__user",
    title=_("What you agreed on"),
    why=_("So that both of you know what you agreed on."),
    goes=_("What you two wrote goes a year after the mentorship has ended."),
)
about(
    "mentorships.LoggedMeeting",
    "mentorship__mentee",
    "mentorship__mentor__user",
    title=_("Meetings that you two noted yourselves"),
    why=_("To know that your mentorship is alive."),
    goes=_("With the mentorship."),
)
retain(
    "mentorships-words",
    "mentorships.Mentorship",
    age="ended_at",
    days=365,
    blanks=("goal",),
    says=_("What a mentee asked a mentor for: a year after the mentorship has ended."),
)
retain(
    "agreements-words",
    "mentorships.Agreement",
    age="mentorship__ended_at",
    days=365,
    blanks=("goal", "channel", "between_us", "off_limits", "if_missed"),
    says=_("What two members agreed on: a year after the mentorship has ended."),
)
about(
    "mentorships.Contact",
    # Only their own yes: the other's is told to nobody who hasn't said it, too.
    Person("mentorship__mentee", erases="delete", where=Q(mentee_yes_at__isnull=False), hides=("mentor_yes_at",)),
    Person("mentorship__mentor__user", erases="delete", where=Q(mentor_yes_at__isnull=False), hides=("mentee_yes_at",)),
    title=_("With whom you’d stay in contact"),
    why=_("So that two who both want to can write to each other after their mentorship."),
    goes=_("As soon as you withdraw it, or 14 days after the mentorship if only one of you said yes."),
)
about(
    "mentorships.Continuation",
    "member",
    title=_("Whether you’d continue a mentorship"),
    why=_("To find out whether both of you would. Only you can see it."),
    goes=_("As soon as it’s settled, a week after you were asked at the latest."),
)
retain(
    "contacts-of-one",
    "mentorships.Contact",
    age="mentorship__ended_at",
    days=OPEN_AFTER.days,
    where=Q(mentee_yes_at=None) | Q(mentor_yes_at=None),
    says=_("That one of two would stay in contact, and the other hasn’t said so: 14 days after their mentorship."),
)

OF_OWNER = Field(personal=True, export=True, erasure="with the row", retention=A_YEAR)
DELETES = Field(personal=True, export=True, erasure="delete", retention=A_YEAR)
OF_TWO = Field(personal=True, export=True, retention=A_YEAR)
declare(
    "mentorships.Goal",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentorship=OF_OWNER,
    owner=DELETES,
    text=OF_OWNER,
    measure=OF_OWNER,
    target_on=OF_OWNER,
    is_shared=OF_OWNER,
    state=OF_OWNER,
    made_at=OF_OWNER,
    changed_at=OF_OWNER,
    settled_at=OF_OWNER,
)
declare(
    "mentorships.Step",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    goal=OF_OWNER,
    who=DELETES,
    text=OF_OWNER,
    until_on=OF_OWNER,
    made_at=OF_OWNER,
    done_at=OF_OWNER,
)
declare(
    "mentorships.AgendaItem",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    mentorship=OF_OWNER,
    by=DELETES,
    text=OF_OWNER,
    added_at=OF_OWNER,
    done_at=OF_OWNER,
)
declare(
    "mentorships.SharedNote",
    id=NOT_PERSONAL,
    mentorship=OF_TWO,
    booking=OF_TWO,
    logged=OF_TWO,
    text=WORDS,
    version=NOT_PERSONAL,
    changed_by=BLANKED,
    changed_at=OF_TWO,
)
declare(
    "mentorships.OwnNote",
    id=NOT_PERSONAL,
    mentorship=OF_OWNER,
    author=DELETES,
    booking=OF_OWNER,
    logged=OF_OWNER,
    text=OF_OWNER,
    changed_at=OF_OWNER,
)
declare(
    "mentorships.CardsRead",
    id=NOT_PERSONAL,
    member=Field(personal=True, export=True, erasure="delete"),
    as_mentor=GOES_WITH_ROW,
    read_at=GOES_WITH_ROW,
)
about(
    "mentorships.Goal",
    "owner",
    title=_("Your goals in a mentorship"),
    why=_("So that you know what you want to reach. The other one sees those that you share."),
    goes=_("With your account, or a year after the mentorship has ended."),
)
about(
    "mentorships.Step",
    "who",
    Person("goal__owner", erases="nothing"),
    title=_("Steps towards goals"),
    why=_("So that both of you know who does what next."),
    goes=_("With the account of whoever takes it, or a year after the mentorship has ended."),
)
about(
    "mentorships.AgendaItem",
    "by",
    Person("mentorship__mentee", erases="nothing"),
    Person("mentorship__mentor__user", erases="nothing"),
    title=_("What you two wanted to talk about"),
    why=_("So that you both come prepared."),
    goes=_("With the account of whoever wrote it, or a year after the mentorship has ended."),
)
about(
    "mentorships.SharedNote",
    "mentorship__mentee",
    "mentorship__mentor__user",
    title=_("Notes that you two share"),
    why=_("So that both of you can look up what you said."),
    goes=_("With the account of either of you, or a year after the mentorship has ended."),
)
about(
    "mentorships.OwnNote",
    "author",
    title=_("Notes for yourself about a mentorship"),
    why=_("So that you can remember what you want to. Only you have them."),
    goes=_("With your account, or a year after the mentorship has ended."),
)
about(
    "mentorships.CardsRead",
    "member",
    title=_("That you’ve read the cards for mentors or mentees"),
    why=_("So that we don’t ask you again."),
    goes=_("With your account."),
)
for name, model, says in (
    ("goals", "mentorships.Goal", _("Goals of a mentorship, with their steps: a year after it has ended.")),
    ("agendas", "mentorships.AgendaItem", _("What two members wanted to talk about: a year after it has ended.")),
    ("shared-notes", "mentorships.SharedNote", _("Notes that two members share: a year after it has ended.")),
    ("own-notes", "mentorships.OwnNote", _("Notes for oneself about a mentorship: a year after it has ended.")),
):
    retain(name, model, age="mentorship__ended_at", days=365, says=says)
about(
    "mentorships.Farewell",
    "member",
    title=_("What you wrote at the end of a mentorship"),
    why=_("So that the two of you can say goodbye well."),
    goes=_("A year after the mentorship has ended, or with your account."),
)
retain(
    "farewells",
    "mentorships.Farewell",
    age="mentorship__ended_at",
    days=365,
    says=_("What two members wrote to each other at the end: a year after the mentorship has ended."),
)
