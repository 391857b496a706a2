"""The thirteen categories the club began with, and their topics."""

from demo.records import DemoCategory, DemoTopic

_TABLE = """
product-management|work|puzzle-piece|Product Management|Produktmanagement|Deciding what to build, and what to leave out.|Entscheiden, was gebaut wird und was nicht.
discovery:Discovery:Produktfindung; roadmaps:Roadmaps:Roadmaps; saying-no:Saying no:Nein sagen; first-product-job:First product job:Erste Stelle im Produkt
engineering|work|code-bracket|Engineering|Softwareentwicklung|Making software that lasts.|Software bauen, die hält.
architecture:Architecture:Softwarearchitektur; code-review:Code review:Code-Review; legacy-code:Legacy code:Altsysteme; into-software:Getting into software:Quereinstieg
leadership-culture|work|flag|Leadership & Culture|Führung & Kultur|Leading people, and being someone worth following.|Menschen führen, ohne sie zu verlieren.
first-lead-role:First lead role:Erste Führungsrolle; hard-conversations:Hard conversations:Schwierige Gespräche; remote-teams:Remote teams:Verteilte Teams; leading-change:Leading change:Veränderung begleiten
human-resources|work|user-group|Human Resources|Personalwesen|Hiring, learning, pay, and fairness in all three.|Einstellen, lernen, entlohnen: fair in allen dreien.
hiring:Hiring:Personalauswahl; applications-cv:Applications and CVs:Bewerbungsunterlagen; pay-and-bands:Pay and bands:Vergütungsstrukturen; onboarding:Onboarding:Einarbeitung
marketing-communication|work|megaphone|Marketing Communication|Marketingkommunikation|Being understood by busy people.|Verstanden werden von Leuten, die wenig Zeit haben.
brand:Brand:Markenführung; press-work:Press work:Pressearbeit; content:Content:Inhalte und Texte; crisis-communication:Crisis communication:Krisenkommunikation
it-security|work|shield-check|IT Security|IT-Sicherheit|Keeping systems and people out of harm's way.|Systeme und Menschen vor Schaden bewahren.
application-security:Application security:Anwendungssicherheit; incident-response:Incident response:Vorfallbewältigung; privacy-engineering:Privacy engineering:Datenschutz durch Technik; security-careers:Careers in security:Einstieg in die Sicherheit
ux-design|work|paint-brush|UX Design|UX-Design|Shaping things so that people don't have to think about them.|Dinge so gestalten, dass niemand über sie nachdenken muss.
interaction-design:Interaction design:Interaktionsgestaltung; accessibility:Accessibility:Barrierefreiheit; design-systems:Design systems:Designsysteme; portfolio:Portfolio:Portfolio
ux-research|work|magnifying-glass|UX Research|UX-Research|Finding out what people do, and why.|Herausfinden, was Menschen tun und warum.
interviews:Interviews:Interviews; surveys:Surveys:Umfragen; research-operations:Research operations:Forschungsorganisation; research-impact:Research with impact:Forschung mit Wirkung
finance|work|banknotes|Finance|Finanzen|Numbers that help people decide.|Zahlen, die beim Entscheiden helfen.
cash-flow:Cash flow:Liquiditätsplanung; budgets:Budgets:Haushalts- und Budgetplanung; start-up-finance:Start-up finance:Gründungsfinanzierung; reading-accounts:Reading accounts:Jahresabschlüsse lesen
data-science|work|beaker|Data Science|Data Science|From data to evidence, doubts included.|Von Daten zu Belegen, Zweifel eingeschlossen.
statistics:Statistics:Statistik; machine-learning:Machine learning:Maschinelles Lernen; forecasting:Forecasting:Prognosen; into-data-science:Getting into data science:Einstieg in Data Science
data-analytics|work|chart-bar|Data Analytics|Datenanalyse|Making sense of what happened.|Verstehen, was geschehen ist.
sql:SQL:SQL; dashboards:Dashboards:Dashboards; data-modelling:Data modelling:Datenmodellierung; telling-with-data:Telling with data:Mit Daten erzählen
mindfulness|well-being|sun|Mindfulness|Achtsamkeit|Attention, rest, and a steadier day.|Aufmerksamkeit, Ruhe und mehr Halt im Alltag.
meditation:Meditation:Meditation; stress:Stress:Stressbewältigung; burnout-and-return:Burnout and return:Burnout und Rückkehr; mindful-work:Mindful work:Achtsam arbeiten
holistic-healing|well-being|heart|Holistic Healing|Ganzheitliches Heilen|Health with body, habits and company in view.|Gesundheit mit Blick auf Körper, Gewohnheiten und Umfeld.
sleep-and-food:Sleep and food:Schlaf und Ernährung; body-work:Body work:Körperarbeit; art-and-music:Art and music:Kunst und Musik; own-practice:Running your own practice:Eigene Praxis
"""  # noqa: E501  (a table reads better unwrapped)


def categories() -> tuple[DemoCategory, ...]:
    """The categories with which the club began, each with its topics."""
    lines = _TABLE.strip().splitlines()
    found = []
    for head, items in zip(lines[::2], lines[1::2], strict=True):
        slug, group, icon, name_en, name_de, about_en, about_de = head.split("|")
        topics = tuple(DemoTopic(*item.strip().split(":")) for item in items.split(";"))
        found.append(DemoCategory(slug, group, icon, name_en, name_de, about_en, about_de, topics))
    return tuple(found)
