"""O que não pode sair do pedido: dados pessoais no registro, o assunto de um sigiloso num aviso."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from avisos.models import Aviso
from contas.autor import SISTEMA
from documentos.limite_de_upload import MAIOR_ENVIO
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, foto, territorio
from tests.solicitacoes.test_transicoes import ACOES, AVISAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]
PERGUNTA = "Em que número?"


def test_o_pedido_inteiro_nao_escreve_dados_pessoais_no_registro(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    territorio()
    quem = Pedinte(client)
    with caplog.at_level(logging.INFO):
        quem.ate("detalhes")
        quem.mandar("detalhes/", {"descricao": "sem resposta"})
        quem.mandar("detalhes/", {**PEQUENO, "fotos": foto()})
        quem.mandar("identificacao/", {**MARIA, "cpf": "111.111.111-11"})
        quem.mandar("identificacao/", MARIA)
        quem.mandar("conferir/", {})
    assert Solicitacao.objects.count() == 1
    registrado = caplog.text.lower()
    for pessoal in ("maria", "52998224725", "529.982", "111.111", "98765", "ponto de ônibus", "badaró"):
        assert pessoal not in registrado


def test_por_ou_tirar_foto_nao_guarda_texto_sem_fim_nem_caractere_nulo(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("detalhes")
    enorme = {**PEQUENO, "descricao": "a\0" * 50_000, "r_desde": "9" * 50_000, "adicionar": "sim"}
    assert quem.mandar("detalhes/", enorme).status_code == 303
    detalhes = quem.rascunho.dados["detalhes"]
    assert detalhes["descricao"] == "a" * 2000
    assert len(detalhes["respostas"]["desde"]) == 300


def _avisado(nome: str, **servico: Any) -> str:
    """O que o aviso deste ato diz, num pedido deste serviço que já veio de outra unidade."""
    quem, fazer, vale = ACOES[nome]
    qual = elenco.servico(slug="violencia", nome="Denúncia de violência", **servico)
    casa = elenco.unidade("CASA-DA-MULHER", "Casa da Mulher")
    caso = elenco.na_situacao(next(iter(vale)), servico=qual, unidade_anterior=casa)
    fazer(caso, quem(caso))
    aviso = Aviso.objects.get(modelo=AVISAM[nome])
    assert caso.protocolo_escrito in aviso.corpo
    return f"{aviso.assunto} {aviso.corpo}"


SEM_TEXTO = {"iniciar", "cancelar"}
"""Avisam sem que a equipe escreva nada."""
ESCRITO = (elenco.FRASE, PERGUNTA)


@pytest.mark.parametrize("nome", AVISAM)
def test_o_aviso_diz_o_que_a_equipe_escreveu(nome: str) -> None:
    dito = _avisado(nome)
    assert any(texto in dito for texto in ESCRITO) is (nome not in SEM_TEXTO)


@pytest.mark.parametrize("nome", AVISAM)
def test_de_sigilosa_o_que_a_equipe_escreveu_so_se_le_na_pagina(nome: str) -> None:
    dito = _avisado(nome, sigilosa=True)
    for segredo in (*ESCRITO, "violência", "Líbero", "Casa", "CASA", "Outra"):
        assert segredo not in dito
    assert "na página do pedido" in dito or nome in SEM_TEXTO | {"reclassificar"}


@pytest.mark.parametrize("nome", ["decidir", "lembrar_complemento"])
def test_de_sigilosa_nem_a_coordenacao_nem_o_tempo_dizem_o_que_se_escreveu(nome: str) -> None:
    qual = elenco.servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    aqui, casa = elenco.unidade(), elenco.unidade("CASA-DA-MULHER", "Casa da Mulher")
    por = elenco.autor(elenco.servidor(aqui), aqui)
    if nome == "decidir":
        caso = elenco.devolvido_duas_vezes(aqui, casa, servico=qual)
        acoes.decidir(caso=caso, versao=caso.versao, por=por, unidade=casa, motivo=elenco.FRASE)
    else:
        caso = elenco.solicitacao(aqui, servico=qual)
        caso = acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta=PERGUNTA)
        assert caso.lembrar_em
        with time_machine.travel(caso.lembrar_em + timedelta(hours=1), tick=False):
            acoes.lembrar_complemento(caso=caso, por=SISTEMA)
        assert Aviso.objects.filter(modelo="complemento_a_vencer").exists()
    for aviso in Aviso.objects.all():
        for segredo in (*ESCRITO, "violência", "Casa", "CASA"):
            assert segredo not in aviso.assunto + aviso.corpo


@pytest.mark.parametrize(
    "campo",
    [{"logradouro": "Multa! Pague em golpe.com/x"}, {"logradouro": "http://golpe"}, {"numero": "bit.ly/x"}],
)
def test_o_endereco_nao_leva_um_link_ao_email_de_outra_pessoa(client: Client, campo: dict[str, str]) -> None:
    territorio()
    quem = Pedinte(client)
    quem.comecar()
    resposta = quem.mandar("local/", {**BADARO, **campo})
    assert resposta.status_code == 422
    assert "endereço de internet" in resposta.content.decode()


@pytest.mark.parametrize("rua", ["R. Dr. Falcão Filho", "Av.Brig.Luís Antônio", "Rua S.João, s/n"])
def test_rua_abreviada_continua_valendo(client: Client, rua: str) -> None:
    territorio()
    quem = Pedinte(client)
    quem.comecar()
    sem_numero = {"logradouro": rua, "numero": "s/n", "referencia": "em frente ao largo"}
    assert quem.mandar("local/", sem_numero).status_code == 303


def test_envio_sem_fim_nem_e_lido(client: Client) -> None:
    territorio()
    quem = Pedinte(client)
    quem.ate("detalhes")
    tamanho = MAIOR_ENVIO + 1
    dados = {**PEQUENO, "fotos": foto()}
    assert client.post(quem.endereco("detalhes/"), dados, CONTENT_LENGTH=str(tamanho)).status_code in {
        400,
        413,
    }
    assert not quem.rascunho.arquivos.exists()
