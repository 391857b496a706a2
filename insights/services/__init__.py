"""What changes the club's numbers: counting them."""
