"""Who asks to become a mentor in the demo club, in every state."""

from demo.records import DemoApplicant, DemoPerson
from demo.texts.de import applications as german
from demo.texts.en import applications as english

# letter|name|country|city|zone|languages|role|company|years|topics|hours a week|state|days since the last word
_TABLE = """
en0|Gerard Tillotson-Bray|GB|Hull|Europe/London|en|Head of Estates|Humber Infirmary|26|hard-conversations,first-lead-role|2|submitted|6
en1|Maximilian Sterling-Forde|AE|Dubai|Asia/Dubai|en|Thought Leader|Sterling-Forde Global|9|leading-change,brand|1|declined|12
en2|Rosalinda Macaraegson|PH|Iloilo|Asia/Manila|en,fil|Lecturer, nursing statistics|Panay College of Nursing|19|statistics,surveys|2|in_review|3
en3|Pavel Novotnykh|CZ|Brno|Europe/Prague|en,cs|Project Manager|Orange Kettle Systems|11|first-lead-role,content|5|more_information|4
en4|Marguerite Applefield|US|Duluth|America/Chicago|en|Treasurer of three cooperatives|Lakeshore Cooperatives|15|cash-flow,budgets|3|in_review|2
en5|Fredrik Halvorsgaard|NO|Bergen|Europe/Oslo|en,nb|Timetable designer, trams|Fjordbane Lines|17|saying-no,roadmaps|2|submitted|3
en6|Nduta Kariukison|KE|Nairobi|Africa/Nairobi|en,sw|Support Lead|Acacia Desk|10|into-software,first-lead-role|3|submitted|2
en7|Colleen Drummondale|CA|Moncton|America/Moncton|en,fr|HR partner, between jobs||19|applications-cv,hiring|4|in_review|5
en8|Stavros Kalogeridis|GR|Patras|Europe/Athens|en,el|Security officer, hospitals|Achaia Clinics|14|incident-response,security-careers|2|in_review|1
en9|Wilhelmina Cartwrightson|GB|Bath|Europe/London|en|Copywriter, retired||48|content,brand|4|submitted|1
en10|Tomoko Aragakiyama|JP|Naha|Asia/Tokyo|en,ja|Researcher, voice interfaces|Coral Lab|12|interviews,research-impact|1|more_information|1
en11|Lysander Voss-Adair|AU|Cairns|Australia/Brisbane|en|Healer|The Voss-Adair Method|8|own-practice,burnout-and-return|40|declined|20
de0|Ralf Dornbusch-Kilic|DE|Hamm|Europe/Berlin|de,tr|Schichtleiter, Logistik|Westfalen Verteilzentrum|14|hard-conversations,first-lead-role|3|in_review|4
de1|Gudrun Sonnleithner|AT|Linz|Europe/Vienna|de,en|Bibliothekarin und Entwicklerin|Bücherei am Ufer|21|into-software,legacy-code|2|submitted|4
de2|Carsten Mühlenhoff|DE|Essen|Europe/Berlin|de,en|Senior Berater|Mühlenhoff Consulting|22|leading-change|2|more_information|8
de3|Marlene Aufderheide|DE|Bremen|Europe/Berlin|de|Wiedereingliederungsbeauftragte|Weserwerke|18|burnout-and-return,stress|2|in_review|1
de4|Hanspeter Rüegsegger-Lanz|CH|Thun|Europe/Zurich|de,fr|Revisor, Vereine|Treuhand am See|20|reading-accounts,budgets|2|submitted|0
de5|Ingrid Falkenrath|DE|Gera|Europe/Berlin|de,en|Gestalterin, Leitsysteme|Atelier Falkenrath|11|portfolio,accessibility|2|withdrawn|9
de6|Dietmar Vonderlinn|DE|Trier|Europe/Berlin|de|Autor und Coach|Sieben Säulen Verlag|6|leading-change,meditation|1|declined|15
de7|Babette Kesselring|DE|Ulm|Europe/Berlin|de|Geschäftsführerin, Spenglerei|Kesselring Dach & Blech|16|cash-flow,start-up-finance|2|draft|1
draft|Oluwatobi Faleyeson|NG|Abuja|Africa/Lagos|en|Backend Engineer|Baobab Pay|7|code-review|2|draft|3
"""  # noqa: E501  (a table reads better unwrapped)

APPROVED_DAYS_AGO = (25, 18, 9)  # those applicants are mentors by now
DRAFT = "I have been meaning to write to you since a mentor of yours helped me to prepare my first architecture review."


def applicants() -> list[DemoApplicant]:
    """Those without a profile; the approved ones are mentors already."""
    letters = {f"en{n}": text for n, text in enumerate(english.LETTERS)}
    letters |= {f"de{n}": text for n, text in enumerate(german.LETTERS)} | {"draft": DRAFT}
    found = []
    for line in _TABLE.strip().splitlines():
        key, name, country, city, zone, spoken, role, company, years, topics, hours, state, days = line.split("|")
        language = "de" if key.startswith("de") else "en"
        person = DemoPerson(name, country, city, zone, tuple(spoken.split(",")), language)
        letter = letters[key].split("\n\n")[0] if state == "draft" else letters[key]
        found.append(
            DemoApplicant(
                person, letter, role, company, int(years), tuple(topics.split(",")), int(hours), state, int(days)
            )
        )
    return found
