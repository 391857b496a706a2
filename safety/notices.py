"""Emails about reports and measures. What someone has written stays on the site, but for reasons and answers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import TEAM, Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice
from safety.models import Measure, MeasureKind, Report


@notice("report_received", title=gettext_lazy("Report received"))
def report_received(context: NoticeContext) -> MailContent:
    """To whoever reported: the number, and by when they hear from the team."""
    row: Report = context.about
    return MailContent(
        subject=_("Your report %(number)s") % {"number": row.number},
        heading=_("Thank you for telling us"),
        lines=(
            _("The club team reads your report and answers by %(day)s. Whoever it’s about isn’t told that it was you.")
            % {"day": short_datetime(row.due_at)},
            _("If someone is in danger right now, please call the emergency services first."),
        ),
        facts=((_("Number"), row.number), (_("About"), str(row.get_kind_display()))),
        links=(Link(_("Write to us"), absolute(reverse("pages:contact"))),),
    )


@notice("report_for_team", title=gettext_lazy("Report for the team"), budget=TEAM)
def report_for_team(context: NoticeContext) -> MailContent:
    """To the club team, or to those for safeguarding: that something waits, without names or words."""
    row: Report = context.about
    if row.answered_at:
        raise NoticeObsolete("it has been answered")
    return MailContent(
        subject=_("A report waits: %(number)s") % {"number": row.number},
        heading=_("Someone has reported something"),
        lines=(
            _("Only those of the group “Safeguarding” can open it.")
            if row.is_confidential
            else _("Please answer by %(day)s.") % {"day": short_datetime(row.due_at)},
        ),
        action=Link(_("Open the report"), absolute(reverse("admin:safety_report_change", args=[row.pk]))),
    )


@notice("report_answered", title=gettext_lazy("Answer to a report"))
def report_answered(context: NoticeContext) -> MailContent:
    """To whoever reported: what the team has answered."""
    row: Report = context.about
    return MailContent(
        subject=_("Our answer to your report %(number)s") % {"number": row.number},
        heading=_("Our answer to your report"),
        quote=Quote(row.answer, author=_("The club team")),
        more=(_("If you see it differently, write to us with the number, and someone else takes another look."),),
        links=(Link(_("Write to us"), absolute(reverse("pages:contact"))),),
    )


@notice("measure_taken", title=gettext_lazy("A decision about your account"))
def measure_taken(context: NoticeContext) -> MailContent:
    """To the member: what was decided, on what grounds, and how to appeal (Art. 17(3))."""
    row: Measure = context.about
    return MailContent(
        subject=_("A decision about your account"),
        heading=_("The club team has decided something about your account"),
        lines=(what_it_means(row),),
        facts=((_("The rule"), row.rule), (_("What happened"), Quote(row.facts))),
        action=Link(_("Read it, or appeal"), absolute(row.get_absolute_url())),
        more=(
            _("You can appeal until %(day)s. Someone who didn’t decide this takes another look.")
            % {"day": short_datetime(row.appeal_by)},
        ),
    )


@notice("appeal_for_team", title=gettext_lazy("Appeal for the team"), budget=TEAM)
def appeal_for_team(context: NoticeContext) -> MailContent:
    """To the club team, or to those for safeguarding."""
    return MailContent(
        subject=_("A member has appealed"),
        heading=_("A member has appealed against a decision"),
        lines=(_("Someone who didn’t decide it takes another look."),),
        action=Link(_("See the appeals"), absolute(reverse("admin:safety_measure_changelist") + "?appeal=waiting")),
    )


@notice("appeal_decided", title=gettext_lazy("Your appeal"))
def appeal_decided(context: NoticeContext) -> MailContent:
    """To the member: whether the measure was lifted, and why."""
    row: Measure = context.about
    lifted = row.lifted_at is not None
    return MailContent(
        subject=_("Your appeal has been decided"),
        heading=_("The decision is lifted") if lifted else _("The team stays with its decision"),
        quote=Quote(row.decision, author=_("The club team")),
        action=Link(_("See it"), absolute(row.get_absolute_url())),
    )


def what_it_means(row: Measure) -> str:
    """What a measure does, in a sentence to the member."""
    if row.kind == MeasureKind.WORD:
        return _("This is a word from the team. Please read it and say that you have; until then, you can’t book.")
    if row.kind == MeasureKind.REMOVAL:
        return _("Your account is closed, and your upcoming bookings are cancelled.")
    until = short_datetime(row.until) if row.until else ""
    if row.kind == MeasureKind.PAUSE:
        return _("Until %(until)s you can’t book, and you can’t be booked. What’s already agreed stays.") % {
            "until": until
        }
    text = ngettext(
        "Until %(until)s you can have %(number)d booking a week.",
        "Until %(until)s you can have %(number)d bookings a week.",
        row.weekly or 0,
    )
    return text % {"until": until, "number": row.weekly}
