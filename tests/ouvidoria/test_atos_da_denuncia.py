"""Os atos da denúncia na mesa: mínimos, envio, conclusão, consentimento; nada do que se escreveu se perde."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Destino, Situacao, TipoDeManifestacao
from tests.ouvidoria import elenco
from tests.ouvidoria.elenco import FRASE

pytestmark = pytest.mark.django_db


S = Situacao
TODOS = ["quem", "o_que", "quando", "onde"]


@pytest.fixture
def olga(client: Client) -> Client:
    client.force_login(elenco.designar(Papel.OUVIDORIA, "OGM"))
    return client


def mandar(quem: Client, caso: Manifestacao, ato: str, **dados: Any) -> Any:
    return quem.post(reverse(f"mesa:{ato}", args=[caso.protocolo]), {"versao": caso.versao, **dados})


def agora(caso: Manifestacao) -> Manifestacao:
    return Manifestacao.objects.get(pk=caso.pk)


def test_admitir_pede_os_minimos(olga: Client) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    falta = mandar(olga, caso, "admitir", minimos=["quem", "o_que"], razao=FRASE)
    assert falta.status_code == 422
    assert "Falta dizer: quando" in falta.content.decode()
    assert FRASE in falta.content.decode()
    assert mandar(olga, caso, "admitir", minimos=TODOS, razao=FRASE).status_code == 302
    assert agora(caso).situacao == S.ADMITIDA


def test_nao_admitir_diz_o_que_falta(olga: Client) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    assert mandar(olga, caso, "nao_admitir", faltam=["onde"]).status_code == 422
    assert mandar(olga, caso, "nao_admitir", faltam=["quando", "onde"], razao=FRASE).status_code == 302
    passo = agora(caso).andamentos.last()
    assert passo
    assert passo.texto.startswith(FRASE)
    assert "Faltou dizer: quando" in passo.texto


def test_enviar_a_corregedoria(olga: Client) -> None:
    elenco.orgao("CGM", "Controladoria")
    caso = elenco.admitida()
    elenco.anexada(caso)
    sem = mandar(olga, caso, "apurar", destino="corregedoria")
    assert sem.status_code == 422
    assert "diga que estes não vão" in sem.content.decode()
    assert mandar(olga, caso, "apurar", destino="corregedoria", sem_copia="on").status_code == 302
    envio = agora(caso).encaminhamentos.get()
    assert envio.destino == Destino.CORREGEDORIA
    assert not envio.mostra_quem
    assert envio.anexos.count() == 0


def test_enviar_para_fora_pede_o_nome(olga: Client) -> None:
    caso = elenco.admitida()
    assert mandar(olga, caso, "apurar", destino="externo").status_code == 422
    fora = "Ministério Público do Estado"
    assert mandar(olga, caso, "apurar", destino="externo", externo=fora).status_code == 302
    assert agora(caso).encaminhamentos.get().externo == fora


def test_sem_cgm_no_guia_diz_o_que_fazer(olga: Client) -> None:
    caso = elenco.admitida()
    assert not Orgao.objects.filter(sigla="CGM").exists()
    resposta = mandar(olga, caso, "apurar", destino="corregedoria")
    assert resposta.status_code == 409
    assert "cadastre-o" in resposta.content.decode()


def test_sem_versao_conferida_nao_envia(olga: Client) -> None:
    caso = elenco.admitida()
    caso = acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="A Rosângela viu.")
    resposta = olga.get(reverse("mesa:apurar", args=[caso.protocolo]))
    assert resposta.status_code == 409
    assert "confira a versão sem nomes" in resposta.content.decode()


def test_concluir_e_perguntar(olga: Client) -> None:
    caso, _ = elenco.em_apuracao()
    pergunta = {"a_quem": "Comissão processante", "finalidade": FRASE}
    assert mandar(olga, caso, "pedir_consentimento", **pergunta).status_code == 302
    caso = agora(caso)
    assert mandar(olga, caso, "pedir_consentimento", **pergunta).status_code == 409
    assert mandar(olga, caso, "concluir_denuncia", conclusao="ok").status_code == 422
    assert mandar(olga, caso, "concluir_denuncia", conclusao=FRASE).status_code == 302
    assert agora(caso).situacao == S.CONCLUIDA


def test_a_anonimo_nao_se_pergunta(olga: Client) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA, identificacao=elenco.anonima())
    resposta = olga.get(reverse("mesa:pedir_consentimento", args=[caso.protocolo]))
    assert resposta.status_code == 409
    assert "não se identificou" in resposta.content.decode()


def test_complementar_sem_nada_novo(olga: Client) -> None:
    caso, _ = elenco.em_apuracao()
    resposta = mandar(olga, caso, "complementar_apuracao")
    assert resposta.status_code == 409
    assert "nada de novo" in resposta.content.decode()


def test_quem_via_a_versao_velha_nao_perde_o_que_escreveu(olga: Client) -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    resposta = mandar(olga, caso, "admitir", versao=caso.versao - 1, minimos=TODOS, razao=FRASE)
    assert resposta.status_code == 409
    assert FRASE in resposta.content.decode()
    assert f'value="{caso.versao}"' in resposta.content.decode()


def test_o_ato_que_ja_nao_cabe_mostra_o_que_se_escreveu(olga: Client) -> None:
    caso = elenco.admitida()
    resposta = mandar(olga, caso, "admitir", minimos=TODOS, razao=FRASE)
    assert resposta.status_code == 409
    assert "Você escreveu" in resposta.content.decode()
    assert FRASE in resposta.content.decode()


@pytest.mark.parametrize("situacao", [S.REGISTRADA, S.EM_ANALISE, S.ADMITIDA, S.EM_APURACAO, S.CONCLUIDA])
def test_o_quadro_diz_o_estado_e_so_os_atos_que_cabem(situacao: str) -> None:
    caso = elenco.na_situacao(situacao, TipoDeManifestacao.DENUNCIA)
    quem = elenco.designar(Papel.OUVIDORIA, "OGM")
    quadro = render_to_string("ouvidoria/denuncia/quadro.html", {"caso": caso, "user": quem})
    atos = {
        S.EM_ANALISE: {"admitir", "nao_admitir"},
        S.ADMITIDA: {"apurar"},
        S.EM_APURACAO: {"complementar_apuracao", "concluir_denuncia"},
    }.get(S(situacao), set())
    for ato in ("admitir", "nao_admitir", "apurar", "complementar_apuracao", "concluir_denuncia"):
        assert (reverse(f"mesa:{ato}", args=[caso.protocolo]) in quadro) == (ato in atos), ato
    assert "Maria" not in quadro
