"""What the team may do with applications, mentors, topics, categories and wishes."""

from core.groups import CLUB_TEAM, TOPICS, VETTING, grant

for group in (VETTING, CLUB_TEAM):
    grant(group, "mentors.view_application", "mentors.vet_application", "mentors.view_review", "mentors.view_mentor")
    grant(group, "mentors.view_appeal", "mentors.change_appeal")
    grant(group, "mentors.view_topic", "mentors.view_category", "mentors.view_snippet")
for group in (TOPICS, CLUB_TEAM):
    for verb in ("view", "add", "change", "delete"):
        grant(group, f"mentors.{verb}_topic", f"mentors.{verb}_category")
    grant(group, "mentors.view_wish", "mentors.delete_wish")
    grant(group, "mentors.view_topicsuggestion", "mentors.change_topicsuggestion")
for verb in ("add", "change", "delete"):
    grant(CLUB_TEAM, f"mentors.{verb}_snippet")
