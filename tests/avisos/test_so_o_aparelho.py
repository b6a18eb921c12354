"""O aviso no aparelho não diz se foi visto: do que pede algo da pessoa, ou é urgente, vai também outro."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from time_machine import Traveller

from avisos import acoes
from avisos.canais.base import Resultado
from avisos.entrega import RESERVA, _registrar, entregar_pendentes, reservar
from avisos.models import Aviso, Envio
from avisos.situacoes import Canal, SituacaoDoEnvio, TipoDeAviso
from contas.models import Usuario
from tests.avisos.conftest import CELULAR
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.servidores.provedor import Provedor, canais, inscricao

pytestmark = pytest.mark.django_db
FOI = SituacaoDoEnvio.ENVIANDO
ENVIADO, FALHOU, PENDENTE = Aviso.Situacao.ENVIADO, Aviso.Situacao.FALHOU, Aviso.Situacao.PENDENTE
TODOS = (Canal.PUSH, Canal.EMAIL, Canal.SMS)


@pytest.fixture
def servico(settings: Settings, operadora: Provedor) -> Provedor:
    """O push e o SMS, que aceitam tudo."""
    settings.CANAIS = canais(operadora.url, "push", "sms")
    operadora.codigo, operadora.resposta = 201, b'{"id": "1"}'
    return operadora


@pytest.fixture
def ana(servico: Provedor) -> Usuario:
    """Com e-mail, celular e um aparelho, por que começa."""
    quem = UsuarioFactory.create(email="ana@exemplo.invalid", celular=CELULAR)
    aceitar(quem, *TODOS)
    acoes.guardar_aparelho(usuario=quem, **inscricao(servico.url)[1])
    return quem


def aceitar(quem: Usuario, *aceitos: Canal) -> None:
    escolhas = {tipo.value: [canal.value for canal in aceitos] for tipo in TipoDeAviso}
    acoes.escolher_canais(
        usuario=quem, canais=escolhas, comeca_por="push", silencio_de=None, silencio_ate=None
    )


def a(quem: Usuario, **campos: object) -> Aviso:
    return AvisoFactory.create(interessado__usuario=quem, interessado__email="", canal="", **campos)


def andar() -> None:
    """Duas voltas de cada canal, como a agenda."""
    for canal in TODOS * 2:
        entregar_pendentes(canal)


def como_esta(aviso: Aviso) -> tuple[str, dict[str, str]]:
    aviso.refresh_from_db()
    return aviso.situacao, dict(aviso.envios.order_by("pk").values_list("canal", "situacao"))


@pytest.mark.parametrize(
    ("tipo", "urgente", "vai_por"),
    [
        ("andamento", False, ["push"]),
        ("andamento", True, ["push", "email"]),
        ("pergunta", False, ["push", "email"]),
        ("prazo", False, ["push", "email"]),
        ("resposta", False, ["push", "email"]),
    ],
)
def test_por_onde_vai_cada_assunto(  # noqa: PLR0913  cada fixture é um canal
    servico: Provedor,
    correio: Correio,
    ana: Usuario,
    meio_dia: Traveller,
    tipo: str,
    urgente: bool,  # noqa: FBT001
    vai_por: list[str],
) -> None:
    aviso = a(ana, tipo=tipo, urgente=urgente)
    andar()
    assert como_esta(aviso) == (ENVIADO, dict.fromkeys(vai_por, FOI))
    assert (len(servico.pedidos), len(correio.mensagens)) == (1, len(vai_por) - 1)


def test_o_seguinte_que_falha_nao_fica_por_conta_do_aparelho(
    servico: Provedor, correio: Correio, ana: Usuario, meio_dia: Traveller
) -> None:
    aceitar(ana, Canal.PUSH, Canal.EMAIL)
    aviso = a(ana, tipo="pergunta")
    correio.recusas["RCPT"] = "550 caixa inexistente"
    andar()
    assert como_esta(aviso) == (FALHOU, {"push": FOI, "email": SituacaoDoEnvio.FALHA_PERMANENTE})


def test_quem_so_aceita_o_aparelho_recebe_so_nele(
    servico: Provedor, correio: Correio, ana: Usuario, meio_dia: Traveller
) -> None:
    aceitar(ana, Canal.PUSH)
    aviso = a(ana, tipo="pergunta")
    andar()
    assert como_esta(aviso) == (ENVIADO, {"push": FOI})
    assert aviso.enviado_em is not None


def test_quem_morre_depois_de_mandar_ao_aparelho_repete_so_esse(
    servico: Provedor, correio: Correio, ana: Usuario, meio_dia: Traveller
) -> None:
    aviso, agora = a(ana, tipo="pergunta"), timezone.now()
    entregar_pendentes(Canal.EMAIL)  # escolhe o canal
    assert len(reservar(em=agora, canal=Canal.PUSH)) == 1
    meio_dia.shift(RESERVA + timedelta(seconds=1))
    andar()
    assert como_esta(aviso) == (ENVIADO, {"push": FOI, "email": FOI})
    assert (aviso.repeticoes_possiveis, len(correio.mensagens)) == (1, 1)


def test_o_trabalhador_lento_que_volta_nao_manda_por_mais_um(
    servico: Provedor, correio: Correio, ana: Usuario, meio_dia: Traveller
) -> None:
    """Outro tomou o seu lugar e o aviso já foi pelo aparelho e pelo e-mail: não vai também por SMS."""
    aviso = a(ana, tipo="pergunta")
    entregar_pendentes(Canal.PUSH)
    velho = Envio.objects.select_related("aviso").get(aviso=aviso)
    velho.aviso.canal = Canal.PUSH
    assert como_esta(aviso)[0] == PENDENTE
    _registrar(velho, Resultado(FOI))
    assert (como_esta(aviso)[0], aviso.canal) == (PENDENTE, Canal.EMAIL)
    entregar_pendentes(Canal.EMAIL)
    _registrar(velho, Resultado(FOI))
    andar()
    assert como_esta(aviso) == (ENVIADO, {"push": FOI, "email": FOI})
