"""The pages of bookings: booking, looking after a booking, the calendar feed."""
