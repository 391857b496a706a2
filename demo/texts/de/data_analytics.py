"""Profiles written for mentors of the category data-analytics, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Analystin, Stadtbibliotheken",
        headline="Kennzahlen, für die sich niemand schämen muss.",
        story=(
            "Ausleihzahlen sagten jahrelang, unsere kleinste Zweigstelle sei überflüssig. Dann zählten wir "
            "Menschen statt Bücher. Sie hat jetzt längere Öffnungszeiten und ich ein Zahlenwerkzeug weniger."
        ),
        bring="Ein Dashboard, das du pflegst und das keiner anschaut.",
        poor_choice="Echtzeitauswertungen. Bücher haben Zeit.",
    ),
    Profile(
        role="Datenmodellierer, Versicherung",
        headline="SQL ist wie Deutsch: Das Wichtigste steht am Ende.",
        story=(
            "Ich pflege ein Modell mit neunhundert Tabellen und kenne ungefähr siebzig davon beim Vornamen. "
            "Schadenersatzanspruchshistorisierung ist ein echtes Feld in einer echten Datenbank, und ich habe es "
            "nicht benannt."
        ),
        bring="Deine längste Abfrage. Wir kürzen sie gemeinsam.",
        poor_choice="Farben und Diagramme. Frag dafür lieber meine Kollegin.",
    ),
)
