"""O sigilo de cada pedido: o do serviço hoje, ou o de quando se pediu. Aos lotes, sem segurar a tabela."""

from django.db import migrations
from django.db.models import Q

LOTE = 5_000
"""Quantos pedidos se mudam numa transação."""


def preencher(apps, _schema_editor):
    """Só se procura nos serviços que algum dia foram sigilosos, que são poucos e têm índice."""
    Servico, Solicitacao = apps.get_model("guia", "Servico"), apps.get_model("solicitacoes", "Solicitacao")
    que_ja_foram = Servico.objects.filter(versoes__sigilosa=True).values_list("pk", flat=True).distinct()
    sem = Solicitacao.objects.filter(
        Q(versao_servico__sigilosa=True) | Q(servico__publicada__sigilosa=True),
        servico__in=list(que_ja_foram),
        sigilosa=False,
    )
    while lote := list(sem.order_by().values_list("pk", flat=True)[:LOTE]):
        Solicitacao.objects.filter(pk__in=lote).update(sigilosa=True)


class Migration(migrations.Migration):
    atomic = False  # cada lote é uma transação, e o que se interrompeu continua de onde ia

    dependencies = [("solicitacoes", "0029_sigilosa")]

    operations = [migrations.RunPython(preencher, migrations.RunPython.noop)]
