"""Forms for feedback."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CODE_ATTRS, CleanLine
from core.layout import ClubHelper, Div
from feedback.models import Feedback


class FeedbackForm(forms.ModelForm):
    """What a mentee says after a booking."""

    usefulness = forms.TypedChoiceField(
        label=_("How useful was it for you?"),
        coerce=int,
        choices=[
            (1, _("1 – not at all")),
            (2, _("2 – a little")),
            (3, _("3 – somewhat")),
            (4, _("4 – very")),
            (5, _("5 – it changed something")),
        ],
        widget=forms.RadioSelect,
    )

    helper = ClubHelper(Div("usefulness", css_class="rating"), "helped", "better", "may_publish", "platform_message")

    class Meta:
        model = Feedback
        fields = ("usefulness", "helped", "better", "platform_message", "may_publish")
        labels = {
            "helped": _("What helped?"),
            "better": _("What could have been better?"),
            "platform_message": _("Message to the club"),
            "may_publish": _("My mentor may show what helped on their profile, without my name."),
        }
        widgets = dict.fromkeys(("helped", "better", "platform_message"), forms.Textarea(attrs={"rows": 4}))
        help_texts = {
            "helped": _("A question, an idea, a way of listening … Your mentor reads this."),
            "better": _("Only your mentor reads this, unless the club team has to open it for a safety matter."),
            "platform_message": _(
                "About the website, our emails or booking. Only the club team reads this, and may answer."
            ),
        }


class ThanksForm(forms.Form):
    """A mentor's line to whoever gave them feedback."""

    text = CleanLine(label=_("Say thanks in one line"), max_length=300)

    helper = ClubHelper("text")


class CodeForm(forms.Form):
    """The code that proves who is answering."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )

    required_css_class = "field--code"
    helper = ClubHelper("code")
