"""Os números do ano: o que conta em quê, o que de denúncia não se abre, e quantas consultas custa."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documentos.relatorios import contagens
from documentos.relatorios.quadros import NAO_SE_ABRE, Numeros, Quadro, em_linhas
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.relatorio import anual, ranking
from ouvidoria.situacoes import Resposta, Situacao, TipoDeManifestacao
from protocolo.models import Canal
from protocolo.prazos.em_palavras import atrasada_ha
from tests.ouvidoria import elenco
from tests.solicitacoes import elenco as pedidos

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao
CONSULTAS = 15


def ano_de(caso: Manifestacao) -> int:
    return timezone.localtime(caso.aberta_em).year


def calcular() -> Numeros[Any]:
    agora = timezone.now()
    return anual.calcular(timezone.localdate(agora).year, agora)


def quadro(numeros: Numeros[Any], titulo: str) -> Quadro:
    return next(q for parte in numeros.partes for q in parte.quadros if q.titulo == titulo)


def linha(numeros: Numeros[Any], titulo: str, nome: str) -> dict[str, Any]:
    achado = quadro(numeros, titulo)
    valores = next(celulas for celulas in achado.linhas if celulas[0] == nome)
    return dict(zip(achado.colunas[1:], valores[1:], strict=True))


def do_ano(quando: datetime, tipo: str = T.SUGESTAO, **campos: Any) -> Manifestacao:
    """Uma manifestação recebida em `quando`."""
    return acoes.abrir(elenco.nova(tipo, **campos), por=elenco.municipe(), em=quando)


# --- o que chegou -----------------------------------------------------------------------


def test_o_ano_e_o_do_relogio_da_cidade() -> None:
    """Meia-noite em São Paulo são 3 horas em UTC."""
    do_ano(datetime(2025, 1, 1, 2, 59, tzinfo=UTC))
    do_ano(datetime(2025, 1, 1, 3, 0, tzinfo=UTC))
    do_ano(datetime(2026, 1, 1, 2, 59, tzinfo=UTC), canal=Canal.CARTA)
    agora = timezone.now()
    numeros = anual.calcular(2025, agora)
    assert numeros.resumo.recebidas == 2
    assert linha(numeros, "Manifestações recebidas, por mês", "Janeiro")["Total sem denúncias"] == 1
    assert linha(numeros, "Manifestações recebidas, por mês", "Dezembro")["Sugestão"] == 1
    assert linha(numeros, "Manifestações recebidas, por canal", "Carta") == {
        "Quantas": 1,
        "Parte do total": "50%",
    }
    assert anual.anos(agora) == list(range(timezone.localdate(agora).year, 2023, -1))


def test_ano_sem_nada_nao_divide_por_zero() -> None:
    numeros = calcular()
    assert numeros.resumo.recebidas == 0
    assert numeros.resumo.dias is None
    assert numeros.resumo.parte_no_prazo == "–"
    assert quadro(numeros, "Órgãos de que mais se reclamou").linhas == ()
    assert anual.anos(timezone.now()) == [numeros.ano]


def test_conta_por_tipo_orgao_e_motivo() -> None:
    elenco.registrada(T.RECLAMACAO)
    elenco.registrada(T.RECLAMACAO, orgao=None, solicitacao=elenco.pedido_vencido(), falha="nao_feito")
    elenco.registrada(T.ELOGIO, orgao=None)
    numeros = calcular()
    assert linha(numeros, "Manifestações recebidas, por tipo", "Reclamação")["Quantas"] == 2
    por_orgao = linha(numeros, "Manifestações recebidas, por órgão", "Secretaria das Subprefeituras")
    assert (por_orgao["Reclamação"], por_orgao["Total sem denúncias"]) == (2, 2)
    assert linha(numeros, "Manifestações recebidas, por órgão", anual.SEM_ORGAO)["Elogio"] == 1
    motivos = "Motivos das reclamações"
    assert linha(numeros, motivos, "Fui mal atendido")["Quantas"] == 1
    assert linha(numeros, motivos, "Disseram que fizeram, mas não fizeram")["Quantas"] == 1


def test_servico_so_e_ponto_recorrente_a_partir_de_cinco() -> None:
    pedido = elenco.pedido_vencido()
    for _ in range(4):
        elenco.registrada(T.RECLAMACAO, solicitacao=pedido, falha="prazo_vencido")
    assert quadro(calcular(), "Serviços de que mais se reclamou").linhas == ()
    elenco.registrada(T.RECLAMACAO, solicitacao=pedido, falha="prazo_vencido")
    assert quadro(calcular(), "Serviços de que mais se reclamou").linhas == (("Tapa-buraco", 5),)
    type(pedido).objects.update(sigilosa=True)
    assert quadro(calcular(), "Serviços de que mais se reclamou").linhas == ()


# --- denúncias --------------------------------------------------------------------------


def test_o_mes_de_poucas_denuncias_nao_se_abre_nem_o_que_o_diria() -> None:
    """O de agosto esconde-se com o de setembro, que os dados abertos disseram depois."""
    for mes, quantas in ((8, 2), (9, 6), (10, 6), (11, 7)):
        for _ in range(quantas):
            do_ano(datetime(2025, mes, 15, 12, tzinfo=UTC), T.DENUNCIA)
    do_ano(datetime(2025, 8, 15, 12, tzinfo=UTC))
    meses = quadro(anual.calcular(2025, timezone.now()), "Manifestações recebidas, por mês")
    ditas = {celulas[0]: celulas[-2:] for celulas in meses.linhas}
    assert ditas["Agosto"] == (1, NAO_SE_ABRE)
    assert (ditas["Setembro"][1], ditas["Outubro"][1], ditas["Novembro"][1]) == (NAO_SE_ABRE, 6, 7)
    assert "de um mês só se abre" in meses.nota


def test_orgao_que_so_tem_poucas_denuncias_nao_tem_linha() -> None:
    elenco.registrada(T.DENUNCIA, orgao=elenco.orgao("SMS", "Secretaria da Saúde"))
    elenco.registrada(T.DENUNCIA, orgao=elenco.orgao())
    elenco.registrada(T.ELOGIO, orgao=elenco.orgao())
    numeros = calcular()
    linhas = quadro(numeros, "Manifestações recebidas, por órgão").linhas
    assert [(celulas[0], celulas[-1]) for celulas in linhas] == [
        ("Secretaria das Subprefeituras", "não se abre")
    ]
    por_tipo = linha(numeros, "Manifestações recebidas, por tipo", "Denúncia")
    assert por_tipo == {"Quantas": NAO_SE_ABRE, "Parte do total": "–"}, "o total diria o que o mês calou"
    assert "Secretaria da Saúde" not in str(list(em_linhas(numeros.partes)))


# --- as respostas -----------------------------------------------------------------------


def concluida(*, ha_dias: int, **campos: Any) -> Manifestacao:
    caso = elenco.em_analise(ha_dias=ha_dias, **campos)
    return acoes.concluir(
        caso=caso, versao=caso.versao, por=elenco.ogm(), resposta=Resposta.PARCIAL, conclusao=elenco.FRASE
    )


def test_tempos_resultados_e_o_que_esta_aberto(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mediana é a do meio, em dias; a denúncia concluída não entra nas contas de prazo."""
    hoje = timezone.now()
    monkeypatch.setattr(
        contagens, "do_ano", lambda _ano: (hoje - timedelta(days=200), hoje + timedelta(days=1))
    )
    for dias in (10, 20, 90):
        concluida(ha_dias=dias)
    elenco.na_situacao(Situacao.CONCLUIDA, T.DENUNCIA)
    elenco.registrada(ha_dias=3)
    atrasada = elenco.em_analise(ha_dias=100)
    agora = timezone.now()
    numeros = anual.calcular(hoje.year, agora)
    resumo = numeros.resumo
    assert (resumo.respondidas, resumo.no_prazo, resumo.com_atraso, resumo.dias) == (3, 2, 1, 20)
    assert resumo.parte_no_prazo == "67%"
    assert resumo.atrasadas == 1
    assert numeros.resumo.pior == atrasada_ha(atrasada.vence_em, agora)
    assert numeros.resumo.pior.startswith("atrasada há ")
    assert linha(numeros, "Respostas, por resultado", "Atendida em parte")["Quantas"] == 3
    assert "Enviada a quem apura" not in str(quadro(numeros, "Respostas, por resultado").linhas)
    onde = quadro(numeros, "Onde as manifestações do ano estão agora").linhas
    assert sum(int(celulas[1]) for celulas in onde) == resumo.recebidas


