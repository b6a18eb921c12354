"""A tabela de transições inteira: cada ação, em cada situação, por quem pode e por quem não pode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from avisos.models import Aviso
from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Andamento, Encaminhamento, Manifestacao
from ouvidoria.situacoes import ABERTAS, ENCERRADAS, TRANSICOES, Resposta, Situacao, TipoDeManifestacao
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from protocolo.situacoes import permitida
from roteamento.localizacao.enderecos import Local
from roteamento.models.unidades import TRIAGEM
from tests.bancos import desfeito
from tests.ouvidoria import elenco
from tests.solicitacoes import elenco as solicitacoes

S = Situacao
T = TipoDeManifestacao
Fazer = Callable[[Manifestacao, Autor], Any]


pytestmark = pytest.mark.django_db


def _ogm(_caso: Manifestacao) -> Autor:
    return elenco.ogm()


def _parte(caso: Manifestacao) -> Autor:
    return elenco.municipe(caso.protocolo)


def _orgao(_caso: Manifestacao) -> Autor:
    return elenco.interlocutor()


def _correg(_caso: Manifestacao) -> Autor:
    return elenco.corregedoria()


def _sistema(_caso: Manifestacao) -> Autor:
    return SISTEMA


def _so_deste(caso: Manifestacao) -> Encaminhamento:
    envio = caso.encaminhamentos.order_by("-pk").first()
    if envio is None:
        raise TransicaoProibida("Sem encaminhamento não há o que fazer.")
    return envio


def _servico(c: Manifestacao, por: Autor) -> Any:
    return acoes.redirecionar_ao_servico(
        caso=c,
        versao=c.versao,
        por=por,
        servico=solicitacoes.servico(),
        local=_lugar(),
        descricao=elenco.TEXTO,
        motivo=elenco.FRASE,
    )


def _lugar() -> Local:
    solicitacoes.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
    return Local(logradouro="Rua Direita", numero="10", distrito=solicitacoes.distrito())


ABERTAS_COMUNS = (S.REGISTRADA, S.EM_ANALISE, S.AGUARDANDO_MUNICIPE, S.ENCAMINHADA, S.RESPOSTA_RECEBIDA)

ACOES: dict[str, tuple[Callable[[Manifestacao], Autor], Fazer, dict[str, str], str]] = {
    # nome: quem age, como, de onde vale → onde acaba, e o tipo (vazio: reclamação)
    "assumir": (
        _ogm,
        lambda c, por: acoes.assumir(caso=c, versao=c.versao, por=por),
        {S.REGISTRADA: S.EM_ANALISE, **{s: s for s in ABERTAS if s != S.REGISTRADA}},
        "",
    ),
    "reclassificar": (
        _ogm,
        lambda c, por: acoes.reclassificar(
            caso=c, versao=c.versao, por=por, tipo=T.SUGESTAO, motivo=elenco.FRASE
        ),
        {S.EM_ANALISE: S.EM_ANALISE},
        "",
    ),
    "pedir_complemento": (
        _ogm,
        lambda c, por: acoes.pedir_complemento(caso=c, versao=c.versao, por=por, pergunta="Quando foi?"),
        {S.EM_ANALISE: S.AGUARDANDO_MUNICIPE},
        "",
    ),
    "mandar": (
        _parte,
        lambda c, por: acoes.mandar(caso=c, por=por, texto="Foi na segunda-feira."),
        {s: S.EM_ANALISE if s == S.AGUARDANDO_MUNICIPE else s for s in ABERTAS},
        "",
    ),
    "encaminhar": (
        _ogm,
        lambda c, por: acoes.encaminhar(
            caso=c,
            versao=c.versao,
            por=por,
            envios=[acoes.Envio(orgao=elenco.orgao("SMT", "Mobilidade"), texto=elenco.TEXTO)],
        ),
        dict.fromkeys((S.EM_ANALISE, S.ENCAMINHADA, S.RESPOSTA_RECEBIDA), S.ENCAMINHADA),
        "",
    ),
    "prorrogar_do_orgao": (
        _orgao,
        lambda c, por: acoes.prorrogar_do_orgao(
            envio=_so_deste(c), versao=c.versao, por=por, motivo=elenco.FRASE
        ),
        {S.ENCAMINHADA: S.ENCAMINHADA},
        "",
    ),
    "responder_como_orgao": (
        _orgao,
        lambda c, por: acoes.responder_como_orgao(
            envio=_so_deste(c), versao=c.versao, por=por, resposta=elenco.FRASE
        ),
        {S.ENCAMINHADA: S.RESPOSTA_RECEBIDA},
        "",
    ),
    "devolver_ao_orgao": (
        _ogm,
        lambda c, por: acoes.devolver_ao_orgao(
            envio=_so_deste(c), versao=c.versao, por=por, motivo=elenco.FRASE
        ),
        {S.RESPOSTA_RECEBIDA: S.ENCAMINHADA},
        "",
    ),
    "recolher": (
        _ogm,
        lambda c, por: acoes.recolher(envio=_so_deste(c), versao=c.versao, por=por, motivo=elenco.FRASE),
        {S.ENCAMINHADA: S.EM_ANALISE},
        "",
    ),
    "concluir": (
        _ogm,
        lambda c, por: acoes.concluir(
            caso=c, versao=c.versao, por=por, resposta=Resposta.PARCIAL, conclusao=elenco.FRASE
        ),
        {S.EM_ANALISE: S.CONCLUIDA, S.RESPOSTA_RECEBIDA: S.CONCLUIDA},
        "",
    ),
    "pedir_revisao": (
        _parte,
        lambda c, por: acoes.pedir_revisao(caso=c, por=por, texto="Não foi resolvido."),
        {S.CONCLUIDA: S.EM_ANALISE},
        "",
    ),
    "admitir": (
        _ogm,
        lambda c, por: acoes.admitir(caso=c, versao=c.versao, por=por, razao=elenco.FRASE),
        {S.EM_ANALISE: S.ADMITIDA},
        T.DENUNCIA,
    ),
    "nao_admitir": (
        _ogm,
        lambda c, por: acoes.nao_admitir(caso=c, versao=c.versao, por=por, razao=elenco.FRASE),
        {S.EM_ANALISE: S.ARQUIVADA},
        T.DENUNCIA,
    ),
    "enviar_a_apuracao": (
        _ogm,
        lambda c, por: acoes.enviar_a_apuracao(
            caso=c, versao=c.versao, por=por, orgao=elenco.orgao("CGM", "Controladoria")
        ),
        {S.ADMITIDA: S.EM_APURACAO},
        T.DENUNCIA,
    ),
    "informar_apuracao": (
        _correg,
        lambda c, por: acoes.informar_apuracao(
            envio=_so_deste(c), versao=c.versao, por=por, texto=elenco.FRASE, fim=False
        ),
        {S.EM_APURACAO: S.EM_APURACAO},
        T.DENUNCIA,
    ),
    "concluir_denuncia": (
        _ogm,
        lambda c, por: acoes.concluir_denuncia(caso=c, versao=c.versao, por=por, conclusao=elenco.FRASE),
        {S.EM_APURACAO: S.CONCLUIDA},
        T.DENUNCIA,
    ),
    "redirecionar_ao_servico": (_ogm, _servico, {S.EM_ANALISE: S.REDIRECIONADA}, ""),
    "redirecionar_ao_esic": (
        _ogm,
        lambda c, por: acoes.redirecionar_ao_esic(
            caso=c,
            versao=c.versao,
            por=por,
            orgao=elenco.orgao(),
            texto="Quanto se gastou com asfalto em 2025?",
            motivo=elenco.FRASE,
        ),
        {S.EM_ANALISE: S.REDIRECIONADA},
        "",
    ),
    "redirecionar_para_fora": (
        _ogm,
        lambda c, por: acoes.redirecionar_para_fora(
            caso=c, versao=c.versao, por=por, onde="o Governo do Estado", motivo=elenco.FRASE
        ),
        {S.EM_ANALISE: S.REDIRECIONADA},
        "",
    ),
    "cancelar": (
        _parte,
        lambda c, por: acoes.cancelar(caso=c, por=por),
        dict.fromkeys(ABERTAS_COMUNS, S.CANCELADA),
        "",
    ),
}


def _caso(situacao: str, tipo: str) -> Manifestacao:
    """Na situação, do tipo da ação quando a situação o deixa."""
    so_de_reclamacao = (S.ENCAMINHADA, S.RESPOSTA_RECEBIDA, S.CANCELADA)
    return elenco.na_situacao(situacao, "" if situacao in so_de_reclamacao else tipo)


@pytest.fixture(scope="module")
def prontas(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[tuple[str, str], Manifestacao]]:
    """Uma em cada situação e de cada tipo, levada até lá uma vez; cada teste desfaz o que lhe fez."""
    with django_db_blocker.unblock(), desfeito():
        yield {(s, tipo): _caso(s, tipo) for s, tipo in product(S.values, ("", T.DENUNCIA))}


def _retrato(caso: Manifestacao) -> tuple[Any, ...]:
    caso.refresh_from_db()
    return (caso.versao, caso.situacao, caso.tipo, Andamento.objects.count(), Aviso.objects.count())


@pytest.mark.parametrize(("nome", "situacao"), list(product(ACOES, S.values)))
def test_cada_acao_em_cada_situacao(
    nome: str, situacao: str, prontas: dict[tuple[str, str], Manifestacao]
) -> None:
    quem, fazer, vale, tipo = ACOES[nome]
    caso = Manifestacao.objects.get(pk=prontas[situacao, tipo].pk)
    por, antes = quem(caso), _retrato(caso)
    if situacao not in vale:
        with pytest.raises(RecusaDeAcao):
            fazer(caso, por)
        assert _retrato(caso) == antes
        return
    fazer(caso, por)
    depois = _retrato(caso)
    assert depois[1] == vale[situacao]
    assert depois[0] == antes[0] + 1
    assert depois[3] == antes[3] + 1


QUEM_PODE = {
    _ogm: {Papel.OUVIDORIA},
    _parte: {Papel.INTERESSADO},
    _orgao: {Papel.INTERLOCUTOR, Papel.OUVIDORIA},
    _correg: {Papel.CORREGEDORIA, Papel.OUVIDORIA},
    _sistema: {Papel.SISTEMA, Papel.OUVIDORIA},
}
EM_NOME_DELA = {"cancelar": {Papel.ATENDENTE}, "pedir_revisao": {Papel.ATENDENTE}}
"""Escrito aqui à parte da tabela: um papel que se acrescente a ela por engano aparece."""


@pytest.mark.parametrize("nome", [nome for nome in ACOES if nome not in ("mandar", "assumir")])
def test_quem_nao_esta_na_tabela_nao_age(
    nome: str, prontas: dict[tuple[str, str], Manifestacao], subtests: pytest.Subtests
) -> None:
    quem, fazer, vale, tipo = ACOES[nome]
    alguem = elenco.pessoa()
    casos = [Manifestacao.objects.get(pk=prontas[situacao, tipo].pk) for situacao in vale]
    for papel, caso in product(sorted(set(Papel) - QUEM_PODE[quem] - EM_NOME_DELA.get(nome, set())), casos):
        with subtests.test(f"{papel} em {caso.situacao}"), desfeito():
            antes = _retrato(caso)
            with pytest.raises(TransicaoProibida):
                fazer(caso, Autor(papel=papel, usuario=alguem))
            assert _retrato(caso) == antes


def test_a_tabela_nao_se_repete_e_so_fala_do_que_existe() -> None:
    arestas = [(t.de, t.para) for t in TRANSICOES]
    assert {s for par in arestas for s in par} <= set(S.values)
    assert len(arestas) == len(set(arestas))


def test_toda_situacao_se_alcanca_de_uma_manifestacao_nova() -> None:
    alcancadas, fronteira = {S.REGISTRADA.value}, [S.REGISTRADA.value]
    while fronteira:
        de = fronteira.pop()
        novas = {t.para for t in TRANSICOES if t.de == de} - alcancadas
        alcancadas |= novas
        fronteira += novas
    assert alcancadas == set(S.values)


def test_so_a_revisao_sai_de_uma_encerrada() -> None:
    saidas = {(t.de, t.para, frozenset(t.papeis)) for t in TRANSICOES if t.de in ENCERRADAS}
    assert saidas == {(S.CONCLUIDA, S.EM_ANALISE, frozenset({Papel.INTERESSADO, Papel.ATENDENTE}))}


def test_toda_aresta_e_feita_por_alguma_acao() -> None:
    feitas = {(de, para) for _, _, vale, _ in ACOES.values() for de, para in vale.items()}
    feitas.add((S.AGUARDANDO_MUNICIPE, S.ARQUIVADA))  # encerrar_complemento, em test_complementar
    assert {(t.de, t.para) for t in TRANSICOES} <= feitas


@pytest.mark.parametrize("papel", [Papel.INTERLOCUTOR, Papel.CORREGEDORIA])
def test_nem_o_orgao_nem_quem_apura_conclui(papel: Papel) -> None:
    assert not any(permitida(TRANSICOES, de, S.CONCLUIDA, papel) for de in ABERTAS)
