"""Da denúncia e da reclamação de um pedido sigiloso, o aviso não diz o que se escreveu; as datas, sim."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from avisos.models import Aviso
from ouvidoria import acoes, tasks
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Resposta, Situacao, TipoDeManifestacao
from tests.bancos import desfeito
from tests.ouvidoria import elenco
from tests.ouvidoria.test_transicoes import ACOES
from tests.solicitacoes import elenco as solicitacoes

pytestmark = pytest.mark.django_db
ESCRITO = (elenco.FRASE, elenco.TEXTO, "Quando foi?", "Em que dia foi?", "Governo do Estado")
UM_DIA = r"\d\d/\d\d/\d{4}"


def _de_pedido_sigiloso(caso: Manifestacao) -> Manifestacao:
    servico = solicitacoes.servico("violencia", "Denúncia de violência", sigilosa=True)
    pedido = elenco.pedido_vencido(servico=servico)
    Manifestacao.objects.filter(pk=caso.pk).update(solicitacao=pedido)
    return Manifestacao.objects.get(pk=caso.pk)


def _dito(aviso: Aviso) -> str:
    return f"{aviso.assunto} {aviso.corpo}"


def test_de_pedido_sigiloso_nenhum_ato_leva_o_que_se_escreveu_ao_email(subtests: pytest.Subtests) -> None:
    avisaram = 0
    for nome, (quem, fazer, vale, tipo) in ACOES.items():
        with subtests.test(nome), desfeito():
            caso = _de_pedido_sigiloso(elenco.na_situacao(next(iter(vale)), tipo))
            antes = set(Aviso.objects.values_list("pk", flat=True))
            fazer(caso, quem(caso))
            for aviso in Aviso.objects.exclude(pk__in=antes).filter(protocolo=caso.protocolo):
                avisaram += 1
                for segredo in (*ESCRITO, "violência", "Mobilidade", Resposta.PARCIAL.label):
                    assert segredo not in _dito(aviso)
    assert avisaram > 8


def test_da_denuncia_o_aviso_da_prorrogacao_diz_os_dois_prazos_e_nao_a_razao() -> None:
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA)
    acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    dito = _dito(Aviso.objects.get(modelo="ouvidoria_prorrogada"))
    assert re.search(rf"passou de {UM_DIA} para {UM_DIA}\.", dito)
    assert "Por quê: A razão está na página da sua manifestação" in dito
    assert elenco.FRASE not in dito


def test_da_denuncia_sem_resposta_o_aviso_diz_o_dia_que_passou() -> None:
    caso = elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, TipoDeManifestacao.DENUNCIA)
    assert caso.responder_ate
    with time_machine.travel(caso.responder_ate + timedelta(days=1), tick=False):
        tasks.cuidar_complementos()
    dito = _dito(Aviso.objects.get(modelo="ouvidoria_arquivada"))
    assert re.search(rf"A resposta que pedimos até {UM_DIA} não chegou\.", dito)
