"""How mentors work, in German: each sentence is used by a few of them at most. And what mentees say of themselves."""

from demo.texts.lines import lines

HOW_I_WORK = lines("""
Die ersten zehn Minuten gehören dir, ich frage nur.
Ich schreibe auf Papier mit und schicke dir ein Foto davon.
Was du mir erzählst, bleibt bei mir.
Wir duzen uns, auch wenn du Vorstand bist.
Wenn ich etwas nicht weiß, sage ich es.
Am Ende sagst du mir, was du bis Freitag tust.
Ein Gespräch ist gut, drei sind besser.
Ich komme pünktlich und höre pünktlich auf.
""")

INTRODUCTIONS = lines("""
Ich arbeite in einem kleinen Betrieb und möchte hören, wie andere es machen.
Zweites Jahr im ersten Beruf. Ich habe viele Fragen.
Ich habe letztes Jahr umgesattelt und fühle mich noch wie zu Besuch.
Ich leite ein kleines Team und habe es nie gelernt.
Kurz vor dem Abschluss und neugierig auf alles danach.
Nach zwei Jahren Elternzeit wieder im Büro.
""")
