"""Os atos: formulário, prévia do aviso, confirmação, erro e conflito."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from avisos.models import Aviso
from avisos.textos import LINK
from contas.acoes import Identificacao
from contas.models import Usuario
from mesas.atos import LINK_NA_PREVIA
from roteamento.models import Logradouro, Unidade
from solicitacoes import acoes
from solicitacoes.caixa.atos import ATOS
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.referencia import gravar_linha
from tests.servidores.provedor import canais
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db

PREENCHIDOS: dict[str, dict[str, str]] = {
    "iniciar": {},
    "finalizar": {"desfecho": "realizado", "resposta": elenco.FRASE},
    "pedir-complemento": {"pergunta": "O buraco fica em frente a que número da rua?"},
    "transferir": {"unidade": "ILUME", "motivo": elenco.FRASE},
    "devolver": {"motivo": elenco.FRASE},
    "agendar": {
        "dia": f"{timezone.localdate() + timedelta(days=2)}",
        "texto": "Deixe a calçada livre de carros pela manhã.",
    },
    "prorrogar": {"mais": "10", "motivo": elenco.FRASE},
    "indeferir": {"motivo": "area_particular", "resposta": elenco.FRASE},
    "corrigir-endereco": {"logradouro": "Rua Direita", "numero": "10", "motivo": elenco.FRASE},
    "reclassificar": {"servico": "Limpeza de bueiro", "motivo": elenco.FRASE},
}
COM_PREVIA = [ato for ato in PREENCHIDOS if ato != "iniciar"]
"""Iniciar nada pergunta: faz-se no primeiro clique (test_lote_na_hora)."""
DEPOIS = {
    "iniciar": Situacao.EM_ANDAMENTO,
    "finalizar": Situacao.FINALIZADA,
    "pedir-complemento": Situacao.AGUARDANDO_MUNICIPE,
    "transferir": Situacao.ABERTA,
    "devolver": Situacao.ABERTA,
    "agendar": Situacao.ABERTA,
    "prorrogar": Situacao.ABERTA,
    "indeferir": Situacao.INDEFERIDA,
    "corrigir-endereco": Situacao.ABERTA,
    "reclassificar": Situacao.ABERTA,
}


@pytest.fixture(scope="module")
def bairro(territorio_do_arquivo: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Para onde o pedido pode ir, feito uma vez para todos os testes daqui."""
    with django_db_blocker.unblock():
        elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
        elenco.unidade("SMPR-CPO-STM-Anterior", "Manutenção de antes")
        gravar_linha(Logradouro(nome="Rua Direita", distrito=elenco.distrito(), lat=-23.549, lon=-46.635))
        pedindo.regra(elenco.servico("bueiro", "Limpeza de bueiro"), atribuicao="CPO-STM")


@pytest.fixture
def caixa(bairro: None) -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa, unidade_anterior=elenco.unidade("SMPR-CPO-STM-Anterior"))


def _endereco(caso: Solicitacao, ato: str) -> str:
    return f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/{ato}/"


def _enviar(client: Client, caso: Solicitacao, ato: str, **dados: str) -> Any:
    return client.post(_endereco(caso, ato), {"versao": "1", **PREENCHIDOS[ato], **dados})


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def test_o_formulario_leva_a_versao(
    client: Client, servidor: Usuario, caso: Solicitacao, subtests: pytest.Subtests
) -> None:
    for ato in COM_PREVIA:
        with subtests.test(ato):
            resposta = client.get(_endereco(caso, ato))
            assert resposta.status_code == 200
            pagina = _sopa(resposta)
            assert pagina.select_one("input[name=versao]")["value"] == "1"  # type: ignore[index]
            assert {c["name"] for c in pagina.select("main [name]")} >= {*PREENCHIDOS[ato], "versao", "ver"}


@pytest.mark.parametrize("ato", COM_PREVIA)
def test_a_previa_e_o_aviso_que_o_municipe_recebe(
    client: Client, servidor: Usuario, caso: Solicitacao, ato: str
) -> None:
    """Ver o aviso não grava nada; confirmar manda exatamente o que se viu."""
    pagina = _sopa(_enviar(client, caso, ato, ver="sim"))
    previa = pagina.select_one(".sp-previa")
    assert previa
    caso.refresh_from_db()
    assert (caso.versao, Aviso.objects.count()) == (1, 0)
    formulario = {str(c["name"]): str(c.get("value", "")) for c in pagina.select("main form [name]")}
    formulario.pop("corrigir")
    resposta = client.post(_endereco(caso, ato), formulario)
    assert resposta.status_code == 302
    caso.refresh_from_db()
    assert (caso.versao, caso.situacao) == (2, DEPOIS[ato])
    aviso = Aviso.objects.get()
    lido = "".join(previa.get_text().split())
    escrito = f"{aviso.assunto}{aviso.corpo}".replace(LINK, LINK_NA_PREVIA)
    assert lido == "".join(escrito.split())


