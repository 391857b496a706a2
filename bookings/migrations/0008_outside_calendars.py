"""Outside calendars, what they say, and what of it was told."""

import core.db
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0007_team_sees_meetings'),
        ('mentors', '0004_retry_job'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('feed', 'a secret calendar address')], default='feed', max_length=10, verbose_name='kind')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('host', models.CharField(blank=True, max_length=255, verbose_name='server')),
                ('secret', models.TextField(blank=True, editable=False, verbose_name='sealed address')),
                ('fingerprint', models.CharField(editable=False, max_length=64, verbose_name='fingerprint of the address')),
                ('created_at', models.DateTimeField(verbose_name='added')),
                ('next_read_at', models.DateTimeField(verbose_name='to be read')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='last tried')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read')),
                ('trouble', models.CharField(blank=True, choices=[('address', 'This address leads to no calendar on the public internet.'), ('name', 'There is no server of this name. Is the address complete?'), ('unreachable', 'The calendar’s server does not answer.'), ('slow', 'The calendar’s server took too long to send it.'), ('certificate', 'The calendar’s server cannot prove that it is what it says: its certificate is bad.'), ('refused', 'The calendar’s server lets nobody in with this address. Copy the secret address once more.'), ('gone', 'There is no calendar at this address any more. Copy the secret address once more.'), ('overloaded', 'The calendar’s server is overloaded or broken at the moment.'), ('strange', 'The calendar’s server answers in a way that we do not understand.'), ('redirects', 'The address sends us from one place to the next.'), ('large', 'The calendar is larger than 5 MB. Share one with fewer old appointments.'), ('web_page', 'This is the address of a web page. We need the one that ends in .ics or stands under “iCal”.'), ('no_calendar', 'What stands at this address is no calendar, or only a part of one.'), ('many', 'The calendar has more than 20,000 appointments in the next half year.'), ('hard', 'The calendar is too hard to read: perhaps an appointment in it repeats without end.'), ('lost', 'We can no longer open what you gave us. Remove this calendar and add it again.')], max_length=12, verbose_name='trouble')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='in trouble since')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('warned_at', models.DateTimeField(blank=True, null=True, verbose_name='mentor warned')),
                ('unclear', models.PositiveIntegerField(default=0, verbose_name='unclear entries')),
                ('etag', models.CharField(blank=True, editable=False, max_length=200)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=200)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('read_as', models.CharField(blank=True, editable=False, max_length=80)),
                ('covered_until', models.DateTimeField(blank=True, null=True, verbose_name='known until')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outside_calendars', to='mentors.mentor')),
            ],
            options={
                'verbose_name': 'outside calendar',
                'verbose_name_plural': 'outside calendars',
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='BusyTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('calendar', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='busy_times', to='bookings.outsidecalendar')),
            ],
            options={
                'verbose_name': 'busy time',
                'verbose_name_plural': 'busy times',
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Clash',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='event starts')),
                ('ends_at', models.DateTimeField(verbose_name='event ends')),
                ('told_at', models.DateTimeField(verbose_name='told')),
                ('booking', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clashes', to='bookings.booking')),
            ],
            options={
                'verbose_name': 'clash',
                'verbose_name_plural': 'clashes',
                'constraints': [models.UniqueConstraint(fields=('booking', 'starts_at', 'ends_at'), name='clash_told_once')],
            },
        ),
        migrations.AddIndex(
            model_name='outsidecalendar',
            index=models.Index(fields=['next_read_at'], name='outside_calendar_due'),
        ),
        migrations.AddConstraint(
            model_name='outsidecalendar',
            constraint=models.UniqueConstraint(fields=('mentor', 'fingerprint'), name='outside_calendar_once'),
        ),
        migrations.AddConstraint(
            model_name='outsidecalendar',
            constraint=models.CheckConstraint(condition=models.Q(('trouble', ''), ('failing_since__isnull', False), _connector='XOR'), name='outside_calendar_trouble_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='outsidecalendar',
            constraint=models.CheckConstraint(condition=models.Q(('warned_at', None), ('failing_since__isnull', False), _connector='OR'), name='outside_calendar_warned_in_trouble'),
        ),
        migrations.AddConstraint(
            model_name='busytime',
            constraint=models.UniqueConstraint(fields=('calendar', 'ends_at', 'starts_at'), name='busy_time_once'),
        ),
        migrations.AddConstraint(
            model_name='busytime',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='busy_time_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='busytime',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(core.db.Epoch('starts_at'), 60), 0), django.db.models.lookups.Exact(django.db.models.functions.math.Mod(core.db.Epoch('ends_at'), 60), 0)), name='busy_time_whole_minutes'),
        ),
    ]
