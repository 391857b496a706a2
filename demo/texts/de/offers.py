"""What happens in the sessions that mentors offer, and what they ask whoever books one, in German."""

from demo.texts.lines import by_heading

DESCRIPTIONS = by_heading("""
[talk]
Du erzählst, wo du stehst, ich frage nach, und zusammen finden wir den nächsten Schritt.
Zeit für ein Thema, vom Anfang bis zu etwas, das du morgen ausprobieren kannst.
Außer der Frage musst du nichts vorbereiten. Wir denken laut, und du gehst mit einem Plan für die Woche.
[quick]
Eine Frage, eine ehrliche Antwort. Gut für etwas, das du jemanden im Team fragen würdest, wenn da jemand wäre.
Eine Viertelstunde für eine Entscheidung, die dir nachgeht, oder um zu merken, ob ich dir weiterhelfen kann.
[hour]
Raum für etwas, das eine ganze Stunde braucht: Wir sehen es uns gemeinsam an, wenn nötig Zeile für Zeile.
Für alles, was nicht in eine halbe Stunde passt: ein Stellenwechsel, ein festgefahrenes Projekt, ein schweres Gespräch.
""")

QUESTIONS = by_heading("""
[talk]
Was hast du schon versucht, und was ist dabei passiert?
Was wäre morgen anders, wenn dieses Gespräch gut läuft?
Welche Entscheidung steht an, und bis wann?
[quick]
Wie lautet deine Frage, in einem Satz?
[hour]
Wie ist die Lage, und welchen Teil sehen wir uns zuerst an?
Wen betrifft es noch, und was wollen die anderen?
""")
