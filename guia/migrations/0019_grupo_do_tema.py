"""Os temas se juntam sob um título, na página inicial e na de todos os serviços."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0018_tempo_de_atendimento"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltema",
            name="grupo",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="O título sob o qual aparece na página inicial, junto dos temas que têm o mesmo.",
                max_length=60,
                verbose_name="grupo",
            ),
        ),
        migrations.AddField(
            model_name="tema",
            name="grupo",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="O título sob o qual aparece na página inicial, junto dos temas que têm o mesmo.",
                max_length=60,
                verbose_name="grupo",
            ),
        ),
    ]
