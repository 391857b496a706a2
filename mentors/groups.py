"""What the team may do with applications, mentors, topics, categories and wishes."""

from core.groups import CLUB_TEAM, VETTING, grant

for group in (VETTING, CLUB_TEAM):
    grant(group, "mentors.view_application", "mentors.vet_application", "mentors.view_review", "mentors.view_mentor")
    grant(group, "mentors.view_topic", "mentors.view_category", "mentors.view_wish", "mentors.view_snippet")
for verb in ("add", "change", "delete"):
    grant(CLUB_TEAM, f"mentors.{verb}_topic", f"mentors.{verb}_category", f"mentors.{verb}_snippet")
grant(CLUB_TEAM, "mentors.delete_wish")
