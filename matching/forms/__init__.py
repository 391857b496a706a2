"""Forms of matching."""

from matching.forms.needs import DismissalForm, NeedForm

__all__ = ["DismissalForm", "NeedForm"]
