"""O que o banco não deixa gravar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guia.models import PontoFocal, Servico, VersaoDoServico
from guia.situacoes import Situacao
from protocolo.prazos.contagem import Contagem
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import OrgaoFactory, ServicoFactory, VersaoFactory

pytestmark = pytest.mark.django_db


def _recusado(restricao: str) -> Any:
    return pytest.raises(IntegrityError, match=restricao)


def test_um_rascunho_por_servico() -> None:
    versao = VersaoFactory.create()
    with _recusado("versao_um_rascunho"):
        VersaoFactory.create(servico=versao.servico, numero=2, situacao=Situacao.EM_REVISAO)


def test_uma_publicada_por_servico() -> None:
    servico = ServicoFactory.create()
    with _recusado("versao_uma_publicada"):
        VersaoFactory.create(
            servico=servico, numero=2, situacao=Situacao.PUBLICADA, publicada_em=timezone.now()
        )


def test_publicada_tem_data() -> None:
    with _recusado("versao_publicada_tem_data"):
        VersaoFactory.create(situacao=Situacao.PUBLICADA)


@pytest.mark.parametrize(
    ("quantidade", "contagem"),
    [(None, Contagem.CORRIDOS), (0, Contagem.UTEIS), (None, Contagem.HORAS), (5, Contagem.IMEDIATO)],
)
def test_prazo_coerente(quantidade: int | None, contagem: str) -> None:
    with _recusado("versao_prazo_coerente"):
        VersaoFactory.create(prazo_quantidade=quantidade, prazo_contagem=contagem)


def test_solicitavel_tem_prazo() -> None:
    with _recusado("versao_solicitavel_tem_prazo"):
        VersaoFactory.create(prazo_quantidade=None, prazo_contagem=Contagem.SEM_PRAZO)


def test_so_arquivado_fica_sem_orgao() -> None:
    with _recusado("servico_tem_orgao"), transaction.atomic():
        ServicoFactory.create(orgao=None, versao=False)
    assert ServicoFactory.create(orgao=None, versao=False, arquivado_em=timezone.now()).orgao is None


@pytest.mark.parametrize("campo", ["slug", "codigo"])
def test_servico_nao_repete(campo: str) -> None:
    servico = ServicoFactory.create(versao=False)
    with _recusado(f"servico_{campo}_unico"):
        ServicoFactory.create(versao=False, **{campo: getattr(servico, campo)})


def test_ponto_focal_nao_acaba_antes_de_comecar() -> None:
    ponto = PontoFocal(
        usuario=UsuarioFactory.create(), orgao=OrgaoFactory.create(), ato="Portaria 1", de=date(2026, 5, 1)
    )
    ponto.ate = date(2026, 4, 1)
    with _recusado("ponto_focal_periodo"), transaction.atomic():
        ponto.save()
    ponto.ate = date(2026, 6, 1)
    ponto.save()
    assert ponto in PontoFocal.objects.vigentes(date(2026, 6, 1))
    assert ponto not in PontoFocal.objects.vigentes(date(2026, 6, 2))
    assert ponto not in PontoFocal.objects.vigentes(date(2026, 4, 30))


def test_servico_com_versoes_nao_se_apaga() -> None:
    servico = ServicoFactory.create()
    with pytest.raises(Exception, match="protected"):
        Servico.objects.filter(pk=servico.pk).delete()
    assert VersaoDoServico.objects.filter(servico=servico).exists()


@pytest.mark.parametrize(
    ("texto", "normal"),
    [
        ("Caminhões ANIMAIS", "caminhao animal"),
        ("pães e imagens", "pao e imagem"),
        ("iluminação e reclamações", "iluminar e reclamar"),
        ("poluição", "poluir"),
        ("estação", "estacao"),
    ],
)
def test_normalizar(texto: str, normal: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.guia_normalizar(%s)", [texto])
        assert cursor.fetchone() == (normal,)
