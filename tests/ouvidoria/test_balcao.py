"""O balcão: o que chegou por telefone, Praça, carta ou visita, com o dia em que chegou de verdade."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.guardas import SESSAO
from contas.papeis import Papel
from ouvidoria.models import Manifestacao
from protocolo.calendario import carregar_calendario
from protocolo.prazos import contagem
from roteamento.models import Lotacao
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import ANONIMA, IDENTIFICADA, MAU, TEXTO, Manifestante
from tests.solicitacoes import pedindo
from tests.solicitacoes.pedindo import erros, sopa, valor

pytestmark = pytest.mark.django_db
BALCAO, REGISTRADAS = "/ouvidoria/balcao/", "/ouvidoria/balcao/registradas/"


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()


@pytest.fixture
def quem(client: Client) -> Manifestante:
    client.force_login(pedindo.atendente(pedindo.praca()))
    return Manifestante(client)


def _registrar(quem: Manifestante, tipo: str = "elogio", **campos: object) -> Manifestacao:
    assert quem.no_balcao(tipo, **campos).status_code == 303  # type: ignore[arg-type]
    quem.mandar("perguntas/", MAU if tipo == "reclamacao" else {"o_que": TEXTO})
    quem.mandar("identificacao/", IDENTIFICADA)
    quem.mandar("conferir/")
    return quem.caso


def test_o_prazo_conta_do_dia_em_que_chegou(quem: Manifestante) -> None:
    chegou = timezone.localdate() - timedelta(days=10)
    caso = _registrar(quem, canal="carta", dia=chegou)
    assert (timezone.localdate(caso.aberta_em), caso.canal) == (chegou, "carta")
    assert timezone.localdate(caso.registrada_em) == timezone.localdate()
    esperado = contagem.calcular(caso.aberta_em, 30, contagem.Contagem.CORRIDOS, carregar_calendario())
    assert caso.vence_em == esperado.vence_em
    assert f"{chegou:%d/%m/%Y}" in quem.ver("recibo/").content.decode()


def test_o_que_chegou_hoje_nao_fica_no_futuro(quem: Manifestante) -> None:
    caso = _registrar(quem)
    assert caso.aberta_em <= timezone.now()
    assert caso.aberta_em == caso.registrada_em


@pytest.mark.parametrize(
    ("dia", "frase"),
    [
        (timezone.localdate() + timedelta(days=1), "no futuro"),
        (timezone.localdate() - timedelta(days=400), "mais de um ano"),
        ("ontem", "dia/mês/ano"),
    ],
)
def test_data_ruim_diz_por_que(quem: Manifestante, dia: object, frase: str) -> None:
    resposta = quem.no_balcao("elogio", dia=dia)  # type: ignore[arg-type]
    assert resposta.status_code == 422
    assert frase in erros(resposta)[0]
    assert sopa(resposta).select_one("input[name=tipo][value=elogio][checked]")


def test_em_branco_pergunta_tudo(quem: Manifestante) -> None:
    resposta = quem.client.post(BALCAO, {"canal": "internet"})
    assert resposta.status_code == 422
    assert len(erros(resposta)) == 3


def test_o_canal_comeca_no_lugar_de_quem_atende_e_a_data_em_hoje(quem: Manifestante) -> None:
    pagina = quem.client.get(BALCAO)
    assert sopa(pagina).select_one("input[name=canal][value=praca][checked]")
    assert valor(pagina, "recebida_em") == str(timezone.localdate())


def test_a_ouvidoria_tambem_registra(client: Client) -> None:
    client.force_login(elenco.designar(Papel.OUVIDORIA, "OGM"))
    caso = _registrar(Manifestante(client), "denuncia", canal="balcao")
    assert (caso.canal, caso.atendente) == ("balcao", None)
    assert client.get(REGISTRADAS).status_code == 403


def test_o_pedido_de_que_se_reclama_vem_preenchido(quem: Manifestante) -> None:
    pedido = elenco.pedido_vencido()
    levou = quem.client.get(f"/ouvidoria/reclamar/{pedido.protocolo}/")
    assert levou["Location"] == f"{BALCAO}?tipo=reclamacao&protocolo={pedido.protocolo}"
    pagina = quem.client.get(levou["Location"])
    dados = {"tipo": "reclamacao", "canal": "praca", "recebida_em": str(timezone.localdate())}
    comecou = quem.client.post(BALCAO, dados | {"protocolo": valor(pagina, "protocolo")})
    assert valor(quem.client.get(comecou["Location"]), "protocolo") == pedido.protocolo


def test_a_reclamacao_que_chegou_antes_do_prazo_passar_ainda_nao_cabia(quem: Manifestante) -> None:
    """Vale o dia em que chegou, e não o em que se digita."""
    ontem = timezone.now() - timedelta(days=1)
    pedido = elenco.pedido_vencido(vence_em=ontem)
    quem.no_balcao("reclamacao", canal="carta", dia=timezone.localdate() - timedelta(days=5))
    dados = {"protocolo": pedido.protocolo, "falha": "nao_feito", "o_que": TEXTO}
    assert quem.mandar("perguntas/", dados)["Location"] == quem.endereco("caminho/")


def test_quem_atende_nao_se_manifesta_como_municipe_sem_querer(quem: Manifestante) -> None:
    assert quem.client.get("/ouvidoria/elogio/")["Location"] == f"{BALCAO}?tipo=elogio"


def test_a_sessao_do_atendente_nao_guarda_o_protocolo(quem: Manifestante) -> None:
    _registrar(quem)
    assert SESSAO not in quem.client.session


def test_o_que_registrei_so_tem_o_meu_e_nenhuma_denuncia(quem: Manifestante) -> None:
    assert "Nada registrado ainda" in quem.client.get(REGISTRADAS).content.decode()
    meu = _registrar(quem, dia=timezone.localdate() - timedelta(days=40))
    denuncia = _registrar(quem, "denuncia")
    outro = Client()
    outro.force_login(pedindo.atendente(pedindo.praca()))
    alheio = _registrar(Manifestante(outro))
    dito = quem.client.get(REGISTRADAS).content.decode()
    assert meu.protocolo_escrito in dito
    assert "atrasada há" in dito
    for escondido in (denuncia, alheio):
        assert escondido.protocolo_escrito not in dito


def test_a_lista_custa_o_mesmo_com_uma_ou_cinco(quem: Manifestante) -> None:
    custos = []
    for quantas in (1, 4):
        for _ in range(quantas):
            _registrar(quem)
        with CaptureQueriesContext(connection) as feitas:
            quem.client.get(REGISTRADAS)
        custos.append(len(feitas))
    assert custos[0] == custos[1]


@pytest.mark.parametrize("pagina", [BALCAO, REGISTRADAS])
def test_so_entra_quem_atende(client: Client, pagina: str) -> None:
    assert client.get(pagina)["Location"].startswith("/conta/login/")
    client.force_login(elenco.pessoa())
    assert client.get(pagina).status_code == 403


def test_quem_deixa_de_atender_no_meio_nao_continua(quem: Manifestante) -> None:
    quem.no_balcao("elogio")
    Lotacao.objects.update(ate=timezone.localdate() - timedelta(days=1))
    assert quem.mandar("perguntas/", {"o_que": TEXTO}).status_code == 409


def test_o_atendimento_diz_em_nome_de_quem_e_aceita_anonimo(quem: Manifestante) -> None:
    quem.no_balcao("elogio", canal="central")
    assert "Você registra em nome de um munícipe" in quem.ver("perguntas/").content.decode()
    quem.mandar("perguntas/", {"o_que": TEXTO})
    assert "Quem é o munícipe?" in quem.ver("identificacao/").content.decode()
    quem.mandar("identificacao/", ANONIMA)
    quem.mandar("conferir/")
    assert quem.caso.anonima
    assert "Novo registro" in quem.ver("comprovante/").content.decode()
