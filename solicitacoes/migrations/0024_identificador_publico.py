"""O número de cada pedido nos dados abertos. Os de antes ficam sem ele até a rotina o sortear, aos poucos."""

import uuid

from django.db import migrations, models

SEGURA = "o código de antes não grava o identificador, e vazio ele não repete nenhum"


class Migration(migrations.Migration):
    dependencies = [("solicitacoes", "0023_turmas")]

    operations = [
        # Primeiro sem valor de fábrica: o Django o sortearia uma vez só, e daria o mesmo a todas as linhas.
        migrations.AddField(
            "solicitacao",
            "identificador",
            models.UUIDField(editable=False, null=True, verbose_name="identificador público"),
        ),
        migrations.AlterField(
            "solicitacao",
            "identificador",
            models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                help_text=(
                    "O número sorteado do pedido nos dados abertos: nada diz do protocolo nem de quem pediu."
                ),
                null=True,
                verbose_name="identificador público",
            ),
        ),
        migrations.AddConstraint(
            "solicitacao",
            models.UniqueConstraint(
                fields=["identificador"],
                name="solicitacao_identificador_unico",
                violation_error_message="Identificador já usado.",
            ),
        ),
    ]
