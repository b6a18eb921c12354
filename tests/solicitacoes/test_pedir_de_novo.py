"""Pedir de novo: o lugar e as respostas vêm postos, as fotos nunca, e só do que é seu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from guia import perguntas
from guia.perguntas import Tipo
from protocolo.models import Rascunho
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.de_novo import respostas_de
from tests.ouvidoria.acompanhando import com_chave, pagina
from tests.solicitacoes import elenco, pedindo

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]
TAMANHO = {"chave": "tamanho", "rotulo": "Qual o tamanho?", "valor": "Grande, mais que um prato"}


def de_antes(**campos: Any) -> Solicitacao:
    """Um tapa-buraco encerrado, com as respostas por extenso."""
    qual = elenco.servico()
    assert qual.publicada
    (primeira, *_) = [p for p in perguntas.ler(qual.publicada.perguntas) if p.escolhas]
    respostas = [
        {"chave": primeira.chave, "rotulo": primeira.rotulo, "valor": primeira.escolhas[0][1]},
        {"chave": "de_outra_versao", "rotulo": "?", "valor": "x"},
    ]
    onde = {"logradouro": "Rua Líbero Badaró", "numero": "425", "complemento": "fundos"}
    caso: Solicitacao = elenco.na_situacao(
        "finalizada", servico=qual, descricao="O buraco de sempre", respostas=respostas, **(onde | campos)
    )
    return caso


def test_do_sigiloso_nenhum_endereco_diz_o_servico() -> None:
    caso = de_antes()
    elenco.publicar_outra(caso.servico, sigilosa=True)
    assert "de_novo=" not in com_chave(caso).get(pagina(caso)).content.decode()


def test_abre_com_tudo_posto_sem_gravar_nada_e_segue_ate_o_envio() -> None:
    caso = de_antes()
    navegador = com_chave(caso)
    (link,) = BeautifulSoup(navegador.get(pagina(caso)).content, "lxml").select("a[href*='de_novo=']")
    lida = BeautifulSoup(navegador.get(str(link["href"])).content, "lxml")
    assert not Rascunho.objects.exists()
    campos = {str(campo["name"]): campo.get("value", "") for campo in lida.select("form input[name]")}
    assert campos["logradouro"] == "Rua Líbero Badaró"
    assert campos["numero"] == "425"
    assert campos["complemento"] == "fundos"
    assert "O buraco de sempre" in lida.text
    assert len(lida.select("input[type=radio][checked]")) == 1
    (acao,) = {str(form["action"]) for form in lida.select("main form[enctype]")}
    assert "de_novo=" in acao
    marcado = lida.select_one("input[type=radio][checked]")
    assert marcado
    escrito = {nome: campos[nome] for nome in ("logradouro", "numero", "complemento", "envio", "sugerido")}
    dados = escrito | {"descricao": "O buraco de sempre", str(marcado["name"]): str(marcado["value"])}
    assert navegador.post(acao, dados).status_code == 303
    rascunho = Rascunho.objects.get()
    assert rascunho.dados["local"]["confirmado"] is True
    assert rascunho.dados["detalhes"]["conferido"]
    assert not rascunho.arquivos.exists()


def test_do_que_nao_e_seu_ou_nao_existe_a_pagina_vem_vazia(client: Client, subtests: pytest.Subtests) -> None:
    alheio = de_antes()
    outro = elenco.na_situacao("finalizada", servico=elenco.servico(slug="poda", nome="Poda"))
    com_chave(outro, client)
    for dito in (alheio.protocolo, outro.protocolo, "123", "'; --", "%00", "9" * 400, ""):
        with subtests.test(dito[:20]):
            resposta = client.get(f"/solicitar/tapa-buraco/?de_novo={dito}")
            assert resposta.status_code == 200
            campos = BeautifulSoup(resposta.content, "lxml").select("[name=logradouro], [name=numero]")
            assert len(campos) == 2
            assert not any(campo.get("value") for campo in campos)


def test_do_servico_que_ja_nao_se_pede_nao_se_oferece() -> None:
    caso = de_antes()
    navegador = com_chave(caso)
    pedindo.territorio()
    type(caso.versao_servico).objects.filter(servico=caso.servico).update(solicitavel=False)
    assert "de_novo=" not in navegador.get(pagina(caso)).content.decode()


def test_a_opcao_com_virgula_volta_marcada_e_o_documento_nao() -> None:
    opcoes = [{"valor": valor, "rotulo": valor.upper()} for valor in ("luz", "luz, poste", "poste, fio")]
    caso = de_antes()
    caso.versao_servico.perguntas = [
        {"chave": "oque", "rotulo": "O quê?", "tipo": Tipo.VARIAS, "opcoes": opcoes},
        {"chave": "laudo", "rotulo": "Laudo", "tipo": Tipo.DOCUMENTO},
    ]
    caso.respostas = [
        {"chave": "oque", "rotulo": "O quê?", "valor": "LUZ, POSTE, POSTE, FIO"},
        {"chave": "laudo", "rotulo": "Laudo", "valor": "laudo.pdf"},
    ]
    ditas = respostas_de(caso, caso.versao_servico)["detalhes"]["respostas"]
    assert ditas == {"oque": ["luz, poste", "poste, fio"]}
