"""Contar tudo outra vez: lê os pedidos, o que se passou com eles e o que se disse, e troca a tabela inteira.

Escrito à mão porque o ORM não grava o que lê: montadas em Python, milhões de linhas levariam minutos. As
regras que já há em SQL (`JUNTADA`, `VENCIDA`) são as da casa; `conferir.py` chega às mesmas somas
pelos modelos. Os textos comparam-se byte a byte (`COLLATE "C"`): pela língua, ordená-los custa o dobro.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection
from django.utils import timezone

from protocolo.prazos.atraso import VENCIDA
from protocolo.prazos.contagem import Contagem
from referencia.sql import num_momento_so
from solicitacoes.agregados.conferir import MUDANCAS, PASSOS, conferir
from solicitacoes.models import Agregado, ContagemDosAgregados
from solicitacoes.models.juntadas import JUNTADA
from solicitacoes.situacoes import Situacao, Tipo

MEMORIA = "128MB"
"""Do banco, para ordenar e somar sem ir ao disco."""

M, P = Agregado.Medida, Agregado.Prazo
COLUNAS = (
    "servico_id, distrito_id, unidade_id, canal, sigilosa, importada, junta, medida, valor, prazo, tempo"
)

PEDIDO = f"""
    SELECT p.id, p.servico_id, p.distrito_id, p.unidade_id, p.canal COLLATE "C" AS canal, p.responsavel_id,
        p.parada_em, p.vence_em, p.vencida, p.transferencias, p.devolucoes, p.desfecho, p.situacao,
        p.motivo_de_recusa, p.aberta_em, p.encerrada_em,
        p.sigilosa, p.procedencia = 'importada' AS importada, p.junta,
        p.procedencia = 'nativa' AND NOT versao.prazo_provisorio
            AND p.contagem <> '{Contagem.SEM_PRAZO.value}' AS prometida,
        (p.aberta_em AT TIME ZONE %(fuso)s)::date AS abriu,
        (p.encerrada_em AT TIME ZONE %(fuso)s)::date AS acabou
    FROM (
        SELECT *, COALESCE({JUNTADA}, false) AS junta, {VENCIDA} AS vencida FROM solicitacoes_solicitacao
    ) p
    JOIN guia_versaodoservico versao ON versao.id = p.versao_servico_id
"""

DOS_PEDIDOS = f"""
    SELECT dia, {COLUNAS}, count(*)
    FROM ({PEDIDO}) p
    CROSS JOIN LATERAL (SELECT
        CASE
            WHEN desfecho <> '' THEN desfecho
            WHEN situacao = '{Situacao.CANCELADA.value}' THEN 'cancelado'
            WHEN motivo_de_recusa = '' THEN 'indeferido'
            ELSE 'indeferido_' || motivo_de_recusa
        END AS resultado,
        CASE WHEN encerrada_em IS NULL THEN vencida ELSE encerrada_em > vence_em END AS passou
    ) c
    CROSS JOIN LATERAL (VALUES
        ('{M.PEDIDA}' COLLATE "C", true, abriu, '' COLLATE "C", NULL),
        ('{M.ABERTA}', acabou IS NULL, abriu, '', NULL),
        ('{M.PARADA}', acabou IS NULL AND parada_em IS NOT NULL, abriu, '', NULL),
        ('{M.DE_VOLTA}', acabou IS NULL AND devolucoes > 0, abriu, '', NULL),
        ('{M.SEM_NINGUEM}', acabou IS NULL AND responsavel_id IS NULL, abriu, '', NULL),
        ('{M.ENCERRADA}', acabou IS NOT NULL, acabou, resultado, acabou - abriu),
        ('{M.MUDADA}', acabou IS NOT NULL AND transferencias > 0, acabou, '', NULL),
        ('{M.VOLTADA}', acabou IS NOT NULL AND devolucoes > 0, acabou, '', NULL)
    ) m (medida, conta, dia, valor, tempo)
    CROSS JOIN LATERAL (SELECT CASE
        WHEN medida NOT IN ('{M.ABERTA}', '{M.ENCERRADA}') THEN ''
        WHEN prometida AND passou THEN '{P.FORA}'
        WHEN prometida THEN '{P.NO_PRAZO}'
        WHEN passou THEN '{P.SEM_PROMESSA_PASSADO}'
        ELSE '{P.SEM_PROMESSA}'
    END COLLATE "C" AS prazo) z
    WHERE conta
    GROUP BY dia, {COLUNAS}
"""


def _caso(de: dict[str, Agregado.Medida]) -> str:
    return "CASE passo.tipo " + " ".join(f"WHEN '{t}' THEN '{m}'" for t, m in de.items()) + " END"


DOS_PASSOS = f"""
    SELECT dia, {COLUNAS}, count(*)
    FROM (
        SELECT p.*, (passo.em AT TIME ZONE %(fuso)s)::date AS dia, {_caso(PASSOS)} AS medida,
            '' AS valor, '' AS prazo, NULL::int AS tempo
        FROM solicitacoes_andamento passo JOIN ({PEDIDO}) p ON p.id = passo.caso_id
        WHERE passo.tipo IN ({", ".join(f"'{tipo}'" for tipo in PASSOS)})
    ) p
    GROUP BY dia, {COLUNAS}
