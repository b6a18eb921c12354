"""Mudar o destino de um serviço num lugar e levar, na mesma hora, os pedidos abertos que ele atinge."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from guia.models import Servico
from protocolo.acoes import exigir
from roteamento.acoes import Alcance, MudancaInvalida, mudar_destino
from roteamento.localizacao.enderecos import Local
from roteamento.models import Unidade
from roteamento.rotas import Rota, Tabelas, calcular_rota
from solicitacoes.acoes.registro import passar_a, registrar_ato
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_atingidos import cabe, no_lugar
from solicitacoes.situacoes import Tipo

MAIS_LEVADOS = 500
"""Mais do que isto não cabe num pedido da página: a mudança se faz sem levar."""
FRASE = "A regra que diz que unidade cuida deste serviço neste lugar mudou."


@transaction.atomic
def mudar_levando(
    *, servico: Servico, onde: Alcance, destino: Unidade | str, a_partir_de: date, norma: str, por: Autor
) -> int:
    """Como `mudar_destino`, e já leva os abertos que estão onde a regra de antes os pôs; diz quantos.

    Fica onde está o que alguém transferiu, o que espera decisão, o que outra regra manda para o mesmo
    lugar e tudo cuja unidade nova ainda não existe hoje. O prazo não muda e ninguém é avisado.
    """
    antes = Tabelas.carregar(servico)
    mudar_destino(servico=servico, onde=onde, destino=destino, a_partir_de=a_partir_de, norma=norma, por=por)
    depois = Tabelas.carregar(servico)
    hoje, levados = timezone.localdate(), 0
    for caso in _travados(servico, onde, antes):
        distrito = antes.distritos.get(caso.distrito_id or 0)
        local = Local(logradouro=caso.logradouro, numero=caso.numero, distrito=distrito)
        if not cabe(onde, local):
            continue
        de, para = (calcular_rota(servico, local, a_partir_de, tabelas) for tabelas in (antes, depois))
        vai = not para.sem_rota and para.unidade != de.unidade and para.unidade.vigente_em(hoje)
        if vai and caso.unidade_id == de.unidade.pk:
            _levar(caso, para, por)
            levados += 1
    return levados


def _travados(servico: Servico, onde: Alcance, tabelas: Tabelas) -> list[Solicitacao]:
    """Os abertos do lugar, presos na ordem do protocolo."""
    abertos = no_lugar(servico, onde, tabelas).abertas().filter(aguarda_decisao_desde=None)
    presos = abertos.select_related("unidade").select_for_update(of=("self",), no_key=True)
    casos = list(presos.order_by("protocolo")[: MAIS_LEVADOS + 1])
    if len(casos) > MAIS_LEVADOS:
        raise MudancaInvalida(
            f"Há mais de {MAIS_LEVADOS} pedidos abertos neste lugar: mude o destino sem os levar."
        )
    return casos


def _levar(caso: Solicitacao, para: Rota, por: Autor) -> None:
    exigir(caso, caso.situacao, por)
    origem, mudancas = caso.unidade.sigla, passar_a(para.unidade, caso)
    caso.rota = para.como_json()
    registrar_ato(caso, Tipo.MUDANCA_DE_UNIDADE, por, texto=FRASE, unidade=origem, mudancas=mudancas)
