"""A busca do Guia: o que se tira do que a pessoa escreveu, e a conta que ordena os serviços.

A conta das palavras é uma consulta ao banco (`CONSULTA`). Cada palavra vale o quanto é rara no Guia e
onde aparece: nome, palavras do cidadão, tema e assunto, textos. Os sinônimos somam palavras ou põem
outra no lugar. A palavra que o Guia não conhece é trocada pela que desfaz uma confusão de letra ou
pelas mais parecidas (trigramas); a última pode estar pela metade. Ganha quem cobre mais da busca e
quem tem uma expressão do cidadão que casa com ela inteira; entre iguais, o serviço mais pedido.
A ordem em que se mostram é de `guia.busca.sentido`, que a junta ao que se quer dizer. Ver docs/busca.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from guia.busca.fonetica import som_vago
from guia.busca.sinonimos import comeca_em, que_comecam_em, simplificar

MAIOR_BUSCA = 200
MAIS_PALAVRAS = 12
MENOR_PREFIXO = 3
MENOR_NOTA = 0.35
"""Fração da nota do primeiro abaixo da qual as palavras sozinhas não mostram um serviço."""
MENOR_CANDIDATA = 0.1
"""Fração da nota do primeiro abaixo da qual as palavras não o acham: só o sentido o pode mostrar."""

_LIGACOES = """
a ao aos as ate com como da das de do dos e ela ele em era esta estao este eu faco fazer foi ha ir isso
ja la lhe mais mas me meu meus minha minhas muito na nao nas no nos o os ou para pela pelo por porque
pra precisa preciso pro queria quero que quem se sem ser seu sobre sua ta tem ter to um uma voce
n aqui ai ali ainda toda todo tudo colocar coloquei posso pode vou vai gostaria favor perto mim vc muita
muitos muitas onde qual esse essa nesse nessa desse dessa tava estou preciso pedir nada
ne entao assim olha oi ola pq tb tbm q eh estao estamos tamos tao sao foram estava estavam fico ficar saber
sei acho so ate sim nos vcs voces eles elas dele dela seus suas mesmo tambem depois antes poder podem alguem
num numa dum duma prum pruma pras pros nois vamo tamo tavam ce oce mto mt td tds hj oq comigo
uns umas dinovo denovo pruque purque cume
el los las mi mis para con hay del donde quiero necesito hacer puedo
"""
SEM_PESO = frozenset(_LIGACOES.split())
"""Palavras que só ligam as outras. Algumas o radical não reconhece depois de tirado o acento."""

_CENA = """
rua casa bairro frente lado porta esquina cima dentro fora cidade prefeitura sp hoje ontem amanha dia
dias noite manha tarde madrugada semana semanas mes meses ano anos hora horas vez vezes sempre agora faz
tempo filho filha filhos pai mae irmao irma marido esposa tio tia avo vo sobrinho vizinho vizinha amigo
amiga gente pessoa homem pessoal coisa problema ajuda grande enorme novo nova velho velha cheio cheia
quer pode fica ficou deu como tirar fazer ver consigo consegue quanto moco moca senhor senhora cara mano mina
dona seu todos vive graca gratis gratuito gratuita lugar jeito motivo rapaz neto neta sogra sogro cunhado
cunhada primo prima esposo dar monte todas moro mora
"""
DE_CENA = frozenset(_CENA.split())
"""Onde, quando, com quem: contam a história e raramente dizem o serviço. Valem menos, como os números."""

PESOS: dict[str, Any] = {
    "campos": [0.05, 0.15, 0.7, 1.0],
    "tamanho": 0,
    "prefixo": 0.7,
    "vizinha": 0.4,
    "expressao": 0.4,
    "cena": 0.5,
    "cobertura": 0.7,
    "procura": 0.01,
    "intencao": 0.87,
    "menor_nota": MENOR_CANDIDATA,
}
"""Campos: texto, tema e assunto, palavras do cidadão, nome. O resto está explicado em docs/busca.md."""

CONSULTA = r"""
WITH palavra AS (
  SELECT ordem, certeza, forma, (ts_lexize('pg_catalog.portuguese_stem', forma))[1] AS radical
  FROM unnest(%(ordens)s::int[], %(formas)s::text[], %(certezas)s::float[]) AS t(ordem, texto, certeza),
       LATERAL (SELECT public.guia_normalizar(texto) AS forma) AS normal
), exata AS (
  SELECT ordem, certeza, radical, to_tsquery('simple', quote_literal(radical)) AS alvo
  FROM palavra WHERE radical <> ''
), desconhecida AS MATERIALIZED (
  SELECT ordem, forma FROM palavra p
  WHERE NOT EXISTS (
    SELECT 1 FROM exata e JOIN guia_textodebusca t ON t.vetor @@ e.alvo WHERE e.ordem = p.ordem
  )
), nova AS MATERIALIZED (
  SELECT ordem, forma FROM palavra p WHERE certeza = 1
    AND NOT EXISTS (SELECT 1 FROM guia_palavradebusca v WHERE v.forma = p.forma)
), trocada AS MATERIALIZED (
  SELECT ordem, (ts_lexize('pg_catalog.portuguese_stem', v.forma))[1] AS radical, 0.9 AS certeza
  FROM unnest(%(de)s::int[], %(variantes)s::text[]) AS t(ordem, texto)
  JOIN guia_palavradebusca v ON v.forma = public.guia_normalizar(texto)
  WHERE ordem IN (SELECT ordem FROM desconhecida)
), soante AS MATERIALIZED (
  SELECT d.ordem, vizinha.radical, 0.9 AS certeza
  FROM nova d JOIN unnest(%(ordens_do_som)s::int[], %(sons)s::text[]) AS t(ordem, som) USING (ordem),
  LATERAL (
    SELECT similarity(v.forma, d.forma) AS semelhanca, max(similarity(v.forma, d.forma)) OVER () AS melhor,
           (ts_lexize('pg_catalog.portuguese_stem', v.forma))[1] AS radical
    FROM guia_palavradebusca v WHERE v.som = t.som ORDER BY 1 DESC, v.servicos DESC LIMIT 2
  ) AS vizinha
  WHERE vizinha.semelhanca >= 0.8 * vizinha.melhor AND d.ordem NOT IN (SELECT ordem FROM trocada)
), parecida AS (
  SELECT d.ordem, vizinha.radical, 0.9 * vizinha.semelhanca AS certeza
  FROM desconhecida d, LATERAL (
    SELECT similarity(v.forma, d.forma) AS semelhanca, max(similarity(v.forma, d.forma)) OVER () AS melhor,
           (ts_lexize('pg_catalog.portuguese_stem', v.forma))[1] AS radical
    FROM guia_palavradebusca v WHERE v.forma %% d.forma ORDER BY 1 DESC, v.servicos DESC LIMIT 3
  ) AS vizinha
  WHERE vizinha.semelhanca >= greatest(%(vizinha)s, 0.85 * vizinha.melhor)
    AND d.ordem NOT IN (SELECT ordem FROM trocada UNION ALL SELECT ordem FROM soante)
), alvo AS (
  SELECT ordem, certeza, alvo FROM exata
  UNION ALL
  SELECT ordem, certeza, to_tsquery('simple', quote_literal(radical))
  FROM (
    SELECT * FROM trocada UNION ALL SELECT * FROM soante UNION ALL SELECT * FROM parecida
  ) AS corrigida WHERE radical <> ''
  UNION ALL
  SELECT ordem, certeza * %(prefixo)s, to_tsquery('simple', quote_literal(forma) || ':*')
  FROM palavra WHERE ordem = %(ultima)s AND certeza = 1 AND length(forma) >= %(menor_prefixo)s
), acerto AS (
  SELECT a.ordem, t.servico_id,
         max(a.certeza * ts_rank(%(campos)s::float4[], t.vetor, a.alvo, %(tamanho)s)) AS nota
  FROM alvo a JOIN guia_textodebusca t ON t.vetor @@ a.alvo
  GROUP BY a.ordem, t.servico_id
), total AS (
  SELECT count(*)::float AS n FROM guia_textodebusca
), raridade AS (
  SELECT ordem, ln(1 + total.n / count(*))
         * CASE WHEN ordem = ANY(%(de_cena)s::int[]) THEN %(cena)s ELSE 1 END AS peso
  FROM acerto, total GROUP BY ordem, total.n
), casada AS (
  SELECT x.id, x.servico_id, length(x.vetor) AS tamanho, a.ordem, max(a.certeza) AS certeza
  FROM alvo a JOIN guia_expressaodebusca x ON x.vetor @@ a.alvo GROUP BY x.id, a.ordem
), expressao AS (
  SELECT servico_id, sum(certeza * peso) * least(1, sum(certeza) / tamanho) AS nota
  FROM casada JOIN raridade USING (ordem) GROUP BY id, servico_id, tamanho
), parte AS (
  SELECT servico_id, nota * peso AS nota, peso AS coberto FROM acerto JOIN raridade USING (ordem)
  UNION ALL
  SELECT servico_id, %(expressao)s * max(nota), 0 FROM expressao GROUP BY servico_id
), intencao AS (
  SELECT coalesce(string_agg(quote_literal(radical) || ':A', ' | '), '')::tsquery AS alvo
  FROM unnest(%(intencoes)s::text[]) AS t(texto),
       LATERAL (SELECT ts_lexize('pg_catalog.portuguese_stem', public.guia_normalizar(texto))) AS r(radicais),
       LATERAL (SELECT radicais[1] AS radical) AS primeiro
  WHERE radical NOT IN (SELECT radical FROM exata)
), somado AS (
  SELECT servico_id, sum(nota) AS nota, sum(coberto) / (SELECT sum(peso) FROM raridade) AS coberto
  FROM parte GROUP BY servico_id
), ordenado AS (
  SELECT s.servico_id, s.nota * (1 - %(cobertura)s * (1 - s.coberto))
         * (1 + %(procura)s * ln(1 + coalesce(p.pedidos_por_ano, 0)))
         * CASE WHEN t.vetor @@ intencao.alvo THEN %(intencao)s ELSE 1 END AS nota
  FROM somado s JOIN guia_textodebusca t USING (servico_id)
  LEFT JOIN guia_procura p USING (servico_id), intencao
)
SELECT servico_id, nota FROM ordenado
WHERE nota >= %(menor_nota)s * (SELECT max(nota) FROM ordenado)
ORDER BY nota DESC, servico_id
"""

_INTENCOES = """
elogiar elogio sugerir sugestão reclamar reclamação denunciar denúncia dúvidas fale conduta cancelar
baixa alterar renovar recurso devolver 2ª via certidão cópia autenticidade
"""
INTENCOES = tuple(_INTENCOES.split())
"""O que um serviço só faz a quem pede: sem a palavra na busca, perde para o vizinho que não a tem no nome."""

DO_SINONIMO = 0.8
"""Quanto vale a palavra que o sinônimo soma; a que ele troca vale inteira."""

_TROCAS = """
ss:s s:ss s:c c:s s:z z:s x:ch ch:x s:x x:s x:z z:x sc:s s:sc c:ss g:j j:g u:l l:u n:m m:n i:e e:i o:u
u:o ei:e e:ei ou:o o:ou rr:r r:rr h: k:c k:qu w:v y:i lh:li li:lh i:lh l:lh r:l l:r
"""
TROCAS_DE_LETRA = tuple(troca.split(":") for troca in _TROCAS.split())
"""Confusões de escrita do português: o que se escreve e o que devia ser."""
MENOR_TROCADA = 3

_VOGAIS = ("o", "a", "e", "")
_FINAIS = (
    dict.fromkeys(
        [
            "zinhos",
            "zinhas",
            "zinho",
            "zinha",
            "inhos",
            "inhas",
            "inho",
            "inha",
            "zao",
            "zona",
            "ao",
            "aco",
            "aca",
            "ico",
            "ica",
            "eira",
            "eiro",
            "zada",
            "ada",
        ],
        _VOGAIS,
    )
    | {"ano": ("ando",), "eno": ("endo",), "ino": ("indo",), "im": ("inho", *_VOGAIS)}
    | {"aro": ("aram",), "ero": ("eram",), "iro": ("iram",)}
)
"""Os fins de palavra que a fala acrescenta ou encurta, e o que pode estar no lugar."""


@dataclass(frozen=True, slots=True)
class Termos:
    """O que se procura: cada palavra escrita, na sua ordem, com o que também vale por ela."""

    ordens: list[int]
    formas: list[str]
    certezas: list[float]

    @property
    def ultima(self) -> int:
        return max(self.ordens, default=0)

    @property
    def de_cena(self) -> list[int]:
        """As posições das palavras que só contam a história e dos números."""
        digitadas = zip(self.ordens, self.formas, self.certezas, strict=True)
        return [
            n
            for n, forma, certeza in digitadas
            if certeza == 1 and (forma.isdigit() or simplificar(forma) in DE_CENA)
        ]

    def sons(self) -> list[tuple[int, str]]:
        """O som de cada palavra digitada, para quando o Guia não a conhece."""
        digitadas = zip(self.ordens, self.formas, self.certezas, strict=True)
        return [
            (n, falada)
            for n, forma, certeza in digitadas
            if certeza == 1 and len(forma) >= MENOR_TROCADA and (falada := som_vago(forma))
        ]

    def variantes(self) -> list[tuple[int, str]]:
        """Outras escritas de cada palavra digitada, para quando o Guia não a conhece."""
        digitadas = zip(self.ordens, self.formas, self.certezas, strict=True)
        return [(n, outra) for n, forma, certeza in digitadas if certeza == 1 for outra in escritas(forma)]


def escritas(palavra: str) -> list[str]:
    """A palavra com uma confusão de letra desfeita, em cada lugar em que ela cabe."""
    simples = simplificar(palavra)
    if len(simples) < MENOR_TROCADA:
        return []
    trocadas = [simples[:n] + simples[n + 1] + simples[n] + simples[n + 2 :] for n in range(len(simples) - 1)]
    outras = ["h" + simples, *trocadas, *_faladas(simples)]
    for errado, certo in TROCAS_DE_LETRA:
        lugares = [achado.start() for achado in re.finditer(errado, simples)]
        outras += [simples[:n] + certo + simples[n + len(errado) :] for n in lugares]
    return list(dict.fromkeys(outras))


def _faladas(palavra: str) -> list[str]:
    """A palavra sem o diminutivo (lojinha), sem o aumentativo ou com o fim inteiro (correno, abriro)."""
    for fim, trocas in _FINAIS.items():
        if palavra.endswith(fim) and len(palavra) - len(fim) >= MENOR_TROCADA:
            return [palavra.removesuffix(fim) + troca for troca in trocas]
    return []


def termos(texto: str) -> Termos:
    """As palavras que contam e o que os sinônimos somam a elas ou põem no lugar."""
    todas = re.findall(r"[^\W_]+", texto[:MAIOR_BUSCA].lower())[: MAIS_PALAVRAS * 2]
    simples = [simplificar(palavra) for palavra in todas]
    fora, somadas = _sinonimos(simples)
    cheias = [n for n, palavra in enumerate(simples) if n not in fora and palavra not in SEM_PESO]
    if not cheias and not somadas:
        cheias = list(range(len(todas)))
    linhas = sorted([(n, todas[n], 1.0) for n in cheias] + somadas, key=lambda linha: linha[0])
    escolhidos = sorted({n for n, _, _ in linhas})[:MAIS_PALAVRAS]
    ordem = {n: i for i, n in enumerate(escolhidos, start=1)}
    ficam = [(ordem[n], forma, certeza) for n, forma, certeza in linhas if n in ordem]
    return Termos([n for n, _, _ in ficam], [f for _, f, _ in ficam], [c for _, _, c in ficam])


def _sinonimos(simples: list[str]) -> tuple[set[int], list[tuple[int, str, float]]]:
    """As posições que saem da conta e o que se soma em cada posição."""
    fora: set[int] = set()
    somadas: list[tuple[int, str, float]] = []
    for n in range(len(simples)):
        for sinonimo in que_comecam_em(simples[n]):
            if n in fora or not comeca_em(sinonimo.quando, simples, n):
                continue
            certeza = 0.99 if sinonimo.troca else DO_SINONIMO
            somadas += [(n, vale, certeza) for vale in sinonimo.vale if simplificar(vale) not in SEM_PESO]
            if sinonimo.troca:
                fora.update(range(n, n + len(sinonimo.quando)))
    return fora, somadas