"""

MUDANCA = """
    SELECT caso_id, tipo, em, mudancas->'unidade'->>0 AS de,
        lag(em) OVER (PARTITION BY caso_id ORDER BY ordem) AS chegou,
        lead(tipo) OVER (PARTITION BY caso_id ORDER BY ordem) AS seguinte,
        lead(em) OVER (PARTITION BY caso_id ORDER BY ordem) IS NULL AS ultima
    FROM solicitacoes_andamento
    WHERE jsonb_exists(mudancas, 'unidade') AND mudancas->'unidade'->>0 <> ''
"""
"""Cada vez que um pedido saiu de uma unidade; a decisão que o deixou onde estava não diz de onde saiu."""

DAS_MUDANCAS = f"""
    SELECT dia, {COLUNAS}, count(*)
    FROM (
        SELECT p.servico_id, p.distrito_id, unidade.id AS unidade_id, p.canal, p.sigilosa, p.importada,
            p.junta, (passo.em AT TIME ZONE %(fuso)s)::date AS dia,
            m.medida, '' AS valor, '' AS prazo, m.tempo
        FROM ({MUDANCA}) passo
        JOIN ({PEDIDO}) p ON p.id = passo.caso_id
        LEFT JOIN roteamento_unidade unidade ON unidade.sigla = passo.de
        CROSS JOIN LATERAL (VALUES
            ({_caso(MUDANCAS)}, NULL::int, seguinte IS DISTINCT FROM '{Tipo.ENGANO.value}'),
            ('{M.PERMANENCIA}', (passo.em AT TIME ZONE %(fuso)s)::date
                - (COALESCE(chegou, p.aberta_em) AT TIME ZONE %(fuso)s)::date, NOT importada)
        ) m (medida, tempo, conta)
        WHERE conta AND m.medida IS NOT NULL
        UNION ALL
        SELECT p.servico_id, p.distrito_id, p.unidade_id, p.canal, p.sigilosa, p.importada, p.junta,
            acabou, '{M.PERMANENCIA}', '', '',
            acabou - (COALESCE(passo.em, p.aberta_em) AT TIME ZONE %(fuso)s)::date
        FROM ({PEDIDO}) p
        LEFT JOIN ({MUDANCA}) passo ON passo.caso_id = p.id AND passo.ultima
        WHERE acabou IS NOT NULL AND NOT importada
    ) p
    GROUP BY dia, {COLUNAS}
"""

DO_QUE_SE_DISSE = f"""
    SELECT dia, {COLUNAS}, count(*)
    FROM (
        SELECT p.*, (dita.em AT TIME ZONE %(fuso)s)::date AS dia, m.medida, m.valor, '' AS prazo,
            NULL::int AS tempo
        FROM solicitacoes_satisfacao dita
        JOIN ({PEDIDO}) p ON p.id = dita.caso_id
        CROSS JOIN LATERAL (VALUES
            ('{M.RESOLVIDO}', dita.resolveu),
            ('{M.NOTA}', dita.nota::text),
            ('{M.NO_TEMPO}', NULLIF(dita.no_prazo, '')),
            ('{M.CLAREZA}', NULLIF(dita.clareza, ''))
        ) m (medida, valor)
        WHERE m.valor IS NOT NULL
    ) p
    GROUP BY dia, {COLUNAS}
"""

GRAVAR = f"""
    INSERT INTO solicitacoes_agregado (dia, {COLUNAS}, n)
    {DOS_PEDIDOS}
    UNION ALL {DOS_PASSOS}
    UNION ALL {DAS_MUDANCAS}
    UNION ALL {DO_QUE_SE_DISSE}
    ORDER BY dia
"""


def contar() -> ContagemDosAgregados:
    """Troca a tabela pelo que se conta agora; quem a lê entretanto vê a de antes, e duas esperam-se.

    Pode rodar duas vezes. `diferencas` fica a da última conferência.
    """
    inicio = time.monotonic()
    with num_momento_so(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE solicitacoes_agregado IN SHARE ROW EXCLUSIVE MODE")
        agora = timezone.now()
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORIA])
        cursor.execute("DELETE FROM solicitacoes_agregado")
        cursor.execute(GRAVAR, {"agora": agora, "fuso": settings.TIME_ZONE})
        linhas = cursor.rowcount
        cursor.execute("ANALYZE solicitacoes_agregado")
        feita, _ = ContagemDosAgregados.objects.update_or_create(
            pk=1,
            defaults={
                "contada_em": agora,
                "linhas": linhas,
                "segundos": round(time.monotonic() - inicio, 1),
            },
        )
    return feita


def contar_e_conferir() -> ContagemDosAgregados:
    """Conta e, no mesmo momento do banco, soma os pedidos um a um: guarda em quanto não deu o mesmo."""
    with num_momento_so():
        feita = contar()
        feita.diferencas = conferir(feita.contada_em)
        feita.save(update_fields=["diferencas"])
    return feita
