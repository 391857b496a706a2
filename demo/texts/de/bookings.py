"""What mentees and mentors write around a booking, in German."""

from demo.texts.lines import by_heading, lines

SUBJECTS = by_heading("""
[discovery]
Wir sprechen mit Kundinnen und bauen dann doch, was der Vertrieb will. Woran liegt das?
Acht Interviews, ein Termin am Montag: Wie komme ich von Zitaten zu einer Entscheidung?
[roadmaps]
Unsere Roadmap ist eine Wunschliste. Ich möchte die Hälfte streichen und brauche Mut.
Die Geschäftsführung will Termine fürs ganze Jahr. Ich habe Schätzungen. Wie sage ich das?
[saying-no]
Ich sage in Besprechungen Ja und ärgere mich auf der Treppe. Ich möchte lernen, freundlich Nein zu sagen.
Unser größter Kunde will etwas, das sonst niemand braucht. Er macht ein Drittel unseres Umsatzes aus.
[first-product-job]
Ich arbeite im Support und möchte ins Produkt. Liest du vorher meinen Lebenslauf?
Nächste Woche habe ich ein Gespräch mit Fallstudie. Können wir eine zusammen durchgehen?
[architecture]
Ich möchte eine zweite Meinung zu unserer Architektur. Meine erste ändert sich täglich.
Drei Leute, elf Dienste. Schaust du mit mir, was wir zusammenlegen können?
[code-review]
Unsere Pull Requests liegen zwei Tage und bekommen dann einen Daumen. Wo würdest du anfangen?
Ein Kollege schreibt Reviews, nach denen keiner mehr Lust hat. Ich leite das Team.
[legacy-code]
Unser Altsystem soll bis Herbst abgeschaltet werden, und der Einzige, der es kennt, geht in Rente.
Unsere Tests dauern fünfzig Minuten, und niemand traut ihnen. Ich habe zwei Wochen.
[into-software]
Ich bin Lehrer und möchte mit 41 in die Softwareentwicklung. Ist das eine gute Idee?
Seit sechs Jahren teste ich Software, jetzt möchte ich sie schreiben. Intern wechseln oder woanders neu anfangen?
[first-lead-role]
Ich übernehme zum ersten Mal ein Team, und ausgerechnet meine beste Freundin ist dabei.
Seit ich Teamleiter bin, ist es beim Mittagessen still geworden.
[hard-conversations]
Ich muss zum ersten Mal jemandem kündigen und möchte es anständig machen.
Ich möchte ein schwieriges Gespräch üben. Könntest du meinen ältesten Kollegen spielen?
[remote-teams]
Wir sind vier Leute in vier Städten und schreiben uns inzwischen ziemlich unfreundlich.
Ich ziehe für die Arbeit nach Lissabon und führe dort ein Team, das ich nur vom Bildschirm kenne.
[leading-change]
Im Frühjahr werden zwei Abteilungen zusammengelegt. Ich soll es erklären und verstehe es selbst kaum.
Unsere Besprechungen dauern doppelt so lang wie nötig. Ich bin neu und möchte das ändern.
[hiring]
Wir schreiben unsere erste Stellenanzeige, und sie klingt wie alle anderen.
Drei Stunden Gespräch, und dann entscheidet das Bauchgefühl. Was würdest du stattdessen fragen?
[applications-cv]
Kannst du mit mir meinen Lebenslauf durchgehen? Ich habe zwei Jahre Lücke und erkläre sie schlecht.
Fünfzig Bewerbungen, kein Gespräch. Ich hätte gern ein ehrliches Urteil über eine davon.
[pay-and-bands]
Wie frage ich nach mehr Gehalt, wenn ich kein Gegenangebot in der Tasche habe?
Der neue Kollege verdient mehr als ich. Wie gehe ich damit um?
[onboarding]
Unsere letzten drei Neuen sind im ersten halben Jahr gegangen. Ich glaube, es liegt an der ersten Woche.
Ich fange in einer neuen Firma als Führungskraft an. Wie würdest du die ersten dreißig Tage planen?
[brand]
Unser Markenhandbuch hat 90 Seiten, und der Laden sieht aus wie zehn verschiedene Läden.
Wir wollen einen neuen Namen. Ich bin nicht sicher, ob wir einen brauchen.
[press-work]
Eine Zeitung möchte ein Interview, und alle sagen: Sei einfach natürlich.
Wir verschicken Pressemitteilungen, und nichts passiert. Liest du die letzten drei?
[content]
Unser Newsletter hat 4.000 Leserinnen und kein Thema. Ich möchte eins finden.
Können wir zusammen eine Seite kürzen? Sie ist durch sechs Hände gegangen, und das merkt man.
[crisis-communication]
Ein Beitrag über uns wurde tausendfach geteilt. Wir haben bisher geschwiegen.
Im März schließen wir einen Standort. Wer sollte es zuerst erfahren, und von wem?
[application-security]
Unser Scanner meldet 1.400 Funde, und wir sind zu zweit. Welche zehn sind wichtig?
Ich soll eine Bedrohungsanalyse machen und habe das noch nie getan. Machen wir eine Seite zusammen?
[incident-response]
Unser Vorfallbericht liest sich, als wäre die Praktikantin schuld. Ich glaube das nicht.
Wir hatten letzte Woche unseren ersten echten Vorfall. Was schreibe ich auf, solange ich mich erinnere?
[privacy-engineering]
Wir bewahren alles ewig auf, weil es nie jemand entschieden hat. Wie fange ich an zu löschen?
Wie erkläre ich dem Marketing, dass eine gehashte E-Mail-Adresse immer noch personenbezogen ist?
[security-careers]
Wie sieht ein Einstieg in die IT-Sicherheit aus, wenn man nicht gern Dinge kaputtmacht?
Ich bin Administratorin und mache die Sicherheit nebenbei. Wie wird daraus meine Stelle?
[interaction-design]
Im dritten Schritt unseres Formulars bleiben alle hängen. Ich habe ihn schon zweimal umgebaut.
Unsere Einstellungen haben 70 Schalter. Schauen wir sie zusammen an?
[accessibility]
Wie viel Barrierefreiheit schaffen zwei Leute in einem Quartal, ganz ehrlich?
Die Prüfung hat 130 Mängel gefunden. Ich brauche eine Reihenfolge.
[design-systems]
Unser Designsystem hat 41 Knöpfe. Ich soll sagen, welche fünf bleiben.
Wir haben gute Komponenten gebaut, und niemand benutzt sie. Was haben wir vergessen?
[portfolio]
Portfolio-Durchsicht, bitte. Von drei Projekten ist vermutlich nur eines gut.
Alles, was ich in fünf Jahren gemacht habe, ist geheim. Was zeige ich?
[interviews]
Meine Interviews werden zu netten Plaudereien. Wie holst du die Leute zurück zum Thema?
Nächste Woche spreche ich mit Menschen über Schulden und würde gern meine Fragen durchgehen.
[surveys]
Wir haben 2.000 Antworten auf eine Frage, die wohl falsch war. Ist da noch etwas zu retten?
Liest du meinen Fragebogen, bevor er am Dienstag rausgeht?
[research-operations]
Wir stellen unsere erste Forscherin ein. Woran erkenne ich eine gute?
Die halbe Woche suche ich Leute für Gespräche. Wie organisierst du das?
[research-impact]
Unsere Nutzerinterviews sind gut, nur ändert sich danach nie etwas.
Zwanzig Minuten beim Vorstand und vierzig Erkenntnisse. Welche drei nehme ich?
[cash-flow]
Unser Geld reicht noch elf Wochen, und nur ich zähle mit.
Die Kundschaft zahlt nach 60 Tagen, die Löhne sind nach 30 fällig. Was macht man dazwischen?
[budgets]
Die Förderung endet im Mai, und ich brauche einen Plan, den auch Künstlerinnen verstehen.
Mein erstes Budget: Ich habe das vom letzten Jahr bekommen und soll vier Prozent draufschlagen.
[start-up-finance]
Unsere erste Finanzierungsrunde, und ich verstehe die Hälfte des Vertrags nicht.
Was zahlen sich zwei Gründerinnen im ersten Jahr aus?
[reading-accounts]
Ich möchte unsere Bilanz verstehen, bevor ich sie verteidigen muss.
Ich bin jetzt Kassenprüfer in unserem Verein. Worauf schaue ich zuerst?
[statistics]
Meine Stichprobe hat 23 Leute, mehr werden es nicht. Was darf ich noch sagen?
Rechnen kann ich es, erklären kann ich es meiner Chefin nicht. Können wir das üben?
[machine-learning]
Unser Modell ist im Notebook gut und montags schlecht.
Gewünscht ist ein neuronales Netz, reichen würde eine Tabelle. Wie sage ich das?
[forecasting]
Unsere Prognose lag dreimal daneben, und die vierte soll ich vorstellen.
Alle wollen eine Zahl, ich habe eine Spanne. Was kommt auf die Folie?
[into-data-science]
Ich beende bald mein Physikstudium und weiß nicht, welche dieser Anzeigen mich meinen.
Ich bin die Einzige mit Daten in einer Firma mit neunzig Leuten. Was darf ich ablehnen?
[sql]
Ich möchte SQL richtig lernen, nachdem ich jahrelang einen Kollegen gefragt habe.
Meine Abfrage braucht neun Minuten, und mir gehen die Ideen aus. Ich bringe sie mit.
[dashboards]
Wir haben elf Dashboards für eine einzige Kennzahl. Welches Gespräch führe ich zuerst?
Mein Dashboard wird einmal im Monat geöffnet, und zwar von mir. Retten oder beerdigen?
[data-modelling]
In unserer Kundentabelle stecken vier Definitionen von „Kunde“. Ich muss mich für eine entscheiden.
Ich habe 300 Tabellen ohne Diagramm geerbt. Wo fängst du an?
[telling-with-data]
Letztes Mal hast du gesagt, ich soll erst zählen. Ich habe gezählt und möchte es dir zeigen.
Wie zeige ich Zahlen, die im Raum niemandem gefallen werden?
[meditation]
Seit ich meditiere, bin ich unruhiger als vorher. Mache ich etwas falsch?
Ich schlafe jedes Mal ein. Angenehm, aber so ist es wohl nicht gedacht.
[stress]
Meine Chefin schreibt mir nachts um elf. Freundlich, aber nachts um elf.
Ich schlafe fünf Stunden und kenne alle Tipps. Ich möchte mit einem Menschen sprechen.
[burnout-and-return]
Ich komme nach einem halben Jahr Krankheit zurück und arbeite schon wieder abends.
Ab dem Ersten arbeite ich wieder, drei Tage die Woche. Was sage ich im Team?
[mindful-work]
Ich schaue in jeder Besprechung aufs Telefon. Wie hast du damit aufgehört?
Ich mache vier Dinge gleichzeitig und keins fertig. Womit würdest du anfangen?
[sleep-and-food]
Seit einem Jahr Nachtschicht. Ich weiß nicht mehr, wann ich essen und wann ich schlafen soll.
Ich wache jede Nacht um vier auf. Die Ärztin findet nichts. Worauf könnte ich noch achten?
[body-work]
Zehn Jahre Schreibtisch, und mein Rücken meldet sich. Wonach frage ich, bevor ich irgendwo hingehe?
Ich bin Masseurin und habe wunde Daumen. Wie hält man das bis sechzig durch?
[art-and-music]
Ich mache Musik im Pflegeheim und weiß nicht, was ich tun soll, wenn jemand weint.
Seit ich arbeite, male ich nicht mehr. Wie hast du zurückgefunden?
[own-practice]
Ich überlege, eine eigene Praxis zu eröffnen, und habe noch nie eine Rechnung geschrieben.
Meine Praxis ist voll, und die Miete ist trotzdem knapp. Ich glaube, es sind meine Preise.
""")

