"""O complemento é um círculo fechado: pergunta, pausa, lembrete, resposta ou fim do tempo."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assistente import rascunhos
from avisos.models import Aviso
from contas.autor import Autor
from protocolo import complemento
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos.contagem import SAO_PAULO
from roteamento.models import Unidade
from solicitacoes import acoes, tasks
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
PERGUNTA = "O buraco fica em frente a que número?"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


def _perguntado(caixa: Unidade, por: Autor, depois: str = "encerra", **servico: Any) -> Solicitacao:
    """Aberto na segunda, perguntado dois dias depois."""
    slug = f"servico-{depois}-{servico.get('prazo_contagem', '')}"
    qual = elenco.servico(slug, complemento_vencido=depois, **servico)
    caso = elenco.solicitacao(caixa, em=SEGUNDA, servico=qual)
    with time_machine.travel(SEGUNDA + timedelta(days=2), tick=False):
        return acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta=PERGUNTA)


def test_perguntar_para_o_relogio_e_marca_as_datas(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    quarta = SEGUNDA + timedelta(days=2)
    assert (caso.situacao, caso.parada_em) == (Situacao.AGUARDANDO_MUNICIPE, quarta)
    assert caso.responder_ate
    assert caso.lembrar_em
    # dez dias corridos a contar de quinta, 5/3, dão sábado, 14/3: passa para segunda, 16/3.
    assert timezone.localtime(caso.responder_ate).date().isoformat() == "2026-03-16"
    assert caso.lembrar_em - quarta == caso.responder_ate - caso.lembrar_em
    aviso = Aviso.objects.get(modelo="complemento_pedido")
    for dito in (PERGUNTA, "16/03/2026", "será cancelado"):
        assert dito in aviso.corpo


def test_parado_nao_vence_nem_e_avisado(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    Solicitacao.objects.filter(pk=caso.pk).update(vence_em=SEGUNDA)
    with time_machine.travel(SEGUNDA + timedelta(days=4), tick=False):
        tasks.avisar_vencidas()
        assert not Solicitacao.objects.vencidas(timezone.now()).exists()
    assert not Aviso.objects.filter(modelo="prazo_vencido").exists()


@pytest.mark.parametrize("contagem", ["corridos", "uteis", "horas"])
@pytest.mark.parametrize("dias", [0, 1, 3, 5])
def test_responder_devolve_o_tempo_parado_e_nunca_encurta(
    caixa: Unidade, por: Autor, contagem: str, dias: int
) -> None:
    caso = _perguntado(caixa, por, prazo_contagem=contagem, prazo_quantidade=30)
    antes, quando = caso.vence_em, SEGUNDA + timedelta(days=2 + dias, hours=1)
    with time_machine.travel(quando, tick=False):
        caso = acoes.responder_complemento(
            caso=caso, por=elenco.municipe(caso.protocolo), texto="Em frente ao 425."
        )
    assert caso.situacao == Situacao.EM_ANDAMENTO
    assert (caso.parada_em, caso.responder_ate, caso.lembrar_em) == (None, None, None)
    assert caso.vence_em >= antes
    assert caso.parado > 0 or dias == 0
    if dias == 5:
        assert caso.vence_em > antes
    passo = caso.andamentos.get(tipo=Tipo.COMPLEMENTO_RESPONDIDO)
    assert (passo.texto, passo.alcance) == ("Em frente ao 425.", Andamento.Alcance.INTERESSADO)


def test_responder_traz_as_fotos(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    rascunho = rascunhos.criar(tipo="mensagem", assunto=caso.protocolo)
    foto = ArquivoDeRascunho.objects.create(
        rascunho=rascunho, arquivo="anexos/a.jpg", miniatura="anexos/a-p.jpg", nome="buraco.jpg", sha256="a"
    )
    caso = acoes.acrescentar(
        caso=caso, por=elenco.municipe(caso.protocolo), texto="Veja a foto.", fotos=[foto]
    )
    anexo = caso.anexos.get()
    assert (anexo.nome, anexo.ordem, anexo.papel) == ("buraco.jpg", caso.versao, "interessado")
    assert not ArquivoDeRascunho.objects.exists()


def test_lembrete_sai_uma_vez_na_metade(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    assert caso.lembrar_em
    with time_machine.travel(caso.lembrar_em - timedelta(minutes=1), tick=False):
        tasks.cuidar_complementos()
    assert not Aviso.objects.filter(modelo="complemento_a_vencer").exists()
    for minutos in (0, 60):
        with time_machine.travel(caso.lembrar_em + timedelta(minutes=minutos), tick=False):
            tasks.cuidar_complementos()
    aviso = Aviso.objects.get(modelo="complemento_a_vencer")
    assert PERGUNTA in aviso.corpo
    assert "16/03/2026" in aviso.corpo
    assert caso.andamentos.filter(tipo=Tipo.COMPLEMENTO_LEMBRADO).count() == 1


def test_quem_respondeu_nao_e_lembrado_nem_encerrado(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    with time_machine.travel(SEGUNDA + timedelta(days=3), tick=False):
        acoes.responder_complemento(caso=caso, por=elenco.municipe(caso.protocolo), texto="No 425.")
    with time_machine.travel(SEGUNDA + timedelta(days=20), tick=False):
        tasks.cuidar_complementos()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.EM_ANDAMENTO
    assert not Aviso.objects.filter(modelo__in=["complemento_a_vencer", "cancelado"]).exists()


@pytest.mark.parametrize(
    ("depois", "situacao", "modelo"),
    [
        ("encerra", Situacao.CANCELADA, "cancelado"),
        ("prossegue", Situacao.EM_ANDAMENTO, "complemento_vencido"),
    ],
)
def test_sem_resposta_o_servico_diz_o_que_acontece(
    caixa: Unidade, por: Autor, depois: str, situacao: str, modelo: str
) -> None:
    caso = _perguntado(caixa, por, depois)
    antes = caso.vence_em
    assert caso.responder_ate
    with time_machine.travel(caso.responder_ate, tick=False):
        tasks.cuidar_complementos()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.AGUARDANDO_MUNICIPE  # o último segundo ainda é dele
    with time_machine.travel(caso.responder_ate + timedelta(minutes=1), tick=False):
        tasks.cuidar_complementos()
        tasks.cuidar_complementos()
    caso.refresh_from_db()
    assert caso.situacao == situacao
    assert not any([caso.parada_em, caso.responder_ate, caso.lembrar_em])
    assert Aviso.objects.filter(modelo=modelo).count() == 1
    if depois == "prossegue":
        assert caso.vence_em > antes


def test_o_lembrete_perdido_nao_sai_depois_do_fim(caixa: Unidade, por: Autor) -> None:
    """A rotina ficou parada além do prazo: encerra, e não manda também o lembrete."""
    caso = _perguntado(caixa, por)
    assert caso.responder_ate
    with time_machine.travel(caso.responder_ate + timedelta(days=3), tick=False):
        tasks.cuidar_complementos()
    assert not Aviso.objects.filter(modelo="complemento_a_vencer").exists()
    assert Aviso.objects.filter(modelo="cancelado").count() == 1


def test_segunda_pergunta_enquanto_espera_e_recusada(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    with pytest.raises(TransicaoProibida, match="Já há uma pergunta"):
        acoes.pedir_complemento(caso=caso, versao=caso.versao, por=por, pergunta=PERGUNTA)


def test_perguntar_de_novo_depois_da_resposta_vale(caixa: Unidade, por: Autor) -> None:
    caso = _perguntado(caixa, por)
    with time_machine.travel(SEGUNDA + timedelta(days=4), tick=False):
        caso = acoes.responder_complemento(
            caso=caso, por=elenco.municipe(caso.protocolo), texto="Não sei dizer."
        )
        parado, vence = caso.parado, caso.vence_em
        caso = acoes.pedir_complemento(caso=caso, versao=caso.versao, por=por, pergunta="E a cor da casa?")
    assert complemento.pergunta_em_aberto(caso) == "E a cor da casa?"
    with time_machine.travel(SEGUNDA + timedelta(days=9), tick=False):
        caso = acoes.responder_complemento(caso=caso, por=elenco.municipe(caso.protocolo), texto="É azul.")
    assert caso.parado == parado + 5
    assert caso.vence_em > vence


def test_importado_nao_recebe_pergunta(caixa: Unidade, por: Autor) -> None:
    """Não há a quem perguntar, e nenhuma rotina encerraria a espera."""
    caso = elenco.solicitacao(caixa, identificacao=None, procedencia=Solicitacao.Procedencia.IMPORTADA)
    with pytest.raises(TransicaoProibida, match="base histórica"):
        acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta=PERGUNTA)


def test_encerrar_e_lembrar_fora_de_hora_nao_fazem_nada(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    for acao in (acoes.lembrar_complemento, acoes.encerrar_complemento, acoes.avisar_vencimento):
        assert acao(caso=caso, por=elenco.autor(None)).versao == 1
    assert not Aviso.objects.exists()
