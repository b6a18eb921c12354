"""Leitura dos arquivos de conteúdo do Guia: só lê e confere; quem grava é `guia.carga`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from guia import perguntas
from guia.conteudo import esquema
from guia.models import VersaoDoServico
from referencia.tabelas import LEITOR, ler_yaml

DADOS = Path(__file__).parent.parent / "dados"
CANAIS = set(VersaoDoServico.CanalDoGuia.values)
MOSTRADOS = 120

type Falta = tuple[int | None, str]
"""A posição do serviço no arquivo e a frase."""


class ConteudoInvalido(ValueError):
    """Os arquivos têm erros; a mensagem diz, um por linha, o arquivo, a linha, o serviço e o que há."""


def ler_lista(nome: str, pasta: Path = DADOS) -> list[dict[str, Any]]:
    """Uma lista simples (temas.yaml, orgaos.yaml)."""
    linhas: list[dict[str, Any]] = ler_yaml(pasta / nome)
    return linhas


def ler_se_ha(nome: str, pasta: Path = DADOS) -> list[dict[str, Any]]:
    """A lista de um arquivo opcional; vazia, se ele não existe."""
    return ler_lista(nome, pasta) if (pasta / nome).exists() else []


def ler_lugares(pasta: Path = DADOS) -> list[dict[str, Any]]:
    """Os lugares citados pelos serviços e pelos caminhos."""
    return ler_se_ha("lugares.yaml", pasta)


def ler_caminhos(pasta: Path = DADOS) -> list[dict[str, Any]]:
    """Os jeitos oficiais de agir que os serviços citam."""
    return ler_se_ha("caminhos.yaml", pasta)


def ler_respostas(pasta: Path = DADOS) -> list[dict[str, Any]]:
    """As respostas da busca; o arquivo é opcional."""
    return ler_lista("respostas.yaml", pasta) if (pasta / "respostas.yaml").exists() else []


def ler_arquivados(pasta: Path = DADOS) -> list[dict[str, str]]:
    """Os nomes que a cidade não oferece mais; o arquivo é opcional. Com qualquer erro, ConteudoInvalido."""
    arquivo = pasta / "arquivados.yaml"
    if not arquivo.exists():
        return []
    dados, erros = _ler(arquivo, lambda dados: _fora_da_forma(dados, esquema.ARQUIVADOS))
    if erros:
        raise ConteudoInvalido("\n".join(erros))
    servicos: list[dict[str, str]] = dados["servicos"]
    return servicos


def ler_servicos(pasta: Path = DADOS) -> list[dict[str, Any]]:
    """Todas as entradas, cada uma com o seu `tema` (o slug). Com qualquer erro, ConteudoInvalido."""
    lidos: list[dict[str, Any]] = []
    erros: list[str] = []
    temas = {tema["nome"]: tema["slug"] for tema in ler_lista("temas.yaml", pasta)}
    siglas = {orgao["sigla"] for orgao in ler_lista("orgaos.yaml", pasta)}
    lugares = {lugar["slug"] for lugar in ler_lugares(pasta)}
    caminhos = {caminho["slug"] for caminho in ler_caminhos(pasta)}
    vistos: dict[str | int, str] = {}

    def conferir(dados: Any) -> list[Falta]:
        erros = _conferir(dados, temas, siglas, vistos)
        return erros or [*_sem_lugar(dados, lugares), *_sem_caminho(dados, caminhos)]

    for arquivo in arquivos_de_servicos(pasta):
        dados, errados = _ler(arquivo, conferir)
        erros += errados
        if not errados:
            lidos += [{**entrada, "tema": temas[dados["tema"]]} for entrada in dados["servicos"]]
    if erros:
        raise ConteudoInvalido("\n".join(erros))
    return lidos


def ler_regras(pasta: Path = DADOS) -> dict[int, dict[str, str]]:
    """Quem faz cada serviço que se pede, pelo código. Não confere os arquivos: `ler_servicos` já o fez."""
    entradas = [e for arquivo in arquivos_de_servicos(pasta) for e in ler_yaml(arquivo)["servicos"]]
    return {entrada["codigo"]: entrada["regra"] for entrada in entradas if entrada.get("regra")}


def arquivos_de_servicos(pasta: Path) -> list[Path]:
    return sorted((pasta / "servicos").glob("*.yaml"))


def _ler(arquivo: Path, conferir: Callable[[Any], list[Falta]]) -> tuple[Any, list[str]]:
    """O que o arquivo diz e o que há de errado nele, em frases; nada a ler se nem YAML é."""
    texto = arquivo.read_text(encoding="utf-8")
    try:
        dados = yaml.load(texto, Loader=LEITOR)  # noqa: S506  é o seguro
    except yaml.YAMLError as erro:
        return None, [f"{arquivo.name}: não é YAML válido: {erro}"]
    faltas = conferir(dados)
    linhas = _linhas(texto) if faltas else []
    return dados, [f"{arquivo.name}{_onde(dados, linhas, n)}: {frase}" for n, frase in faltas]


def _fora_da_forma(dados: Any, forma: dict[str, Any]) -> list[Falta]:
    erros = Draft202012Validator(forma).iter_errors(dados)
    return [(_posicao(erro), _frase(erro)) for erro in erros]


def _conferir(
    dados: Any, temas: dict[str, str], siglas: set[str], vistos: dict[str | int, str]
) -> list[Falta]:
    if fora := _fora_da_forma(dados, esquema.ARQUIVO):
        return fora
    achados: list[Falta] = []
    if dados["tema"] not in temas:
        achados.append((None, f"o tema “{dados['tema']}” não está em temas.yaml."))
    for n, entrada in enumerate(dados["servicos"]):
        achados += [(n, frase) for frase in _incoerencias(entrada, siglas, vistos)]
        vistos |= {entrada["codigo"]: entrada["slug"], entrada["slug"]: entrada["slug"]}
    return achados


def _sem_lugar(dados: Any, lugares: set[str]) -> list[Falta]:
    """Os lugares que um serviço cita, no texto ou numa pergunta, e que não existem."""
    return [
        (n, f"o lugar “{lugar}” não está em lugares.yaml.")
        for n, entrada in enumerate(dados["servicos"])
        for lugar in dict.fromkeys(
            [
                *entrada.get("lugares", []),
                *(citado for p in entrada.get("perguntas", []) for citado in p.get("lugares", [])),
            ]
        )
        if lugar not in lugares
    ]


def _sem_caminho(dados: Any, caminhos: set[str]) -> list[Falta]:
    """Os caminhos que um serviço cita e que não existem."""
    return [
        (n, f"o caminho “{caminho}” não está em caminhos.yaml.")
        for n, entrada in enumerate(dados["servicos"])
        for caminho in entrada.get("caminhos", [])
        if caminho not in caminhos
    ]


def _incoerencias(entrada: dict[str, Any], siglas: set[str], vistos: dict[str | int, str]) -> list[str]:
    frases = [
        f"o {campo} {entrada[campo]} já é de “{vistos[entrada[campo]]}”."
        for campo in ("codigo", "slug")
        if entrada[campo] in vistos
    ]
    if entrada["orgao"] not in siglas:
        frases.append(f"o órgão {entrada['orgao']} não está em orgaos.yaml.")
    frases += [f"o canal “{canal}” não existe." for canal in entrada["canais"] if canal not in CANAIS]
    campos = {*VersaoDoServico.CONTEUDO, "regra", "orgao", "prazo", "codigo", "assunto"}
    frases += [
        f"a_confirmar fala de “{campo}”, que não é um campo."
        for campo in entrada.get("a_confirmar", [])
        if campo not in campos
    ]
    if entrada["solicitavel"] and entrada.get("prazo", {}).get("contagem") == "sem_prazo":
        frases.append("um serviço que se pode solicitar tem prazo.")
    return frases + perguntas.erros(entrada.get("perguntas", []))


def _frase(erro: ValidationError) -> str:
    onde = ".".join(str(parte) for parte in list(erro.absolute_path)[2:])
    return f"{onde}: {erro.message}"[:MOSTRADOS] if onde else erro.message[:MOSTRADOS]


def _posicao(erro: ValidationError) -> int | None:
    caminho = list(erro.absolute_path)
    return caminho[1] if len(caminho) > 1 and isinstance(caminho[1], int) else None


def _onde(dados: Any, linhas: list[int], n: int | None) -> str:
    """ "linha 12 (tapa-buraco)", para quem vai abrir o arquivo."""
    if n is None:
        return ""
    entrada = dados["servicos"][n]
    nome = (
        entrada.get("slug") or entrada.get("nome", "sem slug")
        if isinstance(entrada, dict)
        else "não é um serviço"
    )
    return f", linha {linhas[n]} ({nome})"


def _linhas(texto: str) -> list[int]:
    """A linha em que começa cada serviço do arquivo."""
    raiz = yaml.compose(texto, Loader=LEITOR)
    if not isinstance(raiz, yaml.MappingNode):
        return []
    listas = [valor for chave, valor in raiz.value if chave.value == "servicos"]
    itens = listas[0].value if listas and isinstance(listas[0], yaml.SequenceNode) else []
    return [item.start_mark.line + 1 for item in itens]
