import kedr.core.tenancy.constraints
import kedr.core.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('schools', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField(editable=False)),
                ('id', models.BigIntegerField(default=kedr.core.tenancy.ids.new_id, editable=False)),
                ('name', models.CharField(max_length=150)),
                ('size', models.IntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(max_length=64)),
                ('put_at', models.DateTimeField()),
                ('put_by', models.BigIntegerField()),
            ],
            options={
                'indexes': [models.Index(models.F('school_id'), models.F('sha256'), name='files_storedfile_content')],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='files_storedfile_size'), kedr.core.tenancy.constraints.ReferenceFK(column='school_id', name='files_storedfile_school_fk', to='schools.School')],
            },
        ),
    ]
