"""What matching holds about a person: what they look for, and whom they don't want to be shown."""

from core.privacy import GOES_WITH_ROW, NOT_PERSONAL, Field, declare

OWN = Field(personal=True, export=True, erasure="delete")

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
