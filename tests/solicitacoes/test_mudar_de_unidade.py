"""A unidade acaba e os pedidos abertos mudam de caixa: todos, uma vez, sem o munícipe perceber."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from avisos.models import Aviso
from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from protocolo.erros import Conflito, TransicaoProibida
from roteamento.acoes.unidades import nova_unidade
from roteamento.models import Regra, Unidade
from roteamento.sucessoes import ParteDaSucessao
from solicitacoes import acoes, tasks
from solicitacoes.acoes import unidade_que_mudou
from solicitacoes.caixa.forms.atos import TransferirForm
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import ABERTAS, ENCERRADAS, Tipo
from tests.roteamento.factories import RegraFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture
def caixa() -> Unidade:
    elenco.unidade("TRIAGEM", subprefeitura=None)
    return elenco.unidade()


def nova(modelo: Unidade, sigla: str = "NOVA", *, principal: bool = True) -> Unidade:
    return nova_unidade(modelo, sigla=sigla, nome=f"Unidade {sigla}", principal=principal)


def renomear(antiga: Unidade, *, em: date | None = None, por: Autor = SISTEMA) -> Unidade:
    """Muda o nome (hoje, se nada se diz) e devolve a nova."""
    feita = acoes.reorganizar(antigas=[antiga], novas=[nova(antiga)], em=em or timezone.localdate(), por=por)
    return feita.sucedidas.novas[0]


def em_unidade_morta() -> int:
    return Solicitacao.objects.abertas().filter(unidade__vigente_ate__lt=timezone.localdate()).count()


def test_hoje_mesmo_os_abertos_vao_com_um_andamento_cada(caixa: Unidade) -> None:
    casos = [elenco.na_situacao(situacao, caixa, ha_dias=9) for situacao in ABERTAS]
    alice = Autor(papel=Papel.SISTEMA, usuario=elenco.pessoa("Alice"))
    avisos = Aviso.objects.count()
    nasceu = renomear(caixa, por=alice)
    for antes in casos:
        caso = Solicitacao.objects.get(pk=antes.pk)
        assert (caso.unidade, caso.versao, caso.situacao) == (nasceu, antes.versao + 1, antes.situacao)
        for campo in ("vence_em", "conta_desde", "parada_em", "parado", "aberta_em", "transferencias"):
            assert getattr(caso, campo) == getattr(antes, campo)
        passo = caso.andamentos.latest("ordem")
        assert (passo.tipo, passo.ordem, passo.alcance) == (Tipo.MUDANCA_DE_UNIDADE, caso.versao, "publico")
        assert (passo.unidade, passo.texto, passo.usuario) == (caixa.sigla, "", alice.usuario)
        assert passo.mudancas == {"unidade": [caixa.sigla, "NOVA"]}
        registro = caso.history.latest()
        assert (registro.unidade_id, registro.history_type, registro.history_user) == (
            nasceu.pk,
            "~",
            alice.usuario,
        )
        assert caso.rota == antes.rota
    assert Aviso.objects.count() == avisos


@pytest.mark.parametrize("situacao", ENCERRADAS)
def test_os_encerrados_ficam_onde_estavam(caixa: Unidade, situacao: str) -> None:
    caso = elenco.na_situacao(situacao, caixa)
    renomear(caixa)
    depois = Solicitacao.objects.get(pk=caso.pk)
    assert (depois.unidade, depois.versao) == (caixa, caso.versao)


def test_no_futuro_as_regras_mudam_no_dia_e_os_pedidos_pela_rotina(caixa: Unidade) -> None:
    servico = elenco.servico()
    RegraFactory(servico=servico, unidade=caixa)
    caso = elenco.solicitacao(caixa)
    dia = timezone.localdate() + timedelta(days=3)
    feita = acoes.reorganizar(antigas=[caixa], novas=[nova(caixa)], em=dia, por=SISTEMA)
    assert feita.movidos == 0
    for dias, esperada in ((2, caixa.sigla), (3, "NOVA"), (3, "NOVA"), (4, "NOVA")):
        with time_machine.travel(timezone.now() + timedelta(days=dias), tick=False):
            tasks.mudar_de_unidade()
            assert em_unidade_morta() == 0
        caso.refresh_from_db()
        assert caso.unidade.sigla == esperada
    assert caso.andamentos.filter(tipo=Tipo.MUDANCA_DE_UNIDADE).count() == 1


def test_duas_mudancas_seguidas_levam_a_ultima(caixa: Unidade) -> None:
    """A rotina parou por dias: o pedido vai direto à que existe, sem passar pela do meio."""
    caso = elenco.solicitacao(caixa)
    dia = timezone.localdate() + timedelta(days=3)
    acoes.reorganizar(antigas=[caixa], novas=[nova(caixa, "MEIO")], em=dia, por=SISTEMA)
    meio = Unidade.objects.get(sigla="MEIO")
    fim = dia + timedelta(days=3)
    acoes.reorganizar(antigas=[meio], novas=[nova(meio, "FIM")], em=fim, por=SISTEMA)
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        tasks.mudar_de_unidade()
        caso.refresh_from_db()
        assert (caso.unidade.sigla, em_unidade_morta()) == ("FIM", 0)


def test_na_divisao_cada_um_vai_pelo_seu_endereco(caixa: Unidade) -> None:
    servico, republica = elenco.servico(), elenco.distrito(66, "República")
    RegraFactory(servico=servico, unidade=caixa)
    na_se, na_republica = elenco.solicitacao(caixa), elenco.solicitacao(caixa, distrito=republica)
    de_outro = elenco.solicitacao(caixa, servico=elenco.servico("poda", "Poda"))
    norte, sul = nova(caixa, "NORTE"), nova(caixa, "SUL", principal=False)
    partes = [ParteDaSucessao(norte), ParteDaSucessao(sul, frozenset({republica.pk}))]
    hoje = timezone.localdate()
    feita = acoes.reorganizar(antigas=[caixa], novas=[norte, sul], em=hoje, por=SISTEMA, partes=partes)
    assert feita.movidos == 3
    siglas = [Solicitacao.objects.get(pk=c.pk).unidade.sigla for c in (na_se, na_republica, de_outro)]
    assert siglas == ["NORTE", "SUL", "NORTE"]


def test_o_responsavel_fica_se_trabalha_na_nova(caixa: Unidade) -> None:
    fica, saiu = elenco.servidor(caixa, nome="Fica"), elenco.pessoa("Saiu")
    com, sem = elenco.solicitacao(caixa, responsavel=fica), elenco.solicitacao(caixa, responsavel=saiu)
    renomear(caixa)
    com.refresh_from_db()
    sem.refresh_from_db()
    assert (com.responsavel, sem.responsavel) == (fica, None)
    assert com.history.latest().responsavel_id == fica.pk
    assert sem.history.latest().responsavel_id is None


def test_quem_estava_com_o_pedido_aberto_recebe_conflito(caixa: Unidade) -> None:
    quem = elenco.servidor(caixa)
    caso = elenco.solicitacao(caixa)
    nasceu = renomear(caixa)
    with pytest.raises(Conflito):
        acoes.iniciar(caso=caso, versao=1, por=elenco.autor(quem, nasceu))


# --- devolver e transferir ----------------------------------------------------------------


def _transferido(de: Unidade, para: Unidade) -> Solicitacao:
    caso = elenco.solicitacao(de)
    por = elenco.autor(elenco.pessoa(), de)
    return acoes.transferir(caso=caso, versao=1, por=por, unidade=para, motivo=elenco.FRASE)


def _devolver(caso: Solicitacao) -> Solicitacao:
    caso.refresh_from_db()
    por = elenco.autor(elenco.pessoa(), caso.unidade)
    return acoes.devolver(caso=caso, versao=caso.versao, por=por, motivo=elenco.FRASE)


def test_devolver_ao_que_acabou_vai_a_sucessora(caixa: Unidade) -> None:
    caso = _transferido(caixa, elenco.unidade("ILUME", subprefeitura=None))
    nasceu = renomear(caixa)
    assert _devolver(caso).unidade == nasceu


def test_devolver_depois_que_a_propria_unidade_mudou(caixa: Unidade) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    caso = _transferido(caixa, ilume)
    renomear(ilume)
    assert _devolver(caso).unidade == caixa


@pytest.mark.parametrize("quem_muda", ["a que transferiu", "as duas"])
def test_a_sucessora_nao_devolve_a_si_mesma(caixa: Unidade, quem_muda: str) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    caso = _transferido(caixa, ilume)
    hoje = timezone.localdate()
    if quem_muda == "as duas":
        acoes.reorganizar(antigas=[caixa, ilume], novas=[nova(caixa)], em=hoje, por=SISTEMA)
    else:
        acoes.reorganizar(antigas=[caixa], novas=[ilume], em=hoje, por=SISTEMA)
    with pytest.raises(TransicaoProibida, match="não veio de outra unidade"):
        _devolver(caso)


def test_unidade_que_acabou_sem_sucessora_nao_recebe_de_volta(caixa: Unidade) -> None:
    caso = _transferido(caixa, elenco.unidade("ILUME", subprefeitura=None))
    Unidade.objects.filter(pk=caixa.pk).update(vigente_ate=timezone.localdate() - timedelta(days=1))
    with pytest.raises(TransicaoProibida):
        _devolver(caso)


def test_devolver_a_uma_que_se_dividiu_vai_pelo_endereco(caixa: Unidade) -> None:
    republica = elenco.distrito(66, "República")
    RegraFactory(servico=elenco.servico(), unidade=caixa)
    caso = _transferido(caixa, elenco.unidade("ILUME", subprefeitura=None))
    Solicitacao.objects.filter(pk=caso.pk).update(distrito=republica)
    norte, sul = nova(caixa, "NORTE"), nova(caixa, "SUL", principal=False)
    partes = [ParteDaSucessao(norte), ParteDaSucessao(sul, frozenset({republica.pk}))]
    hoje = timezone.localdate()
    acoes.reorganizar(antigas=[caixa], novas=[norte, sul], em=hoje, por=SISTEMA, partes=partes)
    assert _devolver(caso).unidade.sigla == "SUL"


def test_nao_se_transfere_a_quem_nao_existe(caixa: Unidade) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    renomear(ilume)
    caso = elenco.solicitacao(caixa)
    assert [sigla for sigla, _ in TransferirForm(caso=caso).unidades()] == ["NOVA", "TRIAGEM"]
    por = elenco.autor(elenco.pessoa(), caixa)
    ilume.refresh_from_db()
    with pytest.raises(TransicaoProibida, match="não existe hoje"):
        acoes.transferir(caso=caso, versao=1, por=por, unidade=ilume, motivo=elenco.FRASE)


# --- tudo ou nada, e quanto custa -----------------------------------------------------------


def test_se_cai_no_meio_nada_mudou(caixa: Unidade, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queda vem depois de mudar as caixas e antes dos andamentos."""
    caso = elenco.solicitacao(caixa)
    RegraFactory(servico=elenco.servico(), unidade=caixa)

    def cair(*_args: Any) -> None:
        raise RuntimeError("caiu")

    monkeypatch.setattr(unidade_que_mudou, "_registrar", cair)
    with pytest.raises(RuntimeError):
        renomear(caixa)
    caso.refresh_from_db()
    caixa.refresh_from_db()
    assert (caso.unidade, caso.versao, caixa.vigente_ate) == (caixa, 1, None)
    assert not Unidade.objects.filter(sigla="NOVA").exists()
    assert Regra.objects.get().vigencia.upper is None
    monkeypatch.undo()
    renomear(caixa)
    caso.refresh_from_db()
    assert (caso.unidade.sigla, em_unidade_morta()) == ("NOVA", 0)


