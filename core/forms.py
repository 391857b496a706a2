"""How the club draws its forms."""

from django.forms.renderers import TemplatesSetting


class ClubRenderer(TemplatesSetting):
    """Forms through the project's own templates: `templates/django/forms/`."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
