"""A tabela de transições: inteira, alcançável e sem beco; e cada ação contra cada situação."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from avisos.models import Aviso
from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from guia.models import Servico
from protocolo.erros import TransicaoProibida
from protocolo.situacoes import permitida
from roteamento.localizacao.enderecos import Local
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes
from solicitacoes.models import Andamento, Anexo, Solicitacao, Turma
from solicitacoes.situacoes import (
    ABERTAS,
    ENCERRADAS,
    NOMES_CURTOS,
    TRANSICOES,
    Desfecho,
    MotivoDeRecusa,
    Situacao,
)
from tests.bancos import desfeito
from tests.solicitacoes import elenco

S = Situacao
Feita = Callable[[Solicitacao, Autor], Any]


def _equipe(caso: Solicitacao) -> Autor:
    return elenco.autor(elenco.servidor(caso.unidade), caso.unidade)


def _chefia(caso: Solicitacao) -> Autor:
    quem = elenco.servidor(caso.unidade, papel=Papel.CHEFIA)
    return elenco.autor(quem, caso.unidade, papel=Papel.CHEFIA)


def _junto(caso: Solicitacao) -> Solicitacao:
    """O mesmo pedido, já tratado junto de outro."""
    principal = elenco.montar(caso.unidade)
    principal.save()
    Solicitacao.objects.filter(pk=caso.pk).update(principal=principal)
    return caso


def _parte(caso: Solicitacao) -> Autor:
    return elenco.municipe(caso.protocolo)


def _outra(caso: Solicitacao) -> Any:
    return elenco.unidade("SMPR-CPO-STM-Outra")


def _outro_lugar(_caso: Solicitacao) -> Local:
    elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
    return Local(logradouro="Rua Direita", numero="10", distrito=elenco.distrito())


def _outro_servico(_caso: Solicitacao) -> Servico:
    elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
    return elenco.servico("bueiro", "Limpeza de bueiro")


def _com_foto(caso: Solicitacao) -> int:
    campos = {"arquivo": "f.jpg", "miniatura": "f.jpg", "nome": "f.jpg", "sha256": "0" * 64}
    return Anexo.objects.create(caso=caso, ordem=1, papel=Papel.SERVIDOR, **campos).pk


ACOES: dict[str, tuple[Callable[[Solicitacao], Autor], Feita, dict[str, str]]] = {
    # nome: quem age, como, e as situações de onde vale → onde acaba
    "assumir": (
        _equipe,
        lambda c, por: acoes.assumir(caso=c, versao=c.versao, por=por),
        {s.value: s.value for s in ABERTAS},
    ),
    "iniciar": (
        _equipe,
        lambda c, por: acoes.iniciar(caso=c, versao=c.versao, por=por),
        {S.ABERTA: S.EM_ANDAMENTO},
    ),
    "transferir": (
        _equipe,
        lambda c, por: acoes.transferir(
            caso=c, versao=c.versao, por=por, unidade=_outra(c), motivo=elenco.FRASE
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "devolver": (
        _equipe,
        lambda c, por: acoes.devolver(caso=c, versao=c.versao, por=por, motivo=elenco.FRASE),
        {s.value: s.value for s in ABERTAS},
    ),
    "pedir_complemento": (
        _equipe,
        lambda c, por: acoes.pedir_complemento(caso=c, versao=c.versao, por=por, pergunta="Em que número?"),
        {S.ABERTA: S.AGUARDANDO_MUNICIPE, S.EM_ANDAMENTO: S.AGUARDANDO_MUNICIPE},
    ),
    "finalizar": (
        _equipe,
        lambda c, por: acoes.finalizar(
            caso=c, versao=c.versao, por=por, desfecho=Desfecho.REALIZADO, resposta=elenco.FRASE
        ),
        {s.value: S.FINALIZADA for s in ABERTAS},
    ),
    "voltar_sem_fazer": (
        _equipe,
        lambda c, por: acoes.voltar_sem_fazer(caso=c, versao=c.versao, por=por, motivo="sem_acesso"),
        {s.value: s.value for s in ABERTAS},
    ),
    "indeferir": (
        _equipe,
        lambda c, por: acoes.indeferir(
            caso=c, versao=c.versao, por=por, motivo=MotivoDeRecusa.REPETIDO, resposta=elenco.FRASE
        ),
        {S.ABERTA: S.INDEFERIDA, S.EM_ANDAMENTO: S.INDEFERIDA},
    ),
    "corrigir_endereco": (
        _equipe,
        lambda c, por: acoes.corrigir_endereco(
            caso=c, versao=c.versao, por=por, local=_outro_lugar(c), motivo=elenco.FRASE
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "reclassificar": (
        _equipe,
        lambda c, por: acoes.reclassificar(
            caso=c, versao=c.versao, por=por, servico=_outro_servico(c), motivo=elenco.FRASE
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "atribuir": (
        _equipe,
        lambda c, por: acoes.atribuir(
            caso=c, versao=c.versao, por=por, responsavel=elenco.servidor(c.unidade, nome="Célia")
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "mandar_a_turma": (
        _equipe,
        lambda c, por: acoes.mandar_a_turma(
            caso=c, versao=c.versao, por=por, turma=Turma.objects.create(unidade=c.unidade, nome="A do teste")
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "agendar": (
        _equipe,
        lambda c, por: acoes.agendar(
            caso=c, versao=c.versao, por=por, data=timezone.localdate(), texto=elenco.FRASE
        ),
        {s.value: s.value for s in ABERTAS},
    ),
    "prorrogar": (
        _equipe,
        lambda c, por: acoes.prorrogar(caso=c, versao=c.versao, por=por, mais=10, motivo=elenco.FRASE),
        {S.ABERTA: S.ABERTA, S.EM_ANDAMENTO: S.EM_ANDAMENTO},
    ),
    "desagrupar": (
        _equipe,
        lambda c, por: acoes.desagrupar(caso=_junto(c), versao=c.versao, por=por),
        {s.value: s.value for s in ABERTAS},
    ),
    "reabrir": (
        _chefia,
        lambda c, por: acoes.reabrir(caso=c, versao=c.versao, por=por, motivo=elenco.FRASE),
        {S.FINALIZADA: S.EM_ANDAMENTO, S.INDEFERIDA: S.EM_ANDAMENTO},
    ),
    "corrigir_prova": (
        _equipe,
        lambda c, por: acoes.corrigir_prova(
            caso=c, versao=c.versao, por=por, motivo=elenco.FRASE, tirar=[_com_foto(c)]
        ),
        {S.FINALIZADA: S.FINALIZADA},
    ),
    "cancelar": (
        _parte,
        lambda c, por: acoes.cancelar(caso=c, por=por),
        {s.value: S.CANCELADA for s in ABERTAS},
    ),
    "responder_complemento": (
        _parte,
        lambda c, por: acoes.responder_complemento(caso=c, por=por, texto="Em frente ao 425."),
        {S.AGUARDANDO_MUNICIPE: S.EM_ANDAMENTO},
    ),
    "acrescentar": (
        _parte,
        lambda c, por: acoes.acrescentar(caso=c, por=por, texto="Em frente ao 425."),
        {S.ABERTA: S.ABERTA, S.EM_ANDAMENTO: S.EM_ANDAMENTO, S.AGUARDANDO_MUNICIPE: S.EM_ANDAMENTO},
    ),
}
AVISAM = {
    "iniciar": "em_andamento",
    "transferir": "transferido",
    "devolver": "transferido",
    "pedir_complemento": "complemento_pedido",
    "finalizar": "finalizado",
    "indeferir": "indeferido",
    "corrigir_endereco": "endereco_corrigido",
    "reclassificar": "servico_corrigido",
    "agendar": "agendado",
    "prorrogar": "prorrogado",
    "reabrir": "reaberto",
    "cancelar": "cancelado",
}


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]


def _pedido(situacao: str) -> Solicitacao:
    """Um pedido que já veio de outra unidade, para que devolver também caiba."""
    return elenco.na_situacao(situacao, unidade_anterior=elenco.unidade("SMPR-CPO-STM-Anterior"))


@pytest.fixture(scope="module")
def prontos(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Solicitacao]]:
    """Um em cada situação, feito uma vez; cada teste desfaz o que lhe fez."""
    with django_db_blocker.unblock(), desfeito():
        yield {situacao: _pedido(situacao) for situacao in S.values}


@pytest.mark.parametrize(("nome", "situacao"), list(product(ACOES, S.values)))
def test_cada_acao_em_cada_situacao(nome: str, situacao: str, prontos: dict[str, Solicitacao]) -> None:
    quem, fazer, vale = ACOES[nome]
    caso = Solicitacao.objects.get(pk=prontos[situacao].pk)
    antes = (caso.versao, caso.situacao, caso.unidade_id, Andamento.objects.count(), Aviso.objects.count())
    if situacao not in vale:
        with pytest.raises(TransicaoProibida):
            fazer(caso, quem(caso))
        caso.refresh_from_db()
        assert antes == (
            caso.versao,
            caso.situacao,
            caso.unidade_id,
            Andamento.objects.count(),
            Aviso.objects.count(),
        )
        return
    fazer(caso, quem(caso))
    caso.refresh_from_db()
    assert caso.situacao == vale[situacao]
    assert caso.versao == antes[0] + 1
    assert Andamento.objects.count() == antes[3] + 1
    assert Aviso.objects.count() == antes[4] + (nome in AVISAM)
    assert caso.andamentos.filter(ordem=caso.versao).count() == 1


@pytest.mark.parametrize(("nome", "modelo"), AVISAM.items())
def test_falha_ao_gravar_o_aviso_desfaz_a_acao_inteira(nome: str, modelo: str) -> None:
    """O aviso não cabe, porque já há um com a mesma chave: nem o caso nem o andamento ficam."""
    caso = _pedido(next(iter(ACOES[nome][2])))
    assert caso.interessado
    por = ACOES[nome][0](caso)
    chave = f"{caso.protocolo}/2/{modelo}/i{caso.interessado.pk}"
    Aviso.objects.create(chave=chave, interessado=caso.interessado, protocolo=caso.protocolo, modelo=modelo)
    antes = Solicitacao.objects.filter(pk=caso.pk).values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ACOES[nome][1](caso, por)
    assert Solicitacao.objects.filter(pk=caso.pk).values().get() == antes
    assert caso.andamentos.count() == caso.history.count() + 1 == 1


QUEM_PODE: dict[Callable[[Solicitacao], Autor], set[Papel]] = {
    _equipe: {Papel.SERVIDOR, Papel.CHEFIA},
    _chefia: {Papel.CHEFIA},
    _parte: {Papel.INTERESSADO, Papel.ATENDENTE},
}
"""Escrito aqui à parte da tabela: um papel que se acrescente a ela por engano aparece."""
PELO_TEMPO = {"cancelar", "responder_complemento"}
"""Também o sistema, quando o tempo do munícipe acaba."""


@pytest.mark.parametrize("nome", [nome for nome in ACOES if nome != "acrescentar"])
def test_papel_errado_nao_age(nome: str, prontos: dict[str, Solicitacao], subtests: pytest.Subtests) -> None:
    """Quem não está na tabela não muda o caso; mandar informação não muda, e quem pode é da guarda."""
    quem, fazer, vale = ACOES[nome]
    podem = QUEM_PODE[quem] | ({Papel.SISTEMA} if nome in PELO_TEMPO else set())
    alguem = elenco.pessoa()
    casos = {situacao: Solicitacao.objects.get(pk=prontos[situacao].pk) for situacao in vale}
    for papel, (situacao, caso) in product(sorted(set(Papel) - podem), casos.items()):
        with subtests.test(f"{papel} em {situacao}"), desfeito(), pytest.raises(TransicaoProibida):
            fazer(caso, Autor(papel=papel, usuario=alguem))


def test_tabela_so_fala_das_situacoes_que_existem_e_nao_se_repete() -> None:
    arestas = [(t.de, t.para) for t in TRANSICOES]
    assert {s for par in arestas for s in par} <= set(S.values)
    assert len(arestas) == len(set(arestas))


def test_toda_situacao_tem_nome_curto_para_a_lista() -> None:
    assert set(NOMES_CURTOS) == set(S)


def test_toda_situacao_se_alcanca_de_um_pedido_novo() -> None:
    alcancadas, fronteira = {S.ABERTA.value}, [S.ABERTA.value]
    while fronteira:
        de = fronteira.pop()
        novas = {t.para for t in TRANSICOES if t.de == de} - alcancadas
        alcancadas |= novas
        fronteira += novas
    assert alcancadas == set(S.values)


def test_de_encerrada_so_a_chefia_sai_reabrindo() -> None:
    saidas = {(t.de, t.para, *t.papeis) for t in TRANSICOES if t.de in ENCERRADAS}
    assert saidas == {(de, S.EM_ANDAMENTO, Papel.CHEFIA) for de in (S.FINALIZADA, S.INDEFERIDA)}


@pytest.mark.parametrize("situacao", [S.FINALIZADA, S.INDEFERIDA])
def test_reabrir_avisa_e_guarda_o_prazo_ja_dito(situacao: str) -> None:
    caso = elenco.na_situacao(situacao, ha_dias=90)
    with pytest.raises(TransicaoProibida):
        acoes.reabrir(caso=caso, versao=1, por=_equipe(caso), motivo=elenco.FRASE)
    reaberto = acoes.reabrir(caso=caso, versao=1, por=_chefia(caso), motivo=elenco.FRASE)
    assert (reaberto.situacao, reaberto.desfecho, reaberto.encerrada_em) == (S.EM_ANDAMENTO, "", None)
    assert reaberto.vence_em == caso.vence_em
    assert elenco.FRASE in Aviso.objects.get(modelo="reaberto").corpo


@pytest.mark.parametrize("situacao", ABERTAS)
def test_de_toda_situacao_aberta_a_equipe_e_a_parte_encerram(situacao: str) -> None:
    """Não só está na tabela: a ação funciona."""
    caso = elenco.na_situacao(situacao)
    ACOES["finalizar"][1](caso, _equipe(caso))
    assert Solicitacao.objects.get(pk=caso.pk).situacao == S.FINALIZADA
    caso = elenco.na_situacao(situacao)
    ACOES["cancelar"][1](caso, _parte(caso))
    assert Solicitacao.objects.get(pk=caso.pk).situacao == S.CANCELADA


@pytest.mark.parametrize("depois", ["encerra", "prossegue"])
def test_a_espera_acaba_sozinha(depois: str) -> None:
    servico = elenco.servico(f"que-{depois}", "Poda de árvore", complemento_vencido=depois)
    caso = elenco.solicitacao(servico=servico)
    acoes.pedir_complemento(caso=caso, versao=1, por=_equipe(caso), pergunta="Em que número?")
    caso.refresh_from_db()
    assert caso.responder_ate
    with time_machine.travel(caso.responder_ate + timedelta(seconds=1), tick=False):
        acoes.encerrar_complemento(caso=caso, por=SISTEMA)
    caso.refresh_from_db()
    assert caso.situacao == {"encerra": S.CANCELADA, "prossegue": S.EM_ANDAMENTO}[depois]


def test_toda_aresta_e_feita_por_alguma_acao() -> None:
    """Cada aresta da tabela tem uma ação que a percorre: nenhuma é letra morta."""
    feitas = {(de, para) for _, _, vale in ACOES.values() for de, para in vale.items()}
    assert {(t.de, t.para) for t in TRANSICOES} <= feitas


@pytest.mark.parametrize("papel", [Papel.SERVIDOR, Papel.CHEFIA])
def test_servidor_e_chefia_podem_o_mesmo_na_tabela(papel: Papel) -> None:
    assert permitida(TRANSICOES, S.ABERTA, S.FINALIZADA, papel)
    assert not permitida(TRANSICOES, S.ABERTA, S.CANCELADA, papel)
