"""Emails about where a mentorship is. Each checks the state again when it is sent."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorships.models import EndKind, Mentorship, MentorshipState
from mentorships.notices.mentorship_mail import DAILY, mail_of
from mentorships.policy import DECIDE_WITHIN, FORMING_FOR, WRAP_UP_FOR
from mentorships.presenters import day
from notifications.mail_content import MailContent, NoticeContext, NoticeObsolete, notice

LAST_QUESTION = 3


@notice("mentorship_to_sign", title=gettext_lazy("Agreement to sign"), daily=DAILY)
def mentorship_to_sign(context: NoticeContext) -> MailContent:
    """To the one who hasn't signed: the other has written or signed the agreement."""
    mail = mail_of(context, MentorshipState.FORMING, MentorshipState.ACTIVE, MentorshipState.PAUSED)
    latest = mail.row.agreements.last()
    if latest is None or latest.version != context.data["version"] or latest.is_signed:
        raise NoticeObsolete("there is another version, or both have signed")
    return MailContent(
        subject=_("%(name)s has signed what you two agree on") % mail.subject_words,
        heading=_("%(name)s has signed what you two agree on") % mail.words,
        lines=(
            _("It’s one page: what it’s for, how often you meet, and how you part. You can change any line, or sign.")
            % mail.words,
        ),
        action=mail.link(_("Read and sign"), reverse("mentorships:agreement", args=[mail.row.uuid])),
    )


@notice("mentorship_forming", title=gettext_lazy("A mentorship that hasn’t started"), daily=DAILY)
def mentorship_forming(context: NoticeContext) -> MailContent:
    """To both, three times: what's missing until it is under way."""
    mail = mail_of(context, MentorshipState.FORMING)
    clock = Mentorship.objects.with_meetings(at=context.now).get(pk=mail.row.pk).clock()
    if clock.last_meeting and clock.last_meeting > context.now:
        raise NoticeObsolete("their first meeting is booked")
    signed = mail.row.agreements.signed().exists()
    until = day(mail.row.state_since + FORMING_FOR)
    if signed:
        missing = _("You’ve both signed what you agree on. What’s missing is your first meeting.")
    elif clock.meetings:
        missing = _("You’ve met. What’s missing is that you both sign what you agree on.")
    else:
        missing = _("What’s missing is that you both sign what you agree on, and your first meeting.")
    book = (
        mail.link(_("Book the first meeting"), mail.row.mentor.get_absolute_url())
        if mail.is_mentee
        else mail.link(_("Open your mentorship"))
    )
    return MailContent(
        subject=_("You and %(name)s: the first meeting") % mail.subject_words,
        heading=_("Your mentorship with %(name)s hasn’t started yet") % mail.words,
        lines=(
            missing,
            _("If nothing happens until %(day)s, we close it, and the place is free again. No harm done.")
            % {"day": until},
        ),
        action=book if signed else mail.link(_("Open your mentorship")),
    )


@notice("mentorship_quiet", title=gettext_lazy("A mentorship that has gone quiet"), daily=DAILY)
def mentorship_quiet(context: NoticeContext) -> MailContent:
    """To both: nothing is booked and nothing was held for a while. Three buttons on the page say how it goes on."""
    mail = mail_of(context, MentorshipState.ACTIVE)
    if mail.row.asked_at is None or mail.row.asked != context.data["asked"]:
        raise NoticeObsolete("they've met or booked since")
    lines = [
        _("You two haven’t met for a while, and nothing is booked. That happens. How would you like to continue?"),
        _("Book a time, tell us that you met elsewhere, or bring it to a good end together."),
    ]
    if mail.row.asked >= LAST_QUESTION:
        lines.append(_("If we don’t hear from either of you within a week, we’ll bring it to an end for you."))
    return MailContent(
        subject=_("You and %(name)s: how is it going?") % mail.subject_words,
        heading=_("How is it going with %(name)s?") % mail.words,
        lines=tuple(lines),
        action=mail.link(_("Say how it’s going")),
    )


