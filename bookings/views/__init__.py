"""Pages for making and managing bookings, the mentor's desk, and the calendar feed."""
