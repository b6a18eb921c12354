"""O que se registra num atendimento: o pedido da pessoa, e ela passar a acompanhar o de outra."""

from __future__ import annotations

from django.db import transaction

from atendimento.acoes.atender import anotar, declarou
from atendimento.models import Atendimento
from atendimento.situacoes import Ato
from contas.models import Usuario
from solicitacoes.acoes import apoiar
from solicitacoes.models import Solicitacao


@transaction.atomic
def registrou(*, atendimento: Atendimento, caso: Solicitacao) -> None:
    """Anota o pedido, uma vez só, e a pessoa que se identificou fica reconhecida, como declarou.

    Do sigiloso e do anônimo não se guarda o protocolo: o atendimento diria quem é a pessoa.
    """
    parte = caso.interessado
    if caso.sigilosa or parte is None or parte.anonimo or parte.selado_em:
        anotar(atendimento=atendimento, tipo=Ato.REGISTROU)
        return
    if atendimento.atos.filter(tipo=Ato.REGISTROU, protocolo=caso.protocolo).exists():
        return
    anotar(atendimento=atendimento, tipo=Ato.REGISTROU, protocolo=caso.protocolo, servico=caso.servico)
    declarou(atendimento=atendimento, parte=parte)


@transaction.atomic
def acompanhar_junto(*, atendimento: Atendimento, caso: Solicitacao, conta: Usuario) -> None:
    """A pessoa passa a receber as frases públicas do pedido de outra, pela conta dela.

    O ato não leva o protocolo: quem acompanha não sabe o número do pedido.
    """
    apoiar(caso=caso, usuario=conta)
    anotar(atendimento=atendimento, tipo=Ato.APOIOU)
