"""What mentees say after a booking, in German."""

from demo.texts.lines import by_heading, lines

HELPED = lines("""
Du hast gefragt, was ich eigentlich will. Das hatte bisher niemand getan.
Wir haben zwei Drittel meines Plans gestrichen. Der Rest passt auf eine Karteikarte.
Dass du erzählt hast, wie es bei dir schiefging.
Die Stille nach meiner langen Antwort. Da habe ich mich selbst gehört.
Zu hören, dass es normal ist, und zwar von jemandem, der es vierzigmal erlebt hat.
Die Zeichnung auf Papier, in die Kamera gehalten.
Die Hausaufgabe war so klein, dass ich sie gemacht habe.
Du wusstest es nicht, und dann haben wir es zusammen herausgefunden.
Ein schlichtes „Das ist gut“. Das hatte ich ein Jahr lang nicht gehört.
Dein Blick aus einer ganz anderen Branche.
Am Ende wusste ich, welches meiner drei Probleme die beiden anderen verursacht.
""")

HELPED_IN = by_heading("""
[product-management]
Dass ich Nein sagen darf, und wie du es sagst.
[engineering]
Du hast meinen Code laut vorgelesen. Jetzt weiß ich, wo er unklar wird.
[leadership-culture]
Wir haben das Gespräch dreimal geübt. Das echte dauerte zehn Minuten und war gut.
[human-resources]
Du hast mein Anschreiben laut vorgelesen. Am selben Abend habe ich es neu geschrieben.
[marketing-communication]
Du hast den ersten Absatz gestrichen, und der zweite war der richtige Anfang.
[it-security]
Wir haben die Funde auf drei Stapel sortiert, und der erste war klein.
[ux-design]
Du hast mein Formular mit geschlossenen Augen bedient. Seitdem habe ich vier Dinge repariert.
[ux-research]
Eine Erkenntnis auf einer Seite. Sie wurde gelesen.
[finance]
Die Bilanz Zeile für Zeile, und am nächsten Tag konnte ich sie erklären.
[data-science]
Dass die Spanne die Antwort ist und keine Ausrede.
[data-analytics]
Echte Abfragen, Zeile für Zeile, ohne Eile.
[mindfulness]
Die Reihenfolge: erst schlafen, dann entscheiden.
[holistic-healing]
Du hast gesagt, was du nicht behandelst und wer es kann. Dem Rest habe ich dann getraut.
""")

BETTER = lines("""
Eine halbe Stunde war knapp. Nächstes Mal buche ich die lange.
Mein Ton war schlecht, das lag an mir.
Ein Beispiel aus einem kleinen Betrieb hätte mir geholfen.
Wir haben zehn Minuten mit dem Link verloren.
Ein Hinweis vorab, was ich mitbringen soll.
Ich habe zu viel von früher erzählt.
Nichts, wirklich.
Gern noch deutlicher. Ich vertrage das.
Es gab einen Rasenmäher. Er hat gewonnen.
Eine kurze Zusammenfassung hinterher wäre schön.
Für die zweite Frage blieb kaum Zeit.
Die ersten fünf Minuten waren etwas steif, danach nicht mehr.
Nach einem Monat noch einmal zu sprechen wäre gut.
Ein Tipp weniger, und ich könnte mir alle merken.
""")

PLATFORM_WORDS = lines("""
Endlich Uhrzeiten, die ich nicht umrechnen muss.
Danke, dass es nichts kostet. Ich möchte später etwas zurückgeben.
Die Erinnerung eine Stunde vorher hat mich gerettet.
Bitte mehr Mentorinnen am Wochenende.
Die erste E-Mail lag im Spamordner.
Auf meinem alten Telefon springt der Kalender beim Drehen.
Schön, dass niemand nach meiner Telefonnummer fragt.
Kann ich jemanden als Mentor vorschlagen?
Eine Anfrage lief ohne Antwort ab. Das war schade.
Fühlt sich an wie ein Verein und nicht wie ein Geschäft.
Ein Filter für Jitsi wäre hilfreich, Zoom ist bei uns gesperrt.
""")

REPLIES = lines("""
Danke für den Hinweis. Er steht auf unserer Liste für das Frühjahr.
Stimmt. Wir haben heute den Satz auf der Startseite geändert.
Das hat uns den Tag gerettet, danke!
""")
