"""What applications and profiles hold about a person."""

from core.privacy import BLANKED, GOES_WITH_ROW, NOT_PERSONAL, Field, declare

DELETED = Field(personal=True, export=True, erasure="delete")
TEAM_ONLY = Field(personal=True, export=True, erasure="with the row")

for model in ("Category", "Topic"):
    names = dict.fromkeys(("id", "slug", "name", "synonyms", "about", "questions", "i18n"), NOT_PERSONAL)
    if model == "Category":
        names |= dict.fromkeys(("description", "group", "icon", "position"), NOT_PERSONAL)
    else:
        names |= {"category": NOT_PERSONAL, "is_active": NOT_PERSONAL}
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
declare("mentors.SearchDocument", mentor=DELETED, words=GOES_WITH_ROW)
declare(
    "mentors.Wish",
    **dict.fromkeys(("id", "topic", "language", "times", "first_at", "last_at"), NOT_PERSONAL),
    words=Field(personal=False, retention="a year after somebody last looked for it"),
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
)
declare(
    "mentors.FormerAddress", **dict.fromkeys(("id", "slug", "category", "topic", "names", "changed_at"), NOT_PERSONAL)
)
