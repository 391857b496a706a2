"""pretix's side: an event with one ticket, and how many carts hold it."""

from datetime import timedelta

from django.core.management import call_command
from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import CartPosition, Organizer

from bench.peers import talk


def fill() -> dict[str, str | int]:
    """Create an open shop with one product and a quota of one."""
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        organizer, _made = Organizer.objects.get_or_create(slug="club", defaults={"name": "Club"})
        event = organizer.events.create(
            name="One seat",
            slug=f"seat-{organizer.events.count()}",
            date_from=now() + timedelta(days=30),
            currency="EUR",
            live=True,
            plugins="",
        )
        item = event.items.create(name="Seat", default_price=0)
        event.quotas.create(name="One", size=1).items.add(item)
        event.settings.timezone = "UTC"
        CartPosition.objects.all().delete()
    return {"path": f"/club/{event.slug}/", "field": f"item_{item.pk}"}


def winners() -> int:
    """How many carts hold the ticket."""
    with scopes_disabled():
        return int(CartPosition.objects.count())


def clean() -> None:
    """Empty every cart."""
    with scopes_disabled():
        CartPosition.objects.all().delete()


talk.serve(fill=fill, winners=winners, clean=clean)
