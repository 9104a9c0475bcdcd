from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("emotions", "0007_notes_shares_survey")]

    operations = [
        migrations.AddField(
            model_name="moodcheck",
            name="surprise",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="seed of the draw, where a surprise was asked for",
                null=True,
                verbose_name="surprise",
            ),
        ),
    ]
