"""Compara a base com o banco e grava só a diferença, em lote.

Quatro donos de linha: a carga do projeto, que dá lugar à base; a outra base importada; a pessoa que
editou ou apagou, que manda; e esta mesma base, que se atualiza. Linha importada não tem histórico
próprio: quem a explica é a `Importacao` (docs/adr/0012).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import connection
from psycopg import sql

from roteamento.importacao.ceps_e_logradouros import Trecho
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Contorno, Importacao, Logradouro, OrigemDaRua

type Valores = tuple[Any, ...]

CAMPOS = (
    "nome",
    "distrito_id",
    "bairro",
    "edificacao",
    "cep",
    "numero_de",
    "numero_ate",
    "lado",
    "lat",
    "lon",
)
DO_TRECHO: Callable[[Trecho], Valores] = attrgetter(*(campo.removesuffix("_id") for campo in CAMPOS))
"""Os valores de `CAMPOS`, numa linha da base."""

MUITAS = 1000
"""A partir de quantas linhas vale encher os índices em lote."""


@dataclass(slots=True)
class Diferenca:
    """O que gravar e o que tirar, e quantas linhas tiveram cada sorte."""

    a_gravar: list[Valores] = field(default_factory=list)
    a_tirar: list[int] = field(default_factory=list)
    contas: Counter[str] = field(default_factory=Counter)
    """Pelas chaves de `relatorio.ROTULOS`."""

    @property
    def mudou(self) -> bool:
        return bool(self.a_gravar or self.a_tirar)


def comparar(tipo: str, trechos: Sequence[Trecho]) -> Diferenca:
    """A diferença entre a base e o banco. Não grava nada."""
    diferenca = Diferenca()
    desta, da_outra = _importados(tipo)
    editadas = _editadas()
    apagadas = _apagadas_por_pessoa()
    vistas: set[Valores] = set()
    for trecho in trechos:
        valores = DO_TRECHO(trecho)
        chave = (simplificar(trecho.nome), trecho.distrito, trecho.cep, trecho.numero_de, trecho.lado)
        if chave in vistas:
            diferenca.contas["repetidos"] += 1
            continue
        vistas.add(chave)
        identidade = _identidade(tipo, chave)
        if chave in apagadas:
            diferenca.contas["apagados_mantidos"] += 1
        elif editadas.tem(tipo, trecho, chave):
            diferenca.contas["editados_mantidos"] += 1
        elif tipo == Importacao.Tipo.CEPS and chave in da_outra:
            diferenca.contas["da_outra_base"] += 1
        else:
            _por(diferenca, valores, desta.pop(identidade, None), da_outra.get(chave))
    diferenca.contas["removidos"] = len(desta)
    diferenca.a_tirar += [pk for pk, _ in desta.values()]
    _dar_lugar(diferenca, {chave[0] for chave in vistas})
    return diferenca


def _por(
    diferenca: Diferenca, valores: Valores, atual: tuple[int, Valores] | None, outra: int | None
) -> None:
    """Cria, troca ou deixa o trecho. Trocar é tirar e pôr: nada aponta para a linha de um trecho."""
    if atual is not None and atual[1] == valores:
        diferenca.contas["iguais"] += 1
        return
    diferenca.a_gravar.append(valores)
    if atual is not None:
        diferenca.contas["atualizados"] += 1
        diferenca.a_tirar.append(atual[0])
    else:
        diferenca.contas["criados"] += 1
    if outra is not None:
        diferenca.contas["da_outra_base"] += 1
        diferenca.a_tirar.append(outra)


def _identidade(tipo: str, chave: Valores) -> Valores:
    """Na base de CEPs a linha é a do seu CEP, ainda que o nome ou o distrito mude."""
    return (chave[2],) if tipo == Importacao.Tipo.CEPS else chave


def _importados(tipo: str) -> tuple[dict[Valores, tuple[int, Valores]], dict[Valores, int]]:
    """As linhas desta base, por identidade, e as da outra, por chave."""
    desta: dict[Valores, tuple[int, Valores]] = {}
    da_outra: dict[Valores, int] = {}
    linhas = Logradouro.objects.filter(origem=OrigemDaRua.IMPORTACAO).order_by()
    for pk, dono, busca, *valores in linhas.values_list(
        "pk", "importacao__tipo", "nome_busca", *CAMPOS
    ).iterator():
        chave = (busca, valores[1], valores[4], valores[5], valores[7])
        if dono == tipo:
            desta[_identidade(tipo, chave)] = pk, tuple(valores)
        else:
            da_outra[chave] = pk
    return desta, da_outra


@dataclass(frozen=True, slots=True)
class _Editadas:
    """As linhas que uma pessoa escreveu ou mudou."""

    chaves: frozenset[Valores]
    sem_distrito: frozenset[Valores]
    ceps: frozenset[str]

    def tem(self, tipo: str, trecho: Trecho, chave: Valores) -> bool:
        """Já há esta linha, ainda que a pessoa lhe tenha mudado o distrito; na base de CEPs, este CEP."""
        if tipo == Importacao.Tipo.CEPS and trecho.cep in self.ceps:
            return True
        return chave in self.chaves or (chave[0], *chave[2:]) in self.sem_distrito


def _editadas() -> _Editadas:
    editadas = Logradouro.objects.filter(origem=OrigemDaRua.EDICAO).order_by()
    linhas = list(editadas.values_list("importacao_id", *Logradouro.CHAVE))
    importadas = [valores for importacao, *valores in linhas if importacao]
    return _Editadas(
        frozenset(tuple(valores) for _, *valores in linhas),
        frozenset((valores[0], *valores[2:]) for valores in importadas),
        frozenset(valores[2] for valores in importadas if valores[2]),
    )


def _apagadas_por_pessoa() -> frozenset[Valores]:
    """Linhas importadas que alguém apagou na administração: não voltam."""
    historico: Any = Logradouro.history
    apagadas = historico.filter(origem=OrigemDaRua.IMPORTACAO, history_type="-")
    return frozenset(apagadas.values_list(*Logradouro.CHAVE))


def _dar_lugar(diferenca: Diferenca, ruas: set[str]) -> None:
    """As linhas da carga de uma rua que a base tem saem: a base oficial é mais completa."""
    da_carga = Logradouro.objects.filter(origem=OrigemDaRua.CARGA).values_list("pk", "nome_busca").order_by()
    saem = [pk for pk, busca in da_carga if busca in ruas]
    diferenca.contas["da_carga_substituidos"] = len(saem)
    diferenca.a_tirar += saem


# --- gravação -------------------------------------------------------------------------


def gravar(
    diferenca: Diferenca, importacao: Importacao, origem: OrigemDaRua = OrigemDaRua.IMPORTACAO
) -> None:
    """Tira e põe, nesta ordem, dentro da transação de quem chama.

    Direto no banco: pelo modelo, cada linha tirada deixaria uma no histórico, e pôr custaria o triplo.
    """
    tabela = sql.Identifier(Logradouro._meta.db_table)  # noqa: SLF001  API pública apesar do nome
    colunas = sql.SQL(", ").join(map(sql.Identifier, (*CAMPOS, "origem", "importacao_id")))
    with connection.cursor() as cursor, _indices_em_lote(cursor, len(diferenca.a_gravar)):
        cursor.execute(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(tabela), [diferenca.a_tirar])
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(tabela, colunas)) as copia:
            for valores in diferenca.a_gravar:
                copia.write_row((*valores, origem.value, importacao.pk))


@contextmanager
def _indices_em_lote(cursor: Any, quantas: int) -> Iterator[None]:
    """Os índices de busca da tabela recebem muitas linhas de uma vez, e saem sem nada na fila.

    Eles não usam a fila (`fastupdate`) para que a busca não a percorra; linha a linha, porém, gravar a
    base inteira neles custa várias vezes mais. Só nesta transação: desfeita, tudo volta.
    """
    if quantas < MUITAS:
        yield
        return
    indices = [
        indice.name
        for indice in Logradouro._meta.indexes  # noqa: SLF001  API pública apesar do nome
        if isinstance(indice, GinIndex)
    ]
    cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    for indice in indices:
        cursor.execute(sql.SQL("ALTER INDEX {} SET (fastupdate = on)").format(sql.Identifier(indice)))
    yield
    for indice in indices:
        cursor.execute(sql.SQL("ALTER INDEX {} SET (fastupdate = off)").format(sql.Identifier(indice)))
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [indice])


def comparar_contornos(wkbs: Mapping[int, bytes]) -> tuple[list[int], list[int], int]:
    """Os distritos cujo contorno se cria, se atualiza, e quantos ficam iguais."""
    atuais = {pk: bytes(wkb) for pk, wkb in Contorno.objects.values_list("pk", "wkb")}
    criados = [pk for pk in wkbs if pk not in atuais]
    atualizados = [pk for pk, wkb in wkbs.items() if pk in atuais and atuais[pk] != wkb]
    return criados, atualizados, len(wkbs) - len(criados) - len(atualizados)


def gravar_contornos(wkbs: Mapping[int, bytes], mudados: Iterable[int], importacao: Importacao) -> None:
    Contorno.objects.bulk_create(
        [Contorno(distrito_id=pk, wkb=wkbs[pk], importacao=importacao) for pk in mudados],
        update_conflicts=True,
        update_fields=["wkb", "importacao"],
        unique_fields=["distrito"],
    )
