"""Pegar um retorno: por quanto tempo se vê a quem se liga, um de cada vez, e tantos por hora."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Retorno, TentativaDeRetorno
from atendimento.situacoes import Resultado
from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from solicitacoes.models import Solicitacao
from tests.atendimento.ligando import (
    COM_ENDERECO,
    central,
    na_lista,
    nao_chegou,
    pegar,
    registrar,
    resguardar,
    sem_aviso,
)
from tests.bancos import desfeito
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
Houve, Situacao = TentativaDeRetorno.Resultado, Retorno.Situacao


@pytest.fixture
def ana() -> Usuario:
    return elenco.servidor(central(), nome="Ana Atende", papel=Papel.ATENDENTE)


def test_o_telefone_some_com_o_tempo_e_com_o_fim(
    ana: Usuario, client: Client, subtests: pytest.Subtests
) -> None:
    """Quem ligou ainda diz o que houve, se ninguém mais pegou o retorno; do que acabou, nem isso."""
    ligacao = pegar(ana, na_lista())
    client.force_login(ana)
    endereco = reverse("central:retorno", args=[ligacao.atendimento.codigo])
    agora = timezone.now()
    retorno = Retorno.objects.filter(pk=ligacao.retorno_id)
    atendimento = Atendimento.objects.filter(pk=ligacao.atendimento_id)
    estados: list[tuple[str, Any, dict[str, Any], bool]] = [
        ("o tempo passou", retorno, {"pego_ate": agora}, True),
        ("o atendimento acabou", atendimento, {"terminado_em": agora}, True),
        ("o aviso chegou", retorno, {"situacao": Situacao.CHEGOU, "acabou_em": agora}, False),
    ]
    for qual, linha, muda, ainda_se_diz in estados:
        with subtests.test(qual), desfeito():
            retorno.update(pego_ate=agora + timedelta(minutes=9))
            assert "3333-4444" in client.get(endereco).content.decode()
            linha.update(**muda)
            pagina = client.get(endereco).content.decode()
            assert not any(dado in pagina for dado in ("3333-4444", "Joana", "O prazo é"))
            assert ("Registrar a ligação" in pagina) == ainda_se_diz


def test_pega_se_um_de_cada_vez_e_tantos_por_hora(ana: Usuario, subtests: pytest.Subtests) -> None:
    """Quem pega a lista toda lê o telefone de todos."""
    primeira = pegar(ana, na_lista())
    na_lista(sem_aviso())
    with subtests.test("antes de dizer o que houve"), pytest.raises(TransicaoProibida, match="já pegou"):
        pegar(ana)
    registrar(primeira, ana, Houve.DITO)
    with subtests.test("muitas numa hora"), desfeito():
        for _ in range(acoes.retornos.POR_HORA - 1):
            feita = acoes.comecar(atendente=ana, unidade=central())
            TentativaDeRetorno.objects.create(
                retorno=primeira.retorno, atendimento=feita, resultado=Houve.DITO
            )
        with pytest.raises(TransicaoProibida, match="muitas ligações"):
            pegar(ana)
        depois = timezone.now() - timedelta(minutes=61)
        TentativaDeRetorno.objects.update(em=depois)
        assert pegar(ana)
    with subtests.test("dito, pega a seguinte"), desfeito():
        assert pegar(ana)


def test_o_aviso_novo_nao_entra_no_que_se_esta_a_dizer(ana: Usuario, subtests: pytest.Subtests) -> None:
    """Quem liga, ou a carta, diz o aviso de antes; o novo fica por dizer e volta à lista depois."""
    retorno = na_lista()
    caso = Solicitacao.objects.get(protocolo=retorno.protocolo)
    with subtests.test("a ligação"), desfeito():
        ligacao = pegar(ana, retorno)
        novo = nao_chegou(caso)
        acoes.juntar_retornos(em=timezone.now())
        Retorno.objects.update(pego_ate=timezone.now())
        acoes.juntar_retornos(em=timezone.now())
        assert registrar(ligacao, ana, Houve.DITO).aviso_id == retorno.aviso_id
        assert acoes.juntar_retornos(em=timezone.now()) == 1
        assert Retorno.objects.get(acabou_em=None).aviso == novo
    with subtests.test("a carta"), desfeito():
        Retorno.objects.update(situacao=Situacao.CARTA, na_planilha_em=timezone.now())
        nao_chegou(caso)
        acoes.juntar_retornos(em=timezone.now())
        assert Retorno.objects.get().aviso_id == retorno.aviso_id


def test_a_ligacao_dita_depois_de_a_rotina_acabar_tem_resultado(ana: Usuario) -> None:
    """E fica com a hora em que a rotina o acabou."""
    ligacao, fim = pegar(ana, na_lista()), timezone.now()
    Atendimento.objects.filter(pk=ligacao.atendimento_id).update(terminado_em=fim)
    registrar(ligacao, ana, Houve.DITO)
    dito = Atendimento.objects.get()
    assert (dito.resultado, dito.terminado_em) == (Resultado.RETORNO, fim)


def test_o_que_se_resguarda_depois_de_entrar_sai_da_lista(ana: Usuario, subtests: pytest.Subtests) -> None:
    """Não se pega, não vai em carta, e a rotina o acaba ainda que alguém o tenha pegado."""
    fica, sai = na_lista(), na_lista(sem_aviso(COM_ENDERECO))
    resguardar(sai.protocolo)
    with subtests.test("este"), desfeito(), pytest.raises(TransicaoProibida):
        pegar(ana, sai)
    with subtests.test("o da vez"), desfeito():
        Retorno.objects.filter(pk=sai.pk).update(proxima_em=timezone.now() - timedelta(days=1))
        assert pegar(ana).retorno == fica
        assert Retorno.objects.get(pk=sai.pk).acabou_em
    with subtests.test("a carta"), desfeito():
        Retorno.objects.filter(pk=sai.pk).update(situacao=Situacao.CARTA)
        chefia = elenco.servidor(central(), nome="Célia", papel=Papel.CHEFIA)
        por = elenco.autor(chefia, central(), papel=Papel.CHEFIA)
        assert acoes.levar_cartas(por=por) == []
        assert not LeituraDePessoal.objects.exists()
    with subtests.test("a rotina"), desfeito():
        Retorno.objects.filter(pk=sai.pk).update(com=ana, pego_ate=timezone.now() + timedelta(minutes=9))
        acoes.juntar_retornos(em=timezone.now())
        acabado = Retorno.objects.get(pk=sai.pk)
        assert (acabado.com, acabado.pego_ate) == (None, None)
        assert acabado.acabou_em
        assert not Retorno.objects.get(pk=fica.pk).acabou_em
