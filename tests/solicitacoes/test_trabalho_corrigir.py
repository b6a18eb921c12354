"""As páginas de corrigir o endereço e o serviço: a pergunta curta, a prévia, os erros e o conflito."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from avisos.models import Aviso
from contas.models import Usuario
from guia.busca import indice
from roteamento.models import Distrito, Unidade
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

CORRETO = {"logradouro": "Rua Líbero Badaró", "numero": "500", "motivo": elenco.FRASE}


@pytest.fixture
def caixa() -> Unidade:
    pedindo.territorio()
    pedindo.regra(elenco.servico("bueiro", "Limpeza de bueiro", prazo_quantidade=60), atribuicao="CPO-STM")
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa)


def endereco(caso: Solicitacao, ato: str = "corrigir-endereco") -> str:
    return f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/{ato}/"


def mandar(client: Client, caso: Solicitacao, ato: str = "corrigir-endereco", **dados: str) -> Any:
    return client.post(endereco(caso, ato), {"versao": "1", **dados})


def sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _de_pinheiros(opcoes: list[str]) -> str:
    return next(opcao for opcao in opcoes if opcao.startswith(f"{elenco.distrito(62).pk}|"))


def erros(resposta: Any) -> list[str]:
    return [item.get_text(strip=True) for item in sopa(resposta).select(".govuk-error-summary__list li")]


def test_vem_com_o_endereco_do_pedido(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    pagina = sopa(client.get(endereco(caso)))
    assert pagina.select_one("input[name=logradouro]")["value"] == "Rua Líbero Badaró"  # type: ignore[index]
    assert pagina.select_one("input[name=numero]")["value"] == "425"  # type: ignore[index]


def test_a_previa_diz_o_que_muda_e_por_que_e_confirmar_faz(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    pagina = sopa(mandar(client, caso, **CORRETO, ver="sim"))
    texto = pagina.get_text(" ", strip=True)
    assert "Rua Líbero Badaró, 425; Sé" in texto
    assert "Rua Líbero Badaró, 500; CEP 01009-000; Sé" in texto
    assert "manda este serviço para CPO-STM" in texto
    assert "Agora ele é: Rua Líbero Badaró, 500, Sé" in texto
    caso.refresh_from_db()
    assert caso.numero == "425"
    mandar(client, caso, **CORRETO, confirmar="sim")
    caso.refresh_from_db()
    assert (caso.numero, caso.versao, Aviso.objects.count()) == ("500", 2, 1)


def test_na_duvida_pergunta_sem_perder_o_que_foi_escrito(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    """A rua passa por dois distritos: as opções aparecem no mesmo formulário, e escolher basta."""
    dados = {"logradouro": "Avenida Comprida", "numero": "10", "motivo": elenco.FRASE}
    resposta = mandar(client, caso, **dados, ver="sim")
    assert (resposta.status_code, erros(resposta)) == (422, ["Escolha o lugar."])
    pagina = sopa(resposta)
    opcoes = [str(radio["value"]) for radio in pagina.select("input[name=lugar]")]
    assert {o.split("|")[0] for o in opcoes} == {
        str(elenco.distrito(62).pk),
        str(elenco.distrito(78).pk),
        "outro",
    }
    assert pagina.select_one("textarea[name=motivo]").text.strip() == elenco.FRASE  # type: ignore[union-attr]
    escolhida = mandar(client, caso, **dados, lugar=_de_pinheiros(opcoes), ver="sim")
    formulario = {str(c["name"]): str(c.get("value", "")) for c in sopa(escolhida).select("main form [name]")}
    formulario.pop("corrigir")
    assert client.post(endereco(caso), formulario).status_code == 302
    caso.refresh_from_db()
    assert (caso.logradouro, caso.distrito) == ("Avenida Comprida", elenco.distrito(62))


def test_nenhum_dos_lugares_pede_o_distrito(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    dados = {"logradouro": "Avenida Comprida", "numero": "10", "motivo": elenco.FRASE, "lugar": "outro"}
    assert erros(mandar(client, caso, **dados, ver="sim")) == ["Escolha o distrito."]
    pinheiros = str(elenco.distrito(62).pk)
    assert mandar(client, caso, **dados, distrito=pinheiros, confirmar="sim").status_code == 302


def test_o_distrito_dito_por_quem_corrige_vale(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    mandar(client, caso, **CORRETO, distrito=str(elenco.distrito(62).pk), confirmar="sim")
    caso.refresh_from_db()
    assert (caso.distrito, caso.logradouro) == (elenco.distrito(62), "Rua Líbero Badaró")


def test_so_a_referencia_nao_muda_o_lugar(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    Solicitacao.objects.filter(pk=caso.pk).update(lat=-23.5, lon=-46.6)
    dados = {**CORRETO, "numero": "425", "referencia": "em frente à banca"}
    assert mandar(client, caso, **dados, confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert (caso.referencia, caso.lat, caso.distrito) == ("em frente à banca", -23.5, elenco.distrito())


@pytest.mark.parametrize(
    ("dados", "frase"),
    [
        ({"numero": "425"}, "não há o que corrigir"),
        ({"logradouro": "Rua Que Ninguém Conhece"}, "Não sabemos ao certo onde é."),
        ({"logradouro": "", "cep": "01010-000"}, "Escreva o nome da rua."),
        ({"cep": "123"}, "O CEP tem 8 números"),
        ({"motivo": "ok"}, "Este motivo é curto demais"),
        ({"distrito": "99999"}, "Escolha um distrito da lista."),
    ],
)
def test_recusas_dizem_o_que_fazer(
    client: Client, servidor: Usuario, caso: Solicitacao, dados: dict[str, str], frase: str
) -> None:
    resposta = mandar(client, caso, **{**CORRETO, **dados}, confirmar="sim")
    assert resposta.status_code == 422
    assert frase in " ".join(erros(resposta))
    caso.refresh_from_db()
    assert caso.versao == 1


def test_conflito_guarda_o_endereco_escrito(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa))
    resposta = mandar(client, caso, **CORRETO, confirmar="sim")
    assert resposta.status_code == 409
    pagina = sopa(resposta)
    assert pagina.select_one("input[name=numero]")["value"] == "500"  # type: ignore[index]
    assert pagina.select_one("input[name=versao]")["value"] == "2"  # type: ignore[index]
    assert mandar(client, caso, "reclassificar", servico="bueiro", motivo=elenco.FRASE).status_code == 409


@pytest.mark.parametrize("ato", ["corrigir-endereco", "reclassificar", "ruas"])
def test_quem_nao_serve_na_unidade_nao_entra(client: Client, caso: Solicitacao, ato: str) -> None:
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert client.get(endereco(caso, ato)).status_code == 403


def test_sugere_ruas_a_quem_corrige(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    resposta = client.get(endereco(caso, "ruas"), {"logradouro": "libero"})
    assert [b.get_text(" ", strip=True) for b in sopa(resposta).find_all("button")] == [
        "Rua Líbero Badaró Sé"
    ]
    for campo in sopa(client.get(endereco(caso))).select("[name=logradouro], [name=cep]"):
        assert unquote(str(campo["hx-get"])) == endereco(caso, "ruas")


@pytest.mark.parametrize("escrito", ["Limpeza de bueiro", "limpeza de BUEIRO ", "bueiro"])
def test_reclassificar_pelo_nome_com_a_lista(
    client: Client, servidor: Usuario, caso: Solicitacao, escrito: str
) -> None:
    opcoes = [str(o["value"]) for o in sopa(client.get(endereco(caso, "reclassificar"))).select("option")]
    assert opcoes == ["Limpeza de bueiro"], "o próprio serviço não se oferece"
    dados = {"servico": escrito, "motivo": elenco.FRASE}
    texto = sopa(mandar(client, caso, "reclassificar", **dados, ver="sim")).get_text(" ", strip=True)
    for dito in ("Tapa-buraco", "Limpeza de bueiro", "Prazo"):
        assert dito in texto
    assert mandar(client, caso, "reclassificar", **dados, confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert (caso.servico.slug, caso.quantidade) == ("bueiro", 60)


def test_servico_que_nao_existe_ou_e_o_mesmo_se_recusa_com_ajuda(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    for escrito, frase in (("xyz", "Escolha um da lista"), ("Tapa-buraco", "já é deste serviço")):
        resposta = mandar(client, caso, "reclassificar", servico=escrito, motivo=elenco.FRASE, ver="sim")
        assert resposta.status_code == 422
        assert frase in erros(resposta)[0]
        assert elenco.FRASE in html.unescape(resposta.content.decode())


def test_nome_pela_metade_oferece_os_parecidos_em_botoes(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    indice.atualizar([elenco.servico("bueiro").pk])
    dados = {"servico": "bueiro entupido", "motivo": elenco.FRASE, "ver": "sim"}
    pagina = sopa(mandar(client, caso, "reclassificar", **dados))
    assert [str(r["value"]) for r in pagina.select("input[name=parecido]")] == ["bueiro"]
    previa = mandar(client, caso, "reclassificar", **dados, parecido="bueiro")
    escondido = sopa(previa).select_one("input[name=servico]")
    assert escondido
    assert escondido["value"] == "Limpeza de bueiro"
    assert mandar(client, caso, "reclassificar", **dados, parecido="nenhum").status_code == 422


def test_sem_endereco_manda_corrigir_antes(client: Client, servidor: Usuario, caixa: Unidade) -> None:
    caso = elenco.solicitacao(caixa, logradouro="", numero="", distrito=None, subprefeitura=None)
    resposta = mandar(client, caso, "reclassificar", servico="bueiro", motivo=elenco.FRASE, ver="sim")
    assert "Corrija antes o endereço" in erros(resposta)[0]
    assert mandar(client, caso, **CORRETO, confirmar="sim").status_code == 302
    dados = {"versao": "2", "servico": "bueiro", "motivo": elenco.FRASE, "confirmar": "sim"}
    assert client.post(endereco(caso, "reclassificar"), dados).status_code == 302


def test_a_historia_da_equipe_tem_o_antes_e_o_depois_e_o_numero_sozinho_nao(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    mandar(client, caso, **CORRETO, confirmar="sim")
    pagina = client.get(f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/").content.decode()
    assert "Endereço: Rua Líbero Badaró, 425; Sé → Rua Líbero Badaró, 500; CEP" in html.unescape(pagina)
    publico = html.unescape(Client().get(f"/acompanhar/{caso.protocolo}/").content.decode())
    assert "O endereço do pedido foi corrigido" in publico
    for reservado in ("Líbero", "425", elenco.FRASE):
        # Inteiro: os milionésimos de uma hora também têm algarismos.
        assert not re.search(rf"(?<!\d){re.escape(reservado)}(?!\d)", publico)


def test_sair_da_unidade_volta_a_lista(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    sub = elenco.subprefeitura(8, "Lapa")
    elenco.unidade("SMPR-CPO-STM-Lapa", subprefeitura=sub, atribuicao="CPO-STM")
    lapa = Distrito.objects.create(
        codigo=39, sigla="LAP", nome="Lapa", subprefeitura=sub, lat=-23.5, lon=-46.7
    )
    resposta = mandar(client, caso, **CORRETO, distrito=str(lapa.pk), confirmar="sim")
    assert resposta["Location"] == "/caixa/SMPR-CPO-STM-S%C3%A9/"
    assert client.get(endereco(caso)).status_code == 302
