"""Access to external servers: safe HTTP, and members' Google calendars. A package, not a Django app."""
