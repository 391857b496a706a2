"""Hostile words through the forms of applicants, visitors and the team: ASVS 5.0, clauses 1.2.1, 1.3.1 and 1.3.11."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentors.models import Application, ApplicationState, Recommendation, Topic
from notifications import mail
from notifications.mail_content import Link, MailContent, Quote
from notifications.models import Notice
from notifications.services import build, reading_as
from tests.factories import (
    ApplicationFactory,
    FeedbackFactory,
    MentorshipFactory,
    OfferFactory,
    TopicFactory,
    UserFactory,
)
from tests.mentors.readings import NO, carried_out
from tests.pages import TERMS, signed_in
from tests.security.corpus import CORPUS
from tests.security.test_injection import MOON, NOW, Page, fixed_clock, letter_is_clean

__all__ = ["fixed_clock"]  # the fixture
EVERYTHING = MOON + "\n\n".join(CORPUS)
HEADERS = [text for text in CORPUS if "Bcc" in text or "Subject" in text or "VEVENT" in text or "\u2028" in text]
NEVER = {"iframe", "object", "embed", "base", "math"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


def is_clean(client: Client, address: str) -> None:
    """The page has no element of the corpus and no attribute that runs; the words stand on it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    page = Page(text)
    assert page.bad == [], address
    assert NEVER & set(page.tags) == set(), address
    assert "<script>alert(1)" not in text, address
    assert MOON in text, address


def test_words_of_a_mentorship_are_words_to_both() -> None:
    """1.2.1, 1.3.1: what is asked for, each line of the agreement, and what a mentor offers."""
    row = OfferFactory(for_whom=EVERYTHING[:500], not_for=EVERYTHING[:500]).mentor
    pair = MentorshipFactory(mentor=row, goal=EVERYTHING[:1500])
    page = pair.get_absolute_url()
    lines = dict.fromkeys(("goal", "channel", "between_us", "off_limits", "if_missed"), EVERYTHING[:500])
    numbers = {"rhythm": "2", "weeks": "8", "answer_days": "2", "version": "1"}
    assert signed_in(pair.mentee).post(f"{page}agreement/", lines | numbers).status_code == 302
    for member in (pair.mentee, row.user):
        for address in (page, f"{page}agreement/"):
            is_clean(signed_in(member), address)
    is_clean(Client(), row.get_absolute_url())
    is_clean(signed_in(row.user), reverse("mentorships:offer"))


def application_form(**words: str) -> dict[str, Any]:
    topic = Topic.objects.first() or TopicFactory()
    plain = {
        "letter": "x" * 400, "years_of_practice": "12", "role": "Engineer", "company": "", "topics": [topic.slug],
        "languages": ["en"], "text_language": "en", "country": "DE", "link": "", "hours_per_week": "2", "agreed": "on",
        "terms": TERMS, "action": "send",
    }  # fmt: skip
    return plain | words


