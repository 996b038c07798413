import django.db.models.deletion
import kedr.core.tenancy.constraints
import kedr.core.tenancy.ids
import kedr.core.tenancy.links
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_retakes'),
        ('people', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='AbsenceNotice',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField(editable=False)),
                ('id', models.BigIntegerField(default=kedr.core.tenancy.ids.new_id, editable=False)),
                ('pupil_id', models.BigIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('code', models.CharField(max_length=3)),
                ('words', models.CharField(max_length=200)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.BigIntegerField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.BigIntegerField(null=True)),
                ('is_accepted', models.BooleanField(default=False)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('pupil', kedr.core.tenancy.links.SchoolFK(column_name='pupil_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(models.F('school_id'), models.F('pupil_id'), name='journal_absencenotice_pupil'), models.Index(models.F('school_id'), models.F('starts_on'), condition=models.Q(('decided_at', None), ('taken_back_at', None)), name='journal_absencenotice_waits')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_on__lt', models.F('ends_on'))), name='journal_absencenotice_days'), models.CheckConstraint(condition=models.Q(('is_accepted', False), ('decided_at__isnull', False), _connector='OR'), name='journal_absencenotice_decided'), kedr.core.tenancy.constraints.ReferenceFK(column='school_id', name='journal_absencenotice_school_fk', to='schools.School'), kedr.core.tenancy.constraints.SameSchool(column='pupil_id', name='journal_absencenotice_pupil_id_fk', to='people.Person')],
            },
        ),
    ]
