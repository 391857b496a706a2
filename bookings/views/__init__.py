"""The pages of bookings: making and managing a booking, the mentor's desk, the calendar feed."""
