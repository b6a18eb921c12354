"""A chefia cuida da equipe: pôr, tirar e substituir; só na própria unidade, só como servidor."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from referencia.tabelas import Origem
from roteamento import acoes
from roteamento.acoes import LotacaoInvalida
from roteamento.consultas import em_exercicio, papeis_de, unidade_e_superiores
from roteamento.models import Lotacao, Unidade
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


def em(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


@pytest.fixture
def unidade() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def chefe(unidade: Unidade) -> Usuario:
    return elenco.servidor(unidade, nome="Célia Chefe", papel=Papel.CHEFIA)


def _por(chefe: Usuario, unidade: Unidade) -> Autor:
    return elenco.autor(chefe, unidade, papel=Papel.CHEFIA)


def _periodos(quem: Usuario, unidade: Unidade) -> list[tuple[date, date | None, Usuario | None]]:
    linhas = Lotacao.objects.filter(usuario=quem, unidade=unidade).order_by("de")
    return [(linha.de, linha.ate, linha.substitui) for linha in linhas]


def test_lotar_poe_servidor_com_as_datas_e_quem_fez_no_historico(unidade: Unidade, chefe: Usuario) -> None:
    ana = elenco.pessoa("Ana Silva", email="ana@exemplo.invalid")
    nova = acoes.lotar(
        unidade=unidade, por=_por(chefe, unidade), email=" Ana@Exemplo.invalid ", de=em(0), ate=em(30)
    )
    assert (nova.usuario, nova.papel, nova.de, nova.ate) == (ana, Papel.SERVIDOR, em(0), em(30))
    assert nova.origem == Origem.EDICAO
    assert nova.history.get().history_user == chefe
    assert papeis_de(ana, em(0)) == {unidade.pk: Papel.SERVIDOR}
    assert papeis_de(ana, em(31)) == {}


def test_a_chefia_nao_se_poe_na_equipe_para_depois_do_fim_da_sua(unidade: Unidade, chefe: Usuario) -> None:
    """Só a administração a lota; quem cobre um colega com a lotação que já tem continua a poder."""
    Lotacao.objects.filter(usuario=chefe).update(ate=em(5))
    por, ana = _por(chefe, unidade), elenco.servidor(unidade, nome="Ana Silva")
    with pytest.raises(LotacaoInvalida, match="Ninguém se põe na equipe"):
        acoes.lotar(unidade=unidade, por=por, email=chefe.email or "", de=em(6))
    with pytest.raises(LotacaoInvalida, match="Ninguém se põe na equipe"):
        acoes.substituir(unidade=unidade, por=por, ausente=ana, email=chefe.email or "", de=em(6), ate=em(9))
    assert (
        acoes.substituir(
            unidade=unidade, por=por, ausente=ana, email=chefe.email or "", de=em(1), ate=em(5)
        ).substitui
        == ana
    )
    assert Lotacao.objects.filter(usuario=chefe).latest("ate").ate == em(5)


@pytest.mark.parametrize(
    ("email", "de", "ate", "campo", "frase"),
    [
        ("ninguem@exemplo.invalid", 0, None, "email", "Não há conta ativa"),
        ("inativa@exemplo.invalid", 0, None, "email", "Não há conta ativa"),
        ("ana@exemplo.invalid", -1, None, "de", "hoje ou depois"),
        ("ana@exemplo.invalid", 5, 4, "ate", "antes do primeiro"),
        ("celia@exemplo.invalid", 0, None, "email", "já está nesta unidade"),
    ],
)
def test_lotar_recusa_dizendo_o_campo(
    unidade: Unidade, chefe: Usuario, email: str, de: int, ate: int | None, campo: str, frase: str
) -> None:
    elenco.pessoa("Ana", email="ana@exemplo.invalid")
    elenco.pessoa("Inativa", email="inativa@exemplo.invalid", is_active=False)
    Usuario.objects.filter(pk=chefe.pk).update(email="celia@exemplo.invalid")
    fim = em(ate) if ate is not None else None
    with pytest.raises(LotacaoInvalida, match=frase) as recusa:
        acoes.lotar(unidade=unidade, por=_por(chefe, unidade), email=email, de=em(de), ate=fim)
    assert recusa.value.campo == campo
    assert Lotacao.objects.count() == 1


def test_quem_nao_e_chefia_desta_unidade_hoje_nao_muda_nada(unidade: Unidade, chefe: Usuario) -> None:
    outra = elenco.unidade("ILUME", subprefeitura=None)
    ana = elenco.pessoa("Ana", email="ana@exemplo.invalid")
    servidor = elenco.servidor(unidade, nome="Sérgio")
    antigo = elenco.servidor(outra, papel=Papel.CHEFIA)
    Lotacao.objects.create(usuario=antigo, unidade=unidade, papel=Papel.CHEFIA, de=elenco.DESDE, ate=em(-1))
    for quem, onde in ((chefe, outra), (servidor, unidade), (antigo, unidade), (ana, unidade)):
        with pytest.raises(LotacaoInvalida, match="Só a chefia desta unidade"):
            acoes.lotar(unidade=onde, por=_por(quem, onde), email="ana@exemplo.invalid", de=em(0))
    assert not Lotacao.objects.filter(usuario=ana).exists()


def test_a_chefia_que_herda_a_caixa_sem_equipe_nao_muda_a_equipe_dela(
    unidade: Unidade, chefe: Usuario
) -> None:
    baixo = elenco.unidade("SEM-EQUIPE", superior=unidade)
    assert papeis_de(chefe, em(0))[baixo.pk] == Papel.CHEFIA
    elenco.pessoa("Ana", email="ana@exemplo.invalid")
    with pytest.raises(LotacaoInvalida, match="Só a chefia"):
        acoes.lotar(unidade=baixo, por=_por(chefe, baixo), email="ana@exemplo.invalid", de=em(0))


def test_encerrar_ontem_tira_o_acesso_agora_e_desfaz_o_que_viria(unidade: Unidade, chefe: Usuario) -> None:
    ana = elenco.servidor(unidade, nome="Ana")
    linha = Lotacao.objects.get(usuario=ana)
    Lotacao.objects.filter(pk=linha.pk).update(ate=em(5))
    futura = Lotacao.objects.create(usuario=ana, unidade=unidade, papel=Papel.SERVIDOR, de=em(6))
    acoes.encerrar_lotacao(lotacao=linha, por=_por(chefe, unidade), ate=em(-1))
    assert _periodos(ana, unidade) == [(elenco.DESDE, em(-1), None)]
    assert papeis_de(ana, em(0)) == {}
    apagada = Lotacao.history.filter(id=futura.pk, history_type="-").get()
    assert apagada.history_user == chefe


def test_encerrar_recusa_chefia_passado_e_quem_ja_sai_antes(unidade: Unidade, chefe: Usuario) -> None:
    ana = elenco.servidor(unidade, nome="Ana")
    dela, da_chefe = Lotacao.objects.get(usuario=ana), Lotacao.objects.get(usuario=chefe)
    por = _por(chefe, unidade)
    with pytest.raises(LotacaoInvalida, match="só encerra a lotação de servidores"):
        acoes.encerrar_lotacao(lotacao=da_chefe, por=por, ate=em(0))
    with pytest.raises(LotacaoInvalida, match="ontem, hoje ou depois"):
        acoes.encerrar_lotacao(lotacao=dela, por=por, ate=em(-2))
    acoes.encerrar_lotacao(lotacao=dela, por=por, ate=em(3))
    with pytest.raises(LotacaoInvalida, match="já sai desta unidade"):
        acoes.encerrar_lotacao(lotacao=dela, por=por, ate=em(9))


def test_substituto_da_equipe_continua_nela_antes_e_depois(unidade: Unidade, chefe: Usuario) -> None:
    ana, beto = (elenco.servidor(unidade, nome=nome) for nome in ("Ana", "Beto"))
    acoes.substituir(
        unidade=unidade, por=_por(chefe, unidade), ausente=ana, email=str(beto.email), de=em(10), ate=em(20)
    )
    assert _periodos(beto, unidade) == [
        (elenco.DESDE, em(9), None),
        (em(10), em(20), ana),
        (em(21), None, None),
    ]
    for dia in (0, 10, 20, 21, 300):
        assert papeis_de(beto, em(dia)) == {unidade.pk: Papel.SERVIDOR}
    assert em_exercicio([ana, beto], unidade, em(9)) == [ana, beto]
    assert em_exercicio([ana, beto], unidade, em(10)) == [beto]


def test_substituto_de_fora_e_servidor_so_no_periodo_mesmo_no_lugar_da_chefia(
    unidade: Unidade, chefe: Usuario
) -> None:
    fora = elenco.servidor(elenco.unidade("ILUME", subprefeitura=None), nome="Fábio")
    acoes.substituir(
        unidade=unidade, por=_por(chefe, unidade), ausente=chefe, email=str(fora.email), de=em(0), ate=em(5)
    )
    assert _periodos(fora, unidade) == [(em(0), em(5), chefe)]
    assert papeis_de(fora, em(0))[unidade.pk] == Papel.SERVIDOR
    assert unidade.pk not in papeis_de(fora, em(6))


def test_substituir_recusa_o_que_nao_faz_sentido(unidade: Unidade, chefe: Usuario) -> None:
    ana, beto, caio = (elenco.servidor(unidade, nome=nome) for nome in ("Ana", "Beto", "Caio"))
    fora = elenco.pessoa("Fábio")
    por = _por(chefe, unidade)

    def tentar(ausente: Usuario, quem: Usuario, de: int = 10, ate: int = 20) -> None:
        acoes.substituir(
            unidade=unidade, por=por, ausente=ausente, email=str(quem.email), de=em(de), ate=em(ate)
        )

    tentar(ana, beto)
    for ausente, quem, frase in (
        (caio, caio, "si mesmo"),
        (fora, caio, "não está nesta unidade"),
        (ana, caio, "Beto já fica no lugar de Ana"),
        (caio, beto, "já fica no lugar de alguém"),
        (beto, ana, "Ana também estará fora"),
    ):
        with pytest.raises(LotacaoInvalida, match=frase):
            tentar(ausente, quem, 15, 25)
    with pytest.raises(LotacaoInvalida, match="antes do primeiro"):
        tentar(caio, beto, 40, 30)
    acoes.encerrar_lotacao(lotacao=Lotacao.objects.get(usuario=caio), por=por, ate=em(50))
    with pytest.raises(LotacaoInvalida, match="período que caiba"):
        tentar(chefe, caio, 45, 60)


def test_desfazer_deixa_a_lotacao_como_estava(unidade: Unidade, chefe: Usuario) -> None:
    ana, beto = (elenco.servidor(unidade, nome=nome) for nome in ("Ana", "Beto"))
    por = _por(chefe, unidade)
    nova = acoes.substituir(unidade=unidade, por=por, ausente=ana, email=str(beto.email), de=em(0), ate=em(5))
    acoes.desfazer_substituicao(lotacao=nova, por=por)
    assert em_exercicio([ana], unidade, em(0)) == [ana]
    assert papeis_de(beto, em(3)) == {unidade.pk: Papel.SERVIDOR}


@pytest.mark.django_db(transaction=True)
def test_duas_chefias_ao_mesmo_tempo_poem_a_pessoa_uma_vez(unidade: Unidade, chefe: Usuario) -> None:
    outro = elenco.servidor(unidade, nome="Dora", papel=Papel.CHEFIA)
    elenco.pessoa("Ana", email="ana@exemplo.invalid")

    def lotar(quem: Usuario) -> str:
        try:
            acoes.lotar(unidade=unidade, por=_por(quem, unidade), email="ana@exemplo.invalid", de=em(0))
        except LotacaoInvalida:
            return "recusada"
        else:
            return "feita"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as duas:
        assert sorted(duas.map(lotar, [chefe, outro])) == ["feita", "recusada"]
    assert Lotacao.objects.filter(usuario__nome="Ana").count() == 1


def test_unidade_e_superiores_sobe_ate_o_fim_e_nao_se_perde_num_laco(unidade: Unidade) -> None:
    meio = elenco.unidade("MEIO", superior=unidade)
    baixo = elenco.unidade("BAIXO", superior=meio)
    assert set(unidade_e_superiores(baixo)) == {baixo.pk, meio.pk, unidade.pk}
    Unidade.objects.filter(pk=unidade.pk).update(superior=baixo)
    assert set(unidade_e_superiores(meio)) == {baixo.pk, meio.pk, unidade.pk}
