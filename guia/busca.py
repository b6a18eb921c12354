"""A busca do Guia: o que se tira do que a pessoa escreveu, e a conta que ordena os serviços.

A conta inteira é uma consulta ao banco (`CONSULTA`). Cada palavra vale o quanto é rara no Guia e
onde aparece: nome, palavras do cidadão, tema e assunto, textos. A palavra que o Guia não conhece é
trocada pelas mais parecidas (trigramas); a última pode estar pela metade. Entre iguais, vem antes
o serviço mais pedido.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAIOR_BUSCA = 200
MAIS_PALAVRAS = 12
MENOR_PREFIXO = 3
MENOR_NOTA = 0.35
"""Fração da nota do primeiro abaixo da qual um serviço não se mostra."""

_LIGACOES = """
a ao aos as ate com como da das de do dos e ela ele em era esta estao este eu faco fazer foi ha ir isso
ja la lhe mais mas me meu meus minha minhas muito na nao nas no nos o os ou para pela pelo por porque
pra precisa preciso pro queria quero que quem se sem ser seu sobre sua ta tem ter to um uma voce
"""
SEM_PESO = frozenset(_LIGACOES.split())
"""Palavras que só ligam as outras. Algumas o radical não reconhece depois de tirado o acento."""

CONSULTA = r"""
WITH palavra AS (
  SELECT ordem, forma, (ts_lexize('pg_catalog.portuguese_stem', forma))[1] AS radical
  FROM unnest(%(palavras)s::text[]) WITH ORDINALITY AS digitada(texto, ordem),
       LATERAL (SELECT public.guia_normalizar(texto) AS forma) AS normal
), exata AS (
  SELECT ordem, 1.0 AS certeza, to_tsquery('simple', quote_literal(radical)) AS alvo
  FROM palavra WHERE radical <> ''
), conhecida AS (
  SELECT ordem FROM exata e WHERE EXISTS (SELECT 1 FROM guia_textodebusca t WHERE t.vetor @@ e.alvo)
), alvo AS (
  SELECT ordem, certeza, alvo FROM exata
  UNION ALL
  SELECT ordem, 0.7, to_tsquery('simple', quote_literal(forma) || ':*')
  FROM palavra WHERE ordem = %(ultima)s AND length(forma) >= %(menor_prefixo)s
  UNION ALL
  SELECT p.ordem, 0.9 * vizinha.semelhanca, to_tsquery('simple', quote_literal(vizinha.radical))
  FROM palavra p, LATERAL (
    SELECT similarity(v.forma, p.forma) AS semelhanca,
           (ts_lexize('pg_catalog.portuguese_stem', v.forma))[1] AS radical
    FROM guia_palavradebusca v WHERE v.forma %% p.forma ORDER BY 1 DESC, v.servicos DESC LIMIT 3
  ) AS vizinha
  WHERE vizinha.radical <> '' AND vizinha.semelhanca >= 0.36
    AND NOT EXISTS (SELECT 1 FROM conhecida c WHERE c.ordem = p.ordem)
), acerto AS (
  SELECT a.ordem, t.servico_id, max(a.certeza * ts_rank('{0.08, 0.2, 0.9, 1.0}', t.vetor, a.alvo)) AS nota
  FROM alvo a JOIN guia_textodebusca t ON t.vetor @@ a.alvo
  GROUP BY a.ordem, t.servico_id
), pesado AS (
  SELECT servico_id, nota * ln(1 + total.n::float / count(*) OVER (PARTITION BY ordem)) AS nota
  FROM acerto, (SELECT count(*) AS n FROM guia_textodebusca) AS total
), somado AS (
  SELECT servico_id, sum(nota) AS nota FROM pesado GROUP BY servico_id
), ordenado AS (
  SELECT s.servico_id, s.nota * (1 + 0.02 * ln(1 + coalesce(p.pedidos_por_ano, 0))) AS nota
  FROM somado s LEFT JOIN guia_procura p ON p.servico_id = s.servico_id
)
SELECT servico_id FROM ordenado
WHERE nota >= %(menor_nota)s * (SELECT max(nota) FROM ordenado)
ORDER BY nota DESC, servico_id LIMIT %(limite)s
"""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Outra porta da Prefeitura que responde melhor ao que foi escrito."""

    nome: str
    pagina: str
    porque: str


ESIC = Entrada(
    nome="Acesso à informação (e-SIC)",
    pagina="portal:esic",
    porque="Para pedir dados, relatórios, contratos e documentos da Prefeitura.",
)
ACOMPANHAR = Entrada(
    nome="Acompanhar um pedido",
    pagina="portal:acompanhar",
    porque="Para ver em que pé está o pedido que você já fez, pelo protocolo.",
)
OUVIDORIA = Entrada(
    nome="Ouvidoria",
    pagina="portal:ouvidoria",
    porque="Para reclamar de um pedido atrasado ou mal respondido, denunciar ou elogiar.",
)

SINAIS: tuple[tuple[tuple[str, ...], tuple[Entrada, ...]], ...] = (
    (
        (
            r"relatorios?",
            r"dados?",
            r"contratos?",
            r"licitac\w+",
            r"planilhas?",
            r"estatisticas?",
            r"orcamento",
            r"gastos?",
            r"salarios?",
            r"transparencia",
            r"lei de acesso",
            r"acesso a informac\w+",
            r"documentos? (da|do|de) (prefeitura|secretaria|orgao)",
            r"vistas? (de|do) processo",
            r"e ?sic",
        ),
        (ESIC,),
    ),
    (
        (
            r"ja (reclamei|pedi|solicitei|abri|liguei|fiz)",
            r"reclamei",
            r"atrasad\w+",
            r"atraso",
            r"demorando",
            r"prazo",
            r"protocolo",
            r"andamento",
            r"ninguem (veio|resolveu|respondeu)",
            r"nao (resolveram|resolveu|vieram|respondeu|responderam)",
        ),
        (ACOMPANHAR, OUVIDORIA),
    ),
    (
        (
            r"ouvidor\w+",
            r"elogi\w+",
            r"sugest\w+",
            r"mal atendid\w+",
            r"corrupc\w+",
            r"propina",
            r"funcionari\w+",
        ),
        (OUVIDORIA,),
    ),
)
"""Expressões (sem acento, palavras inteiras) e as portas que elas sugerem."""

_SINAIS = [(re.compile(rf"\b({'|'.join(sinais)})\b"), portas) for sinais, portas in SINAIS]


def palavras(texto: str) -> list[str]:
    """As palavras que contam, sem as que só ligam; se só há dessas, ficam todas."""
    todas = re.findall(r"[^\W_]+", texto[:MAIOR_BUSCA].lower())[: MAIS_PALAVRAS * 2]
    cheias = [palavra for palavra in todas if simplificar(palavra) not in SEM_PESO]
    return (cheias or todas)[:MAIS_PALAVRAS]


def entradas(texto: str) -> list[Entrada]:
    """As outras portas que as palavras escritas sugerem, sem repetir."""
    simples = " ".join(re.findall(r"[^\W_]+", simplificar(texto[:MAIOR_BUSCA])))
    achadas = [porta for sinal, portas in _SINAIS if sinal.search(simples) for porta in portas]
    return list(dict.fromkeys(achadas))


def simplificar(texto: str) -> str:
    """Minúsculas e sem acentos."""
    partes = unicodedata.normalize("NFKD", texto.lower())
    return "".join(letra for letra in partes if not unicodedata.combining(letra))
