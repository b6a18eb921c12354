"""Cada papel tenta cada ato em cada cena: só o que está escrito aqui muda o pedido. E nada se apaga."""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.utils import timezone

import esic
from avisos.models import Aviso, Notificacao
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from esic import acoes
from esic.models import Andamento, Pedido, ReclamacaoPorOmissao, Recurso, Reuniao
from esic.situacoes import Decisao, Instancia, MotivoDeRecurso, Resultado, SituacaoDaReuniao
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from tests.bancos import desfeito
from tests.esic import elenco

P = Papel
UM_DIA = timedelta(days=1)
PARTE, SIC, AUTORIDADE, OUVIDORIA, CMAI = P.INTERESSADO, P.SIC, P.AUTORIDADE, P.OUVIDORIA, P.CMAI


pytestmark = [pytest.mark.matriz, pytest.mark.django_db]


# --- as cenas ---------------------------------------------------------------------------------


def _passou(caso: Pedido) -> Pedido:
    """O último prazo de quem recorre, ou de quem decide, acabou ontem."""
    ontem = timezone.now() - UM_DIA
    Pedido.objects.filter(pk=caso.pk, recorrer_ate__isnull=False).update(recorrer_ate=ontem)
    caso.recursos.filter(decidido_em=None).update(vence_em=ontem)
    return Pedido.objects.get(pk=caso.pk)


def _prorrogado() -> Pedido:
    caso = elenco.em_tramitacao()
    return acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=elenco.FRASE)


def _reclamado() -> Pedido:
    caso = elenco.vencido()
    acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))
    return Pedido.objects.get(pk=caso.pk)


def _negado() -> Pedido:
    return elenco.respondido(Decisao.NEGADO)


def _em_recurso(instancia: int) -> Pedido:
    caso = _negado()
    for _ in range(instancia - 1):
        caso = elenco.decidido(caso=caso)
    caso, recurso = elenco.em_recurso(caso)
    if instancia == Instancia.TERCEIRA:
        reuniao = Reuniao.objects.create(
            nome="Reunião", dia=timezone.localdate(), situacao=SituacaoDaReuniao.REALIZADA
        )
        Recurso.objects.filter(pk=recurso.pk).update(reuniao=reuniao)
    return caso


def _sem_resposta_em_recurso() -> Pedido:
    return elenco.em_recurso(elenco.vencido())[0]


def _na_ultima(resultado: str) -> Pedido:
    caso = _em_recurso(3)
    return acoes.decidir(
        recurso=caso.recursos.get(instancia=3),
        versao=caso.versao,
        por=elenco.cmai(),
        resultado=resultado,
        fundamentacao=elenco.FRASE,
    )