def test_uma_unidade_que_falha_nao_impede_as_outras(
    caixa: Unidade, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    for antiga, sigla in ((caixa, "UMA"), (ilume, "OUTRA")):
        elenco.solicitacao(antiga)
        dia = timezone.localdate() + timedelta(days=1)
        acoes.reorganizar(antigas=[antiga], novas=[nova(antiga, sigla)], em=dia, por=SISTEMA)
    de_verdade = acoes.mover_de_unidade

    def falhar(*, antiga: Unidade, por: Autor) -> int:
        if antiga == caixa:
            raise RuntimeError("falhou")
        return de_verdade(antiga=antiga, por=por)

    monkeypatch.setattr(acoes, "mover_de_unidade", falhar)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        tasks.mudar_de_unidade()
        assert em_unidade_morta() == 1
    assert f"falhar falhou em unidade {caixa.pk}" in caplog.text
    assert Solicitacao.objects.filter(unidade__sigla="OUTRA").count() == 1


def test_as_mesmas_consultas_com_um_pedido_e_com_vinte(caixa: Unidade) -> None:
    quem = elenco.servidor(caixa)
    contas = []
    for quantos in (1, 20):
        casos = [elenco.montar(caixa, responsavel=quem) for _ in range(quantos)]
        acoes.gravar(casos, por=SISTEMA)
        with transaction.atomic(), CaptureQueriesContext(connection) as feitas:
            antiga = Unidade.objects.get(pk=caixa.pk)
            nasceu = nova(antiga)
            acoes.reorganizar(antigas=[antiga], novas=[nasceu], em=timezone.localdate(), por=SISTEMA)
            transaction.set_rollback(True)
        contas.append(len(feitas))
    assert contas[0] == contas[1]


@pytest.mark.django_db(transaction=True)
def test_duas_rotinas_ao_mesmo_tempo_movem_uma_vez_so() -> None:
    elenco.unidade("TRIAGEM", subprefeitura=None)
    caixa = elenco.unidade()
    acoes.gravar([elenco.montar(caixa) for _ in range(30)], por=SISTEMA)
    dia = timezone.localdate() + timedelta(days=1)
    acoes.reorganizar(antigas=[caixa], novas=[nova(caixa)], em=dia, por=SISTEMA)
    Unidade.objects.filter(sigla="NOVA").update(vigente_de=timezone.localdate())
    Unidade.objects.filter(pk=caixa.pk).update(vigente_ate=timezone.localdate() - timedelta(days=1))
    caixa.sucessoras.update(em=timezone.localdate())
    largada, movidos = threading.Barrier(2), []

    def rodar() -> None:
        try:
            largada.wait(10)
            movidos.append(acoes.mover_de_unidade(antiga=caixa, por=SISTEMA))
        finally:
            connection.close()

    threads = [threading.Thread(target=rodar) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(movidos) == [0, 30]
    assert Andamento.objects.filter(tipo=Tipo.MUDANCA_DE_UNIDADE).count() == 30
    assert em_unidade_morta() == 0


@settings(max_examples=12, deadline=None)
@given(
    atos=st.lists(st.tuples(st.sampled_from(["nome", "juntar", "dividir"]), st.booleans()), max_size=4),
    a_mover=st.lists(st.integers(0, 1), min_size=1, max_size=4),
)
def test_depois_da_rotina_nada_esta_aberto_em_unidade_morta(
    atos: list[tuple[str, bool]], a_mover: list[int]
) -> None:
    """Qualquer sequência de mudanças, com a rotina rodando ou não entre elas."""
    with transaction.atomic():
        elenco.unidade("TRIAGEM", subprefeitura=None)
        viva, outra = elenco.unidade(), elenco.unidade("ILUME", subprefeitura=None)
        republica = elenco.distrito(66, "República")
        RegraFactory(servico=elenco.servico(), unidade=viva)
        casos = [elenco.montar(viva, distrito=(elenco.distrito(), republica)[n]) for n in a_mover]
        acoes.gravar(casos, por=SISTEMA)
        agora = timezone.now()
        for n, (ato, roda) in enumerate(atos, 1):
            with time_machine.travel(agora + timedelta(days=n), tick=False):
                novas = [nova(viva, f"N{n}")]
                partes = [ParteDaSucessao(novas[0])]
                if ato == "dividir":
                    novas.append(nova(viva, f"M{n}", principal=False))
                    partes.append(ParteDaSucessao(novas[1], frozenset({republica.pk})))
                antigas = [viva, outra] if ato == "juntar" and outra.vigente_ate is None else [viva]
                dia = timezone.localdate() + timedelta(days=1)
                acoes.reorganizar(antigas=antigas, novas=novas, em=dia, por=SISTEMA, partes=partes)
                outra.refresh_from_db()
                viva = novas[0]
            with time_machine.travel(agora + timedelta(days=n + 1), tick=False):
                if roda:
                    tasks.mudar_de_unidade()
                    assert em_unidade_morta() == 0
        with time_machine.travel(agora + timedelta(days=9), tick=False):
            tasks.mudar_de_unidade()
            assert em_unidade_morta() == 0
        for antes in casos:
            caso = Solicitacao.objects.get(pk=antes.pk)
            assert (caso.vence_em, caso.calculada_em) == (antes.vence_em, antes.calculada_em)
            assert caso.versao == caso.andamentos.count() == caso.andamentos.latest("ordem").ordem
        transaction.set_rollback(True)
