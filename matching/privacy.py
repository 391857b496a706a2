"""What matching holds about a person: what they look for, whom they don't want to be shown, and whom they ask."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, declare, retain
from matching.policy import KEPT_FOR

OWN = Field(personal=True, export=True, erasure="delete")
# Not exported: the other would know who asked for it.
UNSAID = Field(personal=True, export=False, erasure="with the row")
HALF_A_YEAR = "180 days after the request has ended"
# A mentor who was asked reads the words only while they can answer, or once they've said yes.
OF_REQUEST = Field(personal=True, export=True, erasure="with the row", retention=HALF_A_YEAR)

declare(
    "matching.Need",
    id=NOT_PERSONAL,
    member=OWN,
    goal=GOES_WITH_ROW,
    level=GOES_WITH_ROW,
    languages=GOES_WITH_ROW,
    hours=GOES_WITH_ROW,
    tone=GOES_WITH_ROW,
    pace=GOES_WITH_ROW,
    unwanted=GOES_WITH_ROW,
    not_company=GOES_WITH_ROW,
    changed_at=GOES_WITH_ROW,
)
declare("matching.NeededTopic", id=NOT_PERSONAL, need=GOES_WITH_ROW, topic=GOES_WITH_ROW, position=GOES_WITH_ROW)
declare(
    "matching.Dismissal",
    id=NOT_PERSONAL,
    member=OWN,
    mentor=GOES_WITH_ROW,
    reason=GOES_WITH_ROW,
    dismissed_at=GOES_WITH_ROW,
)
declare(
    "matching.Weights",
    id=NOT_PERSONAL,
    topics=NOT_PERSONAL,
    words=NOT_PERSONAL,
    level=NOT_PERSONAL,
    hours=NOT_PERSONAL,
    capacity=NOT_PERSONAL,
    replies=NOT_PERSONAL,
    feedback=NOT_PERSONAL,
    crowding=NOT_PERSONAL,
)
declare(
    "matching.Fairness",
    id=NOT_PERSONAL,
    counted_at=NOT_PERSONAL,
    mentors=NOT_PERSONAL,
    asked=NOT_PERSONAL,  # of ten tenths of the mentors
    gini=NOT_PERSONAL,
    matched=NOT_PERSONAL,  # without numbers under five
)
declare(
    "matching.Round",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    name=NOT_PERSONAL,
    about=NOT_PERSONAL,
    closes_at=NOT_PERSONAL,
    state=NOT_PERSONAL,
    progress=NOT_PERSONAL,
    computation=NOT_PERSONAL,
    made_by=Field(personal=True, export=False, erasure="blank"),
    form_key=NOT_PERSONAL,
    follows=NOT_PERSONAL,
    created_at=NOT_PERSONAL,
    computed_at=NOT_PERSONAL,
    proposed_at=NOT_PERSONAL,
)
declare(
    "matching.Participant",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    round=GOES_WITH_ROW,
    member=OWN,
    role=GOES_WITH_ROW,
    capacity=GOES_WITH_ROW,
    note=GOES_WITH_ROW,
    joined_at=GOES_WITH_ROW,
    unmatched=UNSAID,
)
declare(
    "matching.Invitation",
    id=NOT_PERSONAL,
    round=GOES_WITH_ROW,
    member=OWN,
    role=GOES_WITH_ROW,
    capacity=GOES_WITH_ROW,
    invited_at=GOES_WITH_ROW,
    declined_at=GOES_WITH_ROW,
)
declare(
    "matching.Preference",
    id=NOT_PERSONAL,
    participant=GOES_WITH_ROW,
    about=GOES_WITH_ROW,
    rank=GOES_WITH_ROW,
    rather_not=GOES_WITH_ROW,
)
declare(
    "matching.Exclusion",
    id=NOT_PERSONAL,
    round=UNSAID,
    mentee=UNSAID,
    mentor=UNSAID,
    why=UNSAID,
    by=UNSAID,
    made_at=UNSAID,
)
declare(
    "matching.Pair",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    round=GOES_WITH_ROW,
    mentee=GOES_WITH_ROW,
    mentor=GOES_WITH_ROW,
    fit=UNSAID,  # these two have what the two said of each other
    reasons=UNSAID,
    is_fixed=NOT_PERSONAL,
    is_new=NOT_PERSONAL,
    mentee_answer=GOES_WITH_ROW,
    mentee_answered_at=GOES_WITH_ROW,
    mentor_answer=GOES_WITH_ROW,
    mentor_answered_at=GOES_WITH_ROW,
    due_at=GOES_WITH_ROW,
    lapsed_at=GOES_WITH_ROW,
)
declare(
    "matching.Request",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    kind=OF_REQUEST,
    mentee=Field(personal=True, export=True, erasure="delete", retention=HALF_A_YEAR),
    goal=OF_REQUEST,
    tried=OF_REQUEST,
    languages=OF_REQUEST,
    state=OF_REQUEST,
    created_at=OF_REQUEST,
    ended_at=OF_REQUEST,
    team_since=OF_REQUEST,
    suggested=OF_REQUEST,
)
declare(
    "matching.Ask",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    request=OF_REQUEST,
    mentor=OF_REQUEST,
    position=OF_REQUEST,
    words=OF_REQUEST,
    state=OF_REQUEST,
    sent_at=OF_REQUEST,
    due_at=OF_REQUEST,
    question=OF_REQUEST,
    asked_at=OF_REQUEST,
    left=NOT_PERSONAL,
    reply=OF_REQUEST,
    replied_at=OF_REQUEST,
    # The mentor's own: the mentee may not be told.
    reason=Field(personal=True, erasure="with the row", retention=HALF_A_YEAR),
    message=OF_REQUEST,
    suggests=OF_REQUEST,
    settled_at=OF_REQUEST,
    fulfilled_at=OF_REQUEST,
    booking=OF_REQUEST,
)

SUGGEST = _("To suggest mentors who fit, because you asked for it.")
ROUND = _("To pair the people of the round, because you joined it.")
UNTIL_FORGOTTEN = _("When you have us forget it, or with your account.")
SENT = Q(sent_at__isnull=False)

about("matching.Need", "member", title=_("What you’re looking for"), why=SUGGEST, goes=UNTIL_FORGOTTEN)
about("matching.NeededTopic", "need__member", part_of="matching.Need")
about(
    "matching.Dismissal",
    "member",
    Person("mentor__user", export=False, erases="delete"),
    title=_("Mentors you don’t want to be suggested"),
    why=SUGGEST,
    goes=UNTIL_FORGOTTEN,
)
about(
    "matching.Participant",
    "member",
    title=_("Rounds you’re in"),
    why=ROUND,
    goes=_("When you leave the round, or with your account."),
)
about(
    "matching.Invitation",
    "member",
    title=_("Rounds you were invited to"),
    why=_("To ask you once."),
    goes=_("With your account."),
)
about(
    "matching.Preference",
    "participant__member",
    Person("about__member", export=False),
    part_of="matching.Participant",
)
about(
    "matching.Exclusion",
    Person("mentee__member", export=False, erases="nothing"),
    Person("mentor__member", export=False, erases="nothing"),
    part_of="matching.Participant",
)
about(
    "matching.Pair",
    Person("mentee__member", where=Q(round__proposed_at__isnull=False)),
    Person("mentor__member", where=Q(round__proposed_at__isnull=False)),
    part_of="matching.Participant",
)
about(
    "matching.Request",
    "mentee",
    title=_("Requests you sent"),
    why=_("To ask mentors for you, one after the other."),
    goes=_("180 days after the request has ended."),
)
about(
    "matching.Ask",
    Person("mentor__user", erases="blank", blanks=("question", "message"), where=SENT, hides=("position",)),
    Person("request__mentee", erases="nothing"),
    title=_("What mentors were asked, and what they said"),
    why=_("To ask mentors for a mentee, one after the other."),
    goes=_("180 days after the request has ended."),
)
retain(
    "requests",
    "matching.Request",
    age="ended_at",
    days=KEPT_FOR.days,
    says=_("Requests to mentors: 180 days after they ended."),
)
