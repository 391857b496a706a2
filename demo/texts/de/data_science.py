"""Profiles written for mentors of the category data-science, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Statistikerin, Landesforstverwaltung",
        headline="Ein Modell darf zweifeln. Du musst es nur dazuschreiben.",
        story=(
            "Ich schätze Bäume: wie viele, wie hoch, wie durstig. Mein Prognosefehler steht im Jahresbericht auf "
            "Seite eins, und seither glaubt man mir die Seiten zwei bis vierzig."
        ),
        bring="Eine Vorhersage, die danebenlag, und was ihr damit gemacht habt.",
        poor_choice="Tiefe neuronale Netze. Der Wald ist mir tief genug.",
    ),
    Profile(
        role="Leiter Datenwissenschaft, Ersatzteillogistik",
        headline="Der Einstieg gelingt selten über das schönste Modell, oft über die langweiligste Tabelle.",
        story=(
            "Wir sagen voraus, welche Dichtung nächste Woche in welchem Lager fehlt. Das beste Verfahren ist "
            "seit fünf Jahren ein gleitender Durchschnitt mit guten Manieren. Ich habe vieles versucht, um ihn "
            "zu schlagen."
        ),
        bring="Deinen Datensatz oder, falls geheim, eine erfundene Kopie.",
        poor_choice="Promotionsvorhaben. Meins habe ich abgebrochen, ohne Reue.",
    ),
    Profile(
        role="Biometrikerin, klinische Studien",
        headline="Statistik erklärt, bis es dir peinlich wird, wie einfach sie war.",
        story=(
            "Ich plane Studien, deren Ergebnis ich manchmal erst nach zehn Jahren erfahre. Das macht demütig und "
            "sorgfältig. Das Wort Nichtunterlegenheitshypothese kann ich in unter zwei Sekunden sagen."
        ),
        bring="Deine Forschungsfrage in einem Satz, ohne Komma.",
        poor_choice="Vorhersagemodelle für Klicks. Ich arbeite lieber an Dingen, die bluten könnten.",
    ),
)
