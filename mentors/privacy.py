"""What applications and profiles hold about a person."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, Person, about, blanked_as, declare, retain

if TYPE_CHECKING:
    from accounts.models import User


def _wishes_naming(member: "User") -> Q:
    """What was looked for and not found, if it's the member: their address, or a name of two words or more."""
    found = Q(words__icontains=member.email)
    if " " in member.display_name:
        found |= Q(words__icontains=member.display_name)
    return found


DELETED = Field(personal=True, export=True, erasure="delete")
TEAM_ONLY = Field(personal=True, export=True, erasure="with the row")

for model in ("Category", "Topic"):
    names = dict.fromkeys(("id", "slug", "name", "synonyms", "about", "questions", "i18n"), NOT_PERSONAL)
    if model == "Category":
        names |= dict.fromkeys(("description", "group", "icon", "position"), NOT_PERSONAL)
    else:
        names |= {"category": NOT_PERSONAL, "is_active": NOT_PERSONAL, "split_from": NOT_PERSONAL}
    declare(f"mentors.{model}", **names)

declare(
    "mentors.Application",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    applicant=DELETED,
    state=GOES_WITH_ROW,
    letter=GOES_WITH_ROW,
    years_of_practice=GOES_WITH_ROW,
    role=GOES_WITH_ROW,
    company=GOES_WITH_ROW,
    topics=GOES_WITH_ROW,
    languages=GOES_WITH_ROW,
    text_language=GOES_WITH_ROW,
    country=GOES_WITH_ROW,
    link=GOES_WITH_ROW,
    hours_per_week=GOES_WITH_ROW,
    conduct_agreed_at=GOES_WITH_ROW,
    created_at=GOES_WITH_ROW,
    changed_at=GOES_WITH_ROW,
    submitted_at=GOES_WITH_ROW,
    waiting_since=GOES_WITH_ROW,
    decided_at=GOES_WITH_ROW,
    again_on=GOES_WITH_ROW,
    reopened_at=GOES_WITH_ROW,
)
declare(
    "mentors.Appeal",
    id=NOT_PERSONAL,
    **dict.fromkeys(("application", "words", "made_at", "verdict", "reason", "decided_at"), GOES_WITH_ROW),
    decided_by=Field(personal=True, erasure="blank"),
)
declare(
    "mentors.ApplicationStep",
    id=NOT_PERSONAL,
    application=GOES_WITH_ROW,
    from_state=GOES_WITH_ROW,
    to_state=GOES_WITH_ROW,
    by=Field(personal=True, erasure="blank"),
    at=GOES_WITH_ROW,
    message=GOES_WITH_ROW,
    override=TEAM_ONLY,
)
declare(
    "mentors.Assignment",
    id=NOT_PERSONAL,
    application=TEAM_ONLY,
    reader=DELETED,
    since=TEAM_ONLY,
    until=TEAM_ONLY,
    reminded_at=TEAM_ONLY,
)
declare(
    "mentors.Decision",
    id=NOT_PERSONAL,
    application=TEAM_ONLY,
    by=Field(personal=True, erasure="blank"),
    **dict.fromkeys(("to_state", "message", "override", "criterion", "advice", "again_on"), TEAM_ONLY),
    **dict.fromkeys(("made_at", "due_at", "undone_at", "done_at"), TEAM_ONLY),
)
declare(
    "mentors.Snippet",
    **dict.fromkeys(("id", "criterion", "text", "advice", "position", "i18n"), NOT_PERSONAL),
)
declare(
    "mentors.Recusal",
    id=NOT_PERSONAL,
    application=TEAM_ONLY,
    reader=DELETED,
    since=TEAM_ONLY,
    until=TEAM_ONLY,
)
declare(
    "mentors.Review",
    id=NOT_PERSONAL,
    application=TEAM_ONLY,
    reviewer=TEAM_ONLY,
    seniority=TEAM_ONLY,
    practice=TEAM_ONLY,
    altruism=TEAM_ONLY,
    recommendation=TEAM_ONLY,
    notes=TEAM_ONLY,
    changed_at=TEAM_ONLY,
    swayed_at=TEAM_ONLY,
)
declare(
    "mentors.TopicSuggestion",
    **dict.fromkeys(("id", "topic", "language"), NOT_PERSONAL),
    mentor=DELETED,
    **dict.fromkeys(("name", "why", "made_at", "outcome", "answer", "decided_at"), GOES_WITH_ROW),
    decided_by=Field(personal=True, erasure="blank"),
)
declare("mentors.SearchDocument", mentor=DELETED, words=GOES_WITH_ROW)
declare(
    "mentors.Wish",
    **dict.fromkeys(("id", "topic", "language", "times", "first_at", "last_at"), NOT_PERSONAL),
    # Whose wish it is isn't kept, but the words may name a person.
    words=Field(personal=True, erasure="with the row", retention="a year after somebody last looked for it"),
)
declare(
    "mentors.FeaturedMentor",
    **dict.fromkeys(("id", "category", "topic", "position"), NOT_PERSONAL),
    mentor=DELETED,
)
declare(
    "mentors.SavedMentor",
    id=NOT_PERSONAL,
    member=DELETED,
    mentor=GOES_WITH_ROW,
    saved_at=GOES_WITH_ROW,
)
declare(
    "mentors.SavedSearch",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    member=DELETED,
    **dict.fromkeys(("query", "saved_at", "told_until"), GOES_WITH_ROW),
)
declare(
    "mentors.Mentor",
    id=NOT_PERSONAL,
    uuid=NOT_PERSONAL,
    user=GOES_WITH_ROW,
    slug=BLANKED,
    status=GOES_WITH_ROW,
    headline=BLANKED,
    bio=BLANKED,
    company=BLANKED,
    role=BLANKED,
    city=BLANKED,
    country=BLANKED,
    languages=BLANKED,
    text_language=BLANKED,
    years_of_practice=BLANKED,
    links=BLANKED,
    topics=BLANKED,
    photo=BLANKED,
    approved_at=GOES_WITH_ROW,
    went_live_at=GOES_WITH_ROW,
    changed_at=GOES_WITH_ROW,
    back_since=GOES_WITH_ROW,
    paused_until=GOES_WITH_ROW,
    probation_ended_at=GOES_WITH_ROW,
    **dict.fromkeys(("renewed_at", "renewal_asked_at", "renewal_reminded_at", "lapsed_at"), GOES_WITH_ROW),
)
declare(
    "mentors.FormerAddress", **dict.fromkeys(("id", "slug", "category", "topic", "names", "changed_at"), NOT_PERSONAL)
)

