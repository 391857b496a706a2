"""What announcements provide to the apps below them."""

from announcements.models import Announcement
from mentors.hooks import topic_merged
from mentors.models import Topic


@topic_merged
def keep_chosen(topic: Topic, into: Topic) -> None:
    """Whoever chose a topic chooses the one that takes its place."""
    for row in Announcement.objects.filter(topics=topic):
        row.topics.add(into)