ANTES_DA_RESPOSTA = {
    ("reencaminhar", SIC),
    ("reencaminhar", OUVIDORIA),
    ("responder", SIC),
    ("desistir", PARTE),
}
RECORREM = {("recorrer", PARTE), ("recorrer", P.ATENDENTE)}
"""A parte, e quem atende em nome dela."""
SILENCIO = {*ANTES_DA_RESPOSTA, *RECORREM, ("subir_de_oficio", P.SISTEMA)}
NADA: set[tuple[str, Papel]] = set()
CENAS: dict[str, tuple[Callable[[], Pedido], set[tuple[str, Papel]]]] = {
    "em tramitação": (elenco.em_tramitacao, {*ANTES_DA_RESPOSTA, ("prorrogar", SIC)}),
    "prorrogado": (_prorrogado, ANTES_DA_RESPOSTA),
    "vencido": (
        elenco.vencido,
        {*SILENCIO, ("reclamar", PARTE), ("reclamar", P.ATENDENTE), ("avisar_vencimento", P.SISTEMA)},
    ),
    "reclamado": (
        _reclamado,
        {*SILENCIO, ("decidir_reclamacao", OUVIDORIA), ("avisar_vencimento", P.SISTEMA)},
    ),
    "sem resposta, em recurso": (_sem_resposta_em_recurso, {("responder", SIC), ("decidir", AUTORIDADE)}),
    "respondido": (_negado, RECORREM),
    "respondido, e o tempo passou": (lambda: _passou(_negado()), {("encerrar", P.SISTEMA)}),
    "na 1ª instância": (lambda: _em_recurso(1), {("decidir", AUTORIDADE)}),
    "na 1ª, sem decisão no prazo": (
        lambda: _passou(_em_recurso(1)),
        {("decidir", AUTORIDADE), *RECORREM, ("subir_de_oficio", P.SISTEMA)},
    ),
    "na 2ª instância": (lambda: _em_recurso(2), {("decidir", OUVIDORIA)}),
    "na 3ª instância": (lambda: _em_recurso(3), {("decidir", CMAI)}),
    "na 3ª, há muito tempo": (lambda: _passou(_em_recurso(3)), {("decidir", CMAI)}),
    "indeferido": (elenco.decidido, RECORREM),
    "indeferido, e o tempo passou": (lambda: _passou(elenco.decidido()), {("encerrar", P.SISTEMA)}),
    "deferido": (lambda: elenco.decidido(Resultado.DEFERIDO), {("cumprir", SIC)}),
    "deferido em parte": (
        lambda: elenco.decidido(Resultado.PARCIAL),
        {("cumprir", SIC), *RECORREM},
    ),
    "indeferido na última": (lambda: _na_ultima(Resultado.INDEFERIDO), {("encerrar", P.SISTEMA)}),
    "deferido na última": (lambda: _na_ultima(Resultado.DEFERIDO), {("cumprir", SIC)}),
    "encerrado": (lambda: elenco.na_situacao("encerrado"), NADA),
    "desistência": (lambda: elenco.na_situacao("desistencia"), NADA),
}

# --- os atos ------------------------------------------------------------------------------------


def _responder(caso: Pedido, por: Autor) -> object:
    resposta = acoes.Resposta(decisao=Decisao.CONCEDIDO, texto=elenco.FRASE)
    return acoes.responder(caso=caso, versao=caso.versao, por=por, resposta=resposta)


def _decidir(caso: Pedido, por: Autor) -> object:
    recurso = caso.recursos.order_by("-instancia").first()
    if recurso is None:
        raise TransicaoProibida("Sem recurso não há o que decidir.")
    return acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=por,
        resultado=Resultado.INDEFERIDO,
        fundamentacao=elenco.FRASE,
    )


def _decidir_reclamacao(caso: Pedido, por: Autor) -> object:
    reclamacao = caso.reclamacoes.order_by("-pk").first()
    if reclamacao is None:
        raise TransicaoProibida("Sem reclamação não há o que decidir.")
    return acoes.decidir_reclamacao(
        reclamacao=reclamacao,
        versao=caso.versao,
        por=por,
        resultado="improcedente",
        fundamentacao=elenco.FRASE,
    )


def _reencaminhar(caso: Pedido, por: Autor) -> object:
    outro = elenco.orgao("SMT", "Mobilidade")
    return acoes.reencaminhar(caso=caso, versao=caso.versao, por=por, orgao=outro, motivo=elenco.FRASE)


ATOS: dict[str, Callable[[Pedido, Autor], object]] = {
    "reencaminhar": _reencaminhar,
    "prorrogar": lambda c, por: acoes.prorrogar(caso=c, versao=c.versao, por=por, motivo=elenco.FRASE),
    "responder": _responder,
    "recorrer": lambda c, por: acoes.recorrer(caso=c, por=por, motivo=MotivoDeRecurso.OUTRO),
    "reclamar": lambda c, por: acoes.reclamar(caso=c, por=por),
    "decidir": _decidir,
    "decidir_reclamacao": _decidir_reclamacao,
    "cumprir": lambda c, por: acoes.cumprir(caso=c, versao=c.versao, por=por, texto=elenco.FRASE),
    "desistir": lambda c, por: acoes.desistir(caso=c, por=por),
    "encerrar": lambda c, por: acoes.encerrar(caso=c, por=por),
    "subir_de_oficio": lambda c, por: acoes.subir_de_oficio(caso=c, por=por),
    "avisar_vencimento": lambda c, por: acoes.avisar_vencimento(caso=c, por=por),
}


