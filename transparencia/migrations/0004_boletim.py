"""Quem recebe por e-mail o boletim de um distrito."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0020_quatro_olhos"),
        ("roteamento", "0007_o_que_faz"),
        ("transparencia", "0003_paineis"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssinaturaDoBoletim",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("contato", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("desde", models.DateTimeField(default=django.utils.timezone.now, verbose_name="desde")),
                ("ate", models.DateField(verbose_name="contado até")),
                (
                    "distrito",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roteamento.distrito",
                        verbose_name="distrito",
                    ),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Vazio: todos os serviços públicos.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="guia.servico",
                        verbose_name="serviço",
                    ),
                ),
            ],
            options={
                "verbose_name": "assinatura do boletim",
                "verbose_name_plural": "assinaturas do boletim",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contato", "distrito", "servico"),
                        name="boletim_um_por_email",
                        nulls_distinct=False,
                        violation_error_message="Este e-mail já recebe este boletim.",
                    )
                ],
            },
        ),
    ]
