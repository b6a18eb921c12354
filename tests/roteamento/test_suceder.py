"""Mudar o nome, juntar, dividir: regras, gente, subordinadas e o que se recusa."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from guia.models import Servico
from referencia.tabelas import Origem
from roteamento import consultas
from roteamento.acoes.regras import DeixariaLacuna
from roteamento.acoes.unidades import SucessaoInvalida, adotar_subordinadas, nova_unidade, suceder
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito, Lotacao, Regra, Sucessao, Unidade
from roteamento.rotas import Tabelas, calcular_rota
from roteamento.sucessoes import ParteDaSucessao
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    LotacaoFactory,
    PessoaFactory,
    RegraFactory,
    SubprefeituraFactory,
    UnidadeFactory,
    de_ate,
    servico_aberto,
)

pytestmark = pytest.mark.django_db

HOJE = timezone.localdate()
DIA = HOJE + timedelta(days=10)
VESPERA = DIA - timedelta(days=1)


@pytest.fixture
def triagem() -> Unidade:
    linha: Unidade = UnidadeFactory(triagem=True)
    return linha


@pytest.fixture
def distritos(triagem: Unidade) -> list[Distrito]:
    """Três distritos de uma subprefeitura e um de outra."""
    se = SubprefeituraFactory(nome="Sé")
    return [
        *(DistritoFactory(nome=nome, subprefeitura=se) for nome in ("Sé", "República", "Bom Retiro")),
        DistritoFactory(),
    ]


@pytest.fixture
def stm(distritos: list[Distrito]) -> Unidade:
    linha: Unidade = UnidadeFactory(
        sigla="CPO-STM-Sé",
        atribuicao="CPO-STM",
        subprefeitura=distritos[0].subprefeitura,
        superior=UnidadeFactory(sigla="CPO-Sé"),
    )
    UnidadeFactory(atribuicao="CPO-STM", subprefeitura=distritos[3].subprefeitura)
    return linha


@pytest.fixture
def por() -> Autor:
    return Autor(papel=Papel.SISTEMA, usuario=PessoaFactory(nome="Alice"))


def nova(modelo: Unidade, sigla: str = "NOVA", *, principal: bool = True) -> Unidade:
    return nova_unidade(modelo, sigla=sigla, nome=f"Unidade {sigla}", principal=principal)


def destino(servico: Servico, distrito: Distrito | None, em: date, rua: str = "") -> str:
    local = Local(distrito=distrito, logradouro=rua)
    return calcular_rota(servico, local, em, Tabelas.carregar()).unidade.sigla


# --- mudança de nome ----------------------------------------------------------------------


def test_a_nova_e_a_antiga_com_outro_nome(stm: Unidade, por: Autor) -> None:
    feito = suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por, norma="Decreto 1")
    antiga, nasceu = Unidade.objects.get(sigla=stm.sigla), Unidade.objects.get(sigla="NOVA")
    assert feito.novas == (nasceu,)
    assert (antiga.vigente_ate, nasceu.vigente_de, nasceu.vigente_ate) == (VESPERA, DIA, None)
    for campo in ("atribuicao", "subprefeitura", "orgao", "superior"):
        assert getattr(nasceu, campo) == getattr(antiga, campo)
    ligacao = Sucessao.objects.get()
    assert (ligacao.antiga, ligacao.nova, ligacao.em, ligacao.norma) == (antiga, nasceu, DIA, "Decreto 1")
    for linha in (antiga, nasceu, ligacao):
        assert linha.history.latest().history_user == por.usuario
    assert {antiga.origem, nasceu.origem} == {Origem.EDICAO}
    assert consultas.sucessoras(antiga, VESPERA) == [antiga]
    assert consultas.sucessoras(antiga, DIA) == [nasceu]


def test_a_praca_continua_a_ser_praca(triagem: Unidade, por: Autor) -> None:
    praca = UnidadeFactory(
        praca=True, telefone="156", horario="8h às 17h", cep="01012000", o_que_faz="Atende."
    )
    suceder(antigas=[praca], novas=[nova(praca)], em=DIA, por=por)
    assert consultas.pracas(VESPERA) == [praca]
    aberta = consultas.pracas(DIA)[0]
    assert aberta.sigla == "NOVA"
    for campo in ("endereco", "cep", "telefone", "horario", "o_que_faz", "atende_publico"):
        assert getattr(aberta, campo) == getattr(praca, campo)


def test_a_regra_que_nomeia_a_unidade_acaba_na_vespera_e_renasce(stm: Unidade, por: Autor) -> None:
    servico = servico_aberto()
    RegraFactory(servico=servico, unidade=stm, norma="Lei 2", origem=Origem.CARGA)
    feito = suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por)
    antiga, renascida = Regra.objects.order_by("vigencia")
    assert (antiga.unidade, antiga.vigencia.upper, antiga.origem) == (stm, DIA, Origem.EDICAO)
    assert renascida.unidade
    assert (renascida.unidade.sigla, renascida.vigencia.lower, renascida.norma) == ("NOVA", DIA, "Lei 2")
    assert feito.regras == 1
    for regra in (antiga, renascida):
        assert regra.history.latest().history_user == por.usuario
    assert [destino(servico, None, dia) for dia in (VESPERA, DIA)] == [stm.sigla, "NOVA"]


def test_regra_que_ainda_nao_vale_so_muda_de_destino(stm: Unidade, por: Autor) -> None:
    servico = servico_aberto()
    RegraFactory(servico=servico, vigencia=de_ate(ate=DIA))
    futura = RegraFactory(servico=servico, unidade=stm, vigencia=de_ate(DIA))
    passada = RegraFactory(unidade=stm, vigencia=de_ate(ate=DIA))
    suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por)
    futura.refresh_from_db()
    passada.refresh_from_db()
    assert futura.unidade.sigla == "NOVA"
    assert passada.unidade == stm
    assert Regra.objects.count() == 3


def test_por_atribuicao_nada_precisa_mudar(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    servico = servico_aberto()
    RegraFactory(servico=servico, unidade=None, atribuicao="CPO-STM")
    feito = suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por)
    assert (feito.regras, Regra.objects.count()) == (0, 1)
    assert destino(servico, distritos[1], DIA) == "NOVA"


def test_quem_servia_na_antiga_serve_na_nova(stm: Unidade, por: Autor) -> None:
    ate = DIA + timedelta(days=30)
    celia = LotacaoFactory(unidade=stm, papel=Papel.CHEFIA).usuario
    sergio = LotacaoFactory(unidade=stm, ate=ate).usuario
    LotacaoFactory(unidade=stm, ate=VESPERA)
    futura = LotacaoFactory(unidade=stm, de=DIA + timedelta(days=5))
    feito = suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por)
    novas = Lotacao.objects.filter(unidade__sigla="NOVA")
    ditas = set(novas.values_list("usuario", "papel", "de", "ate"))
    assert ditas == {
        (celia.pk, Papel.CHEFIA, DIA, None),
        (sergio.pk, Papel.SERVIDOR, DIA, ate),
        (futura.usuario.pk, Papel.SERVIDOR, futura.de, None),
    }
    assert feito.lotacoes == 3
    assert set(Lotacao.objects.vigentes(VESPERA).filter(usuario=celia).values_list("unidade", flat=True)) == {
        stm.pk
    }
    assert consultas.papeis_de(celia, DIA)[novas[0].unidade.pk] == Papel.CHEFIA
    assert all(lotacao.history.latest().history_user == por.usuario for lotacao in novas)


# --- subordinadas -------------------------------------------------------------------------


def test_as_subordinadas_passam_a_nova_no_dia(stm: Unidade, por: Autor) -> None:
    filha, extinta = UnidadeFactory(superior=stm), UnidadeFactory(superior=stm, vigente_ate=HOJE)
    suceder(antigas=[stm], novas=[nova(stm)], em=DIA, por=por)
    assert adotar_subordinadas(em=VESPERA, por=SISTEMA) == 0
    filha.refresh_from_db()
    assert filha.superior == stm
    assert adotar_subordinadas(em=DIA, por=SISTEMA) == 1
    assert adotar_subordinadas(em=DIA, por=SISTEMA) == 0
    filha.refresh_from_db()
    extinta.refresh_from_db()
    assert filha.superior.sigla == "NOVA"
    assert extinta.superior == stm


def test_hoje_mesmo_as_subordinadas_ja_vao(stm: Unidade, por: Autor) -> None:
    filha = UnidadeFactory(superior=stm)
    feito = suceder(antigas=[stm], novas=[nova(stm)], em=HOJE, por=por)
    filha.refresh_from_db()
    assert (feito.subordinadas, filha.superior.sigla) == (1, "NOVA")
    assert filha.history.latest().history_user == por.usuario


def test_juntar_a_uma_neta_nao_faz_laco(triagem: Unidade, por: Autor) -> None:
    """A → B → C: A passa a ser C; B sobe para o superior de A."""
    acima = UnidadeFactory()
    a = UnidadeFactory(superior=acima)
    b = UnidadeFactory(superior=a)
    c = UnidadeFactory(superior=b)
    suceder(antigas=[a], novas=[c], em=HOJE, por=por)
    b.refresh_from_db()
    c.refresh_from_db()
    assert (b.superior, c.superior) == (acima, b)


def test_juntar_mae_e_filha_numa_nova(triagem: Unidade, por: Autor) -> None:
    acima = UnidadeFactory()
    mae = UnidadeFactory(superior=acima)
    filha = UnidadeFactory(superior=mae)
    suceder(antigas=[filha, mae], novas=[nova(filha)], em=HOJE, por=por)
    assert Unidade.objects.get(sigla="NOVA").superior == acima


# --- junção -------------------------------------------------------------------------------


def test_juntar_da_regras_ao_que_a_nova_nao_exerce(
    stm: Unidade, distritos: list[Distrito], por: Autor
) -> None:
    """A nova tem a atribuição da primeira; os serviços da segunda passam a nomeá-la, só ali."""
    stlp = UnidadeFactory(sigla="STLP", atribuicao="CPO-STLP", subprefeitura=stm.subprefeitura)
    de_fora = UnidadeFactory(atribuicao="CPO-STLP", subprefeitura=distritos[3].subprefeitura)
    asfalto, limpeza = servico_aberto(), servico_aberto()
    RegraFactory(servico=asfalto, unidade=None, atribuicao="CPO-STM")
    RegraFactory(servico=limpeza, unidade=None, atribuicao="CPO-STLP")
    feito = suceder(antigas=[stm, stlp], novas=[nova(stm)], em=DIA, por=por, norma="Decreto 3")
    criada = Regra.objects.get(vigencia__startswith=DIA)
    assert (criada.subprefeitura, criada.norma, feito.regras) == (stm.subprefeitura, "Decreto 3", 1)
    for distrito in distritos[:3]:
        assert [destino(s, distrito, DIA) for s in (asfalto, limpeza)] == ["NOVA", "NOVA"]
    assert destino(limpeza, distritos[3], DIA) == de_fora.sigla
    assert destino(limpeza, distritos[0], VESPERA) == "STLP"


def test_juntar_a_uma_que_existe_e_nao_rouba_de_regra_menor(
    stm: Unidade, distritos: list[Distrito], por: Autor
) -> None:
    servico, outra, ilume = servico_aberto(), UnidadeFactory(sigla="OUTRA"), UnidadeFactory(sigla="ILUME")
    RegraFactory(servico=servico, unidade=None, atribuicao="CPO-STM")
    ate = DIA + timedelta(days=20)
    RegraFactory(servico=servico, unidade=outra, subprefeitura=stm.subprefeitura, vigencia=de_ate(ate=ate))
    suceder(antigas=[stm], novas=[ilume], em=DIA, por=por)
    assert destino(servico, distritos[0], DIA) == "OUTRA"
    assert destino(servico, distritos[0], ate) == "ILUME"
    ilume.refresh_from_db()
    assert (ilume.vigente_de, ilume.atribuicao) == (DESDE, "")


def test_quem_servia_nas_duas_fica_com_um_papel_so(triagem: Unidade, por: Autor) -> None:
    a, b = UnidadeFactory.create_batch(2)
    celia = LotacaoFactory(unidade=b, papel=Papel.CHEFIA).usuario
    LotacaoFactory(unidade=a, usuario=celia, papel=Papel.SERVIDOR)
    ana = LotacaoFactory(unidade=a, papel=Papel.CHEFIA, ate=DIA + timedelta(days=5)).usuario
    LotacaoFactory(unidade=b, usuario=ana, papel=Papel.SERVIDOR)
    suceder(antigas=[a, b], novas=[nova(a)], em=DIA, por=por)
    da_nova = Lotacao.objects.filter(unidade__sigla="NOVA")
    assert list(da_nova.filter(usuario=celia).values_list("papel", flat=True)) == [Papel.CHEFIA]
    depois = DIA + timedelta(days=6)
    assert list(da_nova.filter(usuario=ana).order_by("de").values_list("papel", "de")) == [
        (Papel.CHEFIA, DIA),
        (Papel.SERVIDOR, depois),
    ]


def test_quem_ja_serve_na_que_fica_continua_como_esta(triagem: Unidade, por: Autor) -> None:
    a, b = UnidadeFactory.create_batch(2)
    ja = LotacaoFactory(unidade=b)
    LotacaoFactory(unidade=a, usuario=ja.usuario, papel=Papel.CHEFIA)
    suceder(antigas=[a], novas=[b], em=DIA, por=por)
    assert list(Lotacao.objects.filter(unidade=b)) == [ja]


# --- divisão ------------------------------------------------------------------------------


def test_dividir_por_distritos(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    servico = servico_aberto()
    RegraFactory(servico=servico, unidade=None, atribuicao="CPO-STM")
    norte, sul = nova(stm, "NORTE"), nova(stm, "SUL", principal=False)
    partes = [
        ParteDaSucessao(norte),
        ParteDaSucessao(sul, distritos=frozenset({distritos[1].pk, distritos[3].pk})),
    ]
    feito = suceder(antigas=[stm], novas=[norte, sul], em=DIA, por=por, partes=partes)
    assert [destino(servico, d, DIA) for d in distritos[:3]] == ["NORTE", "SUL", "NORTE"]
    assert destino(servico, distritos[3], DIA) not in {"NORTE", "SUL"}
    assert (feito.regras, Regra.objects.count()) == (1, 2)
    assert [(u.sigla, u.atribuicao) for u in feito.novas] == [("NORTE", "CPO-STM"), ("SUL", "")]


def test_dividir_por_servicos(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    asfalto, poda = servico_aberto(), servico_aberto()
    RegraFactory(servico=asfalto, unidade=None, atribuicao="CPO-STM")
    RegraFactory(servico=poda, unidade=stm)
    rua = RegraFactory(servico=poda, unidade=stm, distrito=distritos[0], logradouro="Rua Direita")
    um, dois = nova(stm, "UM"), nova(stm, "DOIS", principal=False)
    partes = [ParteDaSucessao(um), ParteDaSucessao(dois, servicos=frozenset({poda.pk}))]
    suceder(antigas=[stm], novas=[um, dois], em=DIA, por=por, partes=partes)
    assert [destino(s, distritos[0], DIA) for s in (asfalto, poda)] == ["UM", "DOIS"]
    assert destino(poda, distritos[0], DIA, rua.logradouro) == "DOIS"


def test_dividir_por_servicos_em_distritos(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    asfalto, poda = servico_aberto(), servico_aberto()
    for servico in (asfalto, poda):
        RegraFactory(servico=servico, unidade=stm)
        RegraFactory(servico=servico, unidade=stm, distrito=distritos[2])
    um, dois = nova(stm, "UM"), nova(stm, "DOIS", principal=False)
    so = ParteDaSucessao(dois, frozenset({distritos[1].pk, distritos[2].pk}), frozenset({poda.pk}))
    suceder(antigas=[stm], novas=[um, dois], em=DIA, por=por, partes=[ParteDaSucessao(um), so])
    assert [destino(poda, d, DIA) for d in distritos[:3]] == ["UM", "DOIS", "DOIS"]
    assert {destino(asfalto, d, DIA) for d in distritos} == {"UM"}


@pytest.mark.parametrize("primeiro", ["distrito", "subprefeitura"])
def test_dividir_nao_depende_da_ordem_das_regras(
    stm: Unidade, distritos: list[Distrito], por: Autor, primeiro: str
) -> None:
    servico = servico_aberto()
    onde: dict[str, Any] = {"distrito": distritos[0], "subprefeitura": distritos[0].subprefeitura}
    for lugar in sorted(onde, key=lambda lugar: lugar != primeiro):
        RegraFactory(servico=servico, unidade=stm, **{lugar: onde[lugar]})
    norte, sul = nova(stm, "NORTE"), nova(stm, "SUL", principal=False)
    partes = [ParteDaSucessao(norte), ParteDaSucessao(sul, distritos=frozenset({distritos[0].pk}))]
    suceder(antigas=[stm], novas=[norte, sul], em=DIA, por=por, partes=partes)
    assert [destino(servico, d, DIA) for d in distritos[:3]] == ["SUL", "NORTE", "NORTE"]


def test_na_divisao_todos_servem_nas_duas_ate_a_chefia_dizer(stm: Unidade, por: Autor) -> None:
    quem = LotacaoFactory(unidade=stm).usuario
    um, dois = nova(stm, "UM"), nova(stm, "DOIS", principal=False)
    partes = [ParteDaSucessao(um), ParteDaSucessao(dois, servicos=frozenset({1}))]
    suceder(antigas=[stm], novas=[um, dois], em=DIA, por=por, partes=partes)
    em_que = Lotacao.objects.vigentes(DIA).filter(usuario=quem).values_list("unidade__sigla", flat=True)
    assert set(em_que) == {"UM", "DOIS"}


# --- recusas ------------------------------------------------------------------------------


def foto() -> list[Any]:
    tabelas = (Unidade, Regra, Lotacao, Sucessao)
    return [list(modelo.objects.order_by("pk").values()) for modelo in tabelas]


@pytest.mark.parametrize(("em", "frase"), [(HOJE - timedelta(days=1), "no passado"), (DESDE, "no passado")])
def test_no_passado_nao(stm: Unidade, por: Autor, em: date, frase: str) -> None:
    with pytest.raises(SucessaoInvalida, match=frase):
        suceder(antigas=[stm], novas=[nova(stm)], em=em, por=por)


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"vigente_ate": DIA}, "já tem dia para acabar"),
        ({"vigente_de": DIA}, "ao menos um dia antes"),
        ({"sigla": "TRIAGEM"}, "ela não muda"),
    ],
)
def test_a_antiga_precisa_existir_e_nao_ser_a_triagem(por: Autor, campos: dict[str, Any], frase: str) -> None:
    if "sigla" not in campos:
        UnidadeFactory(triagem=True)
    antiga = UnidadeFactory(**campos)
    antes = foto()
    with pytest.raises(SucessaoInvalida, match=frase):
        suceder(antigas=[antiga], novas=[nova(antiga)], em=DIA, por=por)
    assert foto() == antes


def test_a_que_fica_precisa_existir_e_ser_outra(stm: Unidade, por: Autor) -> None:
    for fica in (UnidadeFactory(vigente_ate=DIA), UnidadeFactory(vigente_de=DIA + timedelta(days=1))):
        with pytest.raises(SucessaoInvalida, match="não existe de"):
            suceder(antigas=[stm], novas=[fica], em=DIA, por=por)
    with pytest.raises(SucessaoInvalida, match="a si mesma"):
        suceder(antigas=[stm], novas=[stm], em=DIA, por=por)
    with pytest.raises(SucessaoInvalida, match="só se juntam numa"):
        suceder(antigas=[stm, UnidadeFactory()], novas=UnidadeFactory.create_batch(2), em=DIA, por=por)
    with pytest.raises(SucessaoInvalida, match="unidade antiga e a nova"):
        suceder(antigas=[], novas=[nova(stm)], em=DIA, por=por)


def test_sigla_repetida_e_sigla_que_quebra_o_endereco(stm: Unidade, por: Autor) -> None:
    antes = foto()
    for sigla in (stm.sigla, "TRIAGEM", "CPO/STM", ""):
        with pytest.raises(ValidationError):
            suceder(antigas=[stm], novas=[nova(stm, sigla)], em=DIA, por=por)
    assert foto() == antes


def test_partes_vazias_ou_que_se_cruzam(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    um, dois, tres = (nova(stm, sigla, principal=sigla == "UM") for sigla in ("UM", "DOIS", "TRES"))
    d, s = frozenset({distritos[0].pk}), frozenset({1})
    casos = [
        ([ParteDaSucessao(um), ParteDaSucessao(dois)], "Diga que distritos"),
        ([ParteDaSucessao(um)], "precisa da sua parte"),
        ([ParteDaSucessao(um), ParteDaSucessao(dois, d), ParteDaSucessao(tres, d)], "os mesmos pedidos"),
        (
            [ParteDaSucessao(um), ParteDaSucessao(dois, d), ParteDaSucessao(tres, servicos=s)],
            "os mesmos pedidos",
        ),
        (
            [ParteDaSucessao(um), ParteDaSucessao(dois, d, s), ParteDaSucessao(tres, d, s)],
            "os mesmos pedidos",
        ),
    ]
    for partes, frase in casos:
        novas = [um, dois, tres][: max(2, len(partes))]
        with pytest.raises(SucessaoInvalida, match=frase):
            suceder(antigas=[stm], novas=novas, em=DIA, por=por, partes=partes)


def test_o_que_deixaria_lacuna_nao_se_faz(stm: Unidade, distritos: list[Distrito], por: Autor) -> None:
    """O serviço que não pede endereço só tem a regra da cidade: dividido por distrito, perde-se."""
    servico = servico_aberto(precisa_de_endereco=False)
    RegraFactory(servico=servico, unidade=stm)
    um, dois = nova(stm, "UM"), nova(stm, "DOIS", principal=False)
    partes = [ParteDaSucessao(um), ParteDaSucessao(dois, frozenset({distritos[0].pk}))]
    antes = foto()
    with pytest.raises(DeixariaLacuna, match="sem destino"):
        suceder(antigas=[stm], novas=[um, dois], em=DIA, por=por, partes=partes)
    assert foto() == antes
