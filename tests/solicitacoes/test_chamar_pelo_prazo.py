"""Escalonamento: quem é chamado, quando, uma vez só, e sem inundar ninguém."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes, tasks
from solicitacoes.acoes.chamar_pelo_prazo import SEPARADOS
from solicitacoes.carga import carregar
from solicitacoes.models import Chamado, Escalonamento, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

HOJE = datetime(2026, 11, 24, 9, 25, tzinfo=SAO_PAULO)
IMPORTADA = Solicitacao.Procedencia.IMPORTADA
type Aberto = Callable[..., Solicitacao]


@pytest.fixture(autouse=True)
def relogio() -> object:
    with time_machine.travel(HOJE, tick=False) as viagem:
        yield viagem


@pytest.fixture
def gabinete() -> Unidade:
    carregar()
    return elenco.unidade("SMPR-GAB-Sé")


@pytest.fixture
def caixa(gabinete: Unidade) -> Unidade:
    return elenco.unidade(superior=gabinete)


@pytest.fixture
def ana(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Ana")


@pytest.fixture
def celia(caixa: Unidade) -> Usuario:
    return elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)


@pytest.fixture
def gil(gabinete: Unidade) -> Usuario:
    return elenco.servidor(gabinete, nome="Gil", papel=Papel.CHEFIA)


def _pedido(caixa: Unidade, vence_em_dias: int, **campos: object) -> Solicitacao:
    fim = HOJE.replace(hour=23, minute=59, second=59) + timedelta(days=vence_em_dias)
    return elenco.solicitacao(caixa, em=HOJE - timedelta(days=60), vence_em=fim, **campos)  # type: ignore[arg-type]


def _recados() -> list[tuple[str, str]]:
    linhas = Notificacao.objects.order_by("pk").values_list("usuario__nome", "texto")
    return [(nome, texto.split(":")[0]) for nome, texto in linhas]


def test_antes_do_prazo_o_responsavel_no_dia_a_chefia_depois_a_de_cima(
    caixa: Unidade, ana: Usuario, celia: Usuario, gil: Usuario
) -> None:
    caso = _pedido(caixa, 4, responsavel=ana)
    esperado: list[tuple[str, str]] = []
    for dia in range(16):
        with time_machine.travel(HOJE + timedelta(days=dia), tick=False):
            tasks.chamar_pelo_prazo()
            tasks.chamar_pelo_prazo()
        if dia == 1:
            esperado.append(("Ana", "Faltam 3 dias"))
        if dia == 4:
            esperado.append(("Célia", "Vence hoje"))
        if dia == 14:
            esperado.append(("Gil", f"{caixa.sigla}. Atrasado há 10 dias"))
        assert _recados() == esperado, dia
    assert Chamado.objects.filter(caso=caso).count() == 3
    enderecos = list(Notificacao.objects.order_by("pk").values_list("endereco", flat=True))
    assert enderecos[0].endswith(f"/{caso.protocolo}/")
    assert enderecos[2] == f"/acompanhar/{caso.protocolo}/"


def test_prazo_novo_chama_de_novo(caixa: Unidade, ana: Usuario) -> None:
    caso = _pedido(caixa, 3, responsavel=ana)
    tasks.chamar_pelo_prazo()
    Solicitacao.objects.filter(pk=caso.pk).update(vence_em=caso.vence_em + timedelta(days=10))
    tasks.chamar_pelo_prazo()
    assert len(_recados()) == 1
    with time_machine.travel(HOJE + timedelta(days=10), tick=False):
        tasks.chamar_pelo_prazo()
    assert _recados() == [("Ana", "Faltam 3 dias")] * 2


@pytest.mark.parametrize("quem", ["ninguem", "fora", "inativo"])
def test_sem_responsavel_que_trabalhe_ali_a_chefia_e_chamada(
    caixa: Unidade, celia: Usuario, quem: str
) -> None:
    pessoa = None
    if quem == "fora":
        pessoa = elenco.pessoa("Saiu")
    if quem == "inativo":
        pessoa = elenco.servidor(caixa, nome="Inativa")
        Usuario.objects.filter(pk=pessoa.pk).update(is_active=False)
    _pedido(caixa, 2, responsavel=pessoa)
    tasks.chamar_pelo_prazo()
    assert _recados() == [("Célia", "Faltam 2 dias")]


def test_o_substituto_em_vigor_recebe_no_lugar_do_ausente(
    caixa: Unidade, ana: Usuario, celia: Usuario
) -> None:
    hoje = HOJE.date()
    for nome, ausente, dias in (("Beto", ana, 0), ("Caio", celia, 0), ("Dora", ana, 5)):
        Lotacao.objects.create(
            usuario=elenco.pessoa(nome),
            unidade=caixa,
            papel=Papel.SERVIDOR,
            de=hoje + timedelta(days=dias),
            ate=hoje + timedelta(days=dias + 1),
            substitui=ausente,
        )
    _pedido(caixa, 3, responsavel=ana)
    _pedido(caixa, 0, responsavel=ana)
    tasks.chamar_pelo_prazo()
    assert sorted(_recados()) == [
        ("Beto", "Faltam 3 dias"),
        ("Caio", "Vence hoje"),
    ]


def test_sem_chefia_sobe_ate_achar_quem_exista_e_sem_ninguem_tenta_depois(
    caixa: Unidade, gabinete: Unidade, ana: Usuario
) -> None:
    _pedido(caixa, -20)
    tasks.chamar_pelo_prazo()
    assert not Chamado.objects.exists()
    topo = elenco.unidade("TOPO", subprefeitura=None)
    Unidade.objects.filter(pk=gabinete.pk).update(superior=topo)
    Unidade.objects.filter(pk=topo.pk).update(superior=caixa)  # um laço não prende
    elenco.servidor(topo, nome="Tânia", papel=Papel.CHEFIA)
    tasks.chamar_pelo_prazo()
    assert [nome for nome, _ in _recados()] == ["Tânia", "Tânia"]


def test_so_pedido_nativo_aberto_com_relogio_correndo_e_que_se_trata(
    caixa: Unidade, ana: Usuario, celia: Usuario, gil: Usuario
) -> None:
    principal = _pedido(caixa, 30)
    _pedido(caixa, -20, principal=principal)
    _pedido(caixa, -20, procedencia=IMPORTADA, identificacao=None)
    sem_prazo = _pedido(caixa, -20)
    Solicitacao.objects.filter(pk=sem_prazo.pk).update(contagem="sem_prazo")
    vencido = HOJE - timedelta(days=20)
    for situacao in (Situacao.AGUARDANDO_MUNICIPE, Situacao.FINALIZADA, Situacao.CANCELADA):
        elenco.na_situacao(situacao, caixa, vence_em=vencido)
    tasks.chamar_pelo_prazo()
    assert _recados() == []


def test_o_ja_vencido_nao_recebe_o_recado_de_antes(caixa: Unidade, ana: Usuario, celia: Usuario) -> None:
    _pedido(caixa, -1, responsavel=ana)
    tasks.chamar_pelo_prazo()
    assert _recados() == [("Célia", "Atrasado há 1 dia")]


def test_muitos_de_uma_vez_viram_um_recado_por_caixa(
    caixa: Unidade, ana: Usuario, celia: Usuario, gil: Usuario
) -> None:
    for _ in range(SEPARADOS + 2):
        _pedido(caixa, -15, responsavel=ana)
    tasks.chamar_pelo_prazo()
    tasks.chamar_pelo_prazo()
    textos = {n.usuario.nome: (n.texto, n.endereco) for n in Notificacao.objects.select_related("usuario")}
    assert Notificacao.objects.count() == 2
    assert textos["Célia"][0] == f"7 pedidos com o prazo hoje ou vencido em {caixa.sigla}"
    assert textos["Gil"][0] == f"7 pedidos com o prazo vencido em {caixa.sigla}"
    assert textos["Gil"][1].endswith("/painel/")
    assert Chamado.objects.count() == 14


def test_servico_sigiloso_nao_e_dito(caixa: Unidade, celia: Usuario) -> None:
    servico = elenco.servico("violencia", "Violência contra a mulher", sigilosa=True)
    _pedido(caixa, 0, servico=servico)
    tasks.chamar_pelo_prazo()
    texto = Notificacao.objects.get().texto
    assert "Violência" not in texto
    assert "Vence hoje: serviço sigiloso" in texto


def test_regra_desligada_nao_chama(caixa: Unidade, celia: Usuario) -> None:
    Escalonamento.objects.update(ativo=False)
    _pedido(caixa, 0)
    tasks.chamar_pelo_prazo()
    assert _recados() == []


def test_uma_regra_que_falha_nao_impede_as_outras(
    caixa: Unidade, ana: Usuario, celia: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pedido(caixa, 0, responsavel=ana)
    feita = acoes.chamar_pelo_prazo

    def falha_na_primeira(*, regra: Escalonamento, agora: datetime) -> int:
        if regra.dias < 0:
            raise RuntimeError("falha de propósito")
        return feita(regra=regra, agora=agora)

    monkeypatch.setattr(acoes, "chamar_pelo_prazo", falha_na_primeira)
    tasks.chamar_pelo_prazo()
    assert _recados() == [("Célia", "Vence hoje")]


def test_o_numero_de_consultas_nao_cresce_com_os_pedidos(
    caixa: Unidade, celia: Usuario, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(40):
        _pedido(caixa, 0)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        tasks.chamar_pelo_prazo()
    assert Chamado.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_duas_voltas_ao_mesmo_tempo_chamam_uma_vez(caixa: Unidade, celia: Usuario) -> None:
    _pedido(caixa, 0)
    regra = Escalonamento.objects.get(dias=0)
    presa, solta = Event(), Event()

    def prender() -> None:
        with transaction.atomic():
            Escalonamento.objects.select_for_update(no_key=True).get(pk=regra.pk)
            presa.set()
            solta.wait(20)
        connections.close_all()

    outra = Thread(target=prender)
    outra.start()
    presa.wait(20)
    assert acoes.chamar_pelo_prazo(regra=regra, agora=timezone.now()) == 0
    solta.set()
    outra.join()
    assert acoes.chamar_pelo_prazo(regra=regra, agora=timezone.now()) == 1