PROFILE = _("To show it to members who look for a mentor, because you want to be found.")

about(
    "mentors.Mentor",
    Person("user", erases="blank"),
    title=_("Your mentor profile and photo"),
    why=PROFILE,
    goes=_("With your account. A number without a name stays, so that the sessions of others still count."),
)
about("mentors.SearchDocument", Person("mentor__user", export=False), part_of="mentors.Mentor")
about("mentors.TopicSuggestion", "mentor__user", part_of="mentors.Mentor")
about("mentors.Wish", Person(_wishes_naming, erases="delete", export=False), part_of="mentors.Mentor")
about("mentors.FeaturedMentor", Person("mentor__user"), part_of="mentors.Mentor")
about(
    "mentors.Application",
    "applicant",
    title=_("Your applications to become a mentor"),
    why=_("So that the team can decide about it, because you applied."),
    goes=_("Six months after it was declined or withdrawn, or with your account."),
)
about("mentors.ApplicationStep", "application__applicant", part_of="mentors.Application")
about("mentors.Appeal", "application__applicant", part_of="mentors.Application")
about(
    "mentors.Review",
    Person("application__applicant", hides=("reviewer",)),
    Person("reviewer", erases="nothing"),
    title=_("What the team thought of an application, or you of someone’s"),
    why=_("So that two people decide about each application, and the club can account for it."),
    goes=_("With the application."),
)
about(
    "mentors.Recusal",
    "reader",
    Person("application__applicant", export=False, erases="nothing"),
    title=_("Applications you left to others"),
    why=_("So that no one decides about someone they know."),
    goes=_("With the application, or with your account."),
)
about(
    "mentors.Assignment",
    "reader",
    Person("application__applicant", export=False, erases="nothing"),
    title=_("Applications you were asked to read"),
    why=_("So that every application has its readers, and each reader about as many."),
    goes=_("With the application, or with your account."),
)
about(
    "mentors.Decision",
    Person("application__applicant", export=False, erases="nothing"),
    part_of="mentors.Application",
)
about(
    "mentors.SavedMentor",
    "member",
    title=_("Mentors you saved"),
    why=_("So that you find them again, because you asked for it."),
    goes=_("When you remove them, or with your account."),
)
about(
    "mentors.SavedSearch",
    "member",
    title=_("Searches you saved"),
    why=_("To tell you of new mentors, because you asked for it."),
    goes=_("When you remove them, or with your account."),
)
blanked_as("mentors.Mentor.slug", lambda mentor: mentor.uuid.hex)
retain(
    "applications",
    "mentors.Application",
    age="changed_at",
    days=183,
    where=Q(state__in=["declined", "withdrawn"]),
    says=_("Applications that were declined or withdrawn: after six months."),
)
retain(
    "drafts",
    "mentors.Application",
    age="changed_at",
    days=365,
    where=Q(state="draft"),
    says=_("Applications that were never sent: a year after the last change."),
)
