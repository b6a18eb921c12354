import django.core.validators
from django.db import migrations, models


def dizer_o_estado(apps, schema_editor):
    """Quem recebia recebe; quem não recebia diz em que está na próxima vez que abrir as conversas."""
    apps.get_model("atendimento", "Disponibilidade").objects.filter(recebe=True).update(estado="recebe")


def voltar_a_dizer_se_recebe(apps, schema_editor):
    apps.get_model("atendimento", "Disponibilidade").objects.filter(estado="recebe").update(recebe=True)


def _numero(rotulo, padrao, ate, ajuda):
    return models.PositiveSmallIntegerField(
        default=padrao,
        help_text=ajuda,
        validators=[
            django.core.validators.MinValueValidator(1),
            django.core.validators.MaxValueValidator(ate),
        ],
        verbose_name=rotulo,
    )


NOVOS = {
    "minutos_de_conversa": (
        "minutos de uma conversa",
        8,
        120,
        "Com isto se prevê a espera enquanto poucas conversas acabaram há pouco, para a média servir.",
    ),
    "segundos_para_atender": (
        "segundos para atender",
        60,
        3600,
        "A supervisão conta quantas se atendem neste tempo, de meia em meia hora. De fábrica, 60.",
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("atendimento", "0010_a_pessoa_pediu"),
    ]

    operations = [
        migrations.AddField(
            "disponibilidade",
            "estado",
            models.CharField(
                choices=[
                    ("recebe", "Recebe"),
                    ("pausa", "Em pausa"),
                    ("almoco", "No almoço"),
                    ("treinamento", "Em treinamento"),
                    ("fora", "Não recebe"),
                ],
                default="fora",
                max_length=11,
                verbose_name="estado",
            ),
        ),
        migrations.RunPython(dizer_o_estado, voltar_a_dizer_se_recebe),
        migrations.RemoveField("disponibilidade", "recebe"),
        migrations.AddField(
            "conversa",
            "sem_resposta_desde",
            models.DateTimeField(
                blank=True,
                help_text="Quando passou a quem atende, ou a primeira mensagem a que ele não respondeu.",
                null=True,
                verbose_name="sem resposta desde",
            ),
        ),
        *(
            migrations.AddField(modelo, nome, _numero(*como))
            for modelo in ("regradaconversa", "historicalregradaconversa")
            for nome, como in NOVOS.items()
        ),
    ]
