"""The mentor's own rooms: the week, requests, hours, what they offer, where they meet."""
