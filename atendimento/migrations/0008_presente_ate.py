import django.core.validators
import django.utils.timezone
from django.db import migrations, models

ANTES, DEPOIS = 150, 40


def encurtar(apps, schema_editor):
    """O valor de fábrica mudou: a página dá sinal a cada vinte segundos. O que a cidade escolheu fica."""
    apps.get_model("atendimento", "RegraDaConversa").objects.filter(segundos_sem_sinal=ANTES).update(
        segundos_sem_sinal=DEPOIS
    )


def _segundos():
    return models.PositiveSmallIntegerField(
        default=DEPOIS,
        help_text="Quem atende e não dá sinal por este tempo devolve as conversas à fila. "
        "A página dá um a cada vinte segundos.",
        validators=[
            django.core.validators.MinValueValidator(40),
            django.core.validators.MaxValueValidator(600),
        ],
        verbose_name="segundos sem sinal",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("atendimento", "0007_o_lugar_e_o_sinal"),
    ]

    operations = [
        migrations.RenameField("disponibilidade", "vista_em", "presente_ate"),
        migrations.AlterField(
            "disponibilidade",
            "presente_ate",
            models.DateTimeField(default=django.utils.timezone.now, verbose_name="presente até"),
        ),
        migrations.AlterField("historicalregradaconversa", "segundos_sem_sinal", _segundos()),
        migrations.AlterField("regradaconversa", "segundos_sem_sinal", _segundos()),
        migrations.RunPython(encurtar, migrations.RunPython.noop),
    ]
