"""O roteiro de quem atende: escreve-se com o Guia, e o munícipe não o lê."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from contas.autor import SISTEMA
from guia import acoes
from guia.busca.indice import TEXTOS
from guia.conteudo.leitura import ler_servicos
from guia.models import VersaoDoServico
from guia.planilha import COLUNAS, GuiaResource
from guia.publicacao import diferencas
from tests.guia.factories import ServicoFactory

CANARIO = "Canário amarelo na gaiola?"
CAMPOS = ("roteiro_perguntar", "roteiro_dizer")


@pytest.mark.django_db
def test_o_municipe_nao_o_le(client: Client) -> None:
    servico = ServicoFactory.create(versao__roteiro_perguntar=CANARIO, versao__roteiro_dizer=CANARIO)
    for endereco in (servico.get_absolute_url(), "/servicos/dados.json", "/servicos/dados.csv"):
        resposta = client.get(endereco)
        assert resposta.status_code == 200, endereco
        assert "Canário" not in b"".join(resposta).decode(), endereco
    assert servico.slug not in client.get("/servicos/", {"q": "canário gaiola"}).content.decode()
    assert not set(CAMPOS) & set(TEXTOS)


@pytest.mark.django_db
def test_vai_no_rascunho_na_revisao_e_na_planilha() -> None:
    servico = ServicoFactory.create(versao__roteiro_perguntar="Onde é?")
    versao = acoes.propor(servico=servico, por=SISTEMA)
    assert versao.roteiro_perguntar == "Onde é?"
    versao.roteiro_dizer = CANARIO
    acoes.escrever(versao=versao, por=SISTEMA)
    mudou = diferencas.comparar(servico.publicada, versao)
    assert [mudanca.nome for mudanca in mudou] == ["O que quem atende diz?"]
    versao.refresh_from_db()
    assert versao.history.first().roteiro_dizer == CANARIO
    planilha = GuiaResource().export(VersaoDoServico.objects.filter(pk=versao.pk)).dict[0]
    assert [planilha[COLUNAS[campo]] for campo in CAMPOS] == ["Onde é?", CANARIO]


def _o_resto(servico: dict[str, Any]) -> str:
    return str({campo: valor for campo, valor in servico.items() if campo not in CAMPOS})


def test_os_vinte_e_cinco_mais_pedidos_tem_roteiro(subtests: pytest.Subtests) -> None:
    servicos = sorted(ler_servicos(), key=lambda servico: -servico.get("pedidos_por_ano", 0))
    for servico in servicos[:25]:
        with subtests.test(servico["slug"]):
            linhas = [linha for campo in CAMPOS for linha in servico[campo].splitlines()]
            assert all(servico[campo].strip() for campo in CAMPOS)
            assert all(len(linha) <= 120 for linha in linhas), "lê-se em voz alta: uma frase curta"
            numeros = set(re.findall(r"\d+", " ".join(linhas)))
            assert numeros <= set(re.findall(r"\d+", _o_resto(servico))), "só o que o Guia já diz"
