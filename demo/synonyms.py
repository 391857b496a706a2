"""What else people call the club's categories and topics, or ask for when they mean them: English, then German."""

_TABLE = """
product-management: product manager, product owner, PM | Produktmanager, Produktmanagerin, Produktentwicklung
discovery: product discovery, customer needs, validating ideas, MVP | Product Discovery, Kundenbedürfnisse, Ideen prüfen
roadmaps: prioritisation, prioritization, priorities, product strategy, OKR | Priorisierung, Prioritäten setzen, Produktstrategie
saying-no: stakeholders, stakeholder management, pushing back, feature requests | Stakeholder, Erwartungen, Neinsagen
first-product-job: becoming a product manager, switching to product, career change | Produktmanager werden, Berufseinstieg, Quereinstieg
engineering: software, developer, development, programming, coding, DevOps | Software, Entwickler, Entwicklerin, Entwicklung, Programmieren
architecture: software architecture, system design, microservices | Systementwurf, Systemarchitektur
code-review: pull requests, clean code, code quality | Codequalität, sauberer Code
legacy-code: refactoring, technical debt, old systems, migration | Refactoring, technische Schulden, Altlasten
into-software: learning to code, bootcamp, first developer job, career change, job change, Python, Java | Programmieren lernen, Berufswechsel, Umschulung, erster Job
leadership-culture: leader, manager, management, executive, CTO | Führungskraft, Chef, Chefin, Leitung, Teamleitung
first-lead-role: new manager, becoming a manager, team lead, promotion, imposter syndrome | Teamleitung, Hochstapler-Syndrom, neue Führungskraft, Beförderung
hard-conversations: difficult conversations, feedback, conflict, firing, layoffs | Konflikte, Kritik, Feedback geben, Kündigung
remote-teams: remote work, working from home, distributed teams, hybrid | Homeoffice, Fernarbeit, Remote
leading-change: change management, transformation, reorganisation, agile | Change Management, Wandel, Umstrukturierung, Agilität
human-resources: HR, people operations, personnel, career advice, quitting, quit my job, resigning | HR, Karriere, kündigen, Jobwechsel, Personal, Personalabteilung, Personalentwicklung, Personaler
hiring: recruiting, recruitment, job interviews, interviewing candidates, talent | Recruiting, Einstellung, Vorstellungsgespräch, Kandidaten
applications-cv: CV, résumé, cover letter, job application, job search, applying | Lebenslauf, Bewerbung, Anschreiben, Jobsuche, Stellensuche
pay-and-bands: salary, compensation, raise, negotiation, negotiating pay, earnings, wages, equity | Gehalt, Gehaltserhöhung, Lohn, Verhandlung, verdienen
onboarding: first day, new job, probation, new hires | neue Stelle, Probezeit, erster Arbeitstag
marketing-communication: marketing, communications, PR, advertising | Marketing, Kommunikation, Öffentlichkeitsarbeit, Werbung
brand: branding, positioning, logo, naming | Marke, Branding, Positionierung
press-work: public relations, journalists, media relations, press release | PR, Journalisten, Medienarbeit, Pressemitteilung
content: copywriting, blog, social media, newsletter, writing | Texten, Schreiben, Blog, Soziale Medien
crisis-communication: reputation, shitstorm, bad press | Krise, Ruf, Shitstorm
it-security: cybersecurity, information security, infosec, hacking | Cybersicherheit, Informationssicherheit, Hacker
application-security: penetration testing, secure coding, vulnerabilities, OWASP | Sicherheitslücken, Penetrationstest
incident-response: data breach, ransomware, forensics, on call | Datenleck, Angriff, Forensik, Bereitschaft
privacy-engineering: privacy, GDPR, data protection | Datenschutz, DSGVO
security-careers: getting into security, security analyst, career change, certificates | Sicherheitsexperte werden, Quereinstieg, Zertifikate
ux-design: UX designer, user experience, UI, product design, web design | UX-Designer, Nutzererlebnis, Gestaltung, Webdesign, Oberflächen
interaction-design: prototyping, wireframes, Figma, usability | Prototypen, Bedienbarkeit, Benutzerführung
accessibility: a11y, WCAG, inclusive design, screen readers, disability | Zugänglichkeit, Inklusion, Behinderung, Screenreader
design-systems: component library, style guide, design tokens | Komponenten, Stilvorgaben, Designsystem
portfolio: portfolio review, case studies, first UX job, design application | Mappe, Arbeitsproben, Fallstudien, erster Job als Designer
ux-research: user research, user researcher, human factors | Nutzerforschung, User Research, Nutzerforscherin
interviews: user interviews, qualitative research, talking to users | Nutzerinterviews, Befragung, qualitative Forschung
surveys: questionnaires, quantitative research | Fragebogen, Fragebögen, Umfrage
research-operations: research ops, recruiting participants, consent | Research Ops, Teilnehmer finden
research-impact: presenting findings, convincing stakeholders, insights | Ergebnisse präsentieren, Erkenntnisse
finance: money, accounting, CFO, controlling | Geld, Buchhaltung, Controlling, Rechnungswesen
cash-flow: liquidity, invoices, running out of money | Liquidität, Zahlungsfähigkeit, Rechnungen
budgets: budget, planning, costs, forecasting spend | Budget, Kosten, Kostenplanung
start-up-finance: fundraising, investors, venture capital, funding, founding, founder | Gründung, Gründer, Investoren, Wagniskapital, Finanzierung
reading-accounts: balance sheet, annual report, profit and loss | Bilanz, Gewinn und Verlust, Geschäftsbericht
data-science: data scientist, AI, artificial intelligence, Python | Datenwissenschaft, KI, künstliche Intelligenz
statistics: A/B tests, experiments, probability, R | Statistiken, A/B-Tests, Experimente, Wahrscheinlichkeit
machine-learning: deep learning, neural networks, LLM, models | Deep Learning, neuronale Netze, Modelle
forecasting: forecasts, time series, predictions, demand | Vorhersagen, Zeitreihen, Nachfrage
into-data-science: becoming a data scientist, career change, PhD to industry | Data Scientist werden, Quereinstieg, aus der Forschung
data-analytics: data analyst, analytics, business intelligence, BI, reporting | Datenanalyst, Auswertung, Business Intelligence, Berichte
sql: databases, queries, Postgres | Datenbank, Datenbanken, Abfragen
dashboards: charts, Tableau, Power BI, metrics, KPI | Kennzahlen, Diagramme, Berichte
data-modelling: data modeling, data warehouse, dbt, data engineering | Datenmodell, Data Warehouse
telling-with-data: data visualisation, data visualization, storytelling, presentations | Datenvisualisierung, Präsentationen
mindfulness: mindful, calm, awareness | achtsam, Ruhe, Gelassenheit
meditation: meditating, breathing, MBSR | Meditieren, Atmen, MBSR
stress: pressure, overload, anxiety, scared, afraid, work-life balance | Druck, Überlastung, Angst, Work-Life-Balance
burnout-and-return: burned out, exhaustion, sick leave, returning to work, parental leave | Erschöpfung, ausgebrannt, Wiedereinstieg, Elternzeit
mindful-work: focus, concentration, productivity, time management | Konzentration, Fokus, Zeitmanagement
holistic-healing: health, wellbeing, alternative medicine, naturopathy | Gesundheit, Heilpraktiker, Naturheilkunde
sleep-and-food: insomnia, nutrition, diet, eating | Schlafstörungen, Essen, Ernährungsberatung
body-work: yoga, massage, back pain, posture, exercise | Yoga, Massage, Rückenschmerzen, Bewegung
art-and-music: art therapy, music therapy, creativity, painting | Kunsttherapie, Musiktherapie, Kreativität
own-practice: self-employed, freelancing, freelancer, finding clients, starting a practice | Selbstständigkeit, selbstständig, Kunden finden, Praxisgründung
"""  # noqa: E501  (a table reads better unwrapped)


def synonyms() -> dict[str, tuple[str, str]]:
    """The slug of a category or topic → its synonyms in English and in German."""
    found = {}
    for line in _TABLE.strip().splitlines():
        slug, _, words = line.partition(": ")
        english, german = words.split(" | ")
        found[slug] = english, german
    return found
