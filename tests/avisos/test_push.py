"""Aviso no aparelho: cifrado de verdade, só aos serviços que se conhecem, e o que acabou se esquece."""

from __future__ import annotations

import base64
import json

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from pytest_django import Settings
from time_machine import Traveller

from avisos import acoes
from avisos.canais.push import endereco_aceito
from avisos.entrega import entregar_pendentes
from avisos.models import AssinaturaPush, Aviso
from avisos.situacoes import Canal, SituacaoDoEnvio
from contas.models import Usuario
from contas.segredos import chaves
from tests.avisos.factories import AvisoFactory
from tests.contas.factories import UsuarioFactory
from tests.servidores.provedor import SEGREDO_DO_NAVEGADOR, Provedor, canais, inscricao

pytestmark = pytest.mark.django_db
ESTADO = SituacaoDoEnvio


@pytest.fixture
def servico(settings: Settings, operadora: Provedor) -> Provedor:
    """Um serviço de push que responde 201."""
    settings.CANAIS = canais(operadora.url, "push")
    operadora.codigo, operadora.resposta = 201, b""
    return operadora


@pytest.fixture
def ana(servico: Provedor) -> Usuario:
    quem = UsuarioFactory.create(nome="Ana Souza", email="ana@exemplo.invalid")
    acoes.escolher_canais(
        usuario=quem,
        canais={"andamento": ["push"]},
        comeca_por="push",
        silencio_de=None,
        silencio_ate=None,
    )
    return quem


def aparelho(quem: Usuario, servico: Provedor, qual: str = "um") -> ec.EllipticCurvePrivateKey:
    chave, dito = inscricao(servico.url, qual)
    acoes.guardar_aparelho(usuario=quem, **dito)
    return chave


def aviso_a(quem: Usuario) -> Aviso:
    return AvisoFactory.create(
        interessado__usuario=quem, interessado__email="", canal="", curto="SP156: há novidade."
    )


def test_chega_cifrado_assinado_e_sem_dado_pessoal(
    servico: Provedor, ana: Usuario, meio_dia: Traveller
) -> None:
    chave, aviso = aparelho(ana, servico), aviso_a(ana)
    assert entregar_pendentes(Canal.PUSH).enviados == 1
    (pedido,) = servico.pedidos
    assert b"novidade" not in pedido.corpo
    aberto = http_ece.decrypt(
        pedido.corpo, private_key=chave, auth_secret=SEGREDO_DO_NAVEGADOR, version="aes128gcm"
    )
    dito = json.loads(aberto)
    assert dito["notification"]["body"] == "SP156: há novidade."
    assert dito["notification"]["navigate"].endswith(f"/acompanhar/{aviso.protocolo}/")
    for segredo in ("Ana", "ana@", chaves.chave_de(aviso.protocolo)):
        assert segredo not in aberto.decode()
    miolo = pedido.cabecalhos["Authorization"].split("t=")[1].split(".")[1]
    alegado = json.loads(base64.urlsafe_b64decode(miolo + "=="))
    assert (alegado["aud"], alegado["sub"]) == (servico.url, "mailto:sp156@exemplo.invalid")
    assert pedido.cabecalhos["Content-Encoding"] == "aes128gcm"
    assert len(pedido.cabecalhos["Topic"]) <= 32
    assert int(pedido.cabecalhos["TTL"]) > 0
    assert aviso.envios.get().situacao == ESTADO.ENVIANDO


RESPOSTAS = [
    (201, ESTADO.ENVIANDO, 1),
    (404, ESTADO.FALHA_PERMANENTE, 0),
    (410, ESTADO.FALHA_PERMANENTE, 0),
    (429, ESTADO.CRIADO, 1),
    (503, ESTADO.CRIADO, 1),
    (403, ESTADO.FALHA_TECNICA, 1),
    (302, ESTADO.FALHA_TECNICA, 1),
]


def test_o_que_o_servico_responde(
    servico: Provedor, ana: Usuario, meio_dia: Traveller, subtests: pytest.Subtests
) -> None:
    for codigo, situacao, ficam in RESPOSTAS:
        with subtests.test(str(codigo)):
            AssinaturaPush.objects.all().delete()
            aparelho(ana, servico)
            servico.codigo, aviso = codigo, aviso_a(ana)
            entregar_pendentes(Canal.PUSH)
            assert aviso.envios.get().situacao == situacao
            assert AssinaturaPush.objects.count() == ficam


def test_um_aparelho_acabado_nao_cala_o_outro(servico: Provedor, ana: Usuario, meio_dia: Traveller) -> None:
    aparelho(ana, servico, "velho")
    aparelho(ana, servico, "novo")
    servico.ao_receber = lambda chegou: setattr(servico, "codigo", 410 if "velho" in chegou.caminho else 201)
    aviso = aviso_a(ana)
    entregar_pendentes(Canal.PUSH)
    assert aviso.envios.get().situacao == ESTADO.ENVIANDO
    assert [um.endpoint[-4:] for um in AssinaturaPush.objects.all()] == ["novo"]


def test_um_aparelho_que_levanta_nao_cala_o_outro(
    servico: Provedor, ana: Usuario, meio_dia: Traveller
) -> None:
    aparelho(ana, servico, "mudo")
    aparelho(ana, servico, "estragado")
    AssinaturaPush.objects.filter(endpoint__endswith="mudo").update(endpoint="http://127.0.0.1:9/mudo")
    AssinaturaPush.objects.filter(endpoint__endswith="estragado").update(p256dh="eHg")
    aparelho(ana, servico, "bom")
    aviso = aviso_a(ana)
    assert entregar_pendentes(Canal.PUSH).enviados == 1
    assert aviso.envios.get().situacao == ESTADO.ENVIANDO
    assert sorted(um.endpoint[-4:] for um in AssinaturaPush.objects.all()) == ["/bom", "mudo"]


