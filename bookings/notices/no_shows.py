"""Emails about no-shows: the report, the answer and the outcome."""

from dataclasses import replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.fairness import expiry, pause_of
from bookings.models import BookingStatus, NoShow
from bookings.notices.booking_mail import BookingMail, booking_mail
from bookings.services.no_shows import AGREED, DECIDED
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import MANY, TEAM, Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("no_show_reported", title=gettext_lazy("No-show reported"))
def no_show_reported(context: NoticeContext) -> MailContent:
    """To the person reported absent: asks for their side, and says what happens next."""
    mail, no_show = _seen(context)
    if not no_show.is_open:
        raise NoticeObsolete("it is settled")
    until = mail.words | {"until": short_datetime(no_show.answer_by)}
    return _letter(
        mail,
        no_show,
        subject=_("%(name)s waited for you: %(when)s"),
        heading=_("%(name)s says you weren’t there"),
        label=_("Tell us what happened"),
        lines=(
            _("Things come up, and it happens to everyone. Please tell us what happened, so that %(name)s knows.")
            % until,
            _(
                "You have until %(until)s to answer. If we don’t hear from you, we’ll assume the session "
                "didn’t take place. If you see it differently, it counts against neither of you until the club "
                "team has looked into it."
            )
            % until,
        ),
        quote=mail.said(no_show.message),
    )


@notice("no_show_disputed", title=gettext_lazy("No-show disputed"))
def no_show_disputed(context: NoticeContext) -> MailContent:
    """To whoever reported it: the other person disagrees."""
    mail, no_show = _seen(context)
    if not no_show.is_disputed:
        raise NoticeObsolete("it is settled")
    return _letter(
        mail,
        no_show,
        subject=_("%(name)s sees it differently: %(when)s"),
        heading=_("%(name)s sees it differently"),
        label=_("See the report"),
        lines=(_("The club team will look into it and email you both. Until then it counts against neither of you."),),
        quote=mail.said(no_show.answer),
    )


@notice("no_show_settled", title=gettext_lazy("No-show settled"), budget=MANY)
def no_show_settled(context: NoticeContext) -> MailContent:
    """To both: whether it counts, and the consequences."""
    mail, no_show = _seen(context)
    if no_show.outcome != context.data["outcome"]:
        raise NoticeObsolete("it was decided anew")
    decided = context.data["how"] == DECIDED
    quote = Quote(no_show.team_message, _("The club team")) if decided and no_show.team_message else None
    missed = mail.reader.pk == no_show.absentee.pk
    if not no_show.is_confirmed:
        heading = _("The club team has decided that it doesn’t count")
        lines: tuple[str, ...] = (_("This has no consequences. Thank you for your patience."),)
    elif decided:
        heading = _("The club team has decided that the session didn’t take place")
        lines = consequences(no_show, context) if missed else (_thanks(),)
    elif missed:
        heading = _("Noted: your session with %(name)s didn’t take place")
        lines = consequences(no_show, context)
    else:
        agreed = context.data["how"] == AGREED
        heading = _("%(name)s agrees that you didn’t talk") if agreed else _("Noted: you didn’t talk to %(name)s")
        lines = (_thanks(),)
        quote = mail.said(no_show.answer)
    return _letter(
        mail,
        no_show,
        subject=_("Settled: %(when)s with %(name)s"),
        heading=heading,
        label=_("See the report"),
        lines=lines,
        quote=quote,
    )


@notice("no_show_for_team", title=gettext_lazy("No-show for the team to decide"), budget=TEAM)
def no_show_for_team(context: NoticeContext) -> MailContent:
    """To the club team: a report is disputed, or someone appeals."""
    no_show: NoShow = context.about
    if not (no_show.is_disputed or no_show.is_appealed):
        raise NoticeObsolete("it was decided")
    names = {"reporter": no_show.reporter.display_name, "absent": no_show.absentee.display_name}
    if no_show.is_appealed:
        subject = _("%(absent)s asks the team to take another look at a no-show")
        said = no_show.appeal
    else:
        subject = _("%(reporter)s and %(absent)s disagree about a no-show")
        said = no_show.answer
    return MailContent(
        subject=subject % names,
        heading=subject % names,
        starts_at=no_show.booking.starts_at,
        ends_at=no_show.booking.ends_at,
        action=Link(_("Take a look"), absolute(reverse("admin:bookings_noshow_change", args=[no_show.pk]))),
        quote=Quote(said, names["absent"], no_show.absentee.language) if said else None,
    )


def consequences(no_show: NoShow, context: NoticeContext) -> tuple[str, ...]:
    """The consequences for the absent person, and how to appeal."""
    if not no_show.is_mentees:
        return (_("The club team can see this, and nothing else happens. It can happen to anyone once."),)
    if expiry(no_show) <= context.now:
        return (_("It was long ago and no longer counts."),)
    pause = pause_of(no_show.booking.mentee, now=context.now)
    if pause is None:
        text = _(
            "It happens, and this has no consequences for now. It counts until %(until)s. If you miss another "
            "session before then, you won’t be able to book for 30 days."
        )
        return (text % {"until": date_format(localtime(expiry(no_show)), "SHORT_DATE_FORMAT")},)
    return (
        _("This was the second time within 90 days, so you can’t book before %(until)s. Your existing bookings stay.")
        % {"until": short_datetime(pause.until)},
        _("Was there a reason? Tell the club team on the report’s page, and they’ll take another look."),
    )


def _thanks() -> str:
    return _("Thank you for telling us. We won’t ask anyone for feedback on it.")


def _seen(context: NoticeContext) -> tuple[BookingMail, NoShow]:
    no_show: NoShow = context.about
    return booking_mail(replace(context, about=no_show.booking), BookingStatus.CONFIRMED), no_show


def _letter(
    mail: BookingMail,
    no_show: NoShow,
    *,
    subject: str,
    heading: str,
    label: str,
    lines: tuple[str, ...],
    quote: Quote | None,
) -> MailContent:
    return MailContent(
        subject=subject % mail.subject_words,
        heading=heading % mail.words,
        starts_at=mail.booking.starts_at,
        ends_at=mail.booking.ends_at,
        action=Link(label, absolute(no_show.get_absolute_url())),
        lines=lines,
        quote=quote,
    )
