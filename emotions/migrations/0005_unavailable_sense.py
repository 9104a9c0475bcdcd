from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emotions', '0004_usual_voice'),
    ]

    operations = [
        migrations.AlterField(
            model_name='moodreading',
            name='status',
            field=models.CharField(choices=[('ok', 'ok'), ('several_faces', 'several_faces'), ('no_face', 'no_face'), ('too_dark', 'too_dark'), ('blurred', 'blurred'), ('silence', 'silence'), ('too_short', 'too_short'), ('too_little_text', 'too_little_text'), ('not_understood', 'not_understood'), ('unreadable', 'unreadable'), ('too_large', 'too_large'), ('empty', 'empty'), ('unavailable', 'unavailable')], max_length=20, verbose_name='status'),
        ),
    ]
