"""The emails about saved searches."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.http import absolute
from directory import news
from directory.bitmap_index import current
from directory.presenters import tags
from notifications.mail_content import Link, MailContent, NoticeContext, NoticeObsolete, notice


@notice(
    news.KIND,
    title=gettext_lazy("New mentors for a saved search"),
    label=gettext_lazy("New mentors who fit a search I’ve saved, once a week at most"),
)
def new_mentors(context: NoticeContext) -> MailContent:
    """To a member, once a week: who is new in their searches."""
    member = context.recipient
    found = news.news(context.data["found"], member=member, now=context.now) if member else []
    if not found:
        raise NoticeObsolete("no search is saved any longer for which somebody is new")
    mentors = {mentor.pk: mentor for each in found for mentor in each.mentors}
    shown = current(now=context.now).facets
    searches = [", ".join(tag.label for tag in tags(shown, each.filters)) for each in found]
    newest = found[0].filters.sorted_by("newest").encoded()
    return MailContent(
        subject=ngettext("%(count)d new mentor for you", "%(count)d new mentors for you", len(mentors))
        % {"count": len(mentors)},
        heading=_("New in the club"),
        lines=(
            _("You asked to hear about new mentors: %(searches)s. Here’s who has joined:")
            % {"searches": "; ".join(searches)},
        ),
        facts=tuple(
            (mentor.user.display_name, Link(mentor.role or _("Profile"), absolute(mentor.get_absolute_url())))
            for mentor in list(mentors.values())[: news.FEW]
        ),
        action=Link(_("See who fits"), absolute(f"{reverse('directory:list')}?{newest}")),
        links=(Link(_("Change what you’ve saved"), absolute(reverse("directory:saved"))),),
    )