@notice("mentorship_paused", title=gettext_lazy("A mentorship is paused"))
def mentorship_paused(context: NoticeContext) -> MailContent:
    """To the other one: until when it pauses."""
    mail = mail_of(context, MentorshipState.PAUSED)
    return MailContent(
        subject=_("Your mentorship with %(name)s is paused") % mail.subject_words,
        heading=_("%(name)s needs a break") % mail.words,
        lines=(
            _("Your mentorship is paused until %(day)s at most. The planned end moves along, and your place is kept.")
            % {"day": day(mail.row.paused_until)},
        ),
        action=mail.link(_("Open your mentorship")),
    )


@notice("mentorship_resumed", title=gettext_lazy("A mentorship continues"))
def mentorship_resumed(context: NoticeContext) -> MailContent:
    """To the other one: the pause is over."""
    mail = mail_of(context, MentorshipState.ACTIVE)
    return MailContent(
        subject=_("%(name)s is back") % mail.subject_words,
        heading=_("%(name)s is back from the break") % mail.words,
        lines=(_("Your mentorship continues. Book your next meeting while you think of it."),),
        action=mail.link(_("Open your mentorship")),
    )


@notice("mentorship_pause_ends", title=gettext_lazy("A pause ends soon"), daily=DAILY)
def mentorship_pause_ends(context: NoticeContext) -> MailContent:
    """To both, a week before: resume, or finish."""
    mail = mail_of(context, MentorshipState.PAUSED)
    return MailContent(
        subject=_("Your break with %(name)s ends soon") % mail.subject_words,
        heading=_("Your break with %(name)s ends soon") % mail.words,
        lines=(
            _("It ends on %(day)s. Would you like to continue? One of you presses “Carry on”.")
            % {"day": day(mail.row.paused_until)},
            _("Otherwise we bring your mentorship to an end, with time for a last meeting."),
        ),
        action=mail.link(_("Say how it’s going")),
    )


@notice("mentorship_wrapping_up", title=gettext_lazy("A mentorship comes to its end"), daily=DAILY)
def mentorship_wrapping_up(context: NoticeContext) -> MailContent:
    """To both, in the same words whoever or whatever began it: time for a last meeting."""
    mail = mail_of(context, MentorshipState.WRAPPING_UP)
    last = day(mail.row.state_since + WRAP_UP_FOR)
    asked = _(
        "Would you rather continue? Say so on its page by %(day)s. You continue if you both want to, and no one is "
        "told who answered what."
    ) % {"day": day(mail.row.state_since + DECIDE_WITHIN)}
    return MailContent(
        subject=_("You and %(name)s: time for a good end") % mail.subject_words,
        heading=_("Your mentorship with %(name)s is coming to its end") % mail.words,
        lines=(
            _("There’s time until %(day)s for a last meeting: look back at what you set out to do, and say thanks.")
            % {"day": last},
            _("On that day it ends by itself. Neither of you has to do anything."),
            *([asked] if mail.row.more_weeks() else []),
        ),
        action=mail.link(_("Open your mentorship")),
    )


@notice("mentorship_ended", title=gettext_lazy("A mentorship has ended"))
def mentorship_ended(context: NoticeContext) -> MailContent:
    """To both: it has ended. No one is told who ended it, or why."""
    mail = mail_of(context, MentorshipState.ENDED)
    if mail.row.end_kind == EndKind.COMPLETED:
        number = mail.row.met(at=context.now)
        text = ngettext(
            "You met %(number)d time. Thank you for the time that you gave each other.",
            "You met %(number)d times. Thank you for the time that you gave each other.",
            number,
        )
        lines: tuple[str, ...] = (text % {"number": number},)
    else:
        lines = (_("These things happen, and no one is to blame."),)
    find = mail.link(_("Find a mentor"), reverse("directory:list"))
    return MailContent(
        subject=_("Your mentorship with %(name)s has ended") % mail.subject_words,
        heading=_("Your mentorship with %(name)s has ended") % mail.words,
        lines=lines,
        action=find if mail.is_mentee else mail.link(_("See your mentorships"), reverse("mentorships:mentorships")),
    )
