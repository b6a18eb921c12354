"""O que vai ao órgão não diz quem se manifestou, salvo se a pessoa deixou."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from contas.acoes import Identificacao, identificar
from contas.autor import Autor
from ouvidoria.mesa.identificaveis import achados
from ouvidoria.models import Anexo, Manifestacao
from ouvidoria.situacoes import Falha, Situacao
from tests.ouvidoria import elenco, mesa

pytestmark = pytest.mark.django_db

LIMPO = "O buraco continua aberto. Digam quando a equipe volta ao local."


@pytest.fixture
def por(client: Client) -> Autor:
    return mesa.entrar(client)


def _mandar(client: Client, caso: Manifestacao, texto: str, **dados: Any) -> Any:
    campos = {"versao": caso.versao, "orgaos": [elenco.orgao().pk], "texto": texto, "confirmar": "sim"}
    return client.post(mesa.endereco(caso, "encaminhar"), {**campos, **dados})


def _anexo(caso: Manifestacao, nome: str, **campos: Any) -> Anexo:
    padrao = {"ordem": 1, "sha256": nome.ljust(64, "0"), "papel": "interessado"}
    arquivo = ContentFile(b"foto", name=f"{nome}.jpg")
    return Anexo.objects.create(caso=caso, arquivo=arquivo, nome=nome, **{**padrao, **campos})


@pytest.mark.parametrize(
    "texto",
    [
        "Maria Silva diz que o buraco continua aberto.",
        "A MARIA  SILVA diz que o buraco continua aberto.",
        "Respondam a maria@exemplo.invalid sobre o buraco.",
        "O CPF 529.982.247-25 pediu o conserto do buraco.",
        "Liguem para (11) 98765-4321 sobre o buraco.",
        "Liguem para 98765 4321 sobre o buraco.",
    ],
)
def test_o_que_e_dela_nao_passa_nem_com_a_caixa_marcada(client: Client, por: Autor, texto: str) -> None:
    caso = elenco.em_analise()
    for marcada in ({}, {"conferido": "on"}):
        resposta = _mandar(client, caso, texto, **marcada)
        assert resposta.status_code == 422
        assert "ainda diz quem se manifestou" in mesa.texto(resposta)
        assert texto in resposta.content.decode()
    assert not caso.encaminhamentos.exists()


@pytest.mark.parametrize(
    ("texto", "o_que"),
    [
        ("O buraco da Rua Maria Antônia continua aberto.", "parte do nome (Maria)"),
        ("Falem com joao@exemplo.invalid, da padaria.", "e-mail (joao@exemplo.invalid)"),
        ("O vizinho, CPF 111.444.777-35, viu tudo.", "CPF (111.444.777-35)"),
        ("A padaria atende em 3333-4444 todo dia.", "telefone (3333-4444)"),
    ],
)
def test_o_que_so_parece_se_confere_e_se_marca(client: Client, por: Autor, texto: str, o_que: str) -> None:
    caso = elenco.em_analise()
    assert not mesa.sopa(client.get(mesa.endereco(caso, "encaminhar"))).select("[name=conferido]")
    resposta = _mandar(client, caso, texto)
    assert resposta.status_code == 422
    assert o_que in mesa.texto(resposta)
    assert mesa.sopa(resposta).select_one("input[name=conferido]")
    assert _mandar(client, caso, texto, conferido="on").status_code == 302
    assert caso.encaminhamentos.get().texto == texto


def test_a_previa_leva_a_marca_ate_o_fim(client: Client, por: Autor) -> None:
    caso = elenco.em_analise()
    dados = {"versao": caso.versao, "orgaos": [elenco.orgao().pk], "texto": "O buraco da Rua Maria Antônia."}
    previa = client.post(mesa.endereco(caso, "encaminhar"), {**dados, "conferido": "on", "ver": "sim"})
    formulario = mesa.nos_campos(mesa.sopa(previa))
    formulario.pop("corrigir")
    assert client.post(mesa.endereco(caso, "encaminhar"), formulario).status_code == 302


def test_quem_deixou_pode_ser_dito(client: Client, por: Autor) -> None:
    caso = elenco.em_analise(permite_identificar=True)
    assert "deixou que o órgão saiba" in mesa.texto(client.get(mesa.endereco(caso, "encaminhar")))
    assert _mandar(client, caso, "Maria Silva, CPF 529.982.247-25, espera o conserto.").status_code == 302
    assert caso.encaminhamentos.get().mostra_quem


@pytest.mark.parametrize("ato", ["devolver", "recolher"])
def test_o_motivo_que_o_orgao_le_tambem_se_confere(client: Client, por: Autor, ato: str) -> None:
    caso = elenco.na_situacao(Situacao.RESPOSTA_RECEBIDA if ato == "devolver" else Situacao.ENCAMINHADA)
    motivo = "Falta dizer a Maria Silva quando a equipe volta."
    dados = {"versao": caso.versao, "envio": caso.encaminhamentos.get().pk, "motivo": motivo}
    assert client.post(mesa.endereco(caso, ato), dados).status_code == 422


def test_comeca_pelo_que_a_pessoa_disse_e_pelo_orgao_de_que_fala(client: Client, por: Autor) -> None:
    caso = elenco.em_analise()
    pagina = mesa.sopa(client.get(mesa.endereco(caso, "encaminhar")))
    campo = pagina.select_one("textarea[name=texto]")
    assert campo
    assert "O que aconteceu" in campo.text
    assert elenco.TEXTO in campo.text
    marcados = pagina.select("input[name=orgaos][checked]")
    assert [m["value"] for m in marcados] == [str(elenco.orgao().pk)]


def test_diz_o_orgao_sem_interlocutor_e_nao_oferece_o_que_ja_a_tem(client: Client, por: Autor) -> None:
    elenco.interlocutor("SMT")
    caso, _ = elenco.encaminhada()
    pagina = client.get(mesa.endereco(caso, "encaminhar"))
    assert "(SMSUB)" not in mesa.texto(pagina)
    rotulos = {rotulo.text.strip() for rotulo in mesa.sopa(pagina).select("label")}
    assert any("(OGM): sem interlocutor" in rotulo for rotulo in rotulos)
    assert any(rotulo.endswith("(SMT)") for rotulo in rotulos)
    de_novo = _mandar(client, caso, LIMPO)
    assert de_novo.status_code == 422
    assert "já está com a manifestação" in mesa.texto(de_novo)


def test_so_vao_os_anexos_escolhidos_e_a_copia_limpa_no_lugar_do_original(client: Client, por: Autor) -> None:
    caso = elenco.em_analise()
    original, outro = _anexo(caso, "placa"), _anexo(caso, "outro")
    limpo = _anexo(caso, "placa-limpa", papel="ouvidoria", limpo_de=original)
    pagina = mesa.sopa(client.get(mesa.endereco(caso, "encaminhar")))
    oferecidos = {m["value"] for m in pagina.select("input[name=anexos]")}
    assert oferecidos == {str(outro.pk), str(limpo.pk)}
    assert not pagina.select("input[name=anexos][checked]")
    assert _mandar(client, caso, LIMPO, anexos=[original.pk]).status_code == 422
    assert _mandar(client, caso, LIMPO, anexos=[limpo.pk]).status_code == 302
    assert list(caso.encaminhamentos.get().anexos.all()) == [limpo]


@pytest.mark.parametrize("deixou", [False, True])
def test_a_previa_mostra_exatamente_o_que_o_orgao_vai_ver(client: Client, por: Autor, deixou: bool) -> None:
    """Um por órgão: os fatos, o texto, os anexos e o que se diz de quem é, como na página dele."""
    caso = elenco.em_analise(
        solicitacao=elenco.pedido_vencido(), falha=Falha.PRAZO_VENCIDO, permite_identificar=deixou
    )
    smt = elenco.orgao("SMT", "Mobilidade")
    anexo = _anexo(caso, "placa")
    dados = {
        "versao": caso.versao,
        "orgaos": [elenco.orgao().pk, smt.pk],
        "texto": LIMPO,
        "anexos": [anexo.pk],
    }
    pagina = mesa.sopa(client.post(mesa.endereco(caso, "encaminhar"), {**dados, "ver": "sim"}))
    assert not caso.encaminhamentos.exists()
    (previa,) = pagina.select("article[aria-label='O que SMT vai ver']")
    assert pagina.select("article[aria-label='O que SMSUB vai ver']")
    client.post(mesa.endereco(caso, "encaminhar"), {**dados, "confirmar": "sim"})
    ivo = elenco.interlocutor("SMT").usuario
    assert ivo
    client.force_login(ivo)
    do_orgao = mesa.sopa(client.get(f"/orgao/{caso.encaminhamentos.get(orgao=smt).pk}/"))
    assert _fatos(previa) == _fatos(do_orgao)
    assert _fatos(previa)["Pedido de que se reclama"].startswith(str(caso.solicitacao))
    for visto in (previa.get_text(), do_orgao.get_text()):
        assert LIMPO in visto
        assert ("A pessoa deixou dizer quem é" in visto) is deixou
        assert ("A Ouvidoria não diz quem é" in visto) is not deixou
    assert len(previa.select(".sp-fotos__foto")) == len(do_orgao.select(".sp-fotos__foto")) == 1


def _fatos(pagina: Any) -> dict[str, str]:
    """As linhas de fatos, menos a hora do envio, que só se sabe ao enviar."""
    linhas = {
        linha.dt.get_text(strip=True): " ".join(linha.dd.get_text(" ").split())
        for linha in pagina.select(".sp-dados .govuk-summary-list__row")
    }
    assert "Mobilidade" in linhas.pop("Enviado")
    return linhas


@pytest.mark.parametrize("ato", ["devolver", "recolher"])
def test_o_que_se_escreve_a_um_orgao_tambem_se_ve_antes(client: Client, por: Autor, ato: str) -> None:
    caso = elenco.na_situacao(Situacao.RESPOSTA_RECEBIDA if ato == "devolver" else Situacao.ENCAMINHADA)
    envio = caso.encaminhamentos.get()
    dados = {"versao": caso.versao, "envio": envio.pk, "motivo": elenco.FRASE}
    previa = client.post(mesa.endereco(caso, ato), dados)
    assert elenco.FRASE in mesa.sopa(previa).select_one("article[aria-label='O que o órgão vai ver']").text  # type: ignore[union-attr]
    assert "Quem se manifestou não é avisado." in mesa.texto(previa)
    assert client.post(mesa.endereco(caso, ato), {**dados, "confirmar": "sim"}).status_code == 302


def test_o_segundo_envio_nao_avisa_de_novo_e_o_diz(client: Client, por: Autor) -> None:
    caso, _ = elenco.encaminhada()
    outro = elenco.orgao("SMT", "Mobilidade")
    dados = {"versao": caso.versao, "orgaos": [outro.pk], "texto": LIMPO}
    assert "já foi avisada" in mesa.texto(client.post(mesa.endereco(caso, "encaminhar"), dados))
    client.post(mesa.endereco(caso, "encaminhar"), {**dados, "confirmar": "sim"})
    assert caso.encaminhamentos.count() == 2


def test_denuncia_nao_vai_a_orgao(client: Client, por: Autor) -> None:
    caso = elenco.em_analise("denuncia")
    resposta = client.get(mesa.endereco(caso, "encaminhar"))
    assert resposta.status_code == 409
    assert "não vai a um órgão" in mesa.texto(resposta)


def test_protocolo_e_data_nao_sao_telefone_e_sem_ninguem_nada_se_acha() -> None:
    assert not achados("Protocolo 12345-67890-12345, de 25/11/2026, no valor de R$ 1.234,56.", None)
    quem = identificar(dados=Identificacao())
    assert not achados(LIMPO, quem)
