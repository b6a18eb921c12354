"""As respostas da busca também se acham pelo sentido; o que se aprendeu antes não se lê: aprende-se outra vez."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0015_aprendido_da_busca"),
    ]

    operations = [
        migrations.RemoveField(model_name="sentidodebusca", name="frases"),
        migrations.RenameField(model_name="sentidodebusca", old_name="palavras", new_name="vetores"),
        migrations.AlterField(
            model_name="sentidodebusca",
            name="vetores",
            field=models.BinaryField(
                help_text="Das palavras, aos lotes, e dos relatos.", verbose_name="vetores"
            ),
        ),
        migrations.AlterField(
            model_name="aprendidodabusca",
            name="dados",
            field=models.BinaryField(help_text="Um arquivo .npz do numpy.", verbose_name="pesos e traços"),
        ),
        *(
            migrations.AddField(
                model_name=modelo,
                name="relatos",
                field=models.JSONField(
                    blank=True,
                    db_default=[],
                    default=list,
                    help_text="A situação contada por inteiro, por quem não usa as palavras de cima.",
                    verbose_name="relatos",
                ),
            )
            for modelo in ("respostadebusca", "historicalrespostadebusca")
        ),
        migrations.CreateModel(
            name="SentidoDaResposta",
            fields=[
                (
                    "impressao",
                    models.CharField(
                        help_text="MD5 do texto de que se calculou.", max_length=32, verbose_name="impressão"
                    ),
                ),
                (
                    "vetores",
                    models.BinaryField(
                        help_text="Das palavras, aos lotes, e dos relatos.", verbose_name="vetores"
                    ),
                ),
                ("feito_em", models.DateTimeField(verbose_name="calculado em")),
                (
                    "resposta",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="sentido",
                        serialize=False,
                        to="guia.respostadebusca",
                    ),
                ),
            ],
            options={
                "verbose_name": "sentido da resposta",
                "verbose_name_plural": "sentidos das respostas",
            },
        ),
        migrations.RunSQL(
            "DELETE FROM guia_aprendidodabusca",
            "DELETE FROM guia_aprendidodabusca; DELETE FROM guia_sentidodebusca",
        ),
    ]
