"""Words are looked up in memory; their table goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("movies", "0008_words"),
    ]

    operations = [
        migrations.DeleteModel(
            name="SearchWord",
        ),
    ]
