"""The pages of conversations, for the two who have part in one."""
