"""Emails about topics: what changed for those who help with them."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.http import absolute
from mentors.models import FormerAddress, SuggestionOutcome, Topic, TopicSuggestion
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, Quote, notice


@notice("topic_merged", title=gettext_lazy("Topic merged into another"))
def topic_merged(context: NoticeContext) -> MailContent:
    """To a mentor: one of their topics is part of another now."""
    former: FormerAddress = context.about
    if former.topic is None:
        raise NoticeObsolete("the topic has become an area")
    language = get_language() or settings.LANGUAGE_CODE
    name = former.names.get(language) or former.names.get(settings.LANGUAGE_CODE) or former.slug
    words = {"topic": name, "other": former.topic.name_i18n}
    return MailContent(
        subject=_("“%(topic)s” is now part of “%(other)s”") % words,
        heading=_("“%(topic)s” is now part of “%(other)s”") % words,
        action=Link(_("Check your profile"), absolute(reverse("mentors:profile"))),
        lines=(
            _("We’ve brought two topics of the club together, so your profile now says “%(other)s”.") % words,
            _("You don’t need to do anything. Whoever searches for the old name still finds you."),
        ),
    )


@notice("topic_split", title=gettext_lazy("Topic split into two"))
def topic_split(context: NoticeContext) -> MailContent:
    """To a mentor: one of their topics has become two, and which of them they have now."""
    second: Topic = context.about
    first, mentor = second.split_from, getattr(context.recipient, "mentor", None)
    theirs = {topic.pk: topic.name_i18n for topic in mentor.topics.all()} if mentor else {}
    if first is None or second.pk not in theirs:
        raise NoticeObsolete("the topics have changed again")
    words = {"topic": first.name_i18n, "other": second.name_i18n}
    both = first.pk in theirs
    return MailContent(
        subject=_("“%(other)s” is a topic of its own now") % words,
        heading=_("“%(other)s” is a topic of its own now") % words,
        action=Link(_("Check your profile"), absolute(reverse("mentors:profile"))),
        lines=(
            _("It was part of “%(topic)s”, which had become too broad.") % words,
            _("Your profile now says both.") if both else _("Your profile now says “%(other)s” instead.") % words,
            _("You don’t need to do anything. If the other one fits better, choose it in your profile."),
        ),
    )


@notice("topic_changed", title=gettext_lazy("Topic renamed, moved or retired"))
def topic_changed(context: NoticeContext) -> MailContent:
    """To a mentor: one of their topics has another name or area, or is no longer on offer."""
    topic: Topic = context.about
    language = get_language() or settings.LANGUAGE_CODE
    was = context.data.get("was", {}).get(language, "")
    words = {"topic": topic.name_i18n, "area": topic.category.name_i18n, "was": was}
    change = context.data["change"]
    if (change == "retired") is topic.is_active or (change == "renamed" and was == topic.name_i18n):
        raise NoticeObsolete("it has changed again, or is called the same in this language")
    if change == "renamed":
        heading = _("“%(was)s” is now called “%(topic)s”") % words
        lines = (
            _("It’s one of the topics you help with, and your profile says “%(topic)s” now.") % words,
            _("You don’t need to do anything. If it no longer fits, choose another topic in your profile."),
        )
    elif change == "moved":
        heading = _("“%(topic)s” now belongs to “%(area)s”") % words
        lines = (
            _("It’s one of the topics you help with. People find it, and you, in that area from now on."),
            _("You don’t need to do anything."),
        )
    else:
        heading = _("“%(topic)s” is no longer one of the club’s topics") % words
        lines = (
            _("You helped with it. People can’t look for it any more, and old links lead to “%(area)s”.") % words,
            _("Your other topics stay. If a new one fits, choose it in your profile."),
        )
    return MailContent(
        subject=heading,
        heading=heading,
        action=Link(_("Check your profile"), absolute(reverse("mentors:profile"))),
        lines=lines,
    )


@notice("topic_suggestion_decided", title=gettext_lazy("Answer to a suggested topic"))
def topic_suggestion_decided(context: NoticeContext) -> MailContent:
    """To a mentor: what became of the topic that they missed."""
    row: TopicSuggestion = context.about
    words = {"name": row.name, "topic": row.topic.name_i18n if row.topic else row.name}
    if row.outcome == SuggestionOutcome.MADE:
        heading = _("“%(name)s” is a topic now") % words
        line = _("Thank you for telling us what was missing. People can look for it from now on.")
    elif row.outcome == SuggestionOutcome.MERGED:
        heading = _("“%(name)s” leads to “%(topic)s” now") % words
        line = _("Whoever searches for your words finds “%(topic)s” now, which is close to it.") % words
    else:
        heading = _("“%(name)s” won’t be a topic of its own") % words
        line = _("Thank you for telling us what you miss. We’ve decided against it for now.")
    return MailContent(
        subject=heading,
        heading=heading,
        action=Link(_("Check your profile"), absolute(reverse("mentors:profile"))),
        lines=(line, *([_("If you had room for one more topic, it’s in your profile.")] if row.topic else [])),
        quote=Quote(row.answer, author=_("The club team")) if row.answer else None,
    )
