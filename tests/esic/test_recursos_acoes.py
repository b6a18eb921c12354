"""Julgar: quem decide cada instância, o que pergunta ao órgão, e o que a decisão causa."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.models import Andamento, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Resultado, ResultadoDaReclamacao, Situacao, Tipo
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.resposta_suficiente import RespostaInsuficiente
from tests.esic import elenco

S = Situacao


pytestmark = pytest.mark.django_db


def _decidir(caso: Pedido, recurso: Recurso, por: Autor, resultado: str = Resultado.INDEFERIDO) -> Pedido:
    return acoes.decidir(
        recurso=recurso, versao=caso.versao, por=por, resultado=resultado, fundamentacao=elenco.FRASE
    )


def _como(quem: Autor, papel: Papel, sigla: str = "SMSUB") -> Autor:
    assert quem.usuario
    return elenco.autor(quem.usuario, papel, sigla)


# --- quem respondeu ou já decidiu não decide ----------------------------------------------------


def test_quem_decidiu_a_primeira_instancia_nao_decide_nem_pergunta_na_segunda() -> None:
    caso, recurso = elenco.em_recurso()
    aurora = elenco.autoridade()
    caso = _decidir(caso, recurso, aurora)
    caso, segundo = elenco.em_recurso(caso)
    agora_na_ogm = _como(aurora, Papel.OUVIDORIA, "OGM")
    with pytest.raises(acoes.QuemRespondeuNaoJulga):
        _decidir(caso, segundo, agora_na_ogm)
    with pytest.raises(acoes.QuemRespondeuNaoJulga):
        acoes.pedir_esclarecimento(
            caso=caso, versao=caso.versao, por=agora_na_ogm, pergunta="Por que não se entregou a planilha?"
        )
    assert Recurso.objects.get(pk=segundo.pk).decidido_em is None


def test_quem_cumpriu_a_decisao_nao_julga_o_recurso_do_cumprimento() -> None:
    caso = elenco.decidido(Resultado.PARCIAL)
    simone = elenco.sic()
    caso = acoes.cumprir(caso=caso, versao=caso.versao, por=simone, texto=elenco.FRASE)
    caso, segundo = elenco.em_recurso(caso)
    with pytest.raises(acoes.QuemRespondeuNaoJulga):
        _decidir(caso, segundo, _como(simone, Papel.OUVIDORIA, "OGM"))


def test_quem_nao_e_pessoa_nao_decide() -> None:
    caso, recurso = elenco.em_recurso()
    with pytest.raises(ValueError, match="é uma pessoa"):
        _decidir(caso, recurso, Autor(papel=Papel.AUTORIDADE, orgaos=frozenset({caso.orgao_id})))


# --- o que a decisão causa ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resultado", "recorre", "cumpre"),
    [
        (Resultado.DEFERIDO, False, True),
        (Resultado.PARCIAL, True, True),
        (Resultado.INDEFERIDO, True, False),
        (Resultado.NAO_CONHECIDO, True, False),
        (Resultado.PERDA_DE_OBJETO, True, False),
    ],
)
def test_cada_resultado_abre_o_prazo_de_quem_tem_de_agir(resultado: str, recorre: bool, cumpre: bool) -> None:
    caso, recurso = elenco.em_recurso()
    caso = _decidir(caso, recurso, elenco.autoridade(), resultado)
    recurso.refresh_from_db()
    assert (bool(caso.recorrer_ate), bool(recurso.cumprir_ate)) == (recorre, cumpre)
    dito = Aviso.objects.latest("pk").corpo
    assert ("pode recorrer até" in dito) == recorre
    assert ("tem de cumprir a decisão até" in dito) == cumpre


def test_da_ultima_instancia_diz_se_que_nao_cabe_outro_recurso() -> None:
    caso, recurso = elenco.na_instancia(3)
    caso = elenco.em_pauta_de_hoje(recurso)
    caso = _decidir(caso, recurso, elenco.cmai())
    assert caso.recorrer_ate is None
    assert "Não cabe outro recurso dentro da Prefeitura" in Aviso.objects.latest("pk").corpo


# --- o esclarecimento ---------------------------------------------------------------------------


def test_quem_decide_pergunta_e_o_orgao_responde_sem_que_a_pessoa_leia() -> None:
    caso = elenco.perguntado()
    avisos = Aviso.objects.count()
    assert list(Pedido.objects.perguntados()) == [caso]
    assert acoes.pergunta_em_aberto(caso)
    caso = acoes.esclarecer(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    assert not Pedido.objects.perguntados().exists()
    assert acoes.pergunta_em_aberto(caso) is None
    passos = caso.andamentos.filter(tipo__in=[Tipo.ESCLARECIMENTO, Tipo.ESCLARECIDO])
    assert {passo.alcance for passo in passos} == {Andamento.Alcance.INTERNO}
    assert Aviso.objects.count() == avisos


def test_uma_pergunta_de_cada_vez_e_so_frase() -> None:
    caso = elenco.perguntado()
    with pytest.raises(TransicaoProibida, match="ainda não respondeu"):
        acoes.pedir_esclarecimento(
            caso=caso, versao=caso.versao, por=elenco.autoridade(), pergunta=elenco.FRASE
        )
    with pytest.raises(RespostaInsuficiente):
        acoes.esclarecer(caso=caso, versao=caso.versao, por=elenco.sic(), texto="ok")
    with pytest.raises(Conflito):
        acoes.esclarecer(caso=caso, versao=caso.versao - 1, por=elenco.sic(), texto=elenco.FRASE)


@pytest.mark.parametrize("papel", [Papel.OUVIDORIA, Papel.CMAI, Papel.SIC, Papel.SERVIDOR, Papel.INTERESSADO])
def test_so_quem_julga_a_instancia_pergunta(papel: Papel) -> None:
    caso, _ = elenco.em_recurso()
    with pytest.raises(TransicaoProibida):
        acoes.pedir_esclarecimento(
            caso=caso,
            versao=caso.versao,
            por=Autor(papel=papel, usuario=elenco.pessoa()),
            pergunta=elenco.FRASE,
        )


@pytest.mark.parametrize("papel", [Papel.AUTORIDADE, Papel.OUVIDORIA, Papel.SERVIDOR, Papel.INTERESSADO])
def test_so_o_sic_esclarece_e_cumpre(papel: Papel) -> None:
    estranho = Autor(papel=papel, usuario=elenco.pessoa())
    perguntado, deferido = elenco.perguntado(), elenco.decidido(Resultado.DEFERIDO)
    with pytest.raises(TransicaoProibida):
        acoes.esclarecer(caso=perguntado, versao=perguntado.versao, por=estranho, texto=elenco.FRASE)
    with pytest.raises(TransicaoProibida):
        acoes.cumprir(caso=deferido, versao=deferido.versao, por=estranho, texto=elenco.FRASE)


def test_a_pergunta_de_um_recurso_decidido_caduca() -> None:
    caso = elenco.perguntado()
    recurso = caso.recursos.get()
    caso = _decidir(caso, recurso, elenco.autoridade())
    with pytest.raises(TransicaoProibida):
        acoes.esclarecer(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    caso, _ = elenco.em_recurso(caso)
    assert acoes.pergunta_em_aberto(caso) is None


# --- a reclamação pela falta de resposta --------------------------------------------------------


def _reclamado() -> tuple[Pedido, ReclamacaoPorOmissao]:
    caso = elenco.vencido()
    reclamacao = acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))
    return Pedido.objects.get(pk=caso.pk), reclamacao


def test_procedente_manda_responder_ate_um_dia_e_diz_a_pessoa() -> None:
    caso, reclamacao = _reclamado()
    acoes.decidir_reclamacao(
        reclamacao=reclamacao,
        versao=caso.versao,
        por=elenco.ogm(),
        resultado=ResultadoDaReclamacao.PROCEDENTE,
        fundamentacao=elenco.FRASE,
    )
    reclamacao.refresh_from_db()
    assert reclamacao.responder_ate
    ate = f"{timezone.localtime(reclamacao.responder_ate):%d/%m/%Y}"
    assert f"o órgão tem de responder até {ate}" in Aviso.objects.latest("pk").corpo
    with pytest.raises(TransicaoProibida):
        acoes.decidir_reclamacao(
            reclamacao=reclamacao,
            versao=caso.versao + 1,
            por=elenco.ogm(),
            resultado=ResultadoDaReclamacao.IMPROCEDENTE,
            fundamentacao=elenco.FRASE,
        )


@pytest.mark.parametrize("papel", [Papel.SIC, Papel.AUTORIDADE, Papel.CMAI, Papel.INTERESSADO])
def test_so_a_ouvidoria_decide_a_reclamacao(papel: Papel) -> None:
    caso, reclamacao = _reclamado()
    with pytest.raises(TransicaoProibida):
        acoes.decidir_reclamacao(
            reclamacao=reclamacao,
            versao=caso.versao,
            por=Autor(papel=papel, usuario=elenco.pessoa()),
            resultado=ResultadoDaReclamacao.PROCEDENTE,
            fundamentacao=elenco.FRASE,
        )


def test_desistir_encerra_a_reclamacao_em_aberto() -> None:
    caso, reclamacao = _reclamado()
    caso = acoes.desistir(caso=caso, por=elenco.municipe(caso.protocolo))
    reclamacao.refresh_from_db()
    assert caso.situacao == S.DESISTENCIA
    assert reclamacao.resultado == ResultadoDaReclamacao.PERDA_DE_OBJETO
    assert reclamacao.fundamentacao == "A pessoa desistiu do pedido."
    assert reclamacao.decidida_por is None


def test_responder_tambem_a_encerra_e_diz_por_que() -> None:
    caso, reclamacao = _reclamado()
    elenco.respondido(caso=caso)
    reclamacao.refresh_from_db()
    assert (reclamacao.resultado, reclamacao.fundamentacao) == ("perda_de_objeto", "O órgão respondeu.")
    assert reclamacao.decidida_em
    assert timezone.now() - reclamacao.decidida_em < timedelta(minutes=1)
