"""A mesa do SIC: a lista, a página do pedido, cada ato com entrada ruim, o estranho e a colisão."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from esic import acoes
from esic.models import Pedido
from esic.situacoes import Decisao, Situacao
from mesas import paginacao
from tests.esic import elenco
from tests.ouvidoria.elenco import designar
from tests.ouvidoria.mesa import sopa, texto

pytestmark = pytest.mark.django_db

NEGATIVA = {
    "decisao": "negado",
    "fundamento": "pessoal",
    "base_legal": "Lei 12.527/2011, art. 31",
    "texto": elenco.FRASE,
}
RESPOSTA = {"decisao": "concedido", "texto": elenco.FRASE}


@pytest.fixture
def simone(client: Client) -> Autor:
    """O SIC de SMSUB, já dentro em `client`."""
    return _entrar(client, elenco.sic())


def _entrar(client: Client, por: Autor) -> Autor:
    assert por.usuario
    client.force_login(por.usuario)
    return por


def _em(caso: Pedido, ato: str = "") -> str:
    return f"/sic/{caso.protocolo}/{ato}/" if ato else f"/sic/{caso.protocolo}/"


def _mandar(client: Client, caso: Pedido, ato: str, **dados: Any) -> Any:
    return client.post(_em(caso, ato), {"versao": caso.versao, **dados})


def _escritos(resposta: Any, campo: str) -> list[str]:
    """O que a página ainda tem do que se escreveu neste campo."""
    achados = sopa(resposta).select(f"main [name={campo}], main #escrito-{campo}")
    return [str(a.get("value") or a.get_text()).strip() for a in achados]


# --- a lista --------------------------------------------------------------------------------


@pytest.mark.usefixtures("simone")
def test_a_lista_e_dos_meus_orgaos_por_prazo_e_diz_o_atraso(client: Client) -> None:
    novo, atrasado = elenco.em_tramitacao(), elenco.vencido()
    alheio = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Mobilidade"))
    respondido, encerrado = elenco.respondido(), elenco.na_situacao("encerrado")
    pagina = client.get("/sic/")
    links = [str(a["href"]) for a in sopa(pagina).select("tbody th .sp-numero")]
    assert links == [_em(atrasado), _em(novo)]
    dias = (timezone.localdate() - timezone.localdate(atrasado.vence_em)).days
    assert f"atrasado há {dias} dias" in texto(pagina)
    assert "Órgãos sem SIC" not in texto(pagina)
    assert alheio.protocolo_escrito not in texto(pagina)
    for vista, caso in (("atrasados", atrasado), ("respondidos", respondido), ("encerrados", encerrado)):
        linhas = sopa(client.get(f"/sic/?situacao={vista}")).select("tbody th .sp-numero")
        assert [linha.get_text(strip=True) for linha in linhas] == [caso.protocolo_escrito]


def test_a_ouvidoria_ve_todos_e_os_de_orgao_sem_sic_em_destaque(client: Client) -> None:
    elenco.sic()
    com_sic = elenco.em_tramitacao()
    sem = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Secretaria de Mobilidade"))
    _entrar(client, elenco.ogm())
    pagina = client.get("/sic/")
    destaque = sopa(pagina).select_one("main .govuk-inset-text")
    assert destaque
    assert "Secretaria de Mobilidade (SMT)" in destaque.get_text()
    assert "SMSUB" not in destaque.get_text()
    assert {com_sic.protocolo_escrito, sem.protocolo_escrito} <= set(texto(pagina).split())
    so_eles = sopa(client.get("/sic/?sem_sic=sim")).select("tbody tr")
    assert [linha.select_one("th") and "sem SIC" in linha.get_text() for linha in so_eles] == [True]
    elenco.sic("SMT")
    assert not sopa(client.get("/sic/")).select_one("main .govuk-inset-text")


@pytest.mark.usefixtures("simone")
def test_a_lista_vazia_a_paginada_e_o_endereco_estragado(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nenhum pedido espera resposta" in texto(client.get("/sic/"))
    assert "Nenhum pedido com estes filtros" in texto(client.get("/sic/?situacao=encerrados"))
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    todos = [elenco.em_tramitacao(ha_dias=dias) for dias in (3, 2, 1)]
    primeira = sopa(client.get("/sic/?situacao=nada&apos=x&orgao=%00"))
    assert len(primeira.select("tbody tr")) == 2
    proxima = primeira.select_one("a[rel=next]")
    assert proxima
    segunda = texto(client.get(f"/sic/{proxima['href']}"))
    assert todos[2].protocolo_escrito in segunda
    assert todos[0].protocolo_escrito not in segunda


# --- a página -------------------------------------------------------------------------------


def test_a_pagina_diz_tudo_e_o_contato_so_por_post_que_fica_escrito(client: Client, simone: Autor) -> None:
    caso = elenco.em_tramitacao(forma_de_resposta="correio", autoriza_divulgar=True)
    pagina = texto(client.get(_em(caso)))
    for dito in (
        elenco.PERGUNTA,
        "Pelo correio",
        "A pessoa autoriza",
        "Lei 12.527/2011, art. 11, §1º",
        "Pedido de informação recebido",
    ):
        assert dito in pagina
    assert elenco.MARIA.email not in pagina
    assert client.get(_em(caso, "contato")).status_code == 405
    assert not LeituraDePessoal.objects.exists()
    assert elenco.MARIA.email in texto(client.post(_em(caso, "contato")))
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.usuario, leitura.papel, leitura.protocolo) == (simone.usuario, "sic", caso.protocolo)


@pytest.mark.usefixtures("simone")
def test_a_previa_diz_o_que_se_pede_com_a_guarda_da_pagina(client: Client) -> None:
    caso = elenco.em_tramitacao()
    alheio = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Mobilidade"))
    previa = client.get(f"{_em(caso)}?previa=sim", headers={"HX-Request": "true"})
    assert caso.texto in previa.content.decode()
    assert "<main" not in previa.content.decode()
    assert not LeituraDePessoal.objects.exists()  # o contato não está nela
    assert client.get(f"{_em(alheio)}?previa=sim", headers={"HX-Request": "true"}).status_code == 403


@pytest.mark.usefixtures("simone")
def test_a_ouvidoria_so_passa_a_outro_orgao_e_o_sic_faz_tudo(client: Client) -> None:
    caso = elenco.em_tramitacao()

    def botoes() -> list[str]:
        return [
            a.get_text(strip=True) for a in sopa(client.get(_em(caso))).select(".sp-atos a, .sp-atos button")
        ]

    da_equipe = ["Assumir", "Dar a um colega"]
    assert botoes() == ["Responder", "Prorrogar", "Passar a outro órgão", *da_equipe]
    _entrar(client, elenco.ogm())
    assert botoes() == ["Passar a outro órgão"]
    assert _mandar(client, caso, "responder", **RESPOSTA, confirmar="sim").status_code == 409


# --- os atos --------------------------------------------------------------------------------


def test_responder_mostra_o_aviso_como_sai_e_so_entao_responde(client: Client, simone: Autor) -> None:
    caso = elenco.em_tramitacao()
    previa = _mandar(client, caso, "responder", **NEGATIVA)
    artigo = sopa(previa).select_one("article.sp-previa")
    assert artigo
    lido = " ".join(artigo.get_text(" ").split())
    assert "Informação pessoal (LAI, art. 31). Base legal: Lei 12.527/2011, art. 31." in lido
    assert "1ª instância" in lido
    assert Pedido.objects.get(pk=caso.pk).situacao == Situacao.EM_TRAMITACAO
    corrigir = _mandar(client, caso, "responder", **NEGATIVA, corrigir="sim")
    assert (corrigir.status_code, _escritos(corrigir, "texto")) == (200, [elenco.FRASE])
    assert _mandar(client, caso, "responder", **NEGATIVA, confirmar="sim").status_code == 302
    feito = Pedido.objects.get(pk=caso.pk)
    assert (feito.decisao, feito.respondido_por) == (Decisao.NEGADO, simone.usuario)
    enviado = Aviso.objects.latest("pk")
    assert " ".join(enviado.corpo.split()).startswith(
        lido.split("(aqui vai")[0].split(enviado.assunto)[-1].strip()
    )
    assert "Base legal: Lei 12.527/2011" in texto(client.get(_em(caso)))


RUINS = [
    ("responder", {}, ["Escolha o que o órgão decidiu.", "Escreva a resposta."]),
    ("responder", {"decisao": "talvez", "texto": elenco.FRASE}, ["Faça uma escolha válida"]),
    ("responder", {"decisao": "concedido", "texto": "ok"}, ["curta demais"]),
    (
        "responder",
        {"decisao": "parcial", "texto": elenco.FRASE},
        ["escolha por quê", "escreva a lei e o artigo"],
    ),
    ("responder", {**NEGATIVA, "base_legal": "   "}, ["escreva a lei e o artigo"]),
    ("prorrogar", {}, ["Escreva por que é preciso mais tempo."]),
    ("reencaminhar", {"motivo": elenco.FRASE}, ["Escolha o órgão que tem a informação."]),
    ("reencaminhar", {"orgao": "999999", "motivo": elenco.FRASE}, ["Escolha outro."]),
]


@pytest.mark.usefixtures("simone")
@pytest.mark.parametrize(("ato", "dados", "erros"), RUINS)
def test_entrada_ruim_diz_o_que_falta_e_nao_perde_o_texto(
    client: Client, ato: str, dados: dict[str, str], erros: list[str]
) -> None:
    caso = elenco.em_tramitacao()
    resposta = _mandar(client, caso, ato, **dados, confirmar="sim")
    assert resposta.status_code == 422
    resumo = sopa(resposta).select_one(".govuk-error-summary")
    assert resumo
    for erro in erros:
        assert erro in resumo.get_text()
    for campo in dados.keys() & {"texto", "motivo"}:
        assert _escritos(resposta, campo) == [dados[campo]]
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao


@pytest.mark.usefixtures("simone")
def test_quem_nao_nega_nao_guarda_a_categoria(client: Client) -> None:
    caso = elenco.em_tramitacao()
    _mandar(client, caso, "responder", **{**NEGATIVA, "decisao": "concedido"}, confirmar="sim")
    feito = Pedido.objects.get(pk=caso.pk)
    assert (feito.decisao, feito.fundamento, feito.base_da_negativa) == ("concedido", "", "")


@pytest.mark.usefixtures("simone")
def test_prorroga_uma_vez_com_motivo_e_antes_do_fim(client: Client) -> None:
    caso = elenco.em_tramitacao()
    previa = texto(_mandar(client, caso, "prorrogar", motivo=elenco.FRASE))
    assert _mandar(client, caso, "prorrogar", motivo=elenco.FRASE, confirmar="sim").status_code == 302
    feito = Pedido.objects.get(pk=caso.pk)
    assert (feito.quantidade, feito.vence_em > caso.vence_em) == (caso.quantidade + 10, True)
    assert f"{timezone.localtime(feito.vence_em):%d/%m/%Y}" in previa
    de_novo = _mandar(client, feito, "prorrogar", motivo=elenco.FRASE, confirmar="sim")
    assert de_novo.status_code == 409
    assert "só se prorroga uma vez" in texto(de_novo)
    assert _escritos(de_novo, "motivo") == [elenco.FRASE]
    assert "O prazo já passou" in texto(client.get(_em(elenco.vencido(), "prorrogar")))


@pytest.mark.usefixtures("simone")
def test_passa_a_outro_orgao_e_deixa_de_ser_meu(client: Client) -> None:
    caso, outro = elenco.em_tramitacao(), elenco.orgao("SMT", "Secretaria de Mobilidade")
    assert "Secretaria de Mobilidade (SMT): sem SIC" in texto(client.get(_em(caso, "reencaminhar")))
    dados = {"orgao": outro.pk, "motivo": elenco.FRASE}
    previa = sopa(_mandar(client, caso, "reencaminhar", **dados)).select_one("article.sp-previa")
    assert previa
    assert "Secretaria de Mobilidade" in previa.get_text()
    feito = _mandar(client, caso, "reencaminhar", **dados, confirmar="sim")
    assert (feito.status_code, feito["Location"]) == (302, "/sic/")
    depois = Pedido.objects.get(pk=caso.pk)
    assert (depois.orgao, depois.vence_em) == (outro, caso.vence_em)
    assert client.get(_em(caso)).status_code == 403


# --- o estranho e a colisão -----------------------------------------------------------------


def test_quem_e_de_fora_nao_ve_nem_age(client: Client) -> None:
    caso = elenco.em_tramitacao()
    de_fora = [
        designar(Papel.SIC, "SMT", nome="De Fora"),
        designar(Papel.INTERLOCUTOR, "SMSUB", nome="Ivo"),
        designar(Papel.AUTORIDADE, "SMSUB", nome="Aurora"),
        designar(Papel.SIC, "SMSUB", nome="Já Foi", ate=timezone.localdate() - timedelta(days=1)),
        elenco.pessoa("Ninguém"),
    ]
    for quem in de_fora:
        client.force_login(quem)
        assert client.get(_em(caso)).status_code == 403
        assert client.post(_em(caso, "contato")).status_code == 403
        assert _mandar(client, caso, "responder", **RESPOSTA, confirmar="sim").status_code == 403
    client.force_login(de_fora[0])
    assert client.get("/sic/100000000000000/").status_code == 403
    _entrar(client, elenco.ogm())
    assert client.get("/sic/100000000000000/").status_code == 404
    assert Pedido.objects.get(pk=caso.pk).versao == caso.versao
    assert not LeituraDePessoal.objects.exists()


@pytest.mark.usefixtures("simone")
def test_outro_prorroga_enquanto_se_escreve_e_o_texto_fica(client: Client) -> None:
    caso = elenco.em_tramitacao()
    acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo="A base está em vinte processos.")
    colisao = _mandar(client, caso, "responder", **RESPOSTA, confirmar="sim")
    assert colisao.status_code == 409
    assert "O prazo da resposta foi prorrogado" in texto(colisao)
    assert _escritos(colisao, "texto") == [elenco.FRASE]
    versao = _escritos(colisao, "versao")[0]
    dados = {**RESPOSTA, "versao": versao, "confirmar": "sim"}
    assert client.post(_em(caso, "responder"), dados).status_code == 302


@pytest.mark.usefixtures("simone")
def test_outro_responde_enquanto_se_escreve_e_o_texto_fica(client: Client) -> None:
    caso = elenco.em_tramitacao()
    elenco.respondido(caso=Pedido.objects.get(pk=caso.pk))
    colisao = _mandar(client, caso, "responder", decisao="concedido", texto="Outra resposta, escrita à toa.")
    assert colisao.status_code == 409
    assert "já foi respondido" in texto(colisao)
    assert _escritos(colisao, "texto") == ["Outra resposta, escrita à toa."]


@pytest.mark.usefixtures("simone")
def test_passou_a_outro_orgao_enquanto_se_escreve_e_o_texto_fica(client: Client) -> None:
    caso, outro = elenco.em_tramitacao(), elenco.orgao("SMT", "Secretaria de Mobilidade")
    acoes.reencaminhar(caso=caso, versao=caso.versao, por=elenco.ogm(), orgao=outro, motivo=elenco.FRASE)
    colisao = _mandar(client, caso, "responder", **RESPOSTA, confirmar="sim")
    assert colisao.status_code == 409
    assert "passou para: Secretaria de Mobilidade" in texto(colisao)
    assert _escritos(colisao, "texto") == [elenco.FRASE]
    assert not sopa(colisao).select("main form[method=post]")
    assert client.post(_em(caso, "contato")).status_code == 409
    assert not LeituraDePessoal.objects.exists()


# --- negar por estar classificada -----------------------------------------------------------

POR_CLASSIFICADA = {
    **NEGATIVA,
    "fundamento": "classificada",
    "base_legal": "Lei 12.527/2011, art. 23, VII",
    "confirmar": "sim",
}


@pytest.mark.usefixtures("simone")
def test_classificada_sem_dizer_qual_nao_se_grava_e_nada_se_perde(client: Client) -> None:
    caso, vencida = elenco.em_tramitacao(), elenco.informacao(ate=timezone.localdate() - timedelta(days=1))
    for qual, erro in (
        ("", "escolha qual é a informação classificada"),
        (vencida.pk, "não está em segredo hoje"),
        ("999999", "não está em segredo hoje"),
    ):
        recusada = _mandar(client, caso, "responder", **POR_CLASSIFICADA, classificada=qual)
        assert recusada.status_code == 422
        assert erro in sopa(recusada).select_one(".govuk-error-summary").get_text()  # type: ignore[union-attr]
        assert _escritos(recusada, "texto") == [NEGATIVA["texto"]]
        assert _escritos(recusada, "base_legal") == [POR_CLASSIFICADA["base_legal"]]
        escolhido = sopa(recusada).select_one("[name=fundamento] option[selected]")
        assert escolhido is not None
        assert escolhido["value"] == "classificada"
    assert Pedido.objects.get(pk=caso.pk).situacao == Situacao.EM_TRAMITACAO
    sem_ela = acoes.Resposta(
        decisao="negado",
        texto=elenco.FRASE,
        fundamento="classificada",
        base_legal="Lei",
        classificada=vencida,
    )
    with pytest.raises(acoes.NegativaSemFundamento, match="informação classificada"):
        acoes.responder(caso=caso, versao=caso.versao, por=elenco.sic(), resposta=sem_ela)


@pytest.mark.usefixtures("simone")
def test_a_negativa_diz_a_informacao_classificada_tambem_de_outro_orgao(client: Client) -> None:
    caso, ate = elenco.em_tramitacao(), timezone.localdate() + timedelta(days=700)
    alheia = elenco.informacao(codigo="SMT-3", orgao=elenco.orgao("SMT", "Mobilidade"))
    minha = elenco.informacao(codigo="SMSUB-9")
    opcoes = sopa(client.get(_em(caso, "responder"))).select("[name=classificada] option")
    assert [str(opcao["value"]) for opcao in opcoes] == ["", str(minha.pk), str(alheia.pk)]
    dita = f"SMT-3, reservada, em segredo até {ate:%d/%m/%Y}"
    assert dita in opcoes[2].get_text()
    dados = {**POR_CLASSIFICADA, "classificada": alheia.pk}
    previa = _mandar(client, caso, "responder", **{k: v for k, v in dados.items() if k != "confirmar"})
    assert dita in texto(previa)
    assert _escritos(previa, "classificada") == [str(alheia.pk)]
    assert _mandar(client, caso, "responder", **dados).status_code == 302
    assert Pedido.objects.get(pk=caso.pk).classificada == alheia
    assert dita in Aviso.objects.get(modelo="esic_respondido").corpo
    assert dita in texto(client.get(_em(caso)))


@pytest.mark.usefixtures("simone")
def test_quem_nega_por_outro_motivo_nao_guarda_a_classificada(client: Client) -> None:
    caso, qual = elenco.em_tramitacao(), elenco.informacao()
    _mandar(client, caso, "responder", **NEGATIVA, classificada=qual.pk, confirmar="sim")
    feito = Pedido.objects.get(pk=caso.pk)
    assert (feito.fundamento, feito.classificada) == ("pessoal", None)