@pytest.mark.parametrize(
    ("endpoint", "serve"),
    [
        ("https://updates.push.services.mozilla.com/wpush/v2/a", True),
        ("https://push.services.mozilla.com/a", True),
        ("http://push.services.mozilla.com/a", False),
        ("https://push.services.mozilla.com.exemplo.invalid/a", False),
        ("https://maupush.services.mozilla.com/a", False),
        ("https://push.services.mozilla.com@10.0.0.1/a", False),
        ("https://10.0.0.1/a", False),
        ("https://10.0.0.1\\.push.services.mozilla.com/a", False),
        ("https://10.0.0.1\\@push.services.mozilla.com/a", False),
        ("https://10.0.0.1/.push.services.mozilla.com/a", False),
        ("https://10.0.0.1#.push.services.mozilla.com/a", False),
        ("https://push.services.mozilla.com:8443/a", False),
        ("https://push.services.mozilla.com:443/a", True),
        ("https://push.services.mozilla.com/a b", False),
        ("https://push.services.mozilla.com/a\n", False),
        ("https://push.services.mozilla.com/\xe9", False),
        ("https://[push.services.mozilla.com/a", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_so_se_chama_servico_conhecido(servico: Provedor, endpoint: str, serve: bool) -> None:
    """O endereço vem do navegador, e é o servidor que o chama."""
    assert endereco_aceito(endpoint) is serve
    if not serve:
        with pytest.raises(ValidationError):
            acoes.guardar_aparelho(usuario=UsuarioFactory.create(), endpoint=endpoint, p256dh="x", auth="y")


def test_o_que_ja_estava_no_banco_e_nao_serve_nao_se_chama(
    servico: Provedor, ana: Usuario, settings: Settings, meio_dia: Traveller
) -> None:
    aparelho(ana, servico)
    settings.CANAIS["push"]["hosts"] = "push.apple.com"
    aviso = aviso_a(ana)
    entregar_pendentes(Canal.PUSH)
    assert servico.pedidos == []
    assert aviso.envios.get().situacao == ESTADO.FALHA_PERMANENTE


def test_o_aparelho_passa_a_quem_o_ligou_por_ultimo(servico: Provedor, ana: Usuario) -> None:
    """No aparelho da família, os avisos de um não vão ao outro."""
    outro = UsuarioFactory.create()
    aparelho(ana, servico)
    aparelho(outro, servico)
    assert AssinaturaPush.objects.get().usuario == outro


def test_quem_so_sabe_o_endereco_de_um_aparelho_nao_o_tira_a_ninguem(
    servico: Provedor, ana: Usuario, subtests: pytest.Subtests
) -> None:
    """O endereço passa por outros servidores; as chaves, só o navegador as tem."""
    aparelho(ana, servico)
    estranho = UsuarioFactory.create()
    acoes.guardar_aparelho(usuario=estranho, **inscricao(servico.url, "dele")[1], aparelho="o dele")
    sabido = {**inscricao(servico.url, "dele")[1], "endpoint": inscricao(servico.url)[1]["endpoint"]}
    with subtests.test("ligar"), pytest.raises(ValidationError, match="Recarregue a página"):
        acoes.guardar_aparelho(usuario=estranho, **sabido)
    with subtests.test("renovar"), pytest.raises(ValidationError, match="Recarregue a página"):
        acoes.renovar_aparelho(contas=[estranho.pk], aparelho="o dele", **sabido)
    assert AssinaturaPush.objects.get(endpoint=sabido["endpoint"]).usuario == ana


def test_o_aparelho_vem_primeiro_e_o_que_ja_valia_fica_para_o_que_nao_chega(
    servico: Provedor, meio_dia: Traveller
) -> None:
    """Só a primeira vez: quem depois escolheu outra coisa não a perde ao ligar outro aparelho."""
    quem = UsuarioFactory.create(email="ana@exemplo.invalid")
    aparelho(quem, servico)
    escolha = quem.preferencia_de_avisos
    assert (escolha.canais["prazo"], escolha.comeca_por) == (["email", "push"], "push")
    aviso = aviso_a(quem)
    assert entregar_pendentes(Canal.PUSH).enviados == 1
    assert aviso.envios.get().canal == "push"
    assert AssinaturaPush.objects.get().ultimo_aviso_em is not None
    escolha.comeca_por = "email"
    escolha.save()
    aparelho(quem, servico, "dois")
    escolha.refresh_from_db()
    assert escolha.comeca_por == "email"


def test_nao_se_ligam_mais_aparelhos_que_o_limite(servico: Provedor, ana: Usuario) -> None:
    for ordem in range(acoes.MAIS_APARELHOS):
        aparelho(ana, servico, str(ordem))
    with pytest.raises(ValidationError, match="Desligue um antes"):
        aparelho(ana, servico, "demais")
    aparelho(ana, servico, "3")  # o que já recebe renova-se
    assert AssinaturaPush.objects.count() == acoes.MAIS_APARELHOS


@pytest.mark.parametrize(
    "estragado",
    [
        {"p256dh": "eHg"},
        {"p256dh": "é"},
        {"auth": "eHg"},
        {"auth": ""},
        {"endpoint": "http://127.0.0.1/" + "a" * 500},
    ],
)
def test_o_que_o_navegador_nao_daria_se_recusa(
    servico: Provedor, ana: Usuario, estragado: dict[str, str]
) -> None:
    _, dito = inscricao(servico.url)
    with pytest.raises(ValidationError):
        acoes.guardar_aparelho(usuario=ana, **{**dito, **estragado})
    assert not AssinaturaPush.objects.exists()
