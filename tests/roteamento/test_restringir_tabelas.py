"""O que o banco e o `full_clean` recusam, com a mesma frase em português."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from contas.papeis import Papel
from roteamento.models import Distrito, Logradouro, Lotacao, PrefixoDeCep, Regra, Subprefeitura, Unidade
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    LogradouroFactory,
    LotacaoFactory,
    OrgaoFactory,
    PessoaFactory,
    PrefixoFactory,
    RegraFactory,
    ServicoFactory,
    SubprefeituraFactory,
    UnidadeFactory,
    de_ate,
)

pytestmark = pytest.mark.django_db


def recusado(linha: models.Model, frase: str) -> None:
    """O formulário recusa com a frase, e o banco recusa mesmo sem formulário."""
    with pytest.raises(ValidationError) as recusa:
        linha.full_clean()
    assert frase in recusa.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        linha.save()


def aceito(linha: models.Model) -> None:
    linha.full_clean()
    linha.save()


# --- território ------------------------------------------------------------------


def test_subprefeitura_tem_codigo_e_sigla_unicos() -> None:
    uma = SubprefeituraFactory()
    campos = {"nome": "Outra", "codigo": 99, "sigla": "SUB-Z"}
    recusado(
        Subprefeitura(**{**campos, "codigo": uma.codigo}), "Já existe uma subprefeitura com este código."
    )
    recusado(Subprefeitura(**{**campos, "sigla": uma.sigla}), "Já existe uma subprefeitura com esta sigla.")


def test_distrito_nao_repete_o_nome_nem_com_outro_acento() -> None:
    existente = DistritoFactory(nome="Sé")
    novo = Distrito(
        codigo=7, sigla="X", nome="SE", subprefeitura=existente.subprefeitura, lat=-23.5, lon=-46.6
    )
    recusado(novo, "Já existe um distrito com este nome.")
    novo.nome, novo.codigo = "Outro", existente.codigo
    recusado(novo, "Já existe um distrito com este código.")


def test_prefixo_tem_cinco_algarismos_e_concordancia_de_zero_a_um() -> None:
    distrito = DistritoFactory()
    recusado(
        PrefixoDeCep(cep5="0131", distrito=distrito, concordancia=0.9, pedidos=1),
        "Escreva os cinco primeiros algarismos do CEP.",
    )
    for valor in (0, 1.01):
        recusado(
            PrefixoDeCep(cep5="01310", distrito=distrito, concordancia=valor, pedidos=1),
            "A concordância vai de 0 (exclusive) a 1.",
        )
    PrefixoFactory(cep5="01310", distrito=distrito)
    recusado(
        PrefixoDeCep(cep5="01310", distrito=distrito, concordancia=0.5, pedidos=1),
        "Este prefixo já tem uma linha para este distrito.",
    )


def test_rua_se_guarda_por_extenso_e_uma_vez_por_trecho() -> None:
    rua = LogradouroFactory(nome="Rua Líbero Badaró", numero_de=1, numero_ate=99)
    base: dict[str, Any] = {"distrito": rua.distrito, "lat": -23.5, "lon": -46.6}
    with pytest.raises(ValidationError, match="Escreva por extenso: r, dr"):
        Logradouro(nome="R. Dr. Falcão", **base).full_clean()
    recusado(
        Logradouro(nome="Rua Libero Badaro", numero_de=1, **base), "Este trecho da rua já está na tabela."
    )
    recusado(
        Logradouro(nome="Rua Nova", numero_de=9, numero_ate=1, **base),
        "O número inicial da faixa não pode passar do final.",
    )
    recusado(Logradouro(nome="Rua Nova", cep="0130", **base), "Escreva o CEP com oito algarismos, sem traço.")
    aceito(Logradouro(nome="Rua Libero Badaro", numero_de=100, **base))


# --- unidades e lotações ---------------------------------------------------------


def unidade(**campos: Any) -> Unidade:
    base = {"sigla": "NOVA", "nome": "Nova", "orgao": OrgaoFactory(), "vigente_de": DESDE}
    return Unidade(**{**base, **campos})


def test_uma_unidade_por_atribuicao_em_cada_subprefeitura_e_periodo() -> None:
    antiga = UnidadeFactory(atribuicao="CPO-STM", subprefeitura=SubprefeituraFactory())
    na_mesma = {"atribuicao": "CPO-STM", "subprefeitura": antiga.subprefeitura}
    recusado(
        unidade(**na_mesma, vigente_de=date(2030, 1, 1)),
        "Esta atribuição já tem unidade nesta subprefeitura neste período.",
    )
    antiga.vigente_ate = date(2029, 12, 31)
    antiga.save()
    recusado(
        unidade(**na_mesma, vigente_de=antiga.vigente_ate),
        "Esta atribuição já tem unidade nesta subprefeitura neste período.",
    )
    aceito(unidade(**na_mesma, vigente_de=antiga.vigente_ate + timedelta(days=1)))


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"atribuicao": "CPO"}, "Uma unidade com atribuição precisa da subprefeitura onde a exerce."),
        ({"vigente_ate": DESDE - timedelta(days=1)}, "A unidade não pode acabar antes de começar."),
        ({"atende_publico": True}, "A unidade que atende o público precisa de endereço ou de telefone."),
    ],
)
def test_unidade_incoerente_e_recusada(campos: dict[str, Any], frase: str) -> None:
    recusado(unidade(**campos), frase)


def test_sigla_e_unica_e_cabe_num_endereco() -> None:
    UnidadeFactory(sigla="SMPR-CPO-STM-M'Boi Mirim").full_clean()
    recusado(unidade(sigla="SMPR-CPO-STM-M'Boi Mirim"), "Já existe uma unidade com esta sigla.")
    with pytest.raises(ValidationError, match="use letras, algarismos"):
        unidade(sigla="SMPR-CPO-STM-Santana/Tucuruvi").full_clean()


def test_uma_pessoa_tem_um_papel_por_vez_em_cada_unidade() -> None:
    lotacao = LotacaoFactory(ate=date(2024, 6, 30))

    def outra(**campos: Any) -> Lotacao:
        base = {"usuario": lotacao.usuario, "unidade": lotacao.unidade, "papel": Papel.CHEFIA}
        return Lotacao(**{**base, **campos})

    recusado(outra(de=date(2024, 6, 30)), "Esta pessoa já tem um papel nesta unidade neste período.")
    aceito(outra(de=date(2024, 7, 1)))
    aceito(outra(de=date(2024, 1, 1), unidade=UnidadeFactory()))


@pytest.mark.parametrize("papel", [Papel.INTERESSADO, Papel.SISTEMA, Papel.INTEGRACAO])
def test_so_quem_serve_tem_lotacao(papel: Papel) -> None:
    lotacao = Lotacao(usuario=PessoaFactory(), unidade=UnidadeFactory(), papel=papel, de=DESDE)
    with pytest.raises(ValidationError):
        lotacao.full_clean()
    with pytest.raises(IntegrityError, match="lotacao_papel_de_quem_serve"), transaction.atomic():
        lotacao.save()


def test_lotacao_nao_acaba_antes_de_comecar() -> None:
    lotacao = Lotacao(
        usuario=PessoaFactory(),
        unidade=UnidadeFactory(),
        papel=Papel.SERVIDOR,
        de=DESDE,
        ate=date(2019, 1, 1),
    )
    recusado(lotacao, "A lotação não pode acabar antes de começar.")


# --- regras ----------------------------------------------------------------------

EMPATE = "Já existe uma regra deste serviço para este lugar neste período."


@pytest.fixture
def nova() -> Callable[..., Regra]:
    """Uma regra nova, por gravar, de um serviço que já tem três: da cidade, de uma rua e de um distrito."""
    servico, destino, distrito = ServicoFactory(), UnidadeFactory(), DistritoFactory()
    RegraFactory(servico=servico, unidade=destino)
    RegraFactory(servico=servico, unidade=destino, distrito=distrito)
    RegraFactory(
        servico=servico,
        unidade=destino,
        distrito=distrito,
        logradouro="Rua Líbero Badaró",
        numero_de=100,
        numero_ate=200,
        lado="par",
    )

    def criar(**campos: Any) -> Regra:
        if campos.pop("no_distrito", False):
            campos["distrito"] = distrito
        return Regra(**{"servico": servico, "unidade": destino, "vigencia": de_ate(), **campos})

    return criar


@pytest.mark.parametrize(
    "campos",
    [
        {},
        {"unidade": None, "atribuicao": "CPO-STM"},
        {"no_distrito": True},
        {"no_distrito": True, "logradouro": "Rua Libero Badaro"},
        {"no_distrito": True, "logradouro": "RUA LÍBERO BADARÓ", "numero_de": 200},
        {"no_distrito": True, "logradouro": "Rua Líbero Badaró", "numero_ate": 100, "lado": "par"},
        {"vigencia": de_ate(date(2030, 1, 1))},
    ],
)
def test_empate_e_impossivel(nova: Callable[..., Regra], campos: dict[str, Any]) -> None:
    recusado(nova(**campos), EMPATE)


@pytest.mark.parametrize(
    "campos",
    [
        {"vigencia": de_ate(date(2019, 1, 1), DESDE)},
        {"no_distrito": True, "logradouro": "Rua Líbero Badaró", "numero_de": 201},
        {"no_distrito": True, "logradouro": "Rua Líbero Badaró", "lado": "impar"},
        {"no_distrito": True, "logradouro": "Rua São Bento"},
    ],
)
def test_regras_que_nao_disputam_o_mesmo_pedido_convivem(
    nova: Callable[..., Regra], campos: dict[str, Any]
) -> None:
    aceito(nova(**campos))


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"atribuicao": "CPO"}, "Diga a unidade ou a atribuição: uma das duas, e só uma."),
        ({"unidade": None}, "Diga a unidade ou a atribuição: uma das duas, e só uma."),
        ({"logradouro": "Rua São Bento"}, "A regra de uma rua precisa do distrito dela."),
        ({"lado": "par"}, "Faixa de números e lado só valem para a regra de uma rua."),
        ({"numero_de": 5}, "Faixa de números e lado só valem para a regra de uma rua."),
        (
            {"no_distrito": True, "logradouro": "Rua São Bento", "numero_de": 9, "numero_ate": 8},
            "O número inicial da faixa não pode passar do final.",
        ),
        ({"vigencia": de_ate(DESDE, DESDE)}, "A regra precisa valer ao menos um dia."),
    ],
)
def test_regra_incoerente_e_recusada(nova: Callable[..., Regra], campos: dict[str, Any], frase: str) -> None:
    recusado(nova(**campos), frase)


def test_regra_nao_tem_dois_alcances(nova: Callable[..., Regra]) -> None:
    regra = nova(no_distrito=True, subprefeitura=SubprefeituraFactory())
    recusado(regra, "Escolha a subprefeitura ou o distrito, não os dois.")
