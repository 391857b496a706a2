"""The meeting providers. To add one, create a folder and list its name here."""

NAMES = ("zoom", "google_meet", "jitsi", "own_link")  # in the order shown to mentors
