"""Abre os arquivos do território: CSV linha a linha e GeoJSON, com erros que dizem onde."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roteamento.localizacao.grafias import simplificar

ERROS_MOSTRADOS = 20
MOSTRADAS = 60
"""Letras de uma linha errada: o bastante para a achar."""
PEDACO = 1 << 20
OUTROS_FORMATOS = {
    b"PK\x03\x04": "uma planilha ou um arquivo compactado (zip); exporte como CSV em UTF-8",
    b"\xff\xfe": "texto em UTF-16; salve em UTF-8",
    b"\xfe\xff": "texto em UTF-16; salve em UTF-8",
    b"\x1f\x8b": "um arquivo compactado (gzip); descompacte antes",
}


class ArquivoInvalido(ValueError):
    """O arquivo não serve. `erros` tem uma frase por problema; a mensagem mostra as vinte primeiras."""

    def __init__(self, arquivo: str, erros: Sequence[str]) -> None:
        self.arquivo, self.erros = arquivo, list(erros)
        restantes = len(self.erros) - ERROS_MOSTRADOS
        total = "1 problema" if len(self.erros) == 1 else f"{len(self.erros)} problemas"
        linhas = [f"{arquivo}: {total}; nada foi importado.", *self.erros[:ERROS_MOSTRADOS]]
        if restantes > 0:
            linhas.append(f"… e mais {restantes}.")
        super().__init__("\n".join(linhas))


class Problemas:
    """Junta os problemas de um arquivo e, no fim, o recusa se houve algum."""

    def __init__(self, arquivo: str) -> None:
        self.arquivo = arquivo
        self.erros: list[str] = []

    def na_linha(self, numero: int, frase: str) -> None:
        self.erros.append(f"linha {numero}: {frase}")

    def recusar(self) -> None:
        if self.erros:
            raise ArquivoInvalido(self.arquivo, self.erros)


@dataclass(frozen=True, slots=True)
class Arquivo:
    """Um arquivo a importar e a soma que o identifica."""

    caminho: Path
    sha256: str

    @property
    def nome(self) -> str:
        return self.caminho.name[:200]


def abrir(caminho: Path) -> Arquivo:
    """Confere que o arquivo existe, não está vazio e é texto; calcula a soma."""
    try:
        with caminho.open("rb") as bruto:
            inicio = bruto.read(4)
            bruto.seek(0)
            soma = hashlib.file_digest(bruto, "sha256").hexdigest()
    except OSError as erro:
        raise ArquivoInvalido(
            caminho.name, [f"Não foi possível ler o arquivo: {erro.strerror or erro}."]
        ) from erro
    if not inicio:
        raise ArquivoInvalido(caminho.name, ["O arquivo está vazio."])
    for marca, parece in OUTROS_FORMATOS.items():
        if inicio.startswith(marca):
            raise ArquivoInvalido(caminho.name, [f"Parece {parece}."])
    return Arquivo(caminho, soma)


def codificacao_de(arquivo: Arquivo) -> str:
    """UTF-8 (com ou sem marca) ou, se não for, Windows-1252, que é como a cidade exporta."""
    for codificacao in ("utf-8-sig", "cp1252"):
        try:
            with arquivo.caminho.open(encoding=codificacao, newline="") as texto:
                while texto.read(PEDACO):
                    pass
        except UnicodeDecodeError:
            continue
        return codificacao
    raise ArquivoInvalido(arquivo.nome, ["O texto não está em UTF-8 nem em Windows-1252; salve em UTF-8."])


def linhas_do_csv(
    arquivo: Arquivo, obrigatorias: Sequence[str], problemas: Problemas
) -> Iterator[tuple[int, dict[str, str]]]:
    """Cada linha com o seu número no arquivo. Separador `,` ou `;`; nomes de coluna sem acento nem caixa.

    Linha com colunas a mais ou a menos vira problema e não é devolvida; a linha em branco se pula.
    """
    with arquivo.caminho.open(encoding=codificacao_de(arquivo), newline="") as texto:
        cabecalho = texto.readline()
        separador = ";" if cabecalho.count(";") > cabecalho.count(",") else ","
        nomes = next(csv.reader([cabecalho], delimiter=separador), [])
        colunas = [simplificar(nome).replace(" ", "_") for nome in nomes]
        _conferir_cabecalho(arquivo, colunas, obrigatorias)
        yield from _linhas(csv.reader(texto, delimiter=separador, strict=True), colunas, problemas)


def _linhas(leitor: Any, colunas: list[str], problemas: Problemas) -> Iterator[tuple[int, dict[str, str]]]:
    inicio = 2
    try:
        for valores in leitor:
            if len(valores) == len(colunas):
                yield inicio, {coluna: valor.strip() for coluna, valor in zip(colunas, valores, strict=True)}
            elif valores:
                quantas = f"tem {len(valores)} colunas; o cabeçalho tem {len(colunas)}."
                escrita = ",".join(valores)
                resto = "…" if len(escrita) > MOSTRADAS else ""
                problemas.na_linha(inicio, f"{quantas} “{escrita[:MOSTRADAS]}{resto}”")
            inicio = leitor.line_num + 2
    except csv.Error as erro:
        problemas.na_linha(
            inicio, f"não se lê como CSV ({erro}); confira as aspas daqui até o fim do arquivo."
        )


def _conferir_cabecalho(arquivo: Arquivo, colunas: list[str], obrigatorias: Sequence[str]) -> None:
    faltam = [coluna for coluna in obrigatorias if coluna not in colunas]
    if faltam:
        tem = ", ".join(coluna for coluna in colunas if coluna) or "nada"
        raise ArquivoInvalido(
            arquivo.nome,
            [f"linha 1: falta no cabeçalho {' e '.join(faltam)}. As colunas lidas foram: {tem[:200]}."],
        )
    repetidas = sorted({coluna for coluna in colunas if colunas.count(coluna) > 1})
    if repetidas:
        raise ArquivoInvalido(arquivo.nome, [f"linha 1: coluna repetida: {', '.join(repetidas)}."])


def ler_geojson(arquivo: Arquivo) -> dict[str, Any]:
    """O FeatureCollection do arquivo, ou ArquivoInvalido com a linha do erro de JSON."""
    try:
        lido = json.loads(arquivo.caminho.read_text(encoding=codificacao_de(arquivo)))
    except json.JSONDecodeError as erro:
        raise ArquivoInvalido(
            arquivo.nome, [f"linha {erro.lineno}, coluna {erro.colno}: não é JSON ({erro.msg})."]
        ) from erro
    except RecursionError as erro:
        raise ArquivoInvalido(arquivo.nome, ["O JSON tem níveis demais para ser um GeoJSON."]) from erro
    if not isinstance(lido, dict) or lido.get("type") != "FeatureCollection":
        raise ArquivoInvalido(arquivo.nome, ["Não é um GeoJSON do tipo FeatureCollection."])
    if not isinstance(lido.get("features"), list):
        raise ArquivoInvalido(arquivo.nome, ["O FeatureCollection não tem a lista `features`."])
    return lido
