"""Profiles written for mentors of the category leadership-culture, in German."""

from demo.records import Profile

PROFILES: tuple[Profile, ...] = (
    Profile(
        role="Abteilungsleiterin, Bauordnungsamt einer Großstadt",
        headline="Führen im öffentlichen Dienst: weniger Spielraum, als du willst, und mehr, als du denkst.",
        story=(
            "Als ich anfing, lagen achthundert Bauanträge im Flur. Heute liegen dort Fahrräder. Dazwischen gab "
            "es keine Umstrukturierungsmaßnahme, sondern sehr viele Gespräche, in denen ich zugehört habe."
        ),
        bring="Das Gespräch, das du seit Wochen vor dir herschiebst.",
        poor_choice="Wer eine Abkürzung sucht. Ich kenne nur die Dienstwege, diese aber gut.",
    ),
    Profile(
        role="Geschäftsführer, Druckerei in dritter Generation",
        headline="Veränderung begleiten, wenn der eigene Vater noch im Haus sitzt.",
        story=(
            "Wir haben eine Druckmaschine verkauft, an der drei Leute gelernt hatten, was sie sind. Ich habe die "
            "Trauer darüber unterschätzt und es ihnen später auch gesagt. Das war meine beste "
            "Führungsentscheidung."
        ),
        bring="Eine Liste der Menschen, die von deiner Entscheidung betroffen sind, mit Namen.",
        poor_choice="Konzernpolitik. Bei uns kennt jeder jeden, das verdirbt einen für alles andere.",
    ),
)
