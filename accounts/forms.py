"""Forms of the member."""

from django import forms


class SignupForm(forms.Form):
    """What a new member tells the club, besides the mail address."""