def test_application_keeps_its_words_from_the_draft_to_the_decision() -> None:
    """1.2.1, 1.3.1: letter, role, company, question, answer, notes and verdict; pages of both sides and each mail."""
    applicant, team = UserFactory(display_name=MOON + CORPUS[0]), UserFactory(staff=True)
    theirs, ours = signed_in(applicant), signed_in(team)
    words = {"letter": EVERYTHING[:6000], "role": MOON + CORPUS[0], "company": MOON + CORPUS[21]}
    theirs.post(reverse("mentors:apply"), application_form(**words, action="save"))
    is_clean(theirs, reverse("mentors:apply"))
    sent = theirs.post(reverse("mentors:apply"), application_form(**words))
    row = Application.objects.get()
    assert sent["Location"] == reverse("mentors:application", args=[row.uuid]), sent.context
    page, admin = sent["Location"], reverse("admin:mentors_application_change", args=[row.pk])
    assessment = {"seniority": "3", "practice": "3", "altruism": "3", "recommendation": Recommendation.values[0]}
    ours.post(admin, assessment | {"notes": EVERYTHING[:4000]})
    verb = {name: reverse(f"admin:mentors_application_{name}", args=[row.pk]) for name in ("ask", "decline")}
    for name, after in (("ask", ApplicationState.MORE_INFORMATION), ("decline", ApplicationState.DECLINED)):
        told = NO | {"message": EVERYTHING[:1900], "advice": EVERYTHING[:1900]}
        shown = ours.post(verb[name], told | {"preview": "1"}).content.decode()
        assert NEVER & set(Page(shown).tags) == set()
        ours.post(verb[name], told | {"override": EVERYTHING[:1900]})
        for decision in row.decisions.all():
            carried_out(decision)
        row.refresh_from_db()
        assert row.state == after
        is_clean(theirs, page)
        is_clean(ours, admin)
        if name == "ask":
            theirs.post(page, {"message": EVERYTHING[:1900]})
            is_clean(ours, reverse("admin:mentors_application_changelist"))
    assert row.reviews.get().notes.startswith(MOON)
    for notice in Notice.objects.exclude(kind__in=("application_in_review", "application_for_team")):
        if notice.kind != "application_question":  # pointless once it is answered
            letter_is_clean(notice)


def test_application_that_waits_is_told_to_the_team_in_words(settings: Any) -> None:
    """1.3.11: a name in a subject; the team's address gets the mail."""
    settings.TEAM_EMAIL = "team@example.org"
    for text in HEADERS:
        member = UserFactory(display_name=(MOON + text)[:80])
        signed_in(member).post(reverse("mentors:apply"), application_form(role="Engineer"))
        team_reads(Notice.objects.get(kind="application_for_team", about_id=str(step_of(member))))


def step_of(member: User) -> int:
    return Application.objects.get(applicant=member).steps.get(to_state=ApplicationState.SUBMITTED).pk


def team_reads(notice: Notice) -> Any:
    """The message to the team, as it would go out: the headers that the club wrote, and no other."""
    with reading_as(notice):
        raw = mail.message(build(notice, now=NOW), to=notice.address, reader=None).message().as_bytes()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert (parsed["To"], parsed["Bcc"], parsed["Cc"]) == (notice.address, None, None)
    assert len(parsed.get_all("Subject") or []) == 1
    html = parsed.get_body(("html",))
    assert html is not None
    assert Page(html.get_content()).bad == []
    assert {"script", "svg", "form", *NEVER} & set(Page(html.get_content()).tags) == set()
    return parsed


@pytest.mark.parametrize("text", CORPUS)
def test_message_to_the_team_is_words_in_name_subject_and_text(text: str) -> None:
    """1.2.1, 1.3.11: through the contact form into the mail; answers go to the address that was given."""
    words = (MOON + text)[:80]
    form = {"name": words, "email": "ann@example.org", "subject": words, "message": MOON + text + " " * 10 + "."}
    answer = Client(REMOTE_ADDR=f"192.0.2.{CORPUS.index(text)}").post(reverse("pages:contact"), form)
    if answer.status_code == 400:
        assert not Notice.objects.exists()
        page = Page(answer.content.decode())
        assert page.bad == []
        assert NEVER & set(page.tags) == set()
        return
    parsed = team_reads(Notice.objects.get(kind="contact"))
    assert parsed["Reply-To"] == "ann@example.org"
    assert MOON in parsed["Subject"]


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: evil@evil.example", "a@b.example, evil@evil.example", "a@b\n.c"]
)
def test_address_to_answer_to_is_one_address(address: str) -> None:
    """1.3.11: what would be a second header or a second reader is no address."""
    form = {"name": "Ann", "email": address, "subject": "Hello there", "message": "A question of mine."}
    assert Client(REMOTE_ADDR="192.0.2.200").post(reverse("pages:contact"), form).status_code == 400
    assert not Notice.objects.exists()


