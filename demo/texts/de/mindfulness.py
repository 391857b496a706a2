"""Profiles written for mentors of the category mindfulness, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Meditationslehrerin, früher Fluglotsin",
        headline="Aufmerksamkeit kann man üben. Entspannung ist ein Nebenprodukt.",
        story=(
            "Achtzehn Jahre lang habe ich Flugzeuge auseinandergehalten. Als ich aufhörte, war die Stille das "
            "Schwerste. Ich lehre keine Ruhe, sondern das Sitzenbleiben, bis sie von selbst vorbeischaut."
        ),
        bring="Nichts. Stell das Telefon leise und setz dich auf einen harten Stuhl.",
        poor_choice="Akute Krisen. Dafür gibt es bessere Nummern, und ich nenne sie dir.",
    ),
    Profile(
        role="Betriebsarzt, Automobilzulieferer",
        headline="Zurück nach dem Ausfall: langsam, geplant und ohne Heldentum.",
        story=(
            "Ich habe etwa vierhundert Wiedereingliederungen begleitet und eine eigene. Bei der eigenen habe ich "
            "fast alles falsch gemacht, was ich anderen vorher verboten hatte."
        ),
        bring="Deinen Kalender der letzten zwei Wochen.",
        poor_choice="Diagnosen. Ich bin hier Gesprächspartner, nicht dein Arzt.",
    ),
)
