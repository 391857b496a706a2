"""The emails about applications, each about a step, which holds the message that goes with it."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import formatted
from core.http import absolute
from mentors.models import Appeal, Application, ApplicationState, ApplicationStep, Assignment, Criterion, appeal_by
from mentors.services import Reasons
from notifications.mail_content import TEAM, Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which empty lines divide."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return tuple(block.strip() for block in blocks if block.strip())


def page_of(application: Application) -> str:
    """The applicant's page about their application."""
    return absolute(reverse("mentors:application", args=[application.uuid]))


@notice("application_received", title=gettext_lazy("Application received"))
def application_received(context: NoticeContext) -> MailContent:
    """To the applicant, after they sent it."""
    step: ApplicationStep = context.about
    return MailContent(
        subject=_("Your application has arrived"),
        heading=_("Thank you for offering your time"),
        action=Link(_("See your application"), page_of(step.application)),
        lines=(
            _(
                "We have your application to become a mentor. People read it, not machines. "
                "You’ll hear from us within ten days."
            ),
            _("We’ll email you at every step, and ask if we’d like to know more."),
        ),
    )


@notice("application_in_review", title=gettext_lazy("Application in review"))
def application_in_review(context: NoticeContext) -> MailContent:
    """To the applicant, when the team has begun to read."""
    step: ApplicationStep = context.about
    if step.application.state != ApplicationState.IN_REVIEW:
        raise NoticeObsolete("the application has moved on")
    return MailContent(
        subject=_("We’re reading your application"),
        heading=_("We’re reading your application"),
        action=Link(_("See your application"), page_of(step.application)),
        lines=(_("Someone on the club team is reading your letter. You don’t need to do anything."),),
    )


@notice("application_question", title=gettext_lazy("Question about an application"))
def application_question(context: NoticeContext) -> MailContent:
    """To the applicant: the team would like to know more."""
    step: ApplicationStep = context.about
    if step.application.state != ApplicationState.MORE_INFORMATION:
        raise NoticeObsolete("the question is settled")
    return question(step.application, step.message)


def question(application: Application, message: str) -> MailContent:
    """The email that asks for more, with the team's message."""
    return MailContent(
        subject=_("A question about your application"),
        heading=_("We’d like to know a little more"),
        action=Link(_("Answer"), page_of(application)),
        quote=Quote(message, _("The club team")),
        more=(_("Take the time you need. Your application keeps its place in the queue."),),
    )


@notice("application_answered", title=gettext_lazy("Answer to a question about an application"))
def application_answered(context: NoticeContext) -> MailContent:
    """To the applicant, after they answered."""
    step: ApplicationStep = context.about
    return MailContent(
        subject=_("Your answer has arrived"),
        heading=_("Thank you for your answer"),
        action=Link(_("See your application"), page_of(step.application)),
        lines=(_("We’ll read on and email you."),),
    )


@notice("application_approved", title=gettext_lazy("Application approved"))
def application_approved(context: NoticeContext) -> MailContent:
    """To the new mentor: the team's message and the next steps."""
    step: ApplicationStep = context.about
    return approval(step.message)


def approval(message: str) -> MailContent:
    """The email that welcomes a new mentor, with the team's message."""
    return MailContent(
        subject=_("Welcome: you’re a mentor now"),
        heading=_("Welcome to the club’s mentors"),
        action=Link(_("Set your hours"), absolute(reverse("bookings:hours"))),
        lines=paragraphs(message),
        more=(
            _("Three small steps, and people can find and book you. Your profile isn’t public until then."),
            _("1. Set your weekly hours, in your own time zone."),
            _("2. Choose where you meet: your own video link, or a room of ours."),
            _("3. Check your profile. We’ve filled it in from your application. Add a photo and a line of your own."),
        ),
        links=(
            Link(_("Your meeting place"), absolute(reverse("bookings:meeting_place"))),
            Link(_("Your profile"), absolute(reverse("mentors:profile"))),
        ),
    )


@notice("application_declined", title=gettext_lazy("Application declined"))
def application_declined(context: NoticeContext) -> MailContent:
    """To the applicant: the team's reasons."""
    step: ApplicationStep = context.about
    decision = step.application.decisions.filter(done_at=step.at).first()
    reasons = None
    if decision is not None:
        reasons = Reasons(Criterion(decision.criterion), decision.advice, decision.again_on)
    may_appeal = not Appeal.objects.filter(application=step.application, made_at__lte=step.at).exists()
    return refusal(step.application, step.message, reasons, declined_at=step.at if may_appeal else None)


