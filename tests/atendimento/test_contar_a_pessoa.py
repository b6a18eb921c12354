"""Quem atende lê à pessoa o aviso que não lhe chegou: ele conta como dito, e já não é preciso ligar."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Retorno
from avisos.models import Aviso
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from solicitacoes.models import Solicitacao
from tests.atendimento.com_a_pessoa import Atendendo
from tests.atendimento.ligando import nao_chegou, pegar, registrar, regra
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
Situacao = Retorno.Situacao


def por_ligar() -> tuple[Solicitacao, Retorno]:
    """O pedido de Maria, de que um aviso não chegou."""
    regra()
    caso = elenco.solicitacao()
    nao_chegou(caso, Aviso.Situacao.FALHOU)
    acoes.juntar_retornos(em=timezone.now())
    return caso, Retorno.objects.get(protocolo=caso.protocolo)


def contar(mesa: Atendendo, caso: Solicitacao) -> None:
    """Aperta o botão que a página do caso mostra."""
    pagina = BeautifulSoup(mesa.ver(f"caso/{caso.protocolo}/").content, "lxml")
    campo = pagina.select_one("form[action$='/contei/'] input[name=aviso]")
    assert campo
    assert mesa.mandar(f"caso/{caso.protocolo}/contei/", {"aviso": str(campo["value"])}).status_code == 302


def test_contado_o_retorno_acaba_e_o_caso_o_diz() -> None:
    """Também a carta por mandar; e contar outra vez não escreve nada."""
    caso, retorno = por_ligar()
    Retorno.objects.update(situacao=Situacao.CARTA)
    mesa = Atendendo().lida(caso)
    assert "O prazo é 10/12/2026." in mesa.ver(f"caso/{caso.protocolo}/").content.decode()
    contar(mesa, caso)
    retorno.refresh_from_db()
    assert (retorno.situacao, retorno.com) == (Situacao.DITO, None)
    assert retorno.acabou_em
    assert Aviso.objects.get(pk=retorno.aviso_id).situacao == Aviso.Situacao.DITO
    nota = caso.andamentos.get(tipo="nota")
    assert (nota.alcance, nota.papel, nota.usuario) == ("interno", Papel.ATENDENTE, mesa.usuario)
    assert mesa.atos()[-1] == ("contou", caso.protocolo)
    mesa.mandar(f"caso/{caso.protocolo}/contei/", {"aviso": str(retorno.aviso_id)})
    assert caso.andamentos.filter(tipo="nota").count() == 1
    assert acoes.juntar_retornos(em=timezone.now()) == 0
    assert "Contei à pessoa" not in mesa.ver(f"caso/{caso.protocolo}/").content.decode()


def test_o_aviso_que_ela_nao_ouviu_fica_por_dizer() -> None:
    """O que chegou à lista depois de a página se abrir."""
    caso, retorno = por_ligar()
    mesa = Atendendo().lida(caso)
    novo = nao_chegou(caso, Aviso.Situacao.FALHOU)
    acoes.juntar_retornos(em=timezone.now())
    mesa.mandar(f"caso/{caso.protocolo}/contei/", {"aviso": str(retorno.aviso_id)})
    retorno.refresh_from_db()
    assert (retorno.situacao, retorno.aviso) == (Situacao.POR_LIGAR, novo)


def test_quem_ja_estava_a_ligar_nao_conta_outra_vez() -> None:
    """O telefone some da página dele, e o que disser já não se registra."""
    caso, retorno = por_ligar()
    ana = elenco.servidor(pedindo.central(), nome="Ana", papel=Papel.ATENDENTE)
    ligacao = pegar(ana, retorno)
    contar(Atendendo().lida(caso), caso)
    with pytest.raises(TransicaoProibida):
        registrar(ligacao, ana, "dito")


def test_so_se_conta_o_aviso_do_caso_que_se_leu() -> None:
    """Sem ler, 403; o aviso de outro caso, ou de quem acompanha junto, não muda."""
    caso, retorno = por_ligar()
    outro = nao_chegou(elenco.solicitacao(), Aviso.Situacao.FALHOU)
    mesa = Atendendo().reconhecida(caso)
    dados = {"aviso": str(retorno.aviso_id)}
    assert mesa.mandar(f"caso/{caso.protocolo}/contei/", dados).status_code == 403
    mesa.ler(caso)
    for estranho in (str(outro.pk), "", "x"):
        assert mesa.mandar(f"caso/{caso.protocolo}/contei/", {"aviso": estranho}).status_code == 302
    assert not Aviso.objects.filter(situacao=Aviso.Situacao.DITO).exists()
