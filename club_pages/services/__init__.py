"""Writing the club's own pages, and what members agree to."""
