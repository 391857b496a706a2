"""What mentees say after a booking, in German."""

from demo.texts.lines import lines

HELPED = lines("""
Du hast gefragt, was ich eigentlich will. Das hatte bisher niemand.
Wir haben zwei Drittel meines Plans gestrichen. Der Rest passt auf eine Karteikarte.
Dass du erzählt hast, wie es bei dir schiefging.
Die Stille nach meiner langen Antwort. Da habe ich mich selbst gehört.
Wir haben das Gespräch dreimal geübt. Das echte dauerte zehn Minuten und war gut.
Ein Satz: „Du löst die Besprechung, nicht das Problem.“
Du hast mein Anschreiben laut vorgelesen. Am selben Abend habe ich es neu geschrieben.
Zu hören, dass es normal ist, von jemandem, der es vierzigmal gesehen hat.
Die Zeichnung auf Papier, in die Kamera gehalten.
Dass ich Nein sagen darf, und wie du es sagst.
Wir haben meine Woche in Stunden gezählt. Elf davon habe ich abgegeben.
Die Hausaufgabe war so klein, dass ich sie gemacht habe.
Du wusstest es nicht, und dann haben wir es zusammen herausgefunden.
Ein schlichtes „Das ist gut“. Das hatte ich ein Jahr lang nicht gehört.
Die Reihenfolge: erst schlafen, dann entscheiden.
Dein Blick aus einer ganz anderen Branche.
Du hast mir die Gesetzeslage mit einer Suppe erklärt, und ich habe sie verstanden.
Am Ende wusste ich, welches meiner drei Probleme die beiden anderen verursacht.
Dass du nicht über das Werkzeug reden wolltest.
Echte Abfragen, Zeile für Zeile, ohne Eile.
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
Nach einem Monat noch einmal zu sprechen, wäre gut.
Ein Tipp weniger, und ich könnte mir alle merken.
Über Geld sind wir nicht mehr gekommen.
""")

PLATFORM_WORDS = lines("""
Endlich Uhrzeiten, die ich nicht umrechnen muss.
Danke, dass es nichts kostet. Ich möchte später etwas zurückgeben.
Die Erinnerung eine Stunde vorher hat mich gerettet.
Ich hätte den Termin gern verschoben statt abgesagt.
Bitte mehr Mentorinnen am Wochenende.
Die erste Mail lag im Spamordner.
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
