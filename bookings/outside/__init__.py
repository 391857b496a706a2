"""Outside calendars: reaching them, reading them, and what they say about when a mentor is busy."""
