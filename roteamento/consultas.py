"""Leituras do território e das unidades para as páginas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Q

from contas.papeis import Papel
from roteamento.enderecos import (
    RAIO_DA_RUA,
    Achado,
    combinar,
    decidir_por_cep,
    decidir_por_ponto,
    decidir_por_rua,
    escolher_distrito,
    ler_cep,
)
from roteamento.grafias import chave_da_rua, normalizar, separar_tipo, simplificar
from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Sucessao, Unidade

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from contas.models import Usuario

SEMELHANCA_MINIMA = 0.45
"""Se nada passa pelo índice (0,6): semelhança de trigramas que ainda se oferece ("augsta" por Augusta)."""

LETRAS_PARA_BUSCAR = 3
TRECHOS_LIDOS = 300


# --- ruas e endereços -----------------------------------------------------------------


def ruas_chamadas(texto: str, limite: int = 8) -> list[Logradouro]:
    """Ruas para sugerir enquanto se escreve: uma por nome e distrito, das mais às menos parecidas.

    Sem acento, com abreviaturas e com erros de digitação; menos de três letras não buscam nada.
    """
    return _um_por_distrito(_parecidos(texto))[:limite]


def _parecidos(texto: str) -> list[Logradouro]:
    """Trechos de ruas de nome parecido, do mais ao menos; os do tipo escrito (rua, avenida) na frente."""
    tipo, nome = separar_tipo(normalizar(texto))
    if len(nome) < LETRAS_PARA_BUSCAR:
        return []
    medidos = _trechos().annotate(semelhanca=TrigramWordSimilarity(nome, "nome_busca"))
    pelo_indice = Q(nome_busca__contains=nome) | Q(nome_busca__trigram_word_similar=nome)
    em_ordem = ("-semelhanca", "nome_busca", "distrito_id", "id")
    achados: list[Logradouro] = [*medidos.filter(pelo_indice).order_by(*em_ordem)[:TRECHOS_LIDOS]]
    if not achados:
        achados = [*medidos.filter(semelhanca__gte=SEMELHANCA_MINIMA).order_by(*em_ordem)[:TRECHOS_LIDOS]]
    return sorted(achados, key=lambda trecho: bool(tipo) and not trecho.nome_busca.startswith(f"{tipo} "))


def _um_por_distrito(trechos: Iterable[Logradouro]) -> list[Logradouro]:
    unicos: dict[tuple[str, int | None], Logradouro] = {}
    for trecho in trechos:
        unicos.setdefault((trecho.nome_busca, trecho.distrito_id), trecho)
    return list(unicos.values())


def _trechos() -> QuerySet[Logradouro]:
    return Logradouro.objects.select_related("distrito__subprefeitura")


def localizar(*, logradouro: str = "", numero: str = "", cep: str = "") -> Achado:
    """O que a rua e o CEP dizem, juntos: um lugar certo, candidatos ou nada, com o motivo."""
    if not logradouro.strip():
        return localizar_cep(cep, numero) if cep else Achado("Escreva a rua ou o CEP.")
    rua = decidir_por_rua(logradouro, numero, _trechos_da_rua(logradouro))
    return combinar(rua, localizar_cep(cep, numero)) if cep else rua


def _trechos_da_rua(nome: str) -> list[Logradouro]:
    """Os trechos de nome igual; sem eles, os de mesma chave; sem estes, os do nome mais parecido."""
    achados = _parecidos(nome)
    procurado, chave = normalizar(nome), chave_da_rua(nome)
    for criterio in (
        [trecho for trecho in achados if trecho.nome_busca == procurado],
        [trecho for trecho in achados if chave_da_rua(trecho.nome) == chave],
    ):
        if criterio:
            return criterio
    return [trecho for trecho in achados if trecho.nome_busca == achados[0].nome_busca]


def localizar_cep(cep: str, numero: str = "") -> Achado:
    """A rua conhecida do CEP, ou o distrito que o seu prefixo indica."""
    lido = ler_cep(cep)
    if not lido:
        return decidir_por_cep(cep, numero, [], [])
    trechos = list(_trechos().filter(cep=lido).exclude(cep="").order_by("nome_busca", "distrito_id"))
    prefixos = [] if trechos else list(_prefixos(lido[:5]))
    return decidir_por_cep(lido, numero, trechos, prefixos)


def _prefixos(cep5: str) -> QuerySet[PrefixoDeCep]:
    return (
        PrefixoDeCep.objects.filter(cep5=cep5)
        .select_related("distrito__subprefeitura")
        .order_by("-concordancia", "distrito_id")
    )


def localizar_ponto(lat: float, lon: float) -> Achado:
    """As ruas conhecidas a menos de 300 m do ponto, para a pessoa confirmar."""
    folga_lat, folga_lon = RAIO_DA_RUA / 111_000, RAIO_DA_RUA / 101_000
    perto = _trechos().filter(
        lat__range=(lat - folga_lat, lat + folga_lat), lon__range=(lon - folga_lon, lon + folga_lon)
    )
    return decidir_por_ponto(lat, lon, perto)


def distrito_chamado(nome: str) -> Distrito | None:
    """O distrito pelo nome, com ou sem acento."""
    return Distrito.objects.com_subprefeitura().filter(nome_busca=simplificar(nome)).first()


def localizar_distrito(nome: str) -> Achado:
    """O distrito escolhido pelo nome."""
    distrito = distrito_chamado(nome)
    if distrito is None:
        return Achado(f"Não há distrito chamado “{nome.strip()}” em São Paulo.")
    return escolher_distrito(distrito)


def distritos_a_oferecer(primeiros: Iterable[Distrito] = ()) -> list[Distrito]:
    """Todos os distritos, para escolher: antes os prováveis, na ordem dada; depois os outros, por nome."""
    provaveis = list(dict.fromkeys(primeiros))
    outros = Distrito.objects.com_subprefeitura().exclude(pk__in=[d.pk for d in provaveis]).por_nome()
    return [*provaveis, *outros]


# --- unidades e quem serve nelas ------------------------------------------------------


QUEM_TRABALHA = (Papel.SERVIDOR.value, Papel.CHEFIA.value)
"""Os papéis de quem trabalha na caixa: unidade sem nenhum deles não tem equipe."""

CAIXAS = """SELECT DISTINCT ON (unidade) unidade, papel FROM (
    WITH RECURSIVE proprias AS (
        SELECT unidade_id AS unidade, papel FROM roteamento_lotacao
        WHERE usuario_id = %(usuario)s AND papel = ANY(%(papeis)s)
          AND de <= %(em)s AND (ate IS NULL OR ate >= %(em)s)
    ), caixas AS (
        SELECT unidade, papel FROM proprias WHERE papel = ANY(%(da_caixa)s)
        UNION
        SELECT outra.id, caixas.papel FROM caixas JOIN LATERAL (
            SELECT subordinada.id FROM roteamento_unidade subordinada
            WHERE subordinada.superior_id = caixas.unidade
            UNION ALL
            SELECT antiga.id FROM roteamento_sucessao sucessao
            JOIN roteamento_unidade antiga ON antiga.id = sucessao.antiga_id
            WHERE sucessao.nova_id = caixas.unidade AND antiga.vigente_ate < %(em)s
        ) outra ON NOT EXISTS (
            SELECT 1 FROM roteamento_lotacao lotacao
            WHERE lotacao.unidade_id = outra.id AND lotacao.papel = ANY(%(equipe)s)
              AND lotacao.de <= %(em)s AND (lotacao.ate IS NULL OR lotacao.ate >= %(em)s)
        )
    )
    SELECT unidade, papel, 0 AS distancia FROM proprias
    UNION ALL
    SELECT unidade, papel, 1 FROM caixas
) todas ORDER BY unidade, distancia, papel
"""
"""As lotações e, a partir delas, as unidades sem equipe. O `UNION` não repete linha: um laço não prende.

