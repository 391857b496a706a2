"""The club's numbers hold nothing about a person: how many, how long, and what is looked for by five people or more."""

from core.privacy import NOT_PERSONAL, declare
from insights.models import Week

declare("insights.Week", **{field.name: NOT_PERSONAL for field in Week._meta.get_fields()})
