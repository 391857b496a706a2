"""Those who make rooms, each in a folder of its own. A new one is a folder, and its name here."""

NAMES = ("zoom", "google_meet", "jitsi", "own_link")  # in the order in which mentors choose
