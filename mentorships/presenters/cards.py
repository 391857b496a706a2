"""The three cards of each role. Where their advice comes from stands in docs/adr/0020-mentorships.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Card:
    """One card: a heading, a thought, and what to try."""

    title: str
    text: str
    tries: Sequence[str]


def cards_of(*, as_mentor: bool) -> list[Card]:
    """The cards for mentors, or those for mentees."""
    return _for_mentors() if as_mentor else _for_mentees()


def _for_mentors() -> list[Card]:
    return [
        Card(
            _("Listen before you help"),
            _("Your answer fits your life. Theirs grows while you listen, so ask first and advise last."),
            (
                _("Let them speak until they’ve finished, and count to three."),
                _("Ask “And what else?” once more than feels natural."),
                _("Before you give advice, ask whether they’d like to hear it."),
            ),
        ),
        Card(
            _("Know where your part ends"),
            _("You’re a mentor, not a therapist, a boss or a rescuer. You may say no, and say that you don’t know."),
            (
                _("Agree early on when you answer, and keep to that yourself."),
                _("If it’s about health, law or danger, help them find someone who does that for a living."),
                _("What they tell you stays with you. If someone is in danger, tell the club team."),
            ),
        ),
        Card(
            _("Part well"),
            _("A good end is part of the work. Don’t wait until one of you stops answering."),
            (
                _("Every few meetings, ask: “Is this still useful to you?”"),
                _("Name two things that you saw them do well."),
                _("Either of you can end it without reasons. That isn’t a failure."),
            ),
        ),
    ]


def _for_mentees() -> list[Card]:
    return [
        Card(
            _("It’s your hour"),
            _("Your mentor gives time, and you give it direction. You don’t have to be ready, only curious."),
            (
                _("Bring one question, and write it on the agenda before."),
                _("Tell what you’ve tried, also what went wrong."),
                _("Choose one small step at the end, and say until when."),
            ),
        ),
        Card(
            _("Say what you need, and what you don’t"),
            _("Advice is an offer. You may leave it, ask for something else, or just want someone to listen."),
            (
                _("Say at the start: “Today I’d like you to listen”, or “Today I’d like your opinion.”"),
                _("Some things stay private. You needn’t explain why."),
                _("If something feels wrong, tell the club team. You don’t have to be sure."),
            ),
        ),
        Card(
            _("Keep your word, and part well"),
            _("Your mentor is here of their own free will. Being reliable is the best thank-you."),
            (
                _("If you can’t come, say so early. That’s never a problem."),
                _("If you haven’t done your step, come all the same, and say so."),
                _("You can end it at any time. Two sentences of thanks are a good end."),
            ),
        ),
    ]
