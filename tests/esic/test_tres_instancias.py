"""Um pedido atravessa as três instâncias no calendário de 2026: cada data, o que a pessoa lê e o que recebe.

As datas foram contadas à mão, pela regra A: o dia 1 é o primeiro dia útil depois do fato, o prazo é em dias
corridos, e o último dia sem expediente passa ao seguinte.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from avisos.models import Aviso
from esic import acoes, tasks
from esic.models import Pedido, Recurso, Reuniao
from esic.notificacao import quem_decide
from esic.situacoes import Decisao, Instancia, MotivoDeRecurso, Resultado, Situacao, SituacaoDaReuniao
from protocolo.erros import TransicaoProibida
from protocolo.models import DiaNaoUtil
from protocolo.prazos.contagem import SAO_PAULO
from tests.esic import elenco
from tests.ouvidoria.acompanhando import com_chave
from tests.ouvidoria.mesa import texto

pytestmark = pytest.mark.django_db

UM_DIA = timedelta(days=1)
S = Situacao


def ler(dia: str) -> datetime:
    """O começo do dia, em São Paulo."""
    return datetime.strptime(dia, "%d/%m/%Y").replace(tzinfo=SAO_PAULO)


def em(dia: str, hora: int = 10) -> time_machine.travel:
    """O relógio parado nesta hora do dia."""
    return time_machine.travel(ler(dia) + timedelta(hours=hora), tick=False)


def dia(momento: datetime | None) -> str:
    return f"{timezone.localdate(momento):%d/%m/%Y}" if momento else ""


def atual(caso: Pedido) -> Pedido:
    return Pedido.objects.get(pk=caso.pk)


def lido(caso: Pedido) -> str:
    """A página de quem acompanha, na hora de agora."""
    return texto(com_chave(caso).get(f"/acompanhar/{caso.protocolo}/"))


def ultimo_aviso(caso: Pedido) -> str:
    aviso = Aviso.objects.filter(protocolo=caso.protocolo).latest("pk")
    return f"{aviso.assunto}\n{aviso.corpo}"


def negado(caso: Pedido) -> Pedido:
    return elenco.respondido(Decisao.NEGADO, atual(caso))


def recorrer(caso: Pedido, motivo: str = MotivoDeRecurso.NEGADO) -> Recurso:
    return acoes.recorrer(caso=atual(caso), por=elenco.municipe(caso.protocolo), motivo=motivo)


def decidir(recurso: Recurso, resultado: str = Resultado.INDEFERIDO) -> Pedido:
    """Quem é da instância decide; a Comissão, na reunião do dia."""
    if recurso.instancia == Instancia.TERCEIRA:
        hoje = timezone.localdate()
        reuniao = Reuniao.objects.create(nome="Reunião", dia=hoje, situacao=SituacaoDaReuniao.REALIZADA)
        Recurso.objects.filter(pk=recurso.pk).update(reuniao=reuniao)
        recurso = Recurso.objects.get(pk=recurso.pk)
    return acoes.decidir(
        recurso=recurso,
        versao=atual(recurso.pedido).versao,
        por=elenco.julgador(recurso.instancia),
        resultado=resultado,
        fundamentacao=elenco.FRASE,
    )


def a_volta_da_hora() -> None:
    """As rotinas da hora, na ordem do agendador, duas vezes."""
    for tarefa in (
        tasks.recalcular_relogios,
        tasks.avisar_vencidos,
        tasks.subir_de_oficio,
        tasks.encerrar_passados,
    ) * 2:
        tarefa()


def fechar(dia: str) -> DiaNaoUtil:
    """A cidade fecha o dia, com registro de agora."""
    return DiaNaoUtil.objects.create(
        data=ler(dia).date(),
        nome="Enchente",
        tipo=DiaNaoUtil.Tipo.SUSPENSO,
        ato="Decreto",
        registrado_em=timezone.now(),
    )


# --- os feriados de 2026 --------------------------------------------------------------------


@dataclass(frozen=True)
class Linha:
    """Um dia em que tudo acontece, e quando vencem 5, 10, 20 e 30 dias contados dele."""

    evento: str
    em_5: str
    em_10: str
    em_20: str
    em_30: str


LINHAS = [
    Linha("22/01/2026", "27/01/2026", "02/02/2026", "11/02/2026", "23/02/2026"),  # aniversário da cidade
    Linha("23/01/2026", "30/01/2026", "04/02/2026", "18/02/2026", "24/02/2026"),  # Carnaval no fim
    Linha("13/02/2026", "23/02/2026", "27/02/2026", "09/03/2026", "19/03/2026"),  # Carnaval no começo
    Linha("02/04/2026", "10/04/2026", "15/04/2026", "27/04/2026", "05/05/2026"),  # Paixão
    Linha("03/06/2026", "12/06/2026", "17/06/2026", "29/06/2026", "07/07/2026"),  # Corpus Christi
    Linha("04/12/2026", "11/12/2026", "16/12/2026", "28/12/2026", "05/01/2027"),  # Natal e Ano-Novo
]


@pytest.mark.parametrize("linha", LINHAS, ids=lambda linha: linha.evento)
def test_as_tres_instancias_nos_feriados(linha: Linha) -> None:
    with em(linha.evento):
        caso = elenco.em_tramitacao()
        assert dia(caso.vence_em) == linha.em_20
        assert f"O órgão responde até {linha.em_20}" in ultimo_aviso(caso)
        assert linha.em_20 in lido(caso)
        caso = negado(caso)
        for instancia in Instancia:
            assert dia(caso.recorrer_ate) == linha.em_10
            direito = f"Você pode recorrer até {linha.em_10}. Quem decide é {quem_decide(instancia)}."
            assert direito in ultimo_aviso(caso)
            assert direito in lido(caso)
            recurso = recorrer(caso)
            _conferir_o_recurso(caso, recurso, linha)
            caso = decidir(recurso)
        assert caso.recorrer_ate is None
        assert "Você pode recorrer" not in lido(caso)
        with pytest.raises(TransicaoProibida):
            recorrer(caso)
        a_volta_da_hora()
    assert atual(caso).situacao == S.ENCERRADO
    assert "Não cabe outro recurso dentro da Prefeitura." in ultimo_aviso(caso)


def _conferir_o_recurso(caso: Pedido, recurso: Recurso, linha: Linha) -> None:
    dito, pagina = ultimo_aviso(caso), lido(caso)
    assert f"Quem decide: {quem_decide(recurso.instancia)}" in dito
    if recurso.instancia == Instancia.TERCEIRA:
        assert recurso.contagem == "sem_prazo"
        assert "A Comissão se reúne uma vez por mês" in dito
        assert "A decisão sai até" not in pagina
        return
    assert dia(recurso.vence_em) == linha.em_5
    assert f"A decisão sai até {linha.em_5}. Se não sair, você pode levar o recurso" in dito
    assert f"A decisão sai até {linha.em_5}" in pagina


@pytest.mark.parametrize("linha", LINHAS, ids=lambda linha: linha.evento)
def test_prorrogado_vence_em_30_dias_do_comeco(linha: Linha) -> None:
    with em(linha.evento):
        caso = elenco.em_tramitacao()
    with em(linha.em_20, 23):
        caso = acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=elenco.FRASE)
        assert dia(caso.vence_em) == linha.em_30
        dito = ultimo_aviso(caso)
        assert f"passou de {linha.em_20} para {linha.em_30}" in dito
        assert "você poderá reclamar à Ouvidoria ou recorrer" in dito
        assert "não pode ser prorrogado outra vez" in lido(caso)
    with em(linha.em_30, 23):
        a_volta_da_hora()
        assert atual(caso).vencimento_avisado_em is None
        assert "Recorrer" not in lido(caso)
    assert caso.vence_em
    with time_machine.travel(caso.vence_em + timedelta(minutes=10), tick=False):
        a_volta_da_hora()
        assert "atrasado há 1 dia" in ultimo_aviso(caso)
        assert "O prazo passou sem resposta" in lido(caso)


# --- do começo ao fim, passo a passo --------------------------------------------------------


def test_negado_e_levado_ate_a_comissao_no_ultimo_dia_de_cada_prazo() -> None:
    with em("22/01/2026"):
        caso = elenco.em_tramitacao()
    for respondido, recorre, decide in (
        ("11/02/2026", "23/02/2026", "02/03/2026"),
        ("02/03/2026", "12/03/2026", "17/03/2026"),
        ("17/03/2026", "27/03/2026", "02/04/2026"),
    ):
        with em(respondido, 23):
            if not caso.respondido_em:
                caso = negado(caso)
            assert dia(caso.recorrer_ate) == recorre
        with em(recorre, 23):
            a_volta_da_hora()
            recurso = recorrer(caso)
            if recurso.instancia < Instancia.TERCEIRA:
                assert dia(recurso.vence_em) == decide
        with em(decide, 23):
            a_volta_da_hora()
            ultima = recurso.instancia == Instancia.TERCEIRA
            caso = decidir(recurso, Resultado.DEFERIDO if ultima else Resultado.INDEFERIDO)
    assert dia(caso.recursos.get(instancia=3).cumprir_ate) == "15/04/2026"
    with em("15/04/2026"):
        a_volta_da_hora()
        assert "O órgão cumpre a decisão até 15/04/2026 (vence hoje)" in lido(caso)
        caso = atual(caso)
        caso = acoes.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
        a_volta_da_hora()
        assert "O órgão cumpriu a decisão em 15/04/2026" in lido(caso)
    assert atual(caso).situacao == S.ENCERRADO


def test_o_silencio_em_cada_instancia_a_pessoa_leva_adiante() -> None:
    with em("22/01/2026"):
        caso = elenco.em_tramitacao()
    with em("11/02/2026", 23):
        a_volta_da_hora()
        with pytest.raises(TransicaoProibida):
            recorrer(caso, MotivoDeRecurso.SEM_RESPOSTA)
    for passou, vence, frase in (
        ("12/02/2026", "18/02/2026", "O prazo passou sem resposta"),
        ("19/02/2026", "24/02/2026", "O prazo da decisão passou"),
        ("25/02/2026", "", "O prazo da decisão passou"),
    ):
        with em(passou, 9):
            a_volta_da_hora()
            assert frase in lido(caso)
            recurso = recorrer(caso, MotivoDeRecurso.SEM_RESPOSTA)
            if vence:
                assert dia(recurso.vence_em) == vence
            with pytest.raises(TransicaoProibida):
                recorrer(caso, MotivoDeRecurso.SEM_RESPOSTA)
    with em("25/05/2026"):
        a_volta_da_hora()
        assert atual(caso).situacao == S.EM_RECURSO
        assert "atrasado" in lido(caso)
        caso = decidir(recurso)
        a_volta_da_hora()
        assert atual(caso).situacao == S.ENCERRADO
    assert Aviso.objects.filter(protocolo=caso.protocolo, modelo="esic_vencido").count() == 1


def test_reclamar_do_silencio_e_a_ouvidoria_manda_responder() -> None:
    with em("02/04/2026"):
        caso = elenco.em_tramitacao()
    with em("28/04/2026", 9):
        a_volta_da_hora()
        reclamacao = acoes.reclamar(caso=atual(caso), por=elenco.municipe(caso.protocolo))
        assert dia(reclamacao.vence_em) == "04/05/2026"
        dito = ultimo_aviso(caso)
        assert "decide até 04/05/2026" in dito
        assert "Você também pode recorrer sem esperar" in dito
        assert "A Ouvidoria decide até 04/05/2026" in lido(caso)
    with em("04/05/2026"):
        acoes.decidir_reclamacao(
            reclamacao=reclamacao,
            versao=atual(caso).versao,
            por=elenco.ogm(),
            resultado="procedente",
            fundamentacao=elenco.FRASE,
        )
        assert "O órgão responde até 14/05/2026 (faltam 10 dias)" in lido(caso)
    with em("14/05/2026"):
        caso = negado(caso)
        assert dia(caso.recorrer_ate) == "25/05/2026"
        assert "Você pode recorrer até 25/05/2026" in lido(caso)


# --- o calendário muda no meio --------------------------------------------------------------


def test_dia_fechado_no_meio_aumenta_cada_prazo_e_nenhum_encurta() -> None:
    with em("22/01/2026"):
        caso = elenco.em_tramitacao()
    with em("05/02/2026"):
        primeiro = fechar("11/02/2026")
        a_volta_da_hora()
        assert dia(atual(caso).vence_em) == "12/02/2026"
        assert "- A resposta do órgão: de 11/02/2026 para 12/02/2026." in ultimo_aviso(caso)
        assert "12/02/2026" in lido(caso)
    with em("12/02/2026", 23):
        a_volta_da_hora()
        caso = negado(caso)
        assert dia(caso.recorrer_ate) == "23/02/2026"
    with em("20/02/2026"):
        segundo = fechar("23/02/2026")
        a_volta_da_hora()
        assert dia(atual(caso).recorrer_ate) == "24/02/2026"
        assert "- O seu tempo de recorrer: de 23/02/2026 para 24/02/2026." in ultimo_aviso(caso)
        assert "Você pode recorrer até 24/02/2026" in lido(caso)
    with em("21/02/2026"):
        for fechado in (primeiro, segundo):
            DiaNaoUtil.objects.filter(pk=fechado.pk).update(revogado_em=timezone.now())
        a_volta_da_hora()
        assert dia(atual(caso).recorrer_ate) == "24/02/2026"
    with em("24/02/2026", 23):
        a_volta_da_hora()
        recurso = recorrer(caso)
        assert dia(recurso.vence_em) == "02/03/2026"
    with em("26/02/2026"):
        fechar("02/03/2026")
        a_volta_da_hora()
        assert dia(Recurso.objects.get(pk=recurso.pk).vence_em) == "03/03/2026"
        assert "- A decisão da 1ª instância: de 02/03/2026 para 03/03/2026." in ultimo_aviso(caso)
        assert "A decisão sai até 03/03/2026" in lido(caso)
    with em("03/03/2026", 9), pytest.raises(TransicaoProibida):
        recorrer(caso)


# --- o recurso de ofício --------------------------------------------------------------------


def test_de_oficio_o_silencio_sobe_sozinho_em_cada_dia_certo(settings: Settings) -> None:
    settings.ESIC_RECURSO_DE_OFICIO = True
    with em("02/04/2026"):
        caso = elenco.em_tramitacao()
    with em("27/04/2026", 23):
        a_volta_da_hora()
        assert not caso.recursos.exists()
    for passou, instancia, vence in (("28/04/2026", 1, "04/05/2026"), ("05/05/2026", 2, "11/05/2026")):
        with em(passou, 0):
            a_volta_da_hora()
            recurso = caso.recursos.get(decidido_em=None)
            assert (recurso.instancia, recurso.de_oficio, dia(recurso.vence_em)) == (instancia, True, vence)
            dito, pagina = ultimo_aviso(caso), lido(caso)
            assert f"A decisão sai até {vence}. Se não sair, o recurso sobe sozinho" in dito
            assert f"Aberto pela Prefeitura em {passou}" in pagina
            assert "A Prefeitura abriu um recurso por você" in pagina
            assert f"A decisão sai até {vence}" in pagina
        with em(vence, 23):
            a_volta_da_hora()
            assert caso.recursos.count() == instancia
    with em("12/05/2026", 0):
        a_volta_da_hora()
        ultimo = caso.recursos.get(decidido_em=None)
        assert (ultimo.instancia, ultimo.contagem) == (3, "sem_prazo")
        assert "A 2ª instância devia ter decidido até 11/05/2026 e não decidiu." in ultimo_aviso(caso)
    with em("12/08/2026"):
        a_volta_da_hora()
        assert caso.recursos.count() == 3
        decidir(ultimo)
        a_volta_da_hora()
    assert atual(caso).situacao == S.ENCERRADO
