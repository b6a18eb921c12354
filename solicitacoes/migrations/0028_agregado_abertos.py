"""O que estava aberto quando se contou acha-se sem ler os agregados de todos os anos."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("solicitacoes", "0027_andamento_no_tempo")]

    operations = [
        AddIndexConcurrently(
            "agregado",
            models.Index(
                fields=["unidade"],
                condition=models.Q(medida__in=["aberta", "parada", "de_volta", "sem_ninguem"]),
                name="agregado_abertos",
            ),
        )
    ]
