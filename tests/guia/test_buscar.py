"""A busca: por palavras do cidadão, com erros, e o que ela faz quando não acha."""

from __future__ import annotations

import pytest

from guia import busca, carga
from guia.consultas import buscar, por_tema
from guia.models import Servico
from protocolo.carga import carregar as carregar_protocolo
from tests.guia.factories import AssuntoFactory, ServicoFactory, TemaFactory
from tests.guia.frases import AJUSTE, FRASES, NUNCA_VISTAS


def _acertos(frases: list[tuple[str, str]]) -> tuple[float, float]:
    """Fração em primeiro lugar e entre os três primeiros."""
    listas = [([s.slug for s in buscar(frase, 3)], certo) for frase, certo in frases]
    primeiros = sum(lista[:1] == [certo] for lista, certo in listas)
    entre_tres = sum(certo in lista for lista, certo in listas)
    return primeiros / len(frases), entre_tres / len(frases)


def test_acertos_no_conteudo_que_vem_com_o_projeto(db: None) -> None:
    carregar_protocolo()
    carga.carregar()
    slugs = set(Servico.objects.values_list("slug", flat=True))
    assert {certo for _, certo in FRASES} <= slugs
    primeiro, tres = _acertos(AJUSTE)
    assert primeiro >= 0.85
    assert tres >= 0.95
    primeiro, tres = _acertos(NUNCA_VISTAS)
    assert primeiro >= 0.75
    assert tres >= 0.85


@pytest.fixture
def buraco(db: None) -> Servico:
    servico: Servico = ServicoFactory.create(slug="tapa-buraco")
    return servico


@pytest.fixture
def luz(db: None) -> Servico:
    tema = TemaFactory.create(slug="luz", nome="Luz")
    servico: Servico = ServicoFactory.create(
        slug="luz-na-rua",
        assunto=AssuntoFactory.create(tema=tema, slug="lampadas", nome="Lâmpadas"),
        versao__nome="Reparo de iluminação",
        versao__o_que_e="A equipe troca a lâmpada do poste.",
        versao__quando_solicitar="Peça quando apagou.",
        versao__palavras=["lâmpada queimada", "poste apagado"],
    )
    return servico


@pytest.mark.parametrize(
    "texto",
    [
        "buraco",
        "BURACOS",
        "tapar buracos",
        "burraco",
        "asfauto",
        "um buraco na minha rua",
        "bura",
        "tapa-buraco",
    ],
)
def test_acha_com_plural_erro_e_palavra_pela_metade(buraco: Servico, luz: Servico, texto: str) -> None:
    assert buscar(texto)[0] == buraco


@pytest.mark.parametrize("texto", ["iluminar", "ILUMINAÇÕES", "iluminasao", "lampadas", "poste apagado"])
def test_acha_com_acento_e_nome_de_acao(buraco: Servico, luz: Servico, texto: str) -> None:
    assert buscar(texto)[0] == luz


@pytest.mark.parametrize(
    "texto", ["", "   ", "?!", "xqzwkj", "%", "'; --", "\\", "a & b | !c:*", "ª º", "🙂"]
)
def test_vazio_e_sem_sentido_nao_acham_nem_quebram(buraco: Servico, texto: str) -> None:
    assert buscar(texto) == []


def test_texto_enorme_nao_quebra(buraco: Servico) -> None:
    assert buscar("buraco " * 5000) == [buraco]


def test_entre_iguais_vem_antes_o_mais_pedido(db: None) -> None:
    pouco = ServicoFactory.create(slug="a", pedidos=10)
    muito = ServicoFactory.create(slug="b", pedidos=100_000)
    assert buscar("buraco") == [muito, pouco]


def test_limite(db: None) -> None:
    ServicoFactory.create_batch(3)
    assert len(buscar("buraco", 2)) == 2


def test_agrupa_por_tema_na_ordem_do_melhor(buraco: Servico, luz: Servico) -> None:
    achados = buscar("lâmpada da rua com buraco")
    assert [tema.slug for tema, _ in por_tema(achados)] == [s.assunto.tema.slug for s in achados]


@pytest.mark.django_db
def test_uma_busca_custa_duas_consultas(
    buraco: Servico, luz: Servico, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        for servico in buscar("rua"):
            assert servico.nome
            assert servico.assunto.tema.nome


def test_palavras_de_ligacao_nao_contam_mas_sozinhas_ficam() -> None:
    assert busca.palavras("quero um conserto na minha rua") == ["conserto", "rua"]
    assert busca.palavras("não quero") == ["não", "quero"]


@pytest.mark.parametrize(
    ("texto", "portas"),
    [
        ("relatório de gastos", [busca.ESIC]),
        ("contratos da prefeitura", [busca.ESIC]),
        ("dados da dengue", [busca.ESIC]),
        ("já reclamei e ninguém veio", [busca.ACOMPANHAR, busca.OUVIDORIA]),
        ("pedido atrasado", [busca.ACOMPANHAR, busca.OUVIDORIA]),
        ("elogiar servidor", [busca.OUVIDORIA]),
        ("buraco na rua", []),
        ("danos na calçada", []),
        ("", []),
    ],
)
def test_outras_portas(texto: str, portas: list[busca.Entrada]) -> None:
    assert busca.entradas(texto) == portas
