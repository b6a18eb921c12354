"""A página de um bairro acha os pedidos do distrito, do mais novo ao mais antigo, sem ler a tabela."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("solicitacoes", "0025_agregados")]

    operations = [
        AddIndexConcurrently(
            "solicitacao",
            models.Index(fields=["distrito", "-aberta_em", "-id"], name="solicitacao_do_distrito"),
        )
    ]
