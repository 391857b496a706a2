"""Fill a mentor's search document."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from core.db import Unaccent
from mentors.models import Mentor


def index(mentor: Mentor) -> None:
    names = " ".join(f"{topic.name_en} {topic.name_de}" for topic in mentor.topics.all())
    text = f"{mentor.headline} {mentor.role} {mentor.company} {mentor.city} {names} {mentor.bio}"
    document = sum(
        (SearchVector(Unaccent(Value(text)), config=config) for config in ("english", "german")),
        start=SearchVector(Unaccent(Value(text)), config="simple"),
    )
    Mentor.objects.filter(pk=mentor.pk).update(search_document=document)