@pytest.mark.parametrize("text", CORPUS)
def test_no_part_of_any_letter_breaks_out(text: str) -> None:
    """1.2.1, 1.3.11: every mail is made of these parts by one function: each part hostile."""
    content = MailContent(
        subject=text, heading=text, lines=(text,), code=text, action=Link(text, "https://club.example.org/"),
        quote=Quote(text, text), facts=((text, text),), more=(text,), links=(Link(text, "https://club.example.org/"),),
    )  # fmt: skip
    raw = mail.message(content, to="ann@example.org", reader=UserFactory(display_name="Ann")).message().as_bytes()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert (parsed["To"], parsed["Bcc"], len(parsed.get_all("Subject") or [])) == ("ann@example.org", None, 1)
    page = Page(parsed.get_body(("html",)).get_content())
    assert page.bad == []
    assert {"script", "svg", "form", *NEVER} & set(page.tags) == set()


def chunks(longest: int) -> list[str]:
    """The corpus in as few texts as fit a name."""
    found = [""]
    for text in CORPUS:
        found = [*found, text] if len(found[-1]) + len(text) >= longest else [*found[:-1], f"{found[-1]} {text}"]
    return found


@pytest.mark.parametrize(("place", "text"), list(enumerate(chunks(longest=70))))
def test_forms_of_the_admin_keep_words_as_words(place: int, text: str) -> None:
    """1.2.1: names and texts of topics, areas and groups, answers of the club, names of members; two for each text."""
    ours, words = signed_in(UserFactory(staff=True)), MOON + text
    topic, feedback = TopicFactory(), FeedbackFactory(platform_message=words, helped=words)
    group, member = Group.objects.create(name="Gardeners"), UserFactory()
    named = {"name": words, "name_de": words, "description": words, "description_de": words, "position": 1}
    forms = (
        (topic, named | {"slug": topic.slug, "category": topic.category.pk, "is_active": "on"}),
        (topic.category, named | {"slug": topic.category.slug}),
        (group, {"name": words}),
        (feedback, {"reply": words}),
        (member, {"display_name": words, "language": "en", "time_zone": "Europe/Berlin", "is_active": "on"}),
    )
    for row, form in (forms[place % len(forms)], forms[(place + 2) % len(forms)]):
        kind = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        change = reverse(f"{kind}_change", args=[row.pk])
        assert ours.post(change, form).status_code in (200, 302), kind
        columns = {field.name for field in row._meta.concrete_fields}
        taken: dict[str, Any] = {name: words for name, given in form.items() if given == words and name in columns}
        if "i18n" in columns:
            taken["i18n"] = {name: words for name in ("name_de", "description_de") if hasattr(row, name)}
        type(row).objects.filter(pk=row.pk).update(**taken | ({"replied_at": NOW} if "reply" in taken else {}))
        is_clean(ours, change)


def test_lists_of_the_admin_and_of_topics_keep_words_as_words() -> None:
    """1.2.1: the whole corpus in names, as rows of each list and in the history of one."""
    ours, texts = signed_in(UserFactory(staff=True)), [MOON + text for text in chunks(longest=70)]
    topics = [TopicFactory(name=text, name_de=text, category__name=text) for text in texts]
    for text, topic in zip(texts, topics, strict=True):
        member = UserFactory(display_name=text)
        ApplicationFactory(submitted=True, topics=[topic], applicant=member, role=text)
        FeedbackFactory(platform_message=text, helped=text, request__booking__mentee=member)
        Group.objects.create(name=text)
    for row in ("mentors_topic", "mentors_category", "auth_group", "feedback_feedback", "accounts_user",
                "mentors_application"):  # fmt: skip
        for page in (1, 2):
            is_clean(ours, reverse(f"admin:{row}_changelist") + f"?p={page}")
    is_clean(ours, reverse("admin:mentors_topic_history", args=[topics[0].pk]))
    is_clean(Client(), reverse("directory:topics"))
    is_clean(Client(), reverse("directory:topic", args=[topics[0].slug]))
