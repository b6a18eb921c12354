"""Os modelos de resposta nos formulários: quais aparecem, com que texto, e como preenchem."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contas.models import Usuario
from roteamento.models import Unidade
from solicitacoes.caixa.respostas_prontas import preencher
from solicitacoes.models import ModeloDeResposta, Solicitacao
from solicitacoes.models.modelos_de_resposta import como_se_guarda, como_se_le
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _modelo(ato: str, resultado: str = "", nome: str = "Pronta", **campos: Any) -> ModeloDeResposta:
    elenco.rua()
    padrao = {"texto": "A equipe foi a {{ endereco }} em {{ hoje }} e fez o serviço."}
    return ModeloDeResposta.objects.create(ato=ato, resultado=resultado, nome=nome, **{**padrao, **campos})


def _pagina(client: Client, caso: Solicitacao, ato: str, consulta: str = "") -> BeautifulSoup:
    resposta = client.get(f"{CAIXA}{caso.protocolo}/{ato}/{consulta}")
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _escrito(pagina: BeautifulSoup, campo: str) -> str:
    achado = pagina.select_one(f"textarea[name={campo}]")
    assert achado
    return achado.text.strip()


@pytest.mark.parametrize(
    ("ato", "resultado", "campo"),
    [
        ("finalizar", "nao_encontrado", "resposta"),
        ("indeferir", "repetido", "resposta"),
        ("pedir-complemento", "", "pergunta"),
        ("prorrogar", "", "motivo"),
    ],
)
def test_escolher_um_modelo_preenche_o_texto_e_o_resultado(
    client: Client, caixa: Unidade, servidor: Usuario, ato: str, resultado: str, campo: str
) -> None:
    caso, modelo = elenco.solicitacao(caixa), _modelo(ato, resultado)
    _modelo("finalizar" if ato != "finalizar" else "indeferir", nome="De outro ato")
    pagina = _pagina(client, caso, ato)
    assert [m.get_text(strip=True) for m in pagina.select(".sp-modelo")] == ["Pronta"]
    endereco = pagina.select_one("a.sp-modelo")["href"]  # type: ignore[index]
    preenchida = _pagina(client, caso, ato, str(endereco))
    hoje = f"{timezone.localdate():%d/%m/%Y}"
    escrito = f"A equipe foi a Rua Líbero Badaró, 425 em {hoje} e fez o serviço."
    assert _escrito(preenchida, campo) == escrito
    assert pagina.select_one("a.sp-modelo")["data-texto"] == escrito  # type: ignore[index]
    if resultado:
        assert preenchida.select_one(f"input[value={resultado}]").has_attr("checked")  # type: ignore[union-attr]
    assert modelo.pk


def test_os_da_unidade_vem_antes_e_os_de_outra_nao_aparecem(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso, outra = elenco.solicitacao(caixa), elenco.unidade("ILUME")
    _modelo("finalizar", nome="Da cidade")
    _modelo("finalizar", nome="Da casa", unidade=caixa)
    alheio = _modelo("finalizar", nome="De outra", unidade=outra)
    _modelo("finalizar", nome="Aposentado", ativo=False)
    nomes = [m.get_text(strip=True) for m in _pagina(client, caso, "finalizar").select(".sp-modelo")]
    assert nomes == ["Da casa", "Da cidade"]
    assert _escrito(_pagina(client, caso, "finalizar", f"?modelo={alheio.pk}"), "resposta") == ""


@pytest.mark.parametrize("modelo", ["", "0", "abc", "999999999999999999999"])
def test_modelo_que_nao_existe_nao_quebra(
    client: Client, caixa: Unidade, servidor: Usuario, modelo: str
) -> None:
    pagina = _pagina(client, elenco.solicitacao(caixa), "finalizar", f"?modelo={modelo}")
    assert _escrito(pagina, "resposta") == ""


@pytest.mark.parametrize(
    ("texto", "escrito"),
    [
        ("A equipe foi a {{ endereco }} e fez o serviço.", "A equipe foi e fez o serviço."),
        ("A equipe verificou {{ endereco }}.", "A equipe verificou."),
        ("O problema em {{endereco}}, {{ distrito }}, acabou.", "O problema, Sé, acabou."),
        ("Sobre {{ servico }}: {{ desconhecida }}.", "Sobre Tapa-buraco: {{ desconhecida }}."),
        ("Uma linha.\n\nOutra linha.", "Uma linha.\n\nOutra linha."),
    ],
)
def test_variavel_vazia_some_com_a_preposicao(caixa: Unidade, texto: str, escrito: str) -> None:
    caso = elenco.solicitacao(caixa, logradouro="", numero="")
    assert preencher(texto, caso, timezone.now()) == escrito


def test_o_valor_de_uma_variavel_nao_e_lido_como_outra(caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, logradouro=elenco.rua(r"Rua \1 {{ hoje }}").nome, numero="")
    assert preencher("Em {{ endereco }}.", caso, timezone.now()) == r"Em Rua \1 {{ hoje }}."


def test_quem_trabalha_le_e_escreve_as_variaveis_entre_colchetes(caixa: Unidade) -> None:
    """`{{ endereco }}` é como se guarda; ninguém da equipe vê chaves."""
    guardado = "A equipe foi a {{ endereco }} em {{hoje}} e fez {{ servico }}."
    lido = "A equipe foi a [endereço] em [hoje] e fez [serviço]."
    assert como_se_le(guardado) == lido
    assert como_se_guarda(lido) == guardado.replace("{{hoje}}", "{{ hoje }}")
    assert como_se_guarda("[ENDERECO] e [outra coisa] e [sic]") == "{{ endereco }} e [outra coisa] e [sic]"
    caso = elenco.solicitacao(caixa)
    agora = timezone.now()
    assert preencher(lido, caso, agora) == preencher(guardado, caso, agora)
