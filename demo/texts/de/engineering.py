"""Profiles written for mentors of the category engineering, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Softwarearchitektin, Energienetzleittechnik",
        headline="Altsysteme haben recht. Meistens weiß nur niemand mehr, womit.",
        story=(
            "Unser ältestes Modul ist älter als ich und hat noch nie gefehlt. Ich habe elf Jahre lang Stück für "
            "Stück darum herumgebaut und am Ende nur das Protokoll ersetzt. Geduld ist eine "
            "Architekturentscheidung."
        ),
        bring="Ein Bild deines Systems, auf Papier gezeichnet, aus dem Kopf.",
        poor_choice="Alles, was im Browser läuft. Da bin ich Anfängerin und bleibe es gern.",
    ),
    Profile(
        role="Teamleiter Entwicklung, Buchungsplattform für Berghütten",
        headline="Quereinstieg mit vierzig? Habe ich gemacht. Reden wir über den Alltag danach.",
        story=(
            "Bis 2014 war ich Zimmermann. Der Rücken wollte nicht mehr, der Kopf schon. Beim Programmieren wie "
            "beim Dachstuhl gilt: Was man nicht sieht, muss trotzdem halten."
        ),
        bring="Den letzten Code, auf den du stolz warst, und den letzten, für den du dich entschuldigt hast.",
        poor_choice="Leute, die nur eine Gehaltszahl hören wollen.",
    ),
    Profile(
        role="Entwicklerin für eingebettete Systeme, Medizingerätehersteller",
        headline="Code-Reviews, nach denen man noch zusammen Mittag essen geht.",
        story=(
            "Ich schreibe Software für Infusionspumpen. Jede Zeile wird von zwei Menschen gelesen, und beide "
            "müssen unterschreiben. Daraus habe ich gelernt, Kritik in ganzen Sätzen zu formulieren."
        ),
        bring="Einen Kommentar aus einem Review, der dich geärgert hat.",
        poor_choice="Schnelle Prototypen. Mein schnellster hat sieben Monate gedauert.",
    ),
)