def test_corrigir_volta_ao_formulario_com_o_texto(
    client: Client, servidor: Usuario, caso: Solicitacao, subtests: pytest.Subtests
) -> None:
    for ato, escritos in PREENCHIDOS.items():
        with subtests.test(ato):
            resposta = _enviar(client, caso, ato, corrigir="sim")
            texto = html.unescape(resposta.content.decode())
            assert resposta.status_code == 200
            for valor in escritos.values():
                assert valor in texto
            assert not Aviso.objects.exists()


def test_assumir_e_um_clique_sem_aviso(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    resposta = client.post(_endereco(caso, "assumir"), {"versao": "1"}, follow=True)
    assert "Agora você é responsável" in resposta.content.decode()
    caso.refresh_from_db()
    assert caso.responsavel == servidor
    assert not Aviso.objects.exists()


@pytest.mark.parametrize(
    ("ato", "dados", "conselho"),
    [
        ("finalizar", {"resposta": "ok"}, "Esta resposta é curta demais"),
        ("finalizar", {"desfecho": ""}, "Escolha o que aconteceu."),
        ("finalizar", {"desfecho": "nao_informado"}, "Faça uma escolha válida"),
        ("indeferir", {"resposta": "."}, "Esta explicação é curta demais"),
        ("indeferir", {"motivo": ""}, "Escolha o motivo."),
        ("pedir-complemento", {"pergunta": "Onde?"}, "Esta pergunta é curta demais"),
        ("transferir", {"unidade": "NENHUMA"}, "Escolha uma unidade da lista"),
        ("transferir", {"unidade": "SMPR-CPO-STM-Sé"}, "Escolha uma unidade da lista"),
        ("transferir", {"motivo": ""}, "Escreva por que o pedido deve mudar"),
        ("devolver", {"motivo": "SMSUB"}, "Este motivo é curto demais. Diga"),
    ],
)
def test_erro_422_com_conselho_e_as_outras_respostas(
    client: Client, servidor: Usuario, caso: Solicitacao, ato: str, dados: dict[str, str], conselho: str
) -> None:
    resposta = _enviar(client, caso, ato, confirmar="sim", **dados)
    assert resposta.status_code == 422
    texto = html.unescape(resposta.content.decode())
    assert "<title>Erro:" in texto
    assert conselho in texto
    pagina = _sopa(resposta)
    ainda = {(str(c["name"]), str(c["value"])) for c in pagina.select("input[checked], input[value]")}
    ainda |= {(str(t["name"]), t.text.strip()) for t in pagina.select("textarea")}
    certas = {**PREENCHIDOS[ato], **dados}
    certas.pop("desfecho" if dados.get("desfecho") else "", None)
    assert {(campo, valor) for campo, valor in certas.items() if valor} <= ainda
    caso.refresh_from_db()
    assert caso.versao == 1


def test_transferir_nao_oferece_a_propria_nem_extintas_nem_pracas(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    elenco.unidade("EXTINTA", vigente_ate=elenco.DESDE)
    elenco.unidade("PRACA", atribuicao="PAT", endereco="Rua X, 1", atende_publico=True)
    opcoes = {
        str(o["value"]) for o in _sopa(client.get(_endereco(caso, "transferir"))).select("datalist option")
    }
    assert opcoes == {"ILUME", "SMPR-CPO-STM-Anterior", "TRIAGEM"}
    for sigla in ("EXTINTA", "PRACA"):
        assert _enviar(client, caso, "transferir", confirmar="sim", unidade=sigla).status_code == 422


def test_transferir_tira_o_acesso_e_volta_a_lista_com_o_recado(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    endereco = f"{_endereco(caso, 'transferir')}?volta=situacao%3Daberta"
    dados = {"versao": "1", **PREENCHIDOS["transferir"], "unidade": "ilume", "confirmar": "sim"}
    resposta = client.post(endereco, dados, follow=True)
    assert resposta.redirect_chain[-1][0].endswith("/?situacao=aberta")
    assert "Pedido transferido." in resposta.content.decode()
    assert client.get(_endereco(caso, "finalizar")).status_code == 302


def test_conflito_diz_quem_fez_o_que_e_guarda_o_texto(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    """Célia assumiu no meio; o texto fica no formulário, com a versão nova, e confirmar de novo vale."""
    celia = elenco.servidor(caixa, nome="Célia Costa")
    acoes.assumir(caso=caso, versao=1, por=elenco.autor(celia, caixa))
    resposta = _enviar(client, caso, "finalizar", confirmar="sim")
    assert resposta.status_code == 409
    pagina = _sopa(resposta)
    texto = pagina.get_text(" ")
    for dito in ("O pedido mudou enquanto você escrevia", "Um servidor assumiu o pedido", "Célia Costa"):
        assert dito in texto
    assert pagina.select_one("textarea[name=resposta]").text.strip() == elenco.FRASE  # type: ignore[union-attr]
    assert pagina.select("input[name=desfecho][value=realizado][checked]")
    versao = pagina.select_one("input[name=versao]")["value"]  # type: ignore[index]
    assert versao == "2"
    assert _enviar(client, caso, "finalizar", versao="2", confirmar="sim").status_code == 302


def test_conflito_com_pedido_ja_encerrado_guarda_o_texto_sem_oferecer_confirmar(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    acoes.cancelar(caso=caso, por=elenco.municipe(caso.protocolo))
    resposta = _enviar(client, caso, "finalizar", ver="sim")
    assert resposta.status_code == 409
    pagina = _sopa(resposta)
    assert "Pedido cancelado" in pagina.get_text(" ")
    assert "Munícipe" in pagina.get_text(" ")
    assert [t.text.strip() for t in pagina.select("textarea[readonly]")][-1] == elenco.FRASE
    assert not pagina.select("main form")


def test_conflito_com_pedido_que_foi_para_outra_unidade_guarda_o_texto(
    client: Client, caixa: Unidade, servidor: Usuario, caso: Solicitacao
) -> None:
    celia = elenco.servidor(caixa, nome="Célia Costa")
    ilume = Unidade.objects.get(sigla="ILUME")
    acoes.transferir(caso=caso, versao=1, por=elenco.autor(celia, caixa), unidade=ilume, motivo=elenco.FRASE)
    resposta = _enviar(client, caso, "finalizar", confirmar="sim")
    assert resposta.status_code == 409
    pagina = _sopa(resposta)
    assert "passou para Iluminação pública (ILUME)" in pagina.get_text(" ")
    assert elenco.FRASE in [t.text.strip() for t in pagina.select("textarea[readonly]")]
    assert not pagina.select("main form")
    assert "Maria" not in resposta.content.decode()


def test_ato_que_nao_cabe_e_explicado(
    client: Client, caixa: Unidade, servidor: Usuario, subtests: pytest.Subtests
) -> None:
    caso = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    for ato in ATOS.keys() - {"corrigir-prova"}:
        onde = _endereco(caso, ato)
        for resposta in (client.get(onde), client.post(onde, {"versao": "1"})):
            with subtests.test(ato):
                assert resposta.status_code == 409
                texto = _sopa(resposta).get_text(" ")
                assert "Este pedido já foi encerrado." in texto
                assert f"Agora não é possível {ATOS[ato].verbo.lower()}" in texto


def test_versao_estragada_e_conflito_nunca_erro(
    client: Client, servidor: Usuario, caso: Solicitacao, subtests: pytest.Subtests
) -> None:
    for versao in ("", "abc", "-1", "9" * 30, "2", "0"):
        with subtests.test(versao):
            dados = {"versao": versao, **PREENCHIDOS["finalizar"], "confirmar": "sim"}
            assert client.post(_endereco(caso, "finalizar"), dados).status_code == 409
            caso.refresh_from_db()
            assert caso.versao == 1


def test_importado_se_encerra_sem_aviso_e_a_previa_diz(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, identificacao=None, procedencia="importada")
    assert "ninguém será avisado" in _enviar(client, caso, "finalizar", ver="sim").content.decode()
    assert _enviar(client, caso, "finalizar", confirmar="sim").status_code == 302
    caso.refresh_from_db()
    assert caso.situacao == Situacao.FINALIZADA
    assert not Aviso.objects.exists()


def test_quem_nao_deixou_email_e_dito_na_previa(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa, identificacao=Identificacao())
    texto = _enviar(client, caso, "finalizar", ver="sim").content.decode()
    assert "ninguém recebe esta mensagem" in texto


def test_a_quem_so_tem_celular_a_previa_diz_que_vai_por_ele(
    client: Client, caixa: Unidade, servidor: Usuario, settings: Settings
) -> None:
    so_celular = Identificacao(
        nome="Ana", tipo_documento="cpf", documento="52998224725", telefone="11987654321"
    )
    caso = elenco.solicitacao(caixa, identificacao=so_celular)
    assert "ninguém recebe" in _enviar(client, caso, "finalizar", ver="sim").content.decode()
    settings.CANAIS = canais("https://sms.exemplo", "sms")
    assert (
        "recebe no celular que há novidade" in _enviar(client, caso, "finalizar", ver="sim").content.decode()
    )


def test_o_texto_do_servidor_nunca_vira_html(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    maldade = "<script>alert(1)</script> A equipe tapou o buraco ontem."
    for dados in ({"ver": "sim"}, {"corrigir": "sim"}):
        texto = _enviar(client, caso, "finalizar", resposta=maldade, **dados).content.decode()
        assert "<script>alert" not in texto
