"""Profiles written for mentors of the category product-management, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Leiterin Produkt, Fahrgastinformation im Nahverkehr",
        headline="Eine Anforderung ist keine Bestellung. Ich helfe dir beim Nachfragen.",
        story=(
            "Ich verantworte die Anzeigetafeln an viertausend Haltestellen. Einmal haben wir „fährt gleich“ "
            "statt einer Minutenzahl angezeigt, und die Beschwerden halbierten sich. Seither glaube ich weniger "
            "an Genauigkeit und mehr an Ehrlichkeit."
        ),
        bring="Bring drei Wünsche aus deinem Haus mit, und wer sie geäußert hat.",
        poor_choice="Für dich bin ich falsch, wenn du ein Zertifikat suchst. Ich habe keins und vermisse es nicht.",
    ),
    Profile(
        role="Produktmanager, Praxissoftware für Hebammen",
        headline="Nein sagen, ohne dass danach alle beleidigt sind.",
        story=(
            "Vor dem Produkt war ich Krankenpfleger. Ich weiß, wie Software aussieht, die um vier Uhr früh "
            "niemand bedienen kann, und ich habe einige davon selbst zu verantworten."
        ),
        bring="Deine Roadmap, so wie sie an der Wand hängt, Kaffeeflecken inklusive.",
        poor_choice="Wachstumsfragen. Die Zahl der Geburten kann ich nicht beeinflussen.",
    ),
)
