"""Por onde um aviso vai: o que a pessoa escolheu, o canal seguinte, o silêncio, o fim em 72 horas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import Traveller

from avisos import acoes, sem_resposta
from avisos.canais.destinos import destinos
from avisos.entrega import ESPERAS, LOTE, entregar_pendentes
from avisos.models import Aviso, Envio
from avisos.situacoes import Canal, SituacaoDoEnvio
from contas.acoes import selar
from contas.models import LeituraDePessoal, Usuario
from tests.avisos.factories import AvisoFactory
from tests.bancos import desfeito
from tests.contas.factories import UsuarioFactory
from tests.correio import Correio
from tests.servidores.provedor import Provedor

pytestmark = pytest.mark.django_db
ESTADO = SituacaoDoEnvio


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana", email="ana@exemplo.invalid")


def aceitar(quem: Usuario, *canais: Canal, **mais: Any) -> None:
    escolhas = {"andamento": [canal.value for canal in canais]}
    silencio = {"silencio_de": None, "silencio_ate": None}
    acoes.escolher_canais(
        usuario=quem, canais=escolhas, **{"comeca_por": canais[0].value, **silencio, **mais}
    )


def a(quem: Usuario, **campos: Any) -> Aviso:
    return AvisoFactory.create(interessado__usuario=quem, interessado__email="", canal="", **campos)


def andar(*canais: Canal) -> None:
    """Uma volta de cada canal, como a agenda."""
    for canal in canais or (Canal.EMAIL, Canal.SMS, Canal.WHATSAPP):
        entregar_pendentes(canal)


def como_esta(aviso: Aviso) -> tuple[str, dict[str, str]]:
    aviso.refresh_from_db()
    return aviso.situacao, dict(aviso.envios.order_by("pk").values_list("canal", "situacao"))


def test_vai_pelo_que_a_pessoa_escolheu_e_so_por_ele(
    operadora: Provedor, correio: Correio, ana: Usuario, com_celular: str, meio_dia: Traveller
) -> None:
    aceitar(ana, Canal.SMS, Canal.EMAIL)
    aviso = a(ana)
    outro_assunto = a(ana, tipo="prazo")
    andar()
    andar()
    assert como_esta(aviso) == (Aviso.Situacao.ENVIADO, {"sms": ESTADO.ENVIANDO})
    assert como_esta(outro_assunto) == (Aviso.Situacao.ENVIADO, {"email": ESTADO.ENVIANDO})
    assert len(operadora.pedidos) == len(correio.mensagens) == 1


def test_recusado_por_um_vai_pelo_seguinte(
    operadora: Provedor, correio: Correio, ana: Usuario, com_celular: str, meio_dia: Traveller
) -> None:
    """SMS que a operadora recusa, e-mail que não existe e, por fim, o WhatsApp que a pessoa não tem."""
    aceitar(ana, Canal.SMS, Canal.EMAIL, Canal.WHATSAPP)
    aviso = a(ana)
    operadora.codigo, operadora.resposta = 400, b'{"error": {"code": 131026, "message": "nao tem"}}'
    andar(Canal.SMS)
    assert como_esta(aviso) == (Aviso.Situacao.PENDENTE, {"sms": ESTADO.FALHA_PERMANENTE})
    correio.recusas["RCPT"] = "550 caixa inexistente"
    andar(Canal.EMAIL)
    andar(Canal.WHATSAPP)
    assert como_esta(aviso) == (
        Aviso.Situacao.FALHOU,
        dict.fromkeys(("sms", "email", "whatsapp"), ESTADO.FALHA_PERMANENTE),
    )
    correio.recusas.clear()
    aceitar(ana, Canal.WHATSAPP, Canal.EMAIL)
    a(ana)
    andar(Canal.WHATSAPP)
    andar(Canal.EMAIL)
    assert correio.destinos == [["ana@exemplo.invalid"]]


def test_o_modelo_do_whatsapp_leva_so_o_protocolo(
    operadora: Provedor, ana: Usuario, com_celular: str, meio_dia: Traveller
) -> None:
    aceitar(ana, Canal.WHATSAPP)
    operadora.resposta = b'{"messages": [{"id": "wamid.1"}]}'
    aviso = a(ana)
    andar()
    (pedido,) = operadora.pedidos
    envio = aviso.envios.get()
    assert pedido.caminho == "/5511/messages"
    assert pedido.cabecalhos["Authorization"] == "Bearer chave-wa"
    assert pedido.json["template"]["name"] == "novidade"
    assert pedido.json["template"]["components"][0]["parameters"] == [
        {"type": "text", "text": aviso.protocolo}
    ]
    assert pedido.json["biz_opaque_callback_data"] == str(envio.pk)
    assert envio.id_no_provedor == "wamid.1"
    assert "Ana" not in pedido.corpo.decode()


@pytest.mark.parametrize(
    ("codigo", "situacao"),
    [
        (130429, ESTADO.CRIADO),
        (131056, ESTADO.CRIADO),
        (132001, ESTADO.FALHA_TECNICA),
        (131049, ESTADO.FALHA_TECNICA),
    ],
)
def test_o_que_o_whatsapp_recusa(
    operadora: Provedor, ana: Usuario, com_celular: str, meio_dia: Traveller, codigo: int, situacao: str
) -> None:
    aceitar(ana, Canal.WHATSAPP)
    operadora.codigo, operadora.resposta = 400, b'{"error": {"code": %d}}' % codigo
    aviso = a(ana)
    andar()
    assert aviso.envios.get().situacao == situacao


@pytest.mark.parametrize("urgente", [True, False])
def test_sem_recibo_passa_adiante_e_o_urgente_em_cinco_minutos(
    operadora: Provedor, correio: Correio, ana: Usuario, com_celular: str, meio_dia: Traveller, urgente: bool
) -> None:
    aceitar(ana, Canal.SMS, Canal.EMAIL)
    aviso = a(ana, urgente=urgente)
    andar()
    andar(Canal.SMS)
    comeco, voltas = timezone.now(), 0
    while not correio.mensagens:
        meio_dia.shift(timedelta(seconds=20) if urgente else timedelta(hours=1))
        sem_resposta.encerrar(timezone.now())
        andar()
        voltas += 1
        assert voltas < 100
    demorou = timezone.now() - comeco
    assert demorou <= (timedelta(minutes=5) if urgente else timedelta(hours=25))
    assert como_esta(aviso) == (Aviso.Situacao.ENVIADO, {"sms": ESTADO.ENVIANDO, "email": ESTADO.ENVIANDO})


def test_o_urgente_que_ninguem_aceita_cai_em_cinco_minutos(
    operadora: Provedor, correio: Correio, ana: Usuario, com_celular: str, meio_dia: Traveller
) -> None:
    aceitar(ana, Canal.SMS, Canal.EMAIL)
    operadora.codigo = 503
    a(ana, urgente=True)
    andar()
    for _ in range(15):
        meio_dia.shift(timedelta(seconds=20))
        andar(Canal.SMS, Canal.EMAIL)
    assert len(correio.mensagens) == 1


def test_tudo_acaba_em_72_horas(
    operadora: Provedor, correio: Correio, ana: Usuario, com_celular: str, meio_dia: Traveller
) -> None:
    """O que ninguém aceita, o que não confirma e o que não volta: de hora em hora, todos chegam ao fim."""
    aceitar(ana, Canal.SMS)
    mudo, aceito = a(ana), AvisoFactory.create()
    andar()
    andar(Canal.SMS)
    operadora.codigo = 503
    recusado = a(ana)
    for _ in range(72):
        andar()
        meio_dia.shift(timedelta(hours=1))
        sem_resposta.encerrar(timezone.now())
    assert como_esta(mudo) == (Aviso.Situacao.FALHOU, {"sms": ESTADO.FALHA_TEMPORARIA})
    assert como_esta(aceito) == (Aviso.Situacao.ENVIADO, {"email": ESTADO.ENTREGUE})
    assert como_esta(recusado) == (Aviso.Situacao.FALHOU, {"sms": ESTADO.FALHA_TECNICA})
    assert not Aviso.objects.filter(situacao__in=Aviso.ABERTAS).exists()
    assert sum(ESPERAS, timedelta()) < timedelta(hours=72)


SILENCIOS: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("padrão, à noite", {}, "2026-11-27T23:30:00-03:00", "2026-11-28T07:00:00-03:00"),
    ("padrão, de madrugada", {}, "2026-11-27T05:00:00-03:00", "2026-11-27T07:00:00-03:00"),
    ("padrão, de dia", {}, "2026-11-27T12:00:00-03:00", None),
    (
        "dela, no almoço",
        {"silencio_de": "12:00", "silencio_ate": "13:30"},
        "2026-11-27T12:10:00-03:00",
        "2026-11-27T13:30:00-03:00",
    ),
    ("nenhum, à noite", {"silencio_de": None, "silencio_ate": None}, "2026-11-27T23:30:00-03:00", None),
    ("urgente, à noite", {"urgente": True}, "2026-11-27T23:30:00-03:00", None),
]


def test_horas_de_silencio(
    operadora: Provedor,
    ana: Usuario,
    com_celular: str,
    meio_dia: Traveller,
    subtests: pytest.Subtests,
) -> None:
    for nome, campos, agora, espera in SILENCIOS:
        with subtests.test(nome), desfeito():
            dela = dict(campos)
            urgente = bool(dela.pop("urgente", False))
            aceitar(ana, Canal.SMS, **({"silencio_de": "22:00", "silencio_ate": "07:00"} | dela))
            operadora.pedidos.clear()
            meio_dia.move_to(agora)
            aviso = a(ana, urgente=urgente)
            andar()
            andar(Canal.SMS)
            aviso.refresh_from_db()
            assert len(operadora.pedidos) == (0 if espera else 1)
            if espera:
                assert (aviso.situacao, aviso.tentativas) == (Aviso.Situacao.PENDENTE, 0)
                assert timezone.localtime(aviso.proxima_em).isoformat() == espera


def test_de_quem_denuncia_so_o_email_do_selo(operadora: Provedor, correio: Correio) -> None:
    """O selo se abre uma vez por entrega, e nunca para tentar outro canal."""
    aviso = AvisoFactory.create(interessado__email="", interessado__telefone="11987654321", canal="")
    assert aviso.interessado is not None
    selar(interessado=aviso.interessado)
    aviso = Aviso.objects.get()
    andar()
    assert como_esta(aviso) == (Aviso.Situacao.SEM_CONTATO, {})
    assert not operadora.pedidos
    assert LeituraDePessoal.objects.count() == 1


def test_o_canal_que_a_cidade_desligou_nao_deixa_a_pessoa_sem_aviso(ana: Usuario, com_celular: str) -> None:
    aceitar(ana, Canal.SMS)
    assert list(destinos(a(ana))) == [Canal.EMAIL]


def test_a_entrega_de_um_lote_nao_custa_uma_consulta_por_pessoa(
    operadora: Provedor, meio_dia: Traveller, django_assert_max_num_queries: Any
) -> None:
    """Por mensagem, só o que se grava dela: o envio e o aviso."""
    AvisoFactory.create_batch(16, interessado__email="", interessado__telefone="11987654321", canal="")
    with django_assert_max_num_queries(16 * 2 + 20):
        assert entregar_pendentes(Canal.SMS).enviados == 16
    assert Envio.objects.count() == 16


def test_o_urgente_passa_a_frente_da_fila(correio: Correio) -> None:
    AvisoFactory.create_batch(LOTE)
    acoes.escrever_codigo(email="ana@exemplo.invalid", assunto="Código", corpo="{{ codigo }}", codigo="4829")
    entregar_pendentes()
    assert correio.destinos[0] == ["ana@exemplo.invalid"]
    assert len(correio.mensagens) == LOTE
