"""Assumir, iniciar, transferir, devolver, finalizar, indeferir: o que cada uma escreve."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.autor import Autor
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.models import Canal
from protocolo.numero import formatar
from protocolo.resposta_suficiente import RespostaInsuficiente
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db


@pytest.fixture
def caixa(db: None) -> Unidade:
    return elenco.unidade()


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


def _ultimo(caso: Solicitacao) -> Andamento:
    return caso.andamentos.order_by("-ordem")[0]


def test_assumir_escreve_quem_era_e_quem_passa_a_ser(caixa: Unidade, por: Autor) -> None:
    caso = acoes.assumir(caso=elenco.solicitacao(caixa), versao=1, por=por)
    assert caso.responsavel == por.usuario
    passo = _ultimo(caso)
    assert (passo.tipo, passo.alcance) == (Tipo.ASSUNCAO, Andamento.Alcance.INTERNO)
    assert passo.mudancas == {"responsavel": ["", "Sérgio Souza"]}
    colega = elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa)
    caso = acoes.assumir(caso=caso, versao=2, por=colega)
    assert _ultimo(caso).mudancas == {"responsavel": ["Sérgio Souza", "Célia"]}


def test_iniciar_sem_responsavel_faz_de_quem_inicia_o_responsavel(caixa: Unidade, por: Autor) -> None:
    caso = acoes.iniciar(caso=elenco.solicitacao(caixa), versao=1, por=por)
    assert (caso.situacao, caso.responsavel) == (Situacao.EM_ANDAMENTO, por.usuario)


def test_iniciar_nao_toma_o_pedido_de_quem_ja_e_responsavel(caixa: Unidade, por: Autor) -> None:
    celia = elenco.servidor(caixa, nome="Célia")
    caso = acoes.iniciar(caso=elenco.solicitacao(caixa, responsavel=celia), versao=1, por=por)
    assert caso.responsavel == celia


def test_transferir_muda_de_caixa_na_hora_e_diz_por_que(caixa: Unidade, por: Autor) -> None:
    destino = elenco.unidade("SMPR-CPO-STM-Outra", "Manutenção da Outra")
    caso = elenco.solicitacao(caixa, responsavel=por.usuario)
    prazo = caso.vence_em
    caso = acoes.transferir(caso=caso, versao=1, por=por, unidade=destino, motivo=elenco.FRASE)
    assert (caso.unidade, caso.unidade_anterior, caso.responsavel) == (destino, caixa, None)
    assert (caso.transferencias, caso.vence_em) == (1, prazo)
    passo = _ultimo(caso)
    assert (passo.unidade, passo.texto) == (caixa.sigla, elenco.FRASE)
    assert passo.mudancas == {"unidade": [caixa.sigla, destino.sigla]}
    aviso = Aviso.objects.get(modelo="transferido")
    assert "Manutenção da Outra" in aviso.corpo
    assert elenco.FRASE in aviso.corpo


def test_transferir_para_a_mesma_unidade_e_recusado(caixa: Unidade, por: Autor) -> None:
    with pytest.raises(TransicaoProibida, match="já está nesta unidade"):
        acoes.transferir(
            caso=elenco.solicitacao(caixa), versao=1, por=por, unidade=caixa, motivo=elenco.FRASE
        )


def test_devolver_volta_a_quem_transferiu_e_so_uma_vez(caixa: Unidade, por: Autor) -> None:
    destino = elenco.unidade("SMPR-CPO-STM-Outra")
    caso = acoes.transferir(
        caso=elenco.solicitacao(caixa), versao=1, por=por, unidade=destino, motivo=elenco.FRASE
    )
    de_la = elenco.autor(elenco.servidor(destino), destino)
    caso = acoes.devolver(caso=caso, versao=2, por=de_la, motivo=elenco.FRASE)
    assert (caso.unidade, caso.unidade_anterior, caso.devolucoes) == (caixa, None, 1)
    assert _ultimo(caso).tipo == Tipo.DEVOLUCAO
    with pytest.raises(TransicaoProibida, match="não veio de outra unidade"):
        acoes.devolver(caso=caso, versao=3, por=por, motivo=elenco.FRASE)


def test_finalizar_da_desfecho_data_e_resposta(caixa: Unidade, por: Autor) -> None:
    caso = acoes.finalizar(
        caso=elenco.solicitacao(caixa), versao=1, por=por, desfecho="nao_encontrado", resposta=elenco.FRASE
    )
    assert (caso.situacao, caso.desfecho) == (Situacao.FINALIZADA, Desfecho.NAO_ENCONTRADO)
    assert caso.encerrada_em == _ultimo(caso).em
    assert _ultimo(caso).mudancas == {"desfecho": ["", "Problema não encontrado no local"]}
    aviso = Aviso.objects.get(modelo="finalizado")
    assert "Problema não encontrado no local" in aviso.assunto
    assert elenco.FRASE in aviso.corpo


def test_indeferir_da_motivo_da_lista_e_texto(caixa: Unidade, por: Autor) -> None:
    caso = acoes.indeferir(
        caso=elenco.solicitacao(caixa), versao=1, por=por, motivo="area_particular", resposta=elenco.FRASE
    )
    assert (caso.situacao, caso.motivo_de_recusa) == (Situacao.INDEFERIDA, MotivoDeRecusa.AREA_PARTICULAR)
    assert "o local é particular" in Aviso.objects.get(modelo="indeferido").corpo


@pytest.mark.parametrize("resposta", [".", "ok", "OK.", "SMSUB CPO STM ILUME", "feito feito feito feito"])
@pytest.mark.parametrize(
    ("acao", "escolha"),
    [(acoes.finalizar, {"desfecho": "realizado"}), (acoes.indeferir, {"motivo": "repetido"})],
)
def test_resposta_que_nao_e_frase_e_recusada_com_conselho(
    caixa: Unidade, por: Autor, acao: Any, escolha: dict[str, str], resposta: str
) -> None:
    caso = elenco.solicitacao(caixa)
    with pytest.raises(RespostaInsuficiente, match="Escreva uma frase completa"):
        acao(caso=caso, versao=1, por=por, resposta=resposta, **escolha)
    assert Solicitacao.objects.get(pk=caso.pk).versao == 1


def test_a_equipe_nao_pode_dizer_nao_informado(caixa: Unidade, por: Autor) -> None:
    with pytest.raises(ValueError, match="não pode dar"):
        acoes.finalizar(
            caso=elenco.solicitacao(caixa),
            versao=1,
            por=por,
            desfecho=Desfecho.NAO_INFORMADO,
            resposta=elenco.FRASE,
        )


def test_versao_velha_e_conflito_e_nada_muda(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    acoes.assumir(caso=caso, versao=1, por=por)
    with pytest.raises(Conflito):
        acoes.iniciar(caso=caso, versao=1, por=por)
    caso.refresh_from_db()
    assert (caso.versao, caso.situacao) == (2, Situacao.ABERTA)


@pytest.mark.django_db(transaction=True)
def test_dois_servidores_ao_mesmo_tempo_um_vence_e_o_outro_sabe() -> None:
    """Duas conexões de verdade, com a mesma versão: uma só passa, nunca as duas nem nenhuma."""
    caixa = elenco.unidade()
    caso = elenco.solicitacao(caixa)
    autores = [elenco.autor(elenco.servidor(caixa, nome=nome), caixa) for nome in ("Ana", "Bia")]
    largada, resultados = threading.Barrier(2), []

    def agir(por: Autor) -> None:
        try:
            largada.wait(10)
            acoes.finalizar(caso=caso, versao=1, por=por, desfecho="realizado", resposta=elenco.FRASE)
            resultados.append("venceu")
        except Conflito:
            resultados.append("soube")
        finally:
            connection.close()

    threads = [threading.Thread(target=agir, args=(por,)) for por in autores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(resultados) == ["soube", "venceu"]
    assert caso.andamentos.count() == 2
    assert Aviso.objects.filter(protocolo=caso.protocolo).count() == 1


@pytest.mark.django_db(transaction=True)
def test_o_segundo_espera_o_primeiro_acabar() -> None:
    """Com a linha presa por uma transação aberta, o segundo espera; só então sabe que perdeu."""
    caixa = elenco.unidade()
    caso = elenco.solicitacao(caixa)
    por = elenco.autor(elenco.servidor(caixa), caixa)
    preso, solto, fim = threading.Event(), threading.Event(), []

    def segundo() -> None:
        try:
            preso.wait(10)
            acoes.iniciar(caso=caso, versao=1, por=por)
            fim.append("venceu")
        except Conflito:
            fim.append("soube" if solto.is_set() else "não esperou")
        finally:
            connection.close()

    thread = threading.Thread(target=segundo)
    thread.start()
    with transaction.atomic():
        acoes.assumir(caso=caso, versao=1, por=por)
        preso.set()
        thread.join(0.5)
        assert thread.is_alive()
        solto.set()
    thread.join(20)
    assert fim == ["soube"]


def test_quem_nao_deixou_email_tem_aviso_sem_contato(caixa: Unidade, por: Autor) -> None:
    for quem in (Identificacao(), Identificacao(nome="Zé", tipo_documento="rg", documento="123456")):
        acoes.iniciar(caso=elenco.solicitacao(caixa, identificacao=quem), versao=1, por=por)
    assert set(Aviso.objects.values_list("situacao", flat=True)) == {Aviso.Situacao.SEM_CONTATO}


def test_aviso_de_servico_sigiloso_nao_diz_o_servico_nem_o_lugar(caixa: Unidade, por: Autor) -> None:
    sigiloso = elenco.servico("violencia", "Denúncia de violência", sigilosa=True)
    caso = elenco.solicitacao(caixa, servico=sigiloso)
    caso = acoes.iniciar(caso=caso, versao=1, por=por)
    caso = acoes.pedir_complemento(caso=caso, versao=2, por=por, pergunta="Em que dia foi?")
    caso = acoes.responder_complemento(caso=caso, por=elenco.municipe(caso.protocolo), texto="Foi ontem.")
    acoes.finalizar(caso=caso, versao=4, por=por, desfecho="realizado", resposta=elenco.FRASE)
    avisos = Aviso.objects.all()
    assert len(avisos) == 3
    for aviso in avisos:
        dito = (aviso.assunto + aviso.corpo).replace(formatar(caso.protocolo), "").replace(caso.protocolo, "")
        for palavra in ("violência", "Líbero", "425"):
            assert palavra not in dito


def test_ato_do_municipe_nao_guarda_usuario(caixa: Unidade) -> None:
    conta = elenco.pessoa("Maria")
    caso = elenco.solicitacao(caixa, identificacao=Identificacao(usuario=None))
    parte = Autor(papel=elenco.municipe().papel, usuario=conta, protocolos=frozenset({caso.protocolo}))
    caso = acoes.cancelar(caso=caso, por=parte)
    assert _ultimo(caso).usuario is None
    assert caso.history.latest().history_user is None


def test_a_ordem_da_caixa_nao_depende_do_canal(caixa: Unidade) -> None:
    """Os mesmos prazos por todos os canais: a ordem é a do prazo e, no empate, a de chegada."""
    casos = [
        elenco.solicitacao(caixa, canal=canal, ha_dias=dias)
        for dias in (9, 3, 6)
        for canal in reversed(Canal.values)
    ]
    ordem = list(Solicitacao.objects.na_ordem_da_caixa().values_list("pk", flat=True))
    assert ordem == [caso.pk for caso in sorted(casos, key=lambda caso: (caso.vence_em, caso.pk))]
