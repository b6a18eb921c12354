"""O que mudou desde um dia acha-se sem ler todos os andamentos; o índice tem umas dezenas de quilobytes."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("solicitacoes", "0026_do_distrito")]

    operations = [
        AddIndexConcurrently(
            "andamento", BrinIndex(fields=["em"], name="andamento_no_tempo", autosummarize=True)
        )
    ]
