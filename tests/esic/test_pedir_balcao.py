"""O balcão do SIC: a data real, o prazo certo, quem digitou, e a pessoa que não vira a sessão do SIC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contas.guardas import SESSAO
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.calendario import carregar_calendario
from protocolo.prazos import contagem
from roteamento.models import Designacao
from tests.esic import elenco
from tests.esic.pedindo import COMECO, REGISTRAR, QuemPede, informacao
from tests.ouvidoria.elenco import designar
from tests.solicitacoes import pedindo
from tests.solicitacoes.pedindo import erros, sopa, valor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()


@pytest.fixture
def quem(client: Client) -> QuemPede:
    """O navegador de Simone, do SIC de SMSUB."""
    simone = elenco.sic().usuario
    assert simone
    client.force_login(simone)
    return QuemPede(client)


def _registrar(quem: QuemPede, **campos: object) -> None:
    assert quem.no_balcao(**campos).status_code == 303  # type: ignore[arg-type]
    assert quem.mandar("informacao/", informacao()).status_code == 303
    quem.terminar()


def test_o_prazo_conta_do_dia_em_que_chegou_e_fica_quem_digitou(quem: QuemPede) -> None:
    chegou = timezone.localdate() - timedelta(days=10)
    _registrar(quem, canal="carta", dia=chegou)
    caso = quem.caso
    assert (timezone.localdate(caso.aberta_em), caso.canal) == (chegou, "carta")
    assert timezone.localdate(caso.registrada_em) == timezone.localdate()
    assert caso.atendente
    assert caso.atendente.nome == "Simone do SIC"
    assert caso.andamentos.get().papel == Papel.SIC
    esperado = contagem.calcular(caso.aberta_em, 20, contagem.Contagem.CORRIDOS, carregar_calendario())
    assert caso.vence_em == esperado.vence_em
    recibo = quem.ver("recibo/").content.decode()
    assert f"{chegou:%d/%m/%Y}" in recibo
    assert "Carta" in recibo


@pytest.mark.parametrize(("canal", "dito"), [("balcao", "Visita ao balcão"), ("central", "Telefone")])
def test_o_que_chegou_hoje_nao_fica_no_futuro_e_o_recibo_diz_por_onde(
    quem: QuemPede, canal: str, dito: str
) -> None:
    _registrar(quem, canal=canal)
    assert quem.caso.aberta_em <= timezone.now()
    assert dito in quem.ver("recibo/").content.decode()


def test_quem_pede_nao_e_a_sessao_nem_a_conta_do_sic(quem: QuemPede) -> None:
    quem.no_balcao()
    quem.mandar("informacao/", informacao())
    pagina = quem.ver("identificacao/")
    assert "Você registra em nome de outra pessoa" in pagina.content.decode()
    assert valor(pagina, "nome") == ""
    caso = quem.terminar()
    assert caso.interessado
    assert caso.interessado.usuario is None
    assert SESSAO not in quem.client.session
    assert "Registrar outro pedido" in quem.ver("comprovante/").content.decode()


def test_o_sic_registra_para_qualquer_orgao_e_nao_o_ve_na_sua_mesa(quem: QuemPede) -> None:
    outro = elenco.orgao("SMT", "Secretaria de Mobilidade")
    quem.no_balcao()
    quem.mandar("informacao/", informacao(orgao=str(outro.pk)))
    caso = quem.terminar()
    assert caso.orgao == outro
    assert quem.client.get(f"/sic/{caso.protocolo}/").status_code == 403


@pytest.mark.parametrize(
    ("dia", "frase"), [(1, "no futuro"), (-400, "mais de um ano"), (None, "dia/mês/ano")]
)
def test_data_ruim_diz_por_que_e_guarda_o_canal(quem: QuemPede, dia: int | None, frase: str) -> None:
    quando = "ontem" if dia is None else timezone.localdate() + timedelta(days=dia)
    resposta = quem.no_balcao(canal="carta", dia=quando)
    assert resposta.status_code == 422
    assert frase in erros(resposta)[0]
    assert sopa(resposta).select_one("input[name=canal][value=carta][checked]")


def test_canal_que_nao_e_do_balcao(quem: QuemPede) -> None:
    assert quem.no_balcao(canal="portal").status_code == 422


def test_a_ouvidoria_tambem_registra(client: Client) -> None:
    client.force_login(designar(Papel.OUVIDORIA, "OGM"))
    quem = QuemPede(client)
    _registrar(quem)
    assert quem.caso.andamentos.get().papel == Papel.OUVIDORIA


@pytest.mark.parametrize("papel", ["ninguem", "municipe", "atendente", "interlocutor"])
def test_os_outros_nao_registram(client: Client, papel: str) -> None:
    if papel == "ninguem":
        assert client.get(REGISTRAR)["Location"].startswith("/conta/login/")
        return
    pessoas: dict[str, Callable[[], Usuario]] = {
        "municipe": elenco.pessoa,
        "atendente": lambda: pedindo.atendente(pedindo.praca()),
        "interlocutor": lambda: designar(Papel.INTERLOCUTOR, "SMSUB"),
    }
    client.force_login(pessoas[papel]())
    assert client.get(REGISTRAR).status_code == 403
    assert client.post(REGISTRAR, {"canal": "balcao"}).status_code == 403


def test_o_registro_de_um_sic_outro_nao_abre(quem: QuemPede) -> None:
    quem.no_balcao()
    outro = Client()
    de_fora = elenco.sic("SMT").usuario
    assert de_fora
    outro.force_login(de_fora)
    assert outro.get(quem.endereco("informacao/")).status_code == 403


@pytest.mark.parametrize("enviado", [False, True])
def test_quem_deixa_o_sic_nao_continua_nem_ve_a_chave(quem: QuemPede, *, enviado: bool) -> None:
    if enviado:
        _registrar(quem)
    else:
        quem.no_balcao()
    Designacao.objects.update(ate=timezone.localdate() - timedelta(days=1))
    resposta = quem.ver("comprovante/") if enviado else quem.mandar("informacao/", informacao())
    assert resposta.status_code == 409
    assert "outra pessoa precisa refazer" in resposta.content.decode()


def test_o_balcao_nao_pergunta_o_perfil_nem_oferece_o_registro_a_quem_pede_por_si(quem: QuemPede) -> None:
    quem.no_balcao()
    pagina = quem.client.get(COMECO).content.decode()
    assert "Continuar de onde parei" not in pagina
    assert REGISTRAR in pagina
    _registrar(quem)
    assert "Quem pede informação?" not in quem.ver("comprovante/").content.decode()
    assert quem.mandar("perfil/", {"genero": "outro"})["Location"] == quem.endereco("comprovante/")


@pytest.mark.parametrize("texto", ["Quero reclamar, fui mal atendida.", "Quero que tapem o buraco da rua."])
def test_no_balcao_ninguem_se_manifesta_na_conta_do_sic(quem: QuemPede, texto: str) -> None:
    quem.no_balcao()
    assert quem.mandar("informacao/", informacao(texto=texto))["Location"] == quem.endereco("antes/")
    links = {str(a["href"]) for a in sopa(quem.ver("antes/")).select("main a")}
    assert not {link for link in links if link.startswith("/ouvidoria/") and link != "/ouvidoria/"}


def test_a_lista_do_sic_leva_ao_registro(quem: QuemPede) -> None:
    assert f'href="{REGISTRAR}"' in quem.client.get("/sic/").content.decode()