def refusal(
    application: Application, message: str, reasons: Reasons | None, *, declined_at: datetime | None
) -> MailContent:
    """The email that says no, with what was missing, what would change it, and until when they can appeal.

    Args:
        declined_at: when; None if they have appealed before, which they can do once.
    """
    appeals = _("If you see it differently, you can appeal on that page until %(day)s. Someone else takes a look.")
    day = formatted(localtime(appeal_by(declined_at)), "DATE_FORMAT") if declined_at else ""
    facts: tuple[tuple[str, str], ...] = ()
    if reasons and reasons.again_on:
        facts = (
            (_("What we missed"), str(reasons.criterion.label)),
            (_("What would change it"), reasons.advice),
            (_("You can apply again from"), formatted(reasons.again_on, "DATE_FORMAT")),
        )
    return MailContent(
        subject=_("About your application"),
        heading=_("About your application"),
        action=Link(_("See your application"), page_of(application)),
        lines=paragraphs(message),
        facts=facts,
        more=(*([appeals % {"day": day}] if day else []), _("You can book mentors at any time.")),
    )


@notice("application_withdrawn", title=gettext_lazy("Application withdrawn"))
def application_withdrawn(context: NoticeContext) -> MailContent:
    """To the applicant, after they took it back."""
    return MailContent(
        subject=_("Your application is withdrawn"),
        heading=_("Your application is withdrawn"),
        action=Link(_("Apply again"), absolute(reverse("mentors:apply"))),
        lines=(_("We’ve withdrawn it, as you asked. If you change your mind, you’re welcome to apply again."),),
    )


@notice("application_for_team", title=gettext_lazy("New application, for the team"), budget=TEAM)
def application_for_team(context: NoticeContext) -> MailContent:
    """To the team: a new application, or an answer."""
    step: ApplicationStep = context.about
    application = step.application
    if not application.waits_for_team:
        raise NoticeObsolete("the application does not wait for the team any more")
    answered = step.from_state == ApplicationState.MORE_INFORMATION
    # Whoever reads this has yet to read the application, and does so without knowing whose it is.
    subject = _("Application %(label)s: there’s an answer") if answered else _("Application %(label)s has arrived")
    page = absolute(reverse("admin:mentors_application_change", args=[application.pk]))
    return MailContent(
        subject=subject % {"label": application.label},
        heading=subject % {"label": application.label},
        action=Link(_("Read the application"), page),
        facts=(
            (_("Role"), application.role),
            (_("Years of experience"), str(application.years_of_practice or 0)),
            (_("Topics"), ", ".join(topic.name_i18n for topic in application.topics.all())),
        ),
    )


@notice("application_reminder", title=gettext_lazy("Reminder to read an application"))
def application_reminder(context: NoticeContext) -> MailContent:
    """To a reader: an application has waited for them for three days."""
    assignment: Assignment = context.about
    application = assignment.application
    if not Assignment.objects.waiting().filter(pk=assignment.pk).exists() or not application.waits_for_team:
        raise NoticeObsolete("it is read, passed on or decided")
    page = absolute(reverse("admin:mentors_application_change", args=[application.pk]))
    return MailContent(
        subject=_("Application %(label)s is waiting for you") % {"label": application.label},
        heading=_("An application is waiting for you"),
        action=Link(_("Read the application"), page),
        lines=(
            _("Someone would like to become a mentor, and three days ago we asked you to read their letter."),
            _("If you think you know them, say so on its page, and someone else reads it."),
        ),
    )


def prefilled(application: Application, to: ApplicationState) -> str:
    """The draft of the team's message, in the active language."""
    name = application.applicant.get_short_name()
    if to == ApplicationState.APPROVED:
        return _(
            "Dear %(name)s,\n\n"
            "Your letter won us over. You know your field, and you’d like to pass it on, which is all we "
            "look for. We’re glad you’re with us.\n\n"
            "The club team"
        ) % {"name": name}
    if to == ApplicationState.DECLINED:
        return _(
            "Dear %(name)s,\n\n"
            "Thank you for your application and for the time you took. We’ve read it carefully, and we’ve "
            "decided not to take you on as a mentor for now.\n\n"
            "What led us to this: …\n\n"
            "This isn’t a judgement of you as a person. We wish you well.\n\n"
            "The club team"
        ) % {"name": name}
    return ""
