"""What the team may do with reports and measures. Which of them someone sees is another question: see the models."""

from core.groups import CLUB_TEAM, SAFEGUARDING, grant

for group in (CLUB_TEAM, SAFEGUARDING):
    grant(group, "safety.view_report", "safety.change_report")
    grant(group, "safety.view_measure", "safety.add_measure", "safety.change_measure")
