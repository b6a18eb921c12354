"""Milhões de pedidos de muitas unidades, escritos pelo próprio banco: o tamanho a que a cidade chega em anos.

Mais da metade dos encerrados fica na caixa que se mede, e nenhum deles tem foto nem foi reaberto: um filtro
que nada acha teria de os ler todos. De metade sabe-se quem pediu, e de metade destes o CPF, para que se
procure alguém entre muitos.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from contas.models import Interessado, Municipe
from protocolo import numero

LOTE = 500_000
ABERTOS_EM_CADA = 50
"""Um em cada tantos ainda está aberto; destes, um em cada cinco é da caixa."""
CHAVE = "cidade:"

TABELAS = "solicitacoes_solicitacao", "contas_interessado"
MUNICIPES = """
INSERT INTO contas_municipe (id, cpf, provado_como, criado_em)
SELECT %(municipes)s + n, base || um || (soma - algarismos + 9 * um) %% 11 %% 10, '', now()
FROM (SELECT n, lpad(n::text, 9, '0') AS base FROM medicao_numero WHERE n %% 4 = 0) pessoa
CROSS JOIN LATERAL (
    SELECT sum(i * d) AS soma, sum(d) AS algarismos, sum(i * d) %% 11 %% 10 AS um
    FROM (SELECT i, substr(base, i, 1)::int AS d FROM generate_series(1, 9) AS i) algarismo
) verificador
"""
"""O CPF de um em cada quatro, com os verificadores: cada algarismo pelo seu lugar, o resto de onze."""
GENTE = """
INSERT INTO contas_interessado (
    id, municipe_id, identidade, nome, tipo_documento, documento, email, telefone, endereco, criado_em
)
SELECT %(gente)s + n, municipe.id, 'declarada',
    (ARRAY['Ana', 'Antônio', 'Bruna', 'Carlos', 'Célia', 'João', 'José', 'Luiz', 'Maria'])[1 + a %% 9]
    || ' ' || (ARRAY['Almeida', 'Costa', 'Lima', 'Oliveira', 'Santos', 'Silva', 'Souza'])[1 + b %% 7]
    || ' ' || (ARRAY['Alves', 'Araújo', 'Barbosa', 'Cardoso', 'Dias', 'Ferreira', 'Gomes'])[1 + a %% 7],
    CASE WHEN cpf IS NULL THEN '' ELSE 'cpf' END, coalesce(cpf, ''), 'pessoa' || n || '@medicao.invalid',
    '119' || lpad((b %% 100000000)::text, 8, '0'), '', now()
FROM (SELECT n, abs(hashint8extended(n, 4)) AS a, abs(hashint8extended(n, 5)) AS b
      FROM medicao_numero WHERE n %% 2 = 0) pessoa
LEFT JOIN contas_municipe municipe ON municipe.id = %(municipes)s + n
"""
ENCHER = """
WITH de_que AS MATERIALIZED (SELECT
    ARRAY(SELECT id FROM guia_servico WHERE publicada_id IS NOT NULL ORDER BY id LIMIT 60) AS servicos,
    ARRAY(SELECT publicada_id FROM guia_servico
          WHERE publicada_id IS NOT NULL ORDER BY id LIMIT 60) AS versoes,
    ARRAY(SELECT id FROM roteamento_unidade WHERE id <> %(caixa)s ORDER BY id) AS unidades,
    ARRAY(SELECT id FROM roteamento_distrito ORDER BY id) AS distritos,
    ARRAY['portal', 'aplicativo', 'central', 'praca'] AS canais,
    ARRAY['O buraco fica perto da faixa de pedestres e aumenta quando chove. ',
          'A calçada quebrada derruba quem passa, na frente da escola. ',
          'Está assim há meses e ninguém vem. '] AS textos
), ruas AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS ordem, nome, nome_busca FROM roteamento_logradouro
    WHERE length(nome) < 60 ORDER BY id LIMIT 20000
), sorteado AS (
    SELECT n, protocolo, n %% %(abertos)s = 0 AS aberto,
        CASE WHEN n %% %(abertos)s = 0 THEN n / %(abertos)s %% 5 = 0 ELSE n %% 27 < 15 END AS da_caixa,
        abs(hashint8extended(n, 1)) AS a, abs(hashint8extended(n, 2)) AS b, abs(hashint8extended(n, 3)) AS c,
        now() - interval '1 day' - (1 - n::float / %(ate)s) * interval '1095 days' AS no_dia
    FROM medicao_numero
)
INSERT INTO solicitacoes_solicitacao (
    protocolo, chave_de_envio, canal, procedencia, situacao, versao, aberta_em, encerrada_em, conta_desde,
    quantidade, contagem, base_legal, parado, vence_em, calculada_em, logradouro, logradouro_busca, numero,
    complemento, referencia, cep, descricao, respostas, rota, transferencias, devolucoes, desfecho,
    motivo_de_recusa, distrito_id, servico_id, versao_servico_id, unidade_id, com_foto, ordem_de_servico,
    interessado_id, identificador
)
SELECT protocolo, %(chave)s || n, canais[1 + a %% 4], 'importada',
    CASE WHEN NOT aberto THEN 'finalizada' WHEN c %% 10 = 0 THEN 'em_andamento' ELSE 'aberta' END, 1,
    aberta_em, CASE WHEN NOT aberto THEN aberta_em + (b %% 2592000) * interval '1 second' END, aberta_em,
    45, 'corridos', '', 0, aberta_em + interval '45 days', aberta_em,
    rua.nome, rua.nome_busca, (1 + c %% 3000)::text, '', 'Perto da banca de jornal', '',
    textos[1 + a %% 3] || textos[1 + b %% 3], '[]', '{}', 0, (c %% 40 = 0)::int,
    CASE WHEN aberto THEN '' ELSE 'realizado' END, '', distritos[1 + c %% cardinality(distritos)],
    servicos[1 + a %% cardinality(servicos)], versoes[1 + a %% cardinality(servicos)],
    CASE WHEN da_caixa THEN %(caixa)s ELSE unidades[1 + b %% cardinality(unidades)] END,
    n %% 50 = 0 AND NOT (da_caixa AND NOT aberto), '', CASE WHEN n %% 2 = 0 THEN %(gente)s + n END,
    gen_random_uuid()
