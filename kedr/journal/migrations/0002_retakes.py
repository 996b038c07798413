import django.db.models.deletion
import kedr.core.tenancy.constraints
import kedr.core.tenancy.ids
import kedr.core.tenancy.links
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curriculum', '0001_start'),
        ('journal', '0001_start'),
        ('people', '0001_start'),
        ('schools', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deferral',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField(editable=False)),
                ('id', models.BigIntegerField(default=kedr.core.tenancy.ids.new_id, editable=False)),
                ('course_id', models.BigIntegerField()),
                ('period_id', models.BigIntegerField()),
                ('pupil_id', models.BigIntegerField()),
                ('until_on', models.DateField()),
                ('basis', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.BigIntegerField()),
                ('course', kedr.core.tenancy.links.SchoolFK(column_name='course_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='curriculum.course')),
                ('period', kedr.core.tenancy.links.SchoolFK(column_name='period_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.period')),
                ('pupil', kedr.core.tenancy.links.SchoolFK(column_name='pupil_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(models.F('school_id'), models.F('pupil_id'), name='journal_deferral_pupil')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'course_id', 'period_id', 'pupil_id'), name='journal_deferral_once'), kedr.core.tenancy.constraints.ReferenceFK(column='school_id', name='journal_deferral_school_fk', to='schools.School'), kedr.core.tenancy.constraints.SameSchool(column='course_id', name='journal_deferral_course_id_fk', to='curriculum.Course'), kedr.core.tenancy.constraints.SameSchool(column='period_id', name='journal_deferral_period_id_fk', to='schools.Period'), kedr.core.tenancy.constraints.SameSchool(column='pupil_id', name='journal_deferral_pupil_id_fk', to='people.Person')],
            },
        ),
        migrations.CreateModel(
            name='Retake',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField(editable=False)),
                ('id', models.BigIntegerField(default=kedr.core.tenancy.ids.new_id, editable=False)),
                ('course_id', models.BigIntegerField()),
                ('pupil_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('interim', 'ПА'), ('year', 'год'), ('exam', 'экзамен'), ('final', 'итог')], max_length=7)),
                ('attempt', models.SmallIntegerField()),
                ('planned_on', models.DateField()),
                ('commission', models.CharField(blank=True, max_length=300)),
                ('value', models.CharField(blank=True, max_length=4)),
                ('protocol', models.CharField(blank=True, max_length=30)),
                ('version', models.IntegerField(default=1)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.BigIntegerField()),
                ('course', kedr.core.tenancy.links.SchoolFK(column_name='course_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='curriculum.course')),
                ('pupil', kedr.core.tenancy.links.SchoolFK(column_name='pupil_id', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(models.F('school_id'), models.F('pupil_id'), name='journal_retake_pupil')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'course_id', 'pupil_id', 'kind', 'attempt'), name='journal_retake_once'), models.CheckConstraint(condition=models.Q(('attempt__in', (1, 2))), name='journal_retake_attempt'), kedr.core.tenancy.constraints.ReferenceFK(column='school_id', name='journal_retake_school_fk', to='schools.School'), kedr.core.tenancy.constraints.SameSchool(column='course_id', name='journal_retake_course_id_fk', to='curriculum.Course'), kedr.core.tenancy.constraints.SameSchool(column='pupil_id', name='journal_retake_pupil_id_fk', to='people.Person')],
            },
        ),
    ]
