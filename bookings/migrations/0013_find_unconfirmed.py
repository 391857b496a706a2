from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is built beside the work of others cannot stand in a transaction
    dependencies = [("bookings", "0012_reconfirming")]

    operations = [
        AddIndexConcurrently(
            model_name="booking",
            index=models.Index(
                condition=models.Q(reconfirmed_at=None, status="confirmed", warned_at=None),
                fields=["starts_at"],
                name="booking_unconfirmed",
            ),
        ),
    ]
