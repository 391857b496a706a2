"""What the team has written about some topics: a text, then questions people come with, one on each line."""

TEXT = """
[first-lead-role]
Die ersten Monate sind einsam, und niemand sagt dir, ob du es gut machst. Komm vor dem Ja oder wenn es schwer wird.
Wie führe ich Menschen, mit denen ich bis letzte Woche zusammengearbeitet habe?
Was sollte ich nicht mehr selbst machen?
Wie sage ich jemandem, dass die Arbeit nicht reicht?

[pay-and-bands]
Was fair ist, was üblich ist und wie man fragt. Manche bereiten ein Gespräch vor, andere bauen Bänder für eine Firma.
Wie finde ich heraus, was andere verdienen?
Wann ist ein guter Moment, um zu fragen?
Was, wenn sie Nein sagen?
"""
