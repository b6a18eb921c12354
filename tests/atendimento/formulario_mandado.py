"""O pedido que quem atende começa e manda na conversa."""

from __future__ import annotations

from uuid import uuid4

from atendimento import acoes
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import SituacaoDaConversa
from contas.models import Usuario
from protocolo.models import Rascunho
from solicitacoes.pedir.roteiro import DETALHES, LOCAL, TIPO
from tests.atendimento.conversando import quem_atende
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central


def com_alguem(conversa: Conversa) -> Usuario:
    """A conversa, de qualquer situação, com quem atende."""
    quem = quem_atende(recebe=False)
    Conversa.objects.filter(pk=conversa.pk).update(
        situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=conversa.comecada_em
    )
    acoes.tomar(conversa=conversa, por=quem, unidade=central())
    return quem


def mandado(conversa: Conversa) -> str:
    """A última parte do endereço que se mandou."""
    quem, servico = com_alguem(conversa), elenco.servico()
    rascunho = Rascunho(
        tipo=TIPO,
        assunto=servico.slug,
        dono=quem,
        dados={
            LOCAL: {"logradouro": "Rua Líbero Badaró", "numero": "425", "escrito": {"numero": "425"}},
            DETALHES: {"descricao": "Buraco fundo."},
        },
    )
    rascunho.expira_em = conversa.comecada_em
    rascunho.save()
    dita = acoes.mandar_formulario(
        conversa=conversa, rascunho=rascunho, servico=servico, chave=uuid4(), por=quem
    )
    return assinado(dita)


def assinado(dita: Mensagem) -> str:
    return dita.texto.partition("/formulario/")[2].partition("/")[0]
