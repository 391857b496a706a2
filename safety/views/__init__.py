"""The pages of safety: blocks, reports, and what the team has decided about a member."""
