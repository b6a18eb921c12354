"""O atendimento que alguém deixou aberto acaba sem resultado, sem levar nada consigo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from assistente.rascunhos import VALIDADE, VALIDADE_DO_SIGILOSO
from atendimento import acoes, tasks
from atendimento.models import (
    Atendimento,
    AtoDoAtendimento,
    BuscaDePessoa,
    RegraDoAtendimento,
    Retorno,
    TentativaDeRetorno,
)
from atendimento.situacoes import Providencia, Resultado
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import TransicaoProibida
from protocolo.models import OrdemDeGuarda, Rascunho, Retencao
from tests.atendimento.ligando import central, na_lista, pegar, registrar
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Usuario:
    return elenco.servidor(central(), papel=Papel.ATENDENTE)


def aberto(ana: Usuario, *, ha: int) -> Atendimento:
    """Começado há tantos minutos."""
    novo = acoes.comecar(atendente=ana, unidade=central(), telefone="11999990000")
    Atendimento.objects.filter(pk=novo.pk).update(comecado_em=timezone.now() - timedelta(minutes=ha))
    return novo


def rascunho(de: Atendimento, *, ha: int, parte: str = "atendimento") -> Rascunho:
    """O que se escrevia nele, mexido há tantos minutos."""
    onde = {parte: {"unidade": de.unidade_id, "atendimento": str(de.codigo)}}
    vale = timezone.now() + VALIDADE - timedelta(minutes=ha)
    return Rascunho.objects.create(
        tipo="solicitacao", assunto="tapa-buraco", dono=de.atendente, dados=onde, expira_em=vale
    )


def test_so_acaba_o_que_ninguem_toca_ha_tempo_demais(ana: Usuario) -> None:
    """Um ato, ou o que se escreve, mostra que há alguém; o rascunho antigo não, e fica como estava."""
    RegraDoAtendimento.objects.create(pk=1, minutos_sem_nada=20)
    parado, novo, com_ato, escrevendo = (aberto(ana, ha=ha) for ha in (21, 19, 60, 60))
    acoes.anotar(atendimento=com_ato, tipo=Providencia.LEU, protocolo="1" * 15)
    rascunho(escrevendo, ha=5)
    guardado = rascunho(parado, ha=21)
    tasks.acabar_esquecidos()
    tasks.acabar_esquecidos()
    assert list(Atendimento.objects.terminados()) == [parado]
    assert set(Atendimento.objects.abertos()) == {novo, com_ato, escrevendo}
    parado.refresh_from_db()
    assert (parado.resultado, parado.telefone) == ("", "")
    assert list(Atendimento.objects.sem_resultado()) == [parado]
    assert Rascunho.objects.get(pk=guardado.pk).dados == guardado.dados
    AtoDoAtendimento.objects.update(em=timezone.now() - timedelta(minutes=30))
    tasks.acabar_esquecidos()
    assert set(Atendimento.objects.abertos()) == {novo, escrevendo}


def test_quem_dita_a_ouvidoria_ou_um_sigiloso_nao_se_da_por_esquecido(ana: Usuario) -> None:
    """O sigiloso não renova a validade: diz que há alguém o que se guardou da página."""
    RegraDoAtendimento.objects.create(pk=1, minutos_sem_nada=20)
    ditando, em_sigilo = (aberto(ana, ha=60) for _ in range(2))
    rascunho(ditando, ha=5, parte="balcao")
    agora, comeco = timezone.now(), timezone.now() - timedelta(minutes=60)
    Rascunho.objects.filter(pk=rascunho(em_sigilo, ha=0).pk).update(
        sigiloso=True, criado_em=comeco, expira_em=comeco + VALIDADE_DO_SIGILOSO
    )
    escrito = Rascunho.objects.create(
        tipo="escrito", dono=ana, sigiloso=True, expira_em=agora + VALIDADE_DO_SIGILOSO
    )
    assert acoes.acabar_esquecidos(em=agora) == 0
    Rascunho.objects.filter(pk=escrito.pk).update(criado_em=comeco)
    assert acoes.acabar_esquecidos(em=agora) == 1
    assert list(Atendimento.objects.terminados()) == [em_sigilo]


def test_o_da_ouvidoria_e_do_esic_acaba_com_o_esquecido(ana: Usuario) -> None:
    """Enquanto se escreve nele o atendimento não se esquece; depois nada se anota no que acabou."""
    parado, escrevendo = aberto(ana, ha=60), aberto(ana, ha=60)
    velho, novo = rascunho(parado, ha=45, parte="balcao"), rascunho(escrevendo, ha=5, parte="balcao")
    tasks.acabar_esquecidos()
    assert list(Atendimento.objects.terminados()) == [parado]
    assert list(Rascunho.objects.filter(pk__in=[velho.pk, novo.pk])) == [novo]
    acoes.registrado(codigo=str(parado.codigo), caso=da_ouvidoria.registrada(TipoDeManifestacao.ELOGIO))
    assert not parado.atos.exists()


def test_quem_o_esqueceu_ainda_diz_como_acabou(ana: Usuario) -> None:
    """Com a hora em que acabou; dito uma vez, não muda."""
    parado = aberto(ana, ha=60)
    acoes.acabar_esquecidos(em=timezone.now())
    parado.refresh_from_db()
    acabou = parado.terminado_em
    dito = acoes.terminar(atendimento=parado, resultado=Resultado.INFORMACAO)
    assert (dito.resultado, dito.terminado_em) == (Resultado.INFORMACAO, acabou)
    with pytest.raises(TransicaoProibida):
        acoes.terminar(atendimento=parado, resultado=Resultado.ENGANO)


def test_do_dia_que_ja_se_somou_nao_se_diz_como_acabou(ana: Usuario, subtests: pytest.Subtests) -> None:
    """Entraria na lista e nunca nas contas; a ligação de um dia destes ainda se registra."""
    for dias, somado in ((3, False), (4, True)):
        with subtests.test(f"há {dias} dias"):
            este = aberto(ana, ha=60 * 24 * dias)
            Atendimento.objects.filter(pk=este.pk).update(terminado_em=timezone.now())
            if somado:
                with pytest.raises(TransicaoProibida, match="já se somou"):
                    acoes.terminar(atendimento=este, resultado=Resultado.INFORMACAO)
            else:
                assert acoes.terminar(atendimento=este, resultado=Resultado.INFORMACAO).resultado
    with subtests.test("a ligação"):
        ligacao = pegar(ana, na_lista())
        antigo = timezone.now() - timedelta(days=4)
        ligadas = Atendimento.objects.filter(pk=ligacao.atendimento_id)
        ligadas.update(comecado_em=antigo, terminado_em=antigo)
        assert registrar(ligacao, ana, TentativaDeRetorno.Resultado.DITO).acabou_em
        assert ligadas.get().resultado == ""


def test_as_rotinas_nao_se_acumulam_quando_a_fila_para() -> None:
    for nome in ("acabar_esquecidos", "juntar_retornos"):
        agendada: Any = settings.CELERY_BEAT_SCHEDULE[f"atendimento.{nome}"]
        assert agendada["options"]["expires"] == agendada["schedule"]
        assert hasattr(tasks, nome)


def test_passado_o_tempo_de_guarda_o_atendimento_se_apaga_e_as_somas_ficam(ana: Usuario) -> None:
    """Sem linha na tabela, guarda-se sempre; o que se escreveu nele vai junto, o novo e o aberto ficam."""
    velho, novo, em_curso = aberto(ana, ha=60 * 24 * 800), aberto(ana, ha=60), aberto(ana, ha=60 * 24 * 800)
    retorno = na_lista()
    ligacao = pegar(ana, retorno)
    registrar(ligacao, ana, TentativaDeRetorno.Resultado.DITO)
    antigo = timezone.now() - timedelta(days=800)
    Atendimento.objects.filter(pk=ligacao.atendimento_id).update(comecado_em=antigo)
    Retorno.objects.update(acabou_em=antigo)
    acoes.anotar(atendimento=velho, tipo=Providencia.LEU, protocolo="1" * 15)
    BuscaDePessoa.objects.create(atendimento=velho, por="cpf", impressao="x", achados=0)
    for um in (velho, novo):
        acoes.terminar(atendimento=um, resultado=Resultado.ANDAMENTO)
    Retencao.objects.all().delete()
    assert acoes.aplicar_a_guarda(em=timezone.now()) == 0
    Retencao.objects.create(processo="atendimento", situacao="", anos=2, base_legal="teste")
    ordem = OrdemDeGuarda.objects.create(protocolo="1" * 15, motivo="Ofício.", por=ana)
    tasks.aplicar_a_guarda()
    assert set(Atendimento.objects.all()) == {velho, novo, em_curso}, (
        "o que leva a um caso guardado por ordem"
    )
    OrdemDeGuarda.objects.filter(pk=ordem.pk).update(levantada_em=timezone.now())
    tasks.aplicar_a_guarda()
    assert set(Atendimento.objects.all()) == {novo, em_curso}
    assert not AtoDoAtendimento.objects.exists()
    assert not BuscaDePessoa.objects.exists()
    assert not Retorno.objects.exists()
