"""A simple path through the first hour of two people: what to talk about, and what to agree on while they do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the hour.

    Attributes:
        minutes: about how long it takes.
        questions: what the two may ask each other.
        fields: the lines of the agreement that they fill meanwhile.
    """

    title: str
    minutes: int
    questions: Sequence[str]
    fields: Sequence[BoundField] = field(default=())


def parts(form: BaseForm | None = None) -> list[Part]:
    """The four parts of the hour, with the fields of `form` if there is one."""
    return [
        Part(
            _("Get to know each other"),
            15,
            (
                _("What brought you here, and what are you good at that no one asks about?"),
                _("What was a time when someone helped you well? What did they do?"),
                _("What should I know about you so that we work well together?"),
            ),
        ),
        Part(
            _("What for"),
            20,
            (
                _("What would be different if this goes well?"),
                _("What have you tried? What got in the way?"),
                _("What’s the smallest thing that would already help?"),
            ),
            _of(form, "goal"),
        ),
        Part(
            _("How you meet"),
            15,
            (
                _("How often suits both of you, and what happens if one can’t come?"),
                _("Where do you write to each other, and how fast can the other expect an answer?"),
                _("What stays between you, and what do you leave out?"),
            ),
            _of(form, "rhythm", "weeks", "channel", "answer_days", "if_missed", "between_us", "off_limits"),
        ),
        Part(
            _("How you part"),
            10,
            (
                _("How will you notice that it’s time to stop?"),
                _("Either of you can end it at any time, without giving reasons. Say so to each other now."),
                _("What’s the first thing each of you does after this hour?"),
            ),
        ),
    ]


def _of(form: BaseForm | None, *names: str) -> list[BoundField]:
    return [form[name] for name in names] if form else []