CONTADOS = (Andamento, Aviso, Notificacao, Recurso, ReclamacaoPorOmissao)
CONTAS = ", ".join(f"(SELECT count(*) FROM {modelo._meta.db_table})" for modelo in CONTADOS)  # noqa: S608
RETRATO = f"SELECT versao, situacao, {CONTAS} FROM esic_pedido WHERE id = %s"  # noqa: S608
"""Numa consulta só: são milhares de tentativas."""


def _retrato(caso: Pedido) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(RETRATO, [caso.pk])
        retrato: tuple[Any, ...] = cursor.fetchone()
    return retrato


def _tentar(nome: str, papel: Papel, caso: Pedido, quem: Usuario, antes: tuple[Any, ...]) -> bool:
    """O ato mudou o pedido? Recusado, não pode ter mudado nada."""
    usuario = None if papel in {PARTE, P.SISTEMA} else quem
    orgaos, protocolos = frozenset({caso.orgao_id}), frozenset({caso.protocolo})
    por = Autor(papel=papel, usuario=usuario, orgaos=orgaos, protocolos=protocolos)
    recusado = False
    try:
        ATOS[nome](copy(caso), por)
    except RecusaDeAcao:
        recusado = True
    depois = _retrato(caso)
    assert depois == antes or not recusado, (nome, por.papel)
    assert depois[0] in (antes[0], antes[0] + 1), (nome, por.papel)
    return depois != antes


@pytest.mark.parametrize("cena", CENAS)
def test_so_quem_pode_e_so_o_que_cabe(cena: str) -> None:
    montar, cabem = CENAS[cena]
    caso, quem = Pedido.objects.get(pk=montar().pk), elenco.pessoa("Ninguém Impedido")
    antes, fizeram, tentativas = _retrato(caso), set(), product(ATOS, Papel)
    while True:
        with desfeito():  # até a primeira que muda: as recusadas não deixam o que desfazer
            mudou = next((uma for uma in tentativas if _tentar(*uma, caso, quem, antes)), None)
        if mudou is None:
            break
        fizeram.add(mudou)
    assert fizeram == cabem


# --- uma a uma --------------------------------------------------------------------------------


def _julgar(recurso: Recurso, quem: Usuario | None, papel: Papel) -> None:
    caso = Pedido.objects.get(pk=recurso.pedido_id)
    acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=Autor(papel=papel, usuario=quem),
        resultado=Resultado.DEFERIDO,
        fundamentacao=elenco.FRASE,
    )


@pytest.mark.parametrize("instancia", Instancia)
def test_quem_respondeu_nao_julga_em_instancia_nenhuma(instancia: int) -> None:
    caso = _em_recurso(instancia)
    recurso = caso.recursos.get(instancia=instancia)
    with pytest.raises(acoes.QuemRespondeuNaoJulga):
        _julgar(recurso, caso.respondido_por, recurso.quem_decide)


@pytest.mark.parametrize("instancia", [Instancia.SEGUNDA, Instancia.TERCEIRA])
def test_quem_decidiu_antes_nao_decide_depois(instancia: int) -> None:
    caso = _em_recurso(instancia)
    recurso = caso.recursos.get(instancia=instancia)
    for anterior in caso.recursos.filter(instancia__lt=instancia):
        with pytest.raises(acoes.QuemRespondeuNaoJulga):
            _julgar(recurso, anterior.decidido_por, recurso.quem_decide)


