from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0011_no_shows_for_the_team")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="reconfirmed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="still coming, said the mentee"),
        ),
        migrations.AddField(
            model_name="booking",
            name="warned_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="both warned that the mentee has not said so"
            ),
        ),
    ]
