"""Letters of people who want to become mentors, and what the team answers them, in German."""

from demo.texts.lines import blocks, lines

LETTERS = blocks("""
Ich leite seit vierzehn Jahren die Nachtschicht in einem Verteilzentrum, sechzig Leute, neun Muttersprachen. Führung habe ich nicht studiert. Ich habe sie mir abgeschaut, zuerst das Falsche, später auch das Richtige.

Im letzten Winter hat mich ein junger Schichtleiter gefragt, wie man mit jemandem spricht, der trinkt. Wir haben lange geredet. Danach dachte ich, dass ich so etwas öfter machen möchte, auch mit Leuten, die ich nicht kenne. Große Theorien darf niemand von mir erwarten. Zuhören kann ich, und ich sage, was ich denke. Vormittags nach der Schicht habe ich Zeit, bis elf Uhr, dann schlafe ich.
---
Ich bin Bibliothekarin und habe mir mit 47 das Programmieren beigebracht, weil unser Katalog so langsam war. Heute pflege ich ihn. Auf dem Weg dorthin haben mir drei Menschen geholfen, die ich nie getroffen habe und denen ich nur Danke schreiben konnte.

Ich würde gern Quereinsteigerinnen begleiten, besonders solche, die glauben, sie seien zu alt. Ich kann Fragen beantworten, bei denen man sich anderswo schämt, und ich weiß noch genau, was am Anfang keinen Sinn ergab. Was ich nicht kann: Bewerbungsgespräche in großen Firmen. Zwei Stunden pro Woche gehen immer, in den Ferien mehr.
---
Sehr geehrte Damen und Herren, hiermit bewerbe ich mich als Mentor. Ich verfüge über langjährige Führungserfahrung in verschiedenen Branchen sowie umfassende Kenntnisse in den Bereichen Strategie, Digitalisierung und Transformation. Ich bin belastbar, teamfähig und kommunikationsstark.

Meine Motivation besteht darin, mein Wissen weiterzugeben und mein Netzwerk zu erweitern. Für einen zeitnahen Bescheid wäre ich Ihnen dankbar. Referenzen und Zeugnisse reiche ich auf Wunsch gern nach.
---
Vor drei Jahren war ich selbst im Krankenstand, neun Monate lang. Das Zurückkommen war schwerer als das Wegbleiben. Es gab genau einen Kollegen, der nicht fragte, ob es mir besser gehe, sondern was ich heute schaffen wolle. Dieser Satz hat mir mehr geholfen als alles andere.

Ich arbeite inzwischen als Wiedereingliederungsbeauftragte in meinem Betrieb und habe achtzehn Menschen begleitet. Ich bin keine Therapeutin, und das sage ich jedem im ersten Satz. Aber ich kenne die Formulare, die Scham und die guten Tage. Dienstags und donnerstags abends würde ich gern je eine Stunde geben.
---
Ich prüfe Jahresabschlüsse von Vereinen, ehrenamtlich seit zwanzig Jahren und beruflich seit zwölf. Mir macht das Freude, und ich weiß, dass mich das verdächtig macht. Am liebsten sitze ich neben einer frisch gewählten Schatzmeisterin und erkläre ihr, warum die Kasse stimmt, obwohl sie so aussieht, als stimme sie nicht.

Ich biete Geduld, drei Vorlagen und Witze über Gemeinnützigkeitsrecht. Steuerberatung darf und will ich nicht machen. Eine bis zwei Stunden in der Woche, nur nicht im Juni, da ist Hauptversammlungssaison.
---
Ich gestalte seit elf Jahren Beschilderungen für Krankenhäuser. Wenn meine Arbeit gut ist, erinnert sich niemand daran. In dieser Zeit habe ich sechs Auszubildende begleitet; vier sind heute besser als ich, das ist mein liebster Satz in jedem Lebenslauf.

Ich möchte Leuten helfen, ihr Portfolio zu entrümpeln und über ihre Arbeit so zu reden, dass auch eine Pflegedienstleitung zuhört. Barrierefreiheit ist bei uns kein Kapitel, sondern der Anfang. Schickt mir gern jemanden, der denkt, er sei nicht kreativ.
---
Mein Name ist nicht wichtig, meine Methode schon. Ich habe in den letzten zwei Jahren ein eigenes Führungsmodell mit sieben Säulen entwickelt und suche nun Menschen, an denen ich es erproben kann. Das Mentoring wäre für beide Seiten ein Gewinn, weil die Gespräche in mein Buch einfließen, das im Herbst erscheint.

Bitte teilt mir mit, wie viele Mentees ihr mir pro Woche vermitteln könnt. Ein Hinweis auf das Buch in meinem Profil wäre mir wichtig, gern mit Bild des Umschlags.
---
Ich habe einen Handwerksbetrieb von meiner Mutter übernommen und ihn einmal fast verloren. Darüber spreche ich inzwischen, weil ich gemerkt habe, wie vielen es ebenso geht. Geholfen hat mir damals kein Berater, sondern ein Dachdecker aus dem Nachbarort, der seine Zahlen neben meine legte.

Ich würde gern dieser Dachdecker sein. Ich kann Liquiditätspläne auf Papier, Gespräche mit der Bank und die Frage, wann man jemanden einstellt. Von Apps und Risikokapital verstehe ich nichts. Mittwochs ab acht bin ich zu haben, im Winter auch länger.
""")  # noqa: E501  (letters keep their paragraphs)

QUESTIONS = lines("""
Danke für deinen Brief. Kannst du uns von einem Menschen erzählen, dem du geholfen hast, und wie es ausging?
Das gefällt uns. Bei welchem deiner Themen bist du am stärksten, und wer würde das bestätigen?
""")

APPROVALS = lines("""
Willkommen im Club! Uns gefällt, wie klar du sagst, wobei du nicht helfen kannst. Stell deine Zeiten und deinen Treffpunkt ein, dann bist du im Verzeichnis.
""")  # noqa: E501  # one text a line

REFUSALS = lines("""
Danke für deinen Brief. Wir suchen Menschen, die eine Stunde schenken, ohne selbst etwas davon zu haben, und das haben wir hier nicht gefunden. In einem halben Jahr kannst du gern noch einmal schreiben.
""")  # noqa: E501  # one text a line