def test_a_instancia_que_se_calou_ja_nao_decide_e_nao_se_decide_duas_vezes() -> None:
    caso = _passou(_em_recurso(1))
    calado = caso.recursos.get()
    elenco.em_recurso(caso)
    with pytest.raises(TransicaoProibida):
        _julgar(calado, elenco.pessoa(), Papel.AUTORIDADE)
    decidido = elenco.decidido().recursos.get()
    with pytest.raises(TransicaoProibida):
        _julgar(decidido, elenco.pessoa(), Papel.AUTORIDADE)


def test_a_instancia_aberta_e_sempre_a_seguinte_e_nao_se_repete() -> None:
    caso = _negado()
    for seguinte in Instancia:
        caso, recurso = elenco.em_recurso(caso)
        assert recurso.instancia == seguinte
        caso = _passou(caso)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recurso.objects.filter(pk=recurso.pk).update(instancia=Instancia.PRIMEIRA)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recurso.objects.filter(pk=recurso.pk).update(instancia=4)


def test_ninguem_recorre_nem_reclama_um_segundo_depois_nem_um_antes() -> None:
    caso, tarde = elenco.em_tramitacao(), _negado()
    agora = timezone.now()
    assert tarde.recorrer_ate
    assert acoes.pode_recorrer(tarde, tarde.recorrer_ate)
    assert not acoes.pode_recorrer(tarde, tarde.recorrer_ate + timedelta(seconds=1))
    assert not acoes.pode_recorrer(caso, caso.vence_em)
    assert not acoes.pode_reclamar(caso, caso.vence_em)
    assert acoes.pode_reclamar(caso, caso.vence_em + timedelta(seconds=1))
    assert acoes.por_que_nao_prorroga(caso, elenco.sic(), caso.vence_em) == ""
    assert acoes.por_que_nao_prorroga(caso, elenco.sic(), caso.vence_em + timedelta(seconds=1))
    assert not acoes.pode_reclamar(_reclamado(), agora)


# --- nada se apaga ----------------------------------------------------------------------------


def test_o_que_tem_historia_nao_se_apaga_no_banco() -> None:
    caso = _em_recurso(1)
    for linha in (caso, caso.orgao, caso.interessado):
        assert linha
        with pytest.raises(ProtectedError):
            linha.delete()
    assert Pedido.objects.filter(pk=caso.pk).exists()


def test_toda_chave_do_acesso_a_informacao_protege() -> None:
    frouxas = [
        f"{modelo.__name__}.{campo.name}"
        for modelo in apps.get_app_config("esic").get_models()
        if not modelo.__name__.startswith("Historical")
        for campo in modelo._meta.get_fields()
        if isinstance(campo, models.ForeignKey) and campo.remote_field.on_delete is not models.PROTECT
    ]
    assert not frouxas


def test_o_codigo_so_apaga_rascunho() -> None:
    apagam = []
    for caminho in Path(esic.__path__[0]).rglob("*.py"):
        fonte = caminho.read_text(encoding="utf-8")
        chamadas = [no.func for no in ast.walk(ast.parse(fonte)) if isinstance(no, ast.Call)]
        apagam += [
            ast.get_source_segment(fonte, chamada.value) or ""
            for chamada in chamadas
            if isinstance(chamada, ast.Attribute) and chamada.attr == "delete"
        ]
    assert not [trecho for trecho in apagam if "ascunho" not in trecho]


@pytest.mark.parametrize("modelo", [Pedido, Recurso])
def test_na_administracao_so_se_ve(modelo: type[models.Model]) -> None:
    pedido = RequestFactory().get("/")
    pedido.user = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")
    tela = admin.site._registry[modelo]
    assert tela.has_view_permission(pedido)
    assert not tela.has_add_permission(pedido)
    assert not tela.has_change_permission(pedido)
    assert not tela.has_delete_permission(pedido)