def test_a_revista_conta_do_pedido_de_revisao() -> None:
    caso = concluida(ha_dias=40)
    caso = acoes.pedir_revisao(caso=caso, por=elenco.municipe(caso.protocolo), texto="Não resolveu.")
    ano = ano_de(caso)
    aberta = anual.calcular(ano, timezone.now()).resumo
    assert (aberta.respondidas, aberta.revistas, aberta.dias) == (0, 1, None)
    acoes.concluir(
        caso=caso, versao=caso.versao, por=elenco.ogm(), resposta=Resposta.ATENDIDA, conclusao=elenco.FRASE
    )
    revista = anual.calcular(ano, timezone.now()).resumo
    assert (revista.respondidas, revista.no_prazo, revista.dias) == (1, 1, 0)


def test_como_os_orgaos_responderam() -> None:
    """No prazo, fora dele, atrasado agora e devolvido; o recolhido sai da conta."""
    elenco.respondida()
    _, tarde = elenco.respondida()
    Encaminhamento.objects.filter(pk=tarde.pk).update(vence_em=timezone.now() - timedelta(days=1))
    caso, devolvido = elenco.respondida()
    acoes.devolver_ao_orgao(envio=devolvido, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    Encaminhamento.objects.filter(pk=devolvido.pk).update(vence_em=timezone.now() - timedelta(days=7))
    caso, recolhido = elenco.encaminhada()
    acoes.recolher(envio=recolhido, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    contas = linha(calcular(), "Como os órgãos responderam à Ouvidoria", "Secretaria das Subprefeituras")
    assert contas == {
        "Perguntas da Ouvidoria": 3,
        "Respondidas no prazo": 1,
        "Respondidas depois": 1,
        "Prazo cumprido": "33%",
        "Prazo prorrogado": 0,
        "Respostas devolvidas": 1,
        "Atrasadas agora": 1,
        "A mais atrasada": "atrasada há 7 dias",
    }


def test_satisfacao() -> None:
    for nota, resolveu in ((5, "sim"), (2, "nao")):
        caso = concluida(ha_dias=0)
        por = elenco.municipe(caso.protocolo)
        acoes.avaliar(caso=caso, por=por, nota=nota, resolveu=resolveu, comentario="")
    numeros = calcular()
    assert quadro(numeros, "Como as pessoas avaliaram o atendimento").nota == "Nota média 3,5 de 5."
    assert linha(numeros, "A resposta resolveu?", "Sim")["Parte do total"] == "50%"


# --- ranking e custo --------------------------------------------------------------------


def test_ranking_por_numero_e_por_taxa() -> None:
    orgaos = {1: "Grande", 2: "Pequeno", 3: "Sem pedidos", 4: "Sem reclamação", 5: "Igual ao Grande"}
    reclamacoes = {1: 30, 2: 10, 3: 2, 4: 0, 5: 30}
    pedidos = {1: 60_000, 2: 1_000, 3: 99, 5: 30_000}
    linhas = ranking.mais_reclamados(reclamacoes, pedidos, orgaos).linhas
    assert linhas == (
        ("Grande", 1, 30, 60_000, 0.5, 3),
        ("Igual ao Grande", 1, 30, 30_000, 1.0, 2),
        ("Pequeno", 3, 10, 1_000, 10.0, 1),
        ("Sem pedidos", 4, 2, 99, "–", "–"),
    )


def test_o_ranking_conta_os_pedidos_do_ano_e_do_orgao_do_servico() -> None:
    agora = timezone.now()
    pedido = elenco.pedido_vencido()
    inicio, fim = pedido.aberta_em, agora
    assert ranking.pedidos_por_orgao(inicio, fim) == {pedido.servico.orgao_id: 1}
    assert ranking.pedidos_por_orgao(inicio + timedelta(seconds=1), fim) == {}
    pedidos.publicar_outra(pedido.servico, sigilosa=True)
    assert ranking.pedidos_por_orgao(inicio, fim) == {}, (
        "o sigiloso achava-se tirando as linhas dos dados abertos"
    )


def test_as_consultas_nao_crescem_com_as_manifestacoes() -> None:
    def contar() -> int:
        with CaptureQueriesContext(connection) as consultas:
            calcular()
        return len(consultas)

    elenco.respondida()
    com_uma = contar()
    for sigla in ("SMS", "SME", "SMT"):
        elenco.registrada(orgao=elenco.orgao(sigla, sigla))
        concluida(ha_dias=0, orgao=elenco.orgao(sigla))
    assert contar() == com_uma == CONSULTAS


@pytest.mark.parametrize(
    ("passou", "dito"),
    [
        (timedelta(), ""),
        (timedelta(seconds=1), "venceu hoje"),
        (timedelta(days=1), "atrasada há 1 dia"),
        (timedelta(days=45), "atrasada há 45 dias"),
    ],
)
def test_atraso_em_palavras(passou: timedelta, dito: str) -> None:
    agora = timezone.localtime().replace(hour=12)
    assert atrasada_ha(agora - passou, agora) == dito
    assert not atrasada_ha(None, agora)