Na dúvida entre dois papéis herdados vale a chefia, que vem antes na ordem das letras.
"""


def papeis_de(usuario: Usuario, em: date, papeis: Iterable[Papel] = Papel) -> dict[int, Papel]:
    """Unidade → papel: as lotações do dia, só nestes papéis, e as caixas que vêm com elas.

    Quem trabalha numa unidade trabalha também nas subordinadas que não têm ninguém, descendo até a
    primeira que tenha gente sua, e vê o que as unidades que ela sucedeu deixaram. O papel é o da lotação
    de onde a caixa vem; em cada unidade há um papel por vez, e o da própria lotação vem primeiro.
    """
    pedidos = [papel.value for papel in papeis]
    da_caixa = [papel for papel in pedidos if papel in QUEM_TRABALHA]
    argumentos: dict[str, Any] = {"usuario": usuario.pk, "em": em, "papeis": pedidos, "da_caixa": da_caixa}
    with connection.cursor() as cursor:
        cursor.execute(CAIXAS, argumentos | {"equipe": [*QUEM_TRABALHA]})
        return {unidade: Papel(papel) for unidade, papel in cursor.fetchall()}


def sucessoras(unidade: Unidade, em: date) -> list[Unidade]:
    """As unidades que no dia fazem o que esta fazia, a principal primeiro; ela mesma, se ainda existe."""
    vivas: list[Unidade] = []
    fila, vistas = [unidade], {unidade.pk}
    while fila:
        atual = fila.pop(0)
        if atual.vigente_ate is None or em <= atual.vigente_ate:
            vivas.append(atual)
            continue
        ligacoes = Sucessao.objects.filter(antiga=atual, em__lte=em).exclude(nova__in=vistas)
        seguintes = [ligacao.nova for ligacao in ligacoes.select_related("nova").order_by("pk")]
        vistas |= {nova.pk for nova in seguintes}
        fila += seguintes
    return vivas


def pracas(em: date) -> list[Unidade]:
    """As Praças de Atendimento que existem no dia, pela ordem do nome da subprefeitura."""
    abertas = Unidade.objects.vigentes(em).pracas().select_related("subprefeitura")
    return sorted(
        abertas, key=lambda praca: simplificar(praca.subprefeitura.nome if praca.subprefeitura else "")
    )
