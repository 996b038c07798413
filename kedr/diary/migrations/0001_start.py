import django.db.models.deletion
import kedr.core.tenancy.constraints
import kedr.core.tenancy.ids
import kedr.core.tenancy.links
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeekSignature',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField(editable=False)),
                ('id', models.BigIntegerField(default=kedr.core.tenancy.ids.new_id, editable=False)),
                ('pupil_id', models.BigIntegerField()),
                ('monday', models.DateField()),
                ('signed_at', models.DateTimeField()),
                ('signed_by', models.BigIntegerField()),
                ('pupil', kedr.core.tenancy.links.SchoolFK(column_name='pupil_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(models.F('school_id'), models.F('monday'), name='diary_weeksignature_week')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'pupil_id', 'monday'), name='diary_weeksignature_once'), kedr.core.tenancy.constraints.ReferenceFK(column='school_id', name='diary_weeksignature_school_fk', to='schools.School'), kedr.core.tenancy.constraints.SameSchool(column='pupil_id', name='diary_weeksignature_pupil_id_fk', to='people.Person')],
            },
        ),
    ]