ANSWERS = lines("""
Sehr gern. Schick mir vorher eine Seite, wenn du magst.
Ja, und bring das Echte mit, auch wenn es unordentlich ist.
Das kenne ich von beiden Seiten. Bis dann!
Gern. Leg dir etwas zum Schreiben bereit.
""")

DECLINES = lines("""
Davon verstehe ich leider zu wenig, ich würde nur raten.
Die Woche ist leider voll geworden. Nimm bitte einen späteren Termin, ich würde gern mit dir sprechen.
Ich kenne deine Firma zu gut, um unbefangen zu sein. Das sollte jemand anderes hören.
""")

CANCELS = lines("""
Mein Kind ist krank, ich bleibe zu Hause. Es tut mir leid.
Es hat sich von selbst geklärt, zu meiner eigenen Überraschung. Danke trotzdem!
Mein Zug steht auf freier Strecke und hat keine Eile.
Bei uns brennt es, zum Glück nur im übertragenen Sinn. Ich buche neu.
Ich bin noch nicht so weit und komme lieber mit gemachten Hausaufgaben.
""")

MENTOR_CANCELS = lines("""
Mein Kind ist krank, ich bleibe zu Hause. Nimm bitte einen anderen Termin.
Ich habe keine Stimme mehr. Du würdest mit einer sehr aufmerksamen Wand sprechen.
An dem Tag muss ich nun doch verreisen. Es tut mir leid, such dir bitte einen anderen Termin aus.
""")
