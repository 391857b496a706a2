"""Other people's servers: safe HTTP, and the club's access to a member's Google calendar. A package, not an app."""
