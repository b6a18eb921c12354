"""O registro de decisões automáticas: diz o que o código decide, com as figuras que a casa mede."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from referencia.decisoes import Decisao, grupos
from sp156.configuracao import AGENDA

DECISOES: list[Decisao] = [decisao for _, deles in grupos() for decisao in deles]
SEM_DECISAO = {
    "entrega o que já se escreveu, e diz o que chegou": """avisos.entregar avisos.entregar_urgentes
        avisos.encerrar_avisos avisos.ler_devolucoes avisos.resumir_o_dia portal.mandar_os_numeros
        solicitacoes.contar_a_quem_apoia""",
    "lembra quem trabalha": """guia.lembrar_prazos guia.lembrar_revisoes ouvidoria.lembrar_orgaos
        ouvidoria.lembrar_quem_apura ouvidoria.lembrar_ouvidoria ouvidoria.notificar_quem_chegou esic.lembrar
        esic.notificar_quem_chegou solicitacoes.mandar_resumo_da_semana transparencia.lembrar_medidas""",
    "acaba o que uma pessoa mandou fazer": """solicitacoes.continuar_lotes entrada.efetivar_trocas
        portal.fazer_copias contas.ler_planilhas""",
    "conta, sem nada de uma pessoa": """solicitacoes.medir_saidas solicitacoes.contar_resolvidos
        guia.guardar_buscas_sem_resultado atendimento.contar_os_dias transparencia.publicar_dados
        transparencia.contar_avaliacao transparencia.publicar_avaliacao
        transparencia.publicar_paineis transparencia.mandar_boletins solicitacoes.contar_agregados""",
    "confere o portal": """sp156.vigiar roteamento.conferir_rotas guia.conferir_enderecos
        solicitacoes.conferir_agregados sp156.ensaiar_restauracao sp156.guardar_copia
        solicitacoes.proteger_os_de_antes""",
    "apaga o que era só de passagem": """avisos.limpar_notificacoes contas.esquecer_planilhas
        portal.limpar_copias atendimento.esquecer_redes atendimento.esquecer_chamadas
        atendimento.acabar_esquecidos assistente.limpar_rascunhos assistente.limpar_arquivos""",
}
"""Por que não decide → as rotinas. Rotina nova: ou está aqui, ou numa `Decisao`."""


def test_toda_rotina_esta_numa_decisao_ou_diz_por_que_nao() -> None:
    """Quem faz o portal agir sozinho de outro jeito tem de o dizer a quem é decidido."""
    decidem = [rotina for decisao in DECISOES for rotina in decisao.rotinas]
    resto = [rotina for quais in SEM_DECISAO.values() for rotina in quais.split()]
    assert sorted([*decidem, *resto]) == sorted(AGENDA)


def test_o_que_se_diz_esta_no_codigo_e_nos_documentos(subtests: pytest.Subtests) -> None:
    """A função que decide existe, e cada figura é a que o documento guarda."""
    assert len({decisao.codigo for decisao in DECISOES}) == len(DECISOES)
    for decisao in DECISOES:
        with subtests.test(decisao.codigo):
            assert all(import_string(onde) for onde in decisao.onde)
            if (medida := decisao.medida) is None:
                continue
            documento = (Path(settings.BASE_DIR) / medida.figuras).read_text(encoding="utf-8")
            guardadas = set(re.findall(r"\d[\d.,]*\d|\d", documento))
            ditas = re.findall(r"\d[\d.,]*\d|\d", medida.resultado)
            assert [uma for uma in ditas if uma not in guardadas] == []
            assert {str(medida.quantos), f"{medida.quantos:,}".replace(",", ".")} & guardadas
            arquivo = re.search(r"tests/\S+\.py", medida.como)
            assert arquivo is None or (Path(settings.BASE_DIR) / arquivo[0]).is_file()


@pytest.mark.django_db
def test_a_pagina_diz_cada_decisao(client: Client) -> None:
    pagina = BeautifulSoup(client.get("/transparencia/decisoes-automaticas/").content, "lxml")
    assert [um["id"] for um in pagina.select("main h3")] == [decisao.codigo for decisao in DECISOES]
    ditas = [" ".join(um.get_text(" ").split()) for um in pagina.select("main dl")]
    for decisao, dita in zip(DECISOES, ditas, strict=True):
        assert all(
            parte in dita for parte in (decisao.dados, decisao.quem_decide, decisao.contestar, decisao.lei)
        )
        assert ("Não medido." in dita) == (decisao.medida is None)
