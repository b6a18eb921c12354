"""O fim do turno: a quem ficam as conversas de quem deixa de atender, e deixar de estar presente."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Least
from django.utils import timezone

from atendimento import eventos
from atendimento.acoes.distribuir import deixar_para_depois, devolver, distribuir, passar
from atendimento.models import Conversa, Disponibilidade
from atendimento.situacoes import Estado
from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade


def entregar(
    *,
    por: Usuario,
    motivo: str = "",
    depois: bool = False,
    para: Usuario | None = None,
    lugar: Unidade | None = None,
) -> int:
    """Todas as que a pessoa atende: a um colega, a um lugar, para depois ou, senão, ao alto da fila.

    Cada uma na sua transação, que só tranca a ela; a que entretanto acabou já não é dela. O motivo fica numa
    nota, e cada pessoa lê na conversa o que houve. Diz quantas entregou.

    Levanta TransicaoProibida se o colega já não está com a página aberta: as que faltam continuam com ela.
    """
    Disponibilidade.objects.que_recebem().filter(pk=por.pk).update(estado=Estado.FORA)  # não voltam a ela
    entregues = 0
    for conversa in Conversa.objects.de(por).order_by("pk"):
        try:
            if depois:
                deixar_para_depois(conversa=conversa, motivo=motivo, por=por)
            elif para or lugar:
                passar(conversa=conversa, para=para, lugar=lugar, motivo=motivo, por=por)
            else:
                devolver(conversa=conversa, motivo=motivo, por=por)
            entregues += 1
        except TransicaoProibida:
            if Conversa.objects.de(por).filter(pk=conversa.pk).exists():
                raise
    distribuir(em=timezone.now())
    return entregues


@transaction.atomic
def sair_do_turno(*, usuario: Usuario, em: datetime) -> None:
    """Quem sai não recebe nem está presente, já: não se espera que a página deixe de dar sinal."""
    dele = Disponibilidade.objects.filter(usuario=usuario)
    if dele.update(estado=Estado.FORA, presente_ate=Least("presente_ate", em)):
        transaction.on_commit(eventos.andou_a_fila, robust=True)
