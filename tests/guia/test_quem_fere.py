"""Quem fere e quem é ferido, pelo pronome e pela pessoa do verbo, e a resposta que isso pede."""

from __future__ import annotations

import pytest
from django.test import Client

from guia.busca import quem_fere
from guia.busca.achado import procurar
from guia.busca.expressoes import em_palavras
from guia.models import RespostaDeBusca
from tests.guia.factories import RespostaDeBuscaFactory, ServicoFactory

LIDAS = {
    "ela me mata": "crime-agora",
    "ele me mata": "violencia-contra-a-mulher",
    "eu me mato": "suicidio",
    "me matar": "suicidio",
    "ele queria me matar": "violencia-contra-a-mulher",
    "eu queria me matar": "suicidio",
    "queria me matar": "suicidio",
    "meu irmão tentou se matar": "suicidio",
    "a torcida vai lá, tão se matando": "crime-agora",
    "o vizinho quer matar meu pai": "crime-agora",
    "o padrasto bate na criança": "violencia-contra-crianca",
    "minha irmã foi espancada pelo namorado": "violencia-contra-a-mulher",
    "o chefe me ameaçou": "crime-agora",
    "botaram uma criança pra fora na chuva": "violencia-contra-crianca",
}
DE_NINGUEM = (
    "",
    "me mata",
    "essa fila está me matando",
    "quero matar rato",
    "a conta não bate com ela",
    "o ônibus bateu no carro da minha mãe",
    "berço de bebê largado na calçada",
    "deixaram meu filho fora da creche",
    "cachorro largado na rua",
)


def test_o_pronome_e_a_pessoa_do_verbo_dizem_quem_fere_quem(subtests: pytest.Subtests) -> None:
    for frase, resposta in LIDAS.items():
        with subtests.test(frase):
            assert {ferida.resposta for ferida in quem_fere.ler(em_palavras(frase))} == {resposta}
    for frase in DE_NINGUEM:
        with subtests.test(frase):
            assert quem_fere.ler(em_palavras(frase)) == []


@pytest.fixture
def respostas(db: None) -> dict[str, RespostaDeBusca]:
    """A de quem se quer matar, que também tem as palavras da ameaça, e a da violência."""
    quando = {"suicidio": ["me mata", "nao quero viver"], "violencia-contra-a-mulher": ["marido agressivo"]}
    return {
        slug: RespostaDeBuscaFactory.create(slug=slug, emergencia=True, titulo=slug, quando=palavras)
        for slug, palavras in quando.items()
    }


def test_a_ameaca_nao_traz_quem_se_quer_matar_e_as_duas_coisas_trazem_as_duas(
    respostas: dict[str, RespostaDeBusca], client: Client
) -> None:
    assert procurar("meu marido diz que me mata").respostas == [respostas["violencia-contra-a-mulher"]]
    assert {r.slug for r in procurar("ele me mata e eu não quero viver").respostas} == {*respostas}
    assert "violencia-contra-a-mulher" in client.get("/servicos/", {"q": "ele disse que me mata"}).text


def test_quem_foi_ferido_nao_ve_debaixo_o_que_nao_e_de_gente(respostas: dict[str, RespostaDeBusca]) -> None:
    ServicoFactory.create(versao__nome="Barulho de comércio", versao__palavras=["marido mata"])
    mulher = ServicoFactory.create(versao__nome="Violência contra mulher", versao__palavras=["marido mata"])
    assert procurar("meu marido me mata").servicos == [mulher]


def test_a_de_outra_casa_nao_vem_a_quem_diz_que_e_da_prefeitura(db: None) -> None:
    procon = RespostaDeBuscaFactory.create(quando=["serasa"], so_isto=[])
    cadin = ServicoFactory.create(versao__nome="CADIN", versao__palavras=["serasa da prefeitura"])
    assert procurar("serasa").respostas == [procon]
    achado = procurar("como vejo o serasa da prefeitura")
    assert (achado.respostas, achado.servicos) == ([], [cadin])
