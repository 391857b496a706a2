"""Profiles written for mentors of the category marketing-communication, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Pressesprecherin, Wasserversorger",
        headline="In der Krise zählt der zweite Satz. Den ersten haben alle.",
        story=(
            "Einmal musste ich einer halben Million Menschen sagen, dass sie ihr Wasser abkochen sollen. Wir "
            "haben neunzehn Minuten gebraucht; ich kenne heute jede einzelne davon."
        ),
        bring="Eine Meldung, die schiefging, im Wortlaut.",
        poor_choice="Influencer. Unser bekanntester Botschafter ist ein Hydrant.",
    ),
    Profile(
        role="Texter und Inhaber, Büro für verständliche Sprache",
        headline="Schreib so, dass deine Tante es weiterliest.",
        story=(
            "Ich habe Beipackzettel, Bußgeldbescheide und ein Kochbuch übersetzt, jeweils aus dem Deutschen ins "
            "Deutsche. Rechtsschutzversicherungsbedingungen sind mein Mount Everest; dreimal war ich oben."
        ),
        bring="Eine Seite Text, die niemand versteht, am besten von dir.",
        poor_choice="Suchmaschinenoptimierung. Ich schreibe für Leute, die schon da sind.",
    ),
)
