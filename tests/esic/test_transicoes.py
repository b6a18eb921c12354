"""A tabela de transições inteira: cada ação, em cada situação, por quem pode e por quem não pode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from avisos.models import Aviso
from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from esic import acoes
from esic.models import Andamento, Pedido, Recurso
from esic.situacoes import ENCERRADAS, TRANSICOES, Decisao, MotivoDeRecurso, Resultado, Situacao
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from tests.bancos import desfeito
from tests.esic import elenco

S = Situacao


pytestmark = pytest.mark.django_db


def _parte(caso: Pedido) -> Autor:
    return elenco.municipe(caso.protocolo)


def _sic(_caso: Pedido) -> Autor:
    return elenco.sic()


def _autoridade(_caso: Pedido) -> Autor:
    return elenco.autoridade()


def _sistema(_caso: Pedido) -> Autor:
    return SISTEMA


def _recurso(caso: Pedido) -> Recurso:
    achado = caso.recursos.order_by("-instancia").first()
    if achado is None:
        raise TransicaoProibida("Sem recurso não há o que decidir.")
    return achado


def _responder(caso: Pedido, por: Autor) -> Any:
    resposta = acoes.Resposta(decisao=Decisao.CONCEDIDO, texto=elenco.FRASE)
    return acoes.responder(caso=caso, versao=caso.versao, por=por, resposta=resposta)


def _encerrar(caso: Pedido, por: Autor) -> Any:
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    feito = acoes.encerrar(caso=caso, por=por)
    if feito.situacao == caso.situacao:
        raise TransicaoProibida("Ainda cabe alguma coisa.")
    return feito


Acao = tuple[Callable[[Pedido], Autor], Callable[[Pedido, Autor], Any], dict[str, str]]
ACOES: dict[str, Acao] = {
    "reencaminhar": (
        _sic,
        lambda c, por: acoes.reencaminhar(
            caso=c, versao=c.versao, por=por, orgao=elenco.orgao("SMT", "Mobilidade"), motivo=elenco.FRASE
        ),
        {S.EM_TRAMITACAO: S.EM_TRAMITACAO},
    ),
    "prorrogar": (
        _sic,
        lambda c, por: acoes.prorrogar(caso=c, versao=c.versao, por=por, motivo=elenco.FRASE),
        {S.EM_TRAMITACAO: S.EM_TRAMITACAO},
    ),
    "responder": (_sic, _responder, {S.EM_TRAMITACAO: S.RESPONDIDO}),
    "recorrer": (
        _parte,
        lambda c, por: acoes.recorrer(caso=c, por=por, motivo=MotivoDeRecurso.INCOMPLETA),
        {S.RESPONDIDO: S.EM_RECURSO, S.DECIDIDO: S.EM_RECURSO},
    ),
    "decidir": (
        _autoridade,
        lambda c, por: acoes.decidir(
            recurso=_recurso(c),
            versao=c.versao,
            por=por,
            resultado=Resultado.INDEFERIDO,
            fundamentacao=elenco.FRASE,
        ),
        {S.EM_RECURSO: S.DECIDIDO},
    ),
    "pedir_esclarecimento": (
        _autoridade,
        lambda c, por: acoes.pedir_esclarecimento(caso=c, versao=c.versao, por=por, pergunta=elenco.FRASE),
        {S.EM_RECURSO: S.EM_RECURSO},
    ),
    "desistir": (
        _parte,
        lambda c, por: acoes.desistir(caso=c, por=por),
        {S.EM_TRAMITACAO: S.DESISTENCIA},
    ),
    "encerrar": (_sistema, _encerrar, {S.RESPONDIDO: S.ENCERRADO, S.DECIDIDO: S.ENCERRADO}),
}


SO_COM_O_QUE_FAZER: dict[str, Callable[[Pedido], Any]] = {
    "cumprir": lambda c: acoes.cumprir(caso=c, versao=c.versao, por=elenco.sic(), texto=elenco.FRASE),
    "esclarecer": lambda c: acoes.esclarecer(caso=c, versao=c.versao, por=elenco.sic(), texto=elenco.FRASE),
}
"""Além da situação, pedem uma decisão por cumprir ou uma pergunta por responder: aqui nenhuma há."""


@pytest.fixture(scope="module")
def prontos(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Pedido]]:
    """Um em cada situação, levado até lá uma vez; cada teste desfaz o que lhe fez."""
    with django_db_blocker.unblock(), desfeito():
        yield {situacao: elenco.na_situacao(situacao) for situacao in S.values}


def _retrato(caso: Pedido) -> tuple[Any, ...]:
    caso.refresh_from_db()
    return (caso.versao, caso.situacao, Andamento.objects.count(), Aviso.objects.count())


@pytest.mark.parametrize(("nome", "situacao"), list(product(ACOES, S.values)))
def test_cada_acao_em_cada_situacao(nome: str, situacao: str, prontos: dict[str, Pedido]) -> None:
    quem, fazer, vale = ACOES[nome]
    caso = Pedido.objects.get(pk=prontos[situacao].pk)
    por, antes = quem(caso), _retrato(caso)
    if situacao not in vale:
        with pytest.raises(RecusaDeAcao):
            fazer(caso, por)
        assert _retrato(caso) == antes
        return
    fazer(caso, por)
    depois = _retrato(caso)
    assert (depois[0], depois[1], depois[2]) == (antes[0] + 1, vale[situacao], antes[2] + 1)


@pytest.mark.parametrize(("nome", "situacao"), list(product(SO_COM_O_QUE_FAZER, S.values)))
def test_sem_decisao_por_cumprir_nem_pergunta_nada_se_faz(
    nome: str, situacao: str, prontos: dict[str, Pedido]
) -> None:
    caso = Pedido.objects.get(pk=prontos[situacao].pk)
    antes = _retrato(caso)
    with pytest.raises(TransicaoProibida):
        SO_COM_O_QUE_FAZER[nome](caso)
    assert _retrato(caso) == antes


ESTRANHOS = (Papel.SERVIDOR, Papel.ATENDENTE, Papel.CORREGEDORIA, Papel.INTERLOCUTOR)
EM_NOME_DELA = {("recorrer", Papel.ATENDENTE)}
"""Escrito aqui à parte da tabela: um papel que se acrescente a ela por engano aparece."""


@pytest.mark.parametrize(
    ("nome", "papel"), sorted(set(product(set(ACOES) - {"encerrar"}, ESTRANHOS)) - EM_NOME_DELA)
)
def test_quem_nao_esta_na_tabela_nao_age(nome: str, papel: Papel, prontos: dict[str, Pedido]) -> None:
    _, fazer, vale = ACOES[nome]
    caso = Pedido.objects.get(pk=prontos[next(iter(vale))].pk)
    estranho = Autor(papel=papel, usuario=elenco.pessoa())
    antes = _retrato(caso)
    with pytest.raises(TransicaoProibida):
        fazer(caso, estranho)
    assert _retrato(caso) == antes


def test_sem_resposta_no_prazo_recorre_se_e_a_resposta_tardia_tira_o_objeto() -> None:
    caso, recurso = elenco.em_recurso(elenco.vencido())
    _responder(caso, elenco.sic())
    recurso.refresh_from_db()
    assert (recurso.resultado, _retrato(caso)[1]) == (Resultado.PERDA_DE_OBJETO, S.RESPONDIDO)


def test_quem_respondeu_nao_julga() -> None:
    caso, recurso = elenco.em_recurso()
    assert caso.respondido_por
    juiz = elenco.autor(caso.respondido_por, Papel.AUTORIDADE, "SMSUB")
    with pytest.raises(acoes.QuemRespondeuNaoJulga):
        acoes.decidir(
            recurso=recurso,
            versao=caso.versao,
            por=juiz,
            resultado=Resultado.DEFERIDO,
            fundamentacao=elenco.FRASE,
        )


@pytest.mark.parametrize("papel", [Papel.OUVIDORIA, Papel.CMAI])
def test_cada_instancia_so_por_quem_e_dela(papel: Papel) -> None:
    caso, recurso = elenco.em_recurso()
    outro = Autor(papel=papel, usuario=elenco.pessoa())
    with pytest.raises(TransicaoProibida):
        acoes.decidir(
            recurso=recurso,
            versao=caso.versao,
            por=outro,
            resultado=Resultado.DEFERIDO,
            fundamentacao=elenco.FRASE,
        )


def test_as_tres_instancias_em_ordem_e_nao_ha_quarta() -> None:
    caso = elenco.respondido(Decisao.NEGADO)
    for instancia in (1, 2, 3):
        caso = elenco.decidido(caso=caso)
        assert caso.recursos.count() == instancia
    with pytest.raises(TransicaoProibida):
        elenco.em_recurso(caso)
    assert acoes.encerrar(caso=caso, por=SISTEMA).situacao == S.ENCERRADO


def test_deferido_o_orgao_cumpre_e_so_entao_se_encerra() -> None:
    caso = elenco.decidido(Resultado.DEFERIDO)
    assert acoes.encerrar(caso=caso, por=SISTEMA).situacao == S.DECIDIDO
    caso = acoes.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    with pytest.raises(TransicaoProibida):
        acoes.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    assert acoes.encerrar(caso=caso, por=SISTEMA).situacao == S.ENCERRADO


def test_a_segunda_prorrogacao_e_a_depois_do_prazo_sao_impossiveis() -> None:
    caso = elenco.em_tramitacao()
    caso = acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=elenco.FRASE)
    for impossivel in (caso, elenco.vencido()):
        with pytest.raises(TransicaoProibida):
            acoes.prorrogar(caso=impossivel, versao=impossivel.versao, por=elenco.sic(), motivo=elenco.FRASE)


@pytest.mark.parametrize("campos", [{}, {"fundamento": "pessoal"}, {"base_legal": "LAI, art. 31"}])
def test_negar_pede_categoria_e_base_legal(campos: dict[str, Any]) -> None:
    caso = elenco.em_tramitacao()
    resposta = acoes.Resposta(decisao=Decisao.NEGADO, texto=elenco.FRASE, **campos)
    with pytest.raises(acoes.NegativaSemFundamento):
        acoes.responder(caso=caso, versao=caso.versao, por=elenco.sic(), resposta=resposta)


def test_de_encerrado_nao_se_sai_e_toda_situacao_se_alcanca() -> None:
    assert not [t for t in TRANSICOES if t.de in ENCERRADAS]
    alcancadas, fronteira = {S.EM_TRAMITACAO.value}, [S.EM_TRAMITACAO.value]
    while fronteira:
        de = fronteira.pop()
        novas = {t.para for t in TRANSICOES if t.de == de} - alcancadas
        alcancadas |= novas
        fronteira += novas
    assert alcancadas == set(S.values)
