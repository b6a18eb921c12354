"""A releitura do Guia: 30 dias antes, no dia, e todo mês depois; uma mensagem por pessoa."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from avisos.models import Aviso
from contas.autor import SISTEMA
from guia import acoes
from guia.models import PontoFocal, Servico, VersaoDoServico
from guia.publicacao import revisoes
from protocolo.carga import carregar as carregar_protocolo
from protocolo.models import PrazoLegal
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, PontoFocalFactory, ServicoFactory, no_ar

pytestmark = pytest.mark.django_db
DIA = date(2027, 3, 2)


def _servico(revisar_em: date = DIA, **campos: object) -> Servico:
    servico: Servico = ServicoFactory.create(**campos)
    VersaoDoServico.objects.filter(pk=no_ar(servico).pk).update(revisar_em=revisar_em)
    return servico


def test_publicar_marca_a_proxima_revisao_pelo_prazo_da_cidade() -> None:
    PrazoLegal.objects.all().delete()
    assert no_ar(ServicoFactory.create()).revisar_em is None
    carregar_protocolo()
    publicada = no_ar(ServicoFactory.create())
    assert publicada.publicada_em is not None
    assert publicada.revisar_em == publicada.publicada_em.date() + timedelta(days=365)


def test_os_dias_em_que_se_lembra() -> None:
    _servico()
    PontoFocalFactory.create()
    dias = range(-40, 100)
    lembrados = [n for n in dias if revisoes.lembrar(DIA + timedelta(days=n))]
    assert lembrados == [-30, 0, 30, 60, 90]


def test_o_dia_perdido_se_lembra_depois_e_o_repetido_nao() -> None:
    _servico()
    PontoFocalFactory.create()
    assert revisoes.lembrar(DIA - timedelta(days=12)) == 1
    assert revisoes.lembrar(DIA - timedelta(days=12)) == 0
    assert revisoes.lembrar(DIA + timedelta(days=4)) == 1
    assert Aviso.objects.count() == 2


def test_uma_mensagem_por_titular_com_todos_os_servicos_do_orgao() -> None:
    outro = OrgaoFactory.create(sigla="SIURB", nome="Infraestrutura")
    ana, bia = (PontoFocalFactory.create().usuario for _ in range(2))
    PontoFocalFactory.create(papel=PontoFocal.Papel.COLABORADOR)
    PontoFocalFactory.create(ate=DIA - timedelta(days=1))
    _servico(versao__nome="Tapa-buraco")
    _servico(DIA - timedelta(days=3), versao__nome="Limpeza de bueiro")
    _servico(versao__nome="De outro órgão", orgao=outro)
    assert revisoes.lembrar(DIA) == 2
    avisos = Aviso.objects.order_by("usuario_id")
    assert {aviso.usuario for aviso in avisos} == {ana, bia}
    assert "venceu em 27/02/2027: Limpeza de bueiro\naté 02/03/2027: Tapa-buraco" in avisos[0].corpo
    assert "De outro órgão" not in avisos[0].corpo


def test_publicar_de_novo_recomeca_a_conta() -> None:
    servico = _servico()
    PontoFocalFactory.create()
    revisoes.lembrar(DIA)
    nova = acoes.propor(servico=servico, por=SISTEMA)
    acoes.por_no_ar(versao=nova, por=SISTEMA)
    assert revisoes.lembrar(DIA + timedelta(days=31)) == 0


def test_arquivado_nao_se_lembra_e_quem_nao_tem_email_fica_registrado() -> None:
    PontoFocalFactory.create(usuario=UsuarioFactory.create(email=None, is_staff=True))
    acoes.arquivar(servico=_servico(), por=SISTEMA)
    assert revisoes.lembrar(DIA) == 0
    _servico()
    revisoes.lembrar(DIA)
    assert Aviso.objects.get().situacao == Aviso.Situacao.SEM_CONTATO


def test_consultas_nao_crescem_com_os_servicos() -> None:
    PontoFocalFactory.create()
    contas = []
    for quantos in (1, 5):
        for _ in range(quantos):
            _servico()
        with CaptureQueriesContext(connection) as feitas:
            revisoes.lembrar(DIA)
        contas.append(len(feitas))
    assert contas[0] == contas[1]
