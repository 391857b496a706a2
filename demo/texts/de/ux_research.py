"""Profiles written for mentors of the category ux-research, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Forscherin, Bank für Genossenschaften",
        headline="Zuhören ist Arbeit. Ich zeige dir, wie man danach nicht zu müde zum Denken ist.",
        story=(
            "Ich habe mit Landwirten über Kredite gesprochen, meistens auf dem Beifahrersitz des Traktors. Das "
            "Wichtigste fiel immer kurz vor dem Aussteigen, deshalb plane ich das Aussteigen jetzt ein."
        ),
        bring="Einen Interviewleitfaden, den du zu lang findest.",
        poor_choice="Fragebogenstatistik jenseits der Grundrechenarten.",
    ),
    Profile(
        role="Leiter Nutzerforschung, Hausgeräte",
        headline="Erkenntnisse, die in der Entwicklungsabteilung hängen bleiben und nicht im Ordner.",
        story=(
            "Drei Jahre lang hat niemand meine Berichte gelesen. Dann habe ich eine Waschmaschine in den "
            "Besprechungsraum gestellt und den Vorstand gebeten, Wolle zu waschen. Seitdem gibt es mein Budget."
        ),
        bring="Eine Studie, die folgenlos blieb.",
        poor_choice="Reine Softwarefirmen. Ich brauche etwas zum Anfassen.",
    ),
)
