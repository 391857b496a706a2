"""Profiles written for mentors of the category ux-design, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Gestalterin, Formulare der Verwaltung",
        headline="Ein gutes Formular erkennt man daran, dass niemand davon erzählt.",
        story=(
            "Ich habe aus einem Antrag mit neunzehn Seiten einen mit vier gemacht. Es hat zwei Jahre gedauert, "
            "davon drei Wochen Gestaltung. Der Rest war Überzeugungsarbeit in Besprechungsräumen ohne Fenster."
        ),
        bring="Ein Formular, an dem du selbst gescheitert bist.",
        poor_choice="Markenauftritte. Mein Lieblingsgestaltungsmittel ist die Überschrift.",
    ),
    Profile(
        role="Berater für Barrierefreiheit, Rundfunk",
        headline="Barrierefreiheit ist kein Prüfbericht, sondern eine Gewohnheit.",
        story=(
            "Ich höre schlecht, seit ich zwölf bin, und habe Untertitel lange für eine Gefälligkeit gehalten. "
            "Heute leite ich die Abteilung, die sie macht, und weiß: Es ist Handwerk, und es hat Termine."
        ),
        bring="Eine Seite von euch. Wir bedienen sie zusammen nur mit der Tastatur.",
        poor_choice="Wer nur den Stempel braucht. Das merke ich nach fünf Minuten.",
    ),
)
