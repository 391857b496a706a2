"""What mentees and mentors write around a booking, in German."""

from demo.texts.lines import lines

ABOUT = lines("""
Ich übernehme zum ersten Mal ein Team, und ausgerechnet meine beste Freundin ist darin.
Unsere Roadmap ist eine Wunschliste. Ich möchte lernen, wie man freundlich Nein sagt.
Ich bin Lehrer und möchte mit 41 in die Softwareentwicklung. Ist das eine gute Idee?
Kannst du mit mir meinen Lebenslauf durchgehen? Ich habe zwei Jahre Lücke und erkläre sie schlecht.
Ich habe ein Angebot aus Wien und eins von meinem jetzigen Arbeitgeber. Am Freitag muss ich mich entscheiden.
Unser Altsystem soll bis Herbst abgeschaltet werden, und der Einzige, der es kennt, geht in Rente.
Ich muss zum ersten Mal jemandem kündigen und möchte es anständig machen.
Wir haben elf Dashboards für eine einzige Kennzahl. Welches Gespräch führe ich zuerst?
Meine Chefin schreibt mir nachts um elf. Freundlich, aber nachts um elf.
Ich möchte unsere Bilanz verstehen, bevor ich sie verteidigen muss.
Wie frage ich nach mehr Gehalt, wenn ich kein Gegenangebot in der Tasche habe?
Ich komme nach einem halben Jahr Krankheit zurück und arbeite schon wieder abends.
Wir schreiben unsere erste Stellenanzeige, und sie klingt wie alle anderen.
Portfolio-Durchsicht, bitte. Von drei Projekten ist vermutlich nur eines gut.
Mein Mitgründer und ich reden nicht mehr über das, worüber wir reden müssten.
Eine Zeitung möchte ein Interview, und alle sagen: Sei einfach natürlich.
Ich möchte SQL richtig lernen, nachdem ich jahrelang einen Kollegen gefragt habe.
Unsere Nutzerinterviews sind gut, nur ändert sich danach nie etwas.
Ich überlege, eine eigene Praxis zu eröffnen, und habe noch nie eine Rechnung geschrieben.
Ich schlafe fünf Stunden und kenne alle Tipps. Ich möchte mit einem Menschen sprechen.
Unsere Prognose lag dreimal daneben, und die vierte soll ich vorstellen.
Wie viel Barrierefreiheit schaffen zwei Leute in einem Quartal, ganz ehrlich?
Ich wurde bei der Beförderung übergangen und möchte wissen, ob ich bleiben soll.
Ich bin die einzige Datenanalystin bei neunzig Leuten. Was darf ich ablehnen?
Unsere Besprechungen dauern doppelt so lang wie nötig. Ich bin neu und möchte das ändern.
Ich soll vor achtzig Menschen sprechen und habe es bisher vor acht getan.
Wie sieht ein Einstieg in die IT-Sicherheit aus, wenn man nicht gern Dinge kaputtmacht?
Wir sind vier Leute in vier Städten und schreiben inzwischen ziemlich unfreundlich miteinander.
Seit ich meditiere, bin ich unruhiger als vorher. Mache ich etwas falsch?
Letztes Mal hast du gesagt, ich soll erst zählen. Ich habe gezählt und möchte es dir zeigen.
Ich möchte eine zweite Meinung zu unserer Architektur. Meine erste ändert sich täglich.
Die Förderung endet im Mai, und ich brauche einen Plan, den auch Künstlerinnen verstehen.
Unser Vorfallbericht liest sich, als wäre die Praktikantin schuld. Ich glaube das nicht.
Ich möchte ein schwieriges Gespräch üben. Könntest du meinen ältesten Kollegen spielen?
Ich beende bald mein Studium und schwanke zwischen Forschung und Wirtschaft.
Unsere Tests dauern fünfzig Minuten, und niemand glaubt ihnen. Ich habe zwei Wochen.
Ich soll „sichtbarer werden“. Was heißt das, und will ich es überhaupt?
Wir stellen unsere erste Forscherin ein. Woran erkenne ich eine gute?
Ein kleines Werkzeug von mir ist plötzlich unternehmenskritisch. So war das nie gedacht.
Ich ziehe für die Arbeit nach Lissabon und führe dort Menschen, deren Kultur ich nicht kenne.
""")

ANSWERS = lines("""
Sehr gern. Schick mir die Seite vorher, wenn du magst.
Ja, und bring die Zahlen mit, auch die hässlichen.
Das kenne ich von beiden Seiten. Bis dann!
Gern. Leg dir etwas zum Schreiben bereit.
""")

DECLINES = lines("""
Davon verstehe ich zu wenig. Such dir jemanden aus dem Personalwesen, dort bist du besser aufgehoben.
Die Woche ist leider voll geworden. Nimm bitte einen späteren Termin, ich würde gern mit dir sprechen.
Ich kenne deine Firma zu gut, um unbefangen zu sein. Das sollte jemand anderes hören.
""")

CANCELS = lines("""
Mein Kind ist krank, ich bleibe zu Hause. Es tut mir leid.
Ich habe die Stelle! Gib die Stunde bitte jemand anderem.
Mein Zug steht auf freier Strecke und hat keine Eile.
Bei uns brennt es, zum Glück nur im übertragenen Sinn. Ich buche neu.
Ich bin noch nicht so weit und komme lieber mit gemachten Hausaufgaben.
""")
