"""Profiles written for mentors of the category it-security, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Informationssicherheitsbeauftragte, Stadtwerke",
        headline="Sicherheit, die der Bereitschaftsdienst nachts um drei auch wirklich befolgt.",
        story=(
            "Nach einem Erpressungsangriff haben wir elf Tage lang auf Papier gearbeitet. Die Netzleitstelle "
            "lief weiter, weil ein Kollege Jahre vorher stur geblieben war. Solche Sturköpfe bilde ich jetzt aus."
        ),
        bring="Dein Notfallhandbuch, und wann es zuletzt jemand aufgeschlagen hat.",
        poor_choice="Wer eine Produktempfehlung möchte. Ich verkaufe nichts.",
    ),
    Profile(
        role="Penetrationstester, selbstständig",
        headline="Einstieg in die Sicherheit ohne Kapuzenpulli.",
        story=(
            "Ich bin gelernter Schlosser. Mein erster Bericht bestand aus einem Satz, mein heutiger Standard "
            "sind vier Seiten, die ein Vorstand versteht. Den Unterschied zeige ich dir."
        ),
        bring="Etwas, das du kaputtgemacht und danach repariert hast.",
        poor_choice="Gutachten und Vertragsfragen. Dafür gibt es Anwältinnen.",
    ),
)