FROM (
    SELECT sorteado.*, de_que.*,
        CASE WHEN aberto THEN now() - (c %% 7776000) * interval '1 second'
             ELSE no_dia - interval '30 days' END AS aberta_em
    FROM sorteado CROSS JOIN de_que
) pedido JOIN ruas rua ON rua.ordem = a %% (SELECT count(*) FROM ruas)
"""


def encher(caixa: int, ate: int) -> None:
    """Completa a tabela até o pedido de número `ate`, tudo ou nada. Os índices se refazem no fim."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM solicitacoes_solicitacao WHERE chave_de_envio LIKE %s", [f"{CHAVE}%"]
        )
        ja = int(cursor.fetchone()[0])
        if ja >= ate:
            return
        cursor.execute("SET LOCAL session_replication_role = replica")  # sem conferir as chaves uma a uma
        gente, municipes = (
            (modelo.objects.aggregate(ate=Max("pk"))["ate"] or 0) - ja for modelo in (Interessado, Municipe)
        )
        indices = [criar for tabela in TABELAS for criar in _tirar_os_indices(cursor, tabela)]
        cursor.execute("CREATE TEMP TABLE medicao_numero (n bigint, protocolo text) ON COMMIT DROP")
        for lote in batched(range(ja + 1, ate + 1), LOTE):
            _numerar(cursor, lote)
            cursor.execute(MUNICIPES, {"municipes": municipes})
            cursor.execute(GENTE, {"gente": gente, "municipes": municipes})
            valores: dict[str, Any] = {"ate": ate, "caixa": caixa, "chave": CHAVE, "abertos": ABERTOS_EM_CADA}
            cursor.execute(ENCHER, {**valores, "gente": gente})
        cursor.execute("SELECT setval(pg_get_serial_sequence('contas_interessado', 'id'), %s)", [gente + ate])
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('contas_municipe', 'id'), %s)", [municipes + ate]
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for criar in indices:
            cursor.execute(criar)


def _numerar(cursor: Any, lote: Sequence[int]) -> None:
    """O protocolo de cada um, com os verificadores."""
    cursor.execute("TRUNCATE medicao_numero")
    with cursor.copy("COPY medicao_numero (n, protocolo) FROM STDIN") as copia:
        for n in lote:
            copia.write_row((n, numero.com_verificadores(numero.Processo.SOLICITACAO, n)))


def _tirar_os_indices(cursor: Any, tabela: str) -> list[str]:
    """Sem eles se escreve muito mais depressa; os que são restrição ficam. Devolve como se refazem."""
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s
           AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [tabela],
    )
    indices = cursor.fetchall()
    for nome, _ in indices:
        cursor.execute(f'DROP INDEX "{nome}"')
    return [criar for _, criar in indices]
