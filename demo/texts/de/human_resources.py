"""Profiles written for mentors of the category human-resources, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Recruiterin, Krankenhausverbund",
        headline="Dein Lebenslauf ist kein Lebensbeichtspiegel. Lass uns die Hälfte streichen.",
        story=(
            "Ich lese etwa sechstausend Bewerbungen im Jahr und freue mich immer noch über eine gute. Die guten "
            "erkennt man daran, dass ein Mensch vorkommt, der etwas getan hat."
        ),
        bring="Deine Unterlagen und die Anzeige, auf die du dich bewirbst.",
        poor_choice="Führungspositionen jenseits der Klinikleitung. Dort entscheiden andere Kreise.",
    ),
    Profile(
        role="Leiter Vergütung, Maschinenbau",
        headline="Gehaltsbänder, die du am Mittagstisch erklären könntest.",
        story=(
            "Wir haben alle Gehälter offengelegt, in vier Schritten und zwei Jahren. Beim dritten Schritt flog "
            "eine Tür zu, beim vierten gab es Kuchen. Arbeitnehmervertretungsangelegenheiten machen mir "
            "inzwischen sogar Freude."
        ),
        bring="Eine anonymisierte Gehaltsliste oder, wenn du verhandelst, deine eigene Zahl.",
        poor_choice="Aktienoptionen. Davon verstehe ich so viel wie du.",
    ),
    Profile(
        role="Ausbildungsleiterin, Hotelkette",
        headline="Einarbeitung beginnt mit dem Schlüssel und endet nicht am ersten Freitag.",
        story=(
            "Ich habe fast neunhundert Menschen ihren ersten Arbeitstag bereitet. Am meisten hilft ein Name an "
            "der Tür. Am zweitmeisten hilft, dass jemand zugibt, wie der eigene erste Tag war."
        ),
        bring="Deinen Einarbeitungsplan, auch wenn er nur aus einem Passwort besteht.",
        poor_choice="Vertrags- und Kündigungsfragen. Dafür haben wir eine Abteilung und du vermutlich auch.",
    ),
)
