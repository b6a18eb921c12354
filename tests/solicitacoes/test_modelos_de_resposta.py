"""Os modelos de resposta: a chefia escreve os da unidade, lê e copia os da cidade, e nada se apaga."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contas.models import Usuario
from contas.papeis import Papel
from referencia.tabelas import Origem
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes import ModeloInvalido
from solicitacoes.carga import carregar
from solicitacoes.models import ModeloDeResposta
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

MODELOS = "/caixa/SMPR-CPO-STM-Sé/modelos/"
TEXTO = "A equipe foi a {{ endereco }} em {{ hoje }} e fez o serviço pedido."
DADOS = {"nome": "Feito", "uso": "finalizar/realizado", "servico": "", "texto": TEXTO}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def chefe(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


@pytest.fixture
def da_cidade() -> ModeloDeResposta:
    carregar()
    return ModeloDeResposta.objects.get(nome="Serviço feito")


def _modelo(unidade: Unidade | None, nome: str = "Feito", **campos: Any) -> ModeloDeResposta:
    padrao = {"ato": "finalizar", "resultado": "realizado", "texto": TEXTO, **campos}
    return ModeloDeResposta.objects.create(unidade=unidade, nome=nome, **padrao)


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def test_escrever_guarda_na_unidade_com_o_autor_no_historico(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    servico = elenco.servico()
    resposta = client.post(f"{MODELOS}novo/", {**DADOS, "servico": "tapa-buraco"}, follow=True)
    assert resposta.redirect_chain == [(reverse("caixa:modelos", args=[caixa.sigla]), 302)]
    assert "Modelo “Feito” guardado." in _texto(resposta)
    feito = ModeloDeResposta.objects.get()
    assert (feito.unidade, feito.servico, feito.ato, feito.resultado) == (
        caixa,
        servico,
        "finalizar",
        "realizado",
    )
    assert feito.history.get().history_user == chefe


@pytest.mark.parametrize("uso", ["pedir-complemento/", "prorrogar/", "indeferir/", "indeferir/repetido"])
def test_cada_uso_vira_ato_e_resultado(client: Client, caixa: Unidade, chefe: Usuario, uso: str) -> None:
    assert client.post(f"{MODELOS}novo/", {**DADOS, "uso": uso}).status_code == 302
    feito = ModeloDeResposta.objects.get()
    assert f"{feito.ato}/{feito.resultado}" == uso


def test_o_desfecho_que_a_equipe_nao_da_nao_se_oferece(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    pagina = client.get(f"{MODELOS}novo/").content.decode()
    assert "finalizar/nao_encontrado" in pagina
    assert "nao_informado" not in pagina


@pytest.mark.parametrize(
    ("dados", "frase"),
    [
        (
            {"texto": "A equipe foi a {{ rua }} e fez o serviço."},
            "{{ rua }} não existe nos modelos. Use: [serviço], [endereço],",
        ),
        ({"texto": "A equipe foi a [enderço] e fez o serviço."}, "[enderço] não existe nos modelos."),
        ({"texto": "A equipe foi a {{endereco e fez o serviço pedido."}, "chaves soltas"),
        ({"texto": "Ok."}, "curta demais"),
        ({"texto": ""}, "Escreva o texto."),
        ({"nome": ""}, "Dê um nome ao modelo."),
        ({"uso": "finalizar/inventado"}, "Faça uma escolha válida"),
        ({"servico": "Nenhum"}, "Não há serviço com este nome"),
    ],
)
def test_erro_422_com_frase_clara_e_o_texto_guardado(
    client: Client, caixa: Unidade, chefe: Usuario, dados: dict[str, str], frase: str
) -> None:
    resposta = client.post(f"{MODELOS}novo/", {**DADOS, **dados})
    assert resposta.status_code == 422
    assert frase in _texto(resposta)
    assert "<title>Erro:" in resposta.content.decode()
    area = BeautifulSoup(resposta.content, "lxml").select_one("textarea")
    assert area
    assert area.get_text().strip() == dados.get("texto", TEXTO)
    assert not ModeloDeResposta.objects.exists()


def test_ver_como_fica_mostra_o_exemplo_e_nao_grava(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    resposta = client.post(f"{MODELOS}novo/", {**DADOS, "ver": "sim"})
    assert resposta.status_code == 200
    previa = BeautifulSoup(resposta.content, "lxml").select_one(".sp-previa")
    assert previa
    assert previa.get_text(strip=True) == (
        "A equipe foi a Rua Líbero Badaró, 425 em 24/11/2026 e fez o serviço pedido."
    )
    assert not ModeloDeResposta.objects.exists()


def test_mudar_e_tirar_de_uso_ficam_no_historico(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    modelo = _modelo(caixa)
    endereco = f"{MODELOS}{modelo.pk}/"
    assert "A equipe foi a Rua Líbero Badaró" in _texto(client.get(endereco))
    assert client.post(endereco, {**DADOS, "texto": f"{TEXTO} Obrigado."}).status_code == 302
    assert client.post(f"{endereco}uso/", {"ativo": "nao"}).status_code == 302
    modelo.refresh_from_db()
    assert not modelo.ativo
    assert not ModeloDeResposta.objects.para([caixa.pk], [elenco.servico().pk], "finalizar")
    texto = _texto(client.get(endereco))
    assert texto.count("Célia Chefe") == 3  # duas mudanças e o nome no alto
    assert "(fora de uso)" in texto
    client.post(f"{endereco}uso/", {"ativo": "sim"})
    assert ModeloDeResposta.objects.para([caixa.pk], [elenco.servico().pk], "finalizar").get() == modelo


def test_nome_repetido_para_o_mesmo_caso_e_422(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    _modelo(caixa)
    resposta = client.post(f"{MODELOS}novo/", DADOS)
    assert resposta.status_code == 422
    assert "Já existe um modelo com este nome" in _texto(resposta)


def test_o_da_cidade_so_se_le_e_se_copia(
    client: Client, caixa: Unidade, chefe: Usuario, da_cidade: ModeloDeResposta
) -> None:
    endereco = f"{MODELOS}{da_cidade.pk}/"
    pagina = BeautifulSoup(client.get(endereco).content, "lxml")
    assert not pagina.select("main textarea")
    assert client.post(endereco, {**DADOS, "nome": "Tomado"}).status_code == 200
    assert "não é da sua unidade" in _texto(client.post(f"{endereco}uso/", {"ativo": "nao"}, follow=True))
    da_cidade.refresh_from_db()
    assert (da_cidade.nome, da_cidade.ativo, da_cidade.origem) == ("Serviço feito", True, Origem.CARGA)
    resposta = client.post(f"{endereco}copiar/", follow=True)
    copia = ModeloDeResposta.objects.get(unidade=caixa)
    assert (copia.nome, copia.texto, copia.origem) == (da_cidade.nome, da_cidade.texto, Origem.EDICAO)
    assert resposta.redirect_chain == [(reverse("caixa:modelo", args=[caixa.sigla, copia.pk]), 302)]
    assert "Já existe um modelo" in _texto(client.post(f"{endereco}copiar/", follow=True))
    assert ModeloDeResposta.objects.filter(unidade=caixa).count() == 1


def test_o_de_outra_unidade_nao_existe_aqui(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    alheio = _modelo(elenco.unidade("ILUME", subprefeitura=None))
    for caminho in ("", "uso/", "copiar/"):
        assert client.post(f"{MODELOS}{alheio.pk}/{caminho}", DADOS).status_code == 404
    assert client.get("/caixa/ILUME/modelos/").status_code == 403
    assert client.get("/caixa/NENHUMA/modelos/").status_code == 404
    assert f"/{alheio.pk}/" not in client.get(MODELOS).content.decode()


def test_a_acao_recusa_quem_nao_e_chefia_da_unidade(caixa: Unidade) -> None:
    servidor = elenco.servidor(caixa)
    de_fora = elenco.servidor(elenco.unidade("ILUME", subprefeitura=None), papel=Papel.CHEFIA)
    dados: dict[str, Any] = {"nome": "Feito", "ato": "finalizar", "resultado": "realizado", "texto": TEXTO}
    for por in (elenco.autor(servidor, caixa), elenco.autor(de_fora, papel=Papel.CHEFIA)):
        with pytest.raises(ModeloInvalido, match="Só a chefia"):
            acoes.escrever_modelo(unidade=caixa, por=por, **dados)
    assert not ModeloDeResposta.objects.exists()


@pytest.mark.parametrize("caminho", ["uso/", "copiar/"])
def test_mudar_por_get_e_405(client: Client, caixa: Unidade, chefe: Usuario, caminho: str) -> None:
    assert client.get(f"{MODELOS}{_modelo(caixa).pk}/{caminho}").status_code == 405


def test_a_lista_custa_o_mesmo_com_um_e_com_muitos(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    _modelo(caixa, servico=elenco.servico())
    _modelo(None)
    client.get(MODELOS)
    with CaptureQueriesContext(connection) as um:
        client.get(MODELOS)
    for numero in range(6):
        _modelo(caixa, f"Outro {numero}", servico=elenco.servico(f"s{numero}", f"S{numero}"))
    with CaptureQueriesContext(connection) as sete:
        client.get(MODELOS)
    assert len(um) == len(sete) <= 9
