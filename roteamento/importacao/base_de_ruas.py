"""A base de ruas e de lugares que vem com o projeto: como se guarda no arquivo e como se grava no banco.

Grava-se por `COPY` e sem histórico, como a base importada (docs/adr/0012): quem a explica é a `Importacao` do
tipo PROJETO, e rodar de novo com o mesmo arquivo não lê nem muda nada (docs/adr/0044).
"""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from roteamento.importacao import gravacao
from roteamento.importacao.derivacao import Trecho
from roteamento.localizacao.enderecos import metros
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Distrito, Importacao, Lado, Logradouro, OrigemDaRua

DADOS = Path(__file__).parents[1] / "dados"
RUAS = DADOS / "ruas.csv.xz"
LUGARES = DADOS / "lugares.csv"
CONFERIDAS = DADOS / "ruas_conferidas.csv"

COLUNAS = ("distrito", "nome", "cep", "numero_de", "numero_ate", "lado", "lat", "lon")
LONGE_DO_DISTRITO = 15_000
"""Metros do ponto interno do distrito até onde uma rua pode ser dele: a mais longe fica a 12 km.

A que passa disso veio de pedidos com o ponto de outro lugar (a Rua Curió de Iguatemi, em Parelheiros)."""
GRAU = 100_000
"""No arquivo, latitude e longitude são inteiros em centésimos de milésimo de grau: cerca de 1 m."""


def escrever(trechos: Iterable[Trecho], caminho: Path) -> int:
    """Guarda a base, comprimida; devolve quantas linhas. O distrito é o código."""
    codigos = {d.nome_busca: d.codigo for d in Distrito.objects.all()}
    texto = io.StringIO()
    escritor = csv.writer(texto, delimiter=";", lineterminator="\n")
    escritor.writerow(COLUNAS)
    linhas = [
        (codigos[simplificar(t.distrito)], *t[1:-2], *(_inteiro(grau) for grau in t[-2:])) for t in trechos
    ]
    escritor.writerows(linhas)
    caminho.write_bytes(lzma.compress(texto.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))
    return len(linhas)


def _inteiro(grau: float | None) -> int | str:
    return "" if grau is None else round(grau * GRAU)


@transaction.atomic
def carregar(*, agora: datetime, ruas: Path = RUAS) -> dict[str, int]:
    """Põe no banco a base e os lugares; o que uma pessoa editou ou apagou, e a rua importada, ficam."""
    ultima = Importacao.objects.filter(tipo=Importacao.Tipo.PROJETO).order_by("-pk").first()
    escritos = b"".join(arquivo.read_bytes() for arquivo in (ruas, LUGARES, CONFERIDAS))
    soma = hashlib.sha256(escritos).hexdigest()
    if ultima and ultima.sha256 == soma:
        return {"ruas: igual": ultima.linhas}
    da_carga = Logradouro.objects.filter(origem=OrigemDaRua.CARGA).order_by()
    intocadas, importadas = _de_pessoas(), _importadas()
    conferidas = list(_conferidas())
    a_mao = {valores[0] for valores in conferidas}
    derivadas = (valores for valores in _ruas(ruas) if valores[0] not in a_mao)
    linhas = [
        valores
        for valores in (*conferidas, *derivadas, *_lugares())
        if _chave(valores) not in intocadas and simplificar(valores[0]) not in importadas
    ]
    importacao = Importacao.objects.create(
        tipo=Importacao.Tipo.PROJETO, arquivo=ruas.name, sha256=soma, em=agora, linhas=len(linhas)
    )
    diferenca = gravacao.Diferenca(a_gravar=linhas, a_tirar=list(da_carga.values_list("pk", flat=True)))
    gravacao.gravar(diferenca, importacao, OrigemDaRua.CARGA)
    return {"ruas: criado": len(linhas)}


def _ruas(caminho: Path) -> Iterator[gravacao.Valores]:
    """As linhas do arquivo, na ordem de `gravacao.CAMPOS`; o ponto longe do distrito não se grava."""
    distritos = {distrito.codigo: distrito for distrito in Distrito.objects.all()}
    with lzma.open(caminho, "rt", encoding="utf-8", newline="") as aberto:
        leitor = csv.reader(aberto, delimiter=";")
        next(leitor)
        for codigo, nome, cep, de, ate, lado, lat, lon in leitor:
            distrito = distritos[int(codigo)]
            faixa = int(de) if de else None, int(ate) if ate else None, lado or Lado.AMBOS.value
            yield nome, distrito.pk, "", "", cep, *faixa, *_ponto(distrito, _grau(lat), _grau(lon))


def _ponto(
    distrito: Distrito, lat: float | None, lon: float | None
) -> tuple[float, float] | tuple[None, None]:
    if lat is None or lon is None or metros(lat, lon, distrito.lat, distrito.lon) > LONGE_DO_DISTRITO:
        return None, None
    return lat, lon


def _conferidas() -> Iterator[gravacao.Valores]:
    """As ruas de faixas escritas à mão e conferidas com os pedidos: valem em vez das derivadas."""
    pks = dict(Distrito.objects.values_list("codigo", "pk"))
    with CONFERIDAS.open(encoding="utf-8", newline="") as aberto:
        for linha in csv.DictReader(aberto):
            de, ate = (int(linha[ponta]) if linha[ponta] else None for ponta in ("numero_de", "numero_ate"))
            onde = float(linha["lat"]), float(linha["lon"])
            lado = linha["lado"] or Lado.AMBOS.value
            yield linha["nome"], pks[int(linha["distrito"])], "", "", linha["cep"], de, ate, lado, *onde


def _grau(escrito: str) -> float | None:
    return int(escrito) / GRAU if escrito else None


def _lugares() -> Iterator[gravacao.Valores]:
    """Parques, terminais, hospitais e outros lugares que se dizem pelo nome; o ponto é aproximado."""
    pks = dict(Distrito.objects.values_list("nome", "pk"))
    with LUGARES.open(encoding="utf-8", newline="") as aberto:
        for linha in csv.DictReader(aberto, delimiter=";"):
            onde = float(linha["lat"]), float(linha["lon"])
            yield linha["nome"], pks[linha["distrito"]], "", "", "", None, None, Lado.AMBOS.value, *onde


def _chave(valores: gravacao.Valores) -> gravacao.Valores:
    """Como em `Logradouro.CHAVE`."""
    return simplificar(valores[0]), valores[1], valores[4], valores[5], valores[7]


def _de_pessoas() -> set[gravacao.Valores]:
    """As linhas que uma pessoa escreveu, e as que vieram com o projeto e ela trocou ou apagou."""
    editadas = Logradouro.objects.filter(origem=OrigemDaRua.EDICAO).order_by()
    historico: Any = Logradouro.history
    da_carga = historico.filter(origem=OrigemDaRua.CARGA)
    trocadas = da_carga.filter(id__in=editadas.values("pk")) | da_carga.filter(history_type="-")
    return {*editadas.values_list(*Logradouro.CHAVE), *trocadas.values_list(*Logradouro.CHAVE)}


def _importadas() -> frozenset[str]:
    """As ruas que a base importada pela cidade tem: ela é mais completa."""
    da_base = Logradouro.objects.filter(origem=OrigemDaRua.IMPORTACAO).order_by()
    return frozenset(da_base.values_list("nome_busca", flat=True).distinct())
