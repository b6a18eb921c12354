"""As tabelas que a busca lê, refeitas a partir do Guia publicado."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from guia.busca.fonetica import som_vago
from guia.models import ExpressaoDeBusca, PalavraDeBusca, Servico, TextoDeBusca, VersaoDoServico

_COLUNAS = ("nome", "palavras", "divisao", "texto", "relatos")
SEPARADOR = " · "
"""Entre as palavras do cidadão, na linha de busca."""
TEXTOS = ("o_que_e", "quando_solicitar", "publico_alvo", "requisitos", "observacoes")

_VOCABULARIO = r"""
WITH atuais AS (
  SELECT forma, count(DISTINCT servico_id) AS servicos
  FROM guia_textodebusca,
       concat_ws(' ', nome, palavras, divisao) AS juntos,
       regexp_split_to_table(public.guia_normalizar(juntos), '[^a-z]+') AS forma
  WHERE length(forma) BETWEEN 3 AND 60
  GROUP BY forma
), idas AS (
  DELETE FROM guia_palavradebusca p WHERE NOT EXISTS (SELECT 1 FROM atuais a WHERE a.forma = p.forma)
)
INSERT INTO guia_palavradebusca (forma, servicos) SELECT forma, servicos FROM atuais ORDER BY forma
ON CONFLICT (forma) DO UPDATE SET servicos = excluded.servicos
WHERE guia_palavradebusca.servicos <> excluded.servicos;
SELECT gin_clean_pending_list('busca_vetor'), gin_clean_pending_list('busca_expressao_vetor'),
  gin_clean_pending_list('busca_palavra_trigramas')
"""
"""No fim, arruma os índices: a lista do que falta neles dobra o custo de cada busca até o autovacuum."""


_SONS = """
UPDATE guia_palavradebusca AS p SET som = novas.som
FROM unnest(%s::text[], %s::text[]) AS novas(forma, som) WHERE p.forma = novas.forma
"""


def atualizar(servicos: Iterable[int]) -> None:
    """Refaz a linha de busca destes serviços e o vocabulário; os que saíram do Guia perdem a sua."""
    ids = list(servicos)
    no_guia = Servico.objects.no_guia().filter(pk__in=ids).select_related("publicada", "assunto__tema")
    linhas = [_linha(servico) for servico in no_guia]
    expressoes = [
        ExpressaoDeBusca(servico=servico, texto=expressao)
        for servico in no_guia
        if servico.publicada
        for expressao in _ditas(servico.publicada)
    ]
    TextoDeBusca.objects.filter(servico__in=ids).exclude(
        servico__in=[linha.servico_id for linha in linhas]
    ).delete()
    TextoDeBusca.objects.bulk_create(
        linhas, update_conflicts=True, unique_fields=["servico"], update_fields=_COLUNAS, batch_size=500
    )
    ExpressaoDeBusca.objects.filter(servico__in=ids).delete()
    ExpressaoDeBusca.objects.bulk_create(expressoes, batch_size=2000)
    _refazer_vocabulario()


def retirar(servicos: Iterable[int]) -> None:
    """Tira da busca os serviços arquivados."""
    ids = list(servicos)
    TextoDeBusca.objects.filter(servico__in=ids).delete()
    ExpressaoDeBusca.objects.filter(servico__in=ids).delete()
    _refazer_vocabulario()


def _linha(servico: Servico) -> TextoDeBusca:
    versao = servico.publicada
    if versao is None:
        raise ValueError(f"O serviço {servico.slug} não tem versão publicada.")
    return TextoDeBusca(
        servico_id=servico.pk,
        nome=versao.nome,
        palavras=SEPARADOR.join(_ditas(versao)),
        divisao=f"{servico.assunto.tema.nome} · {servico.assunto.nome}",
        texto="\n".join(getattr(versao, campo) for campo in TEXTOS),
        relatos="\n".join(versao.relatos),
    )


def _ditas(versao: VersaoDoServico) -> list[str]:
    """O que o cidadão diz: o título, que é a primeira das suas palavras, e as outras."""
    return [*([versao.titulo] if versao.titulo else []), *versao.palavras]


def _refazer_vocabulario() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARIO)
    refazer_sons()


def refazer_sons() -> None:
    """O som das palavras novas, e o das antigas se agora se conta de outro modo."""
    sons = {
        forma: falada
        for forma, som in PalavraDeBusca.objects.values_list("forma", "som")
        if (falada := som_vago(forma)) != som
    }
    with connection.cursor() as cursor:
        cursor.execute(_SONS, [[*sons], [*sons.values()]])
