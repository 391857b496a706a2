"""Profiles written for mentors of the category finance, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Controllerin, Theaterbetriebe",
        headline="Ein Haushaltsplan ist eine Erzählung mit Summe am Ende.",
        story=(
            "Ich rechne für Menschen, die lieber proben würden, und ich mag sie dafür. Unser Premierenbudget "
            "steht auf einer Seite, in ganzen Sätzen, und seitdem wird es eingehalten."
        ),
        bring="Deine Zahlen, und wovor du dich beim Öffnen der Datei fürchtest.",
        poor_choice="Börsenfragen. Ich habe ein Sparbuch.",
    ),
    Profile(
        role="Steuerberater und Gründungsbegleiter, eigene Kanzlei",
        headline="Liquiditätsplanung für Leute, denen bei dem Wort schlecht wird.",
        story=(
            "Ich habe in zwanzig Jahren etwa dreihundert Gründungen gesehen. Gescheitert sind die wenigsten an "
            "der Idee und die meisten im dritten November, an der Umsatzsteuervorauszahlung."
        ),
        bring="Kontoauszüge der letzten drei Monate, geschwärzt, wo du willst.",
        poor_choice="Steuererklärungen. Das hier ist mein freier Abend.",
    ),
)
