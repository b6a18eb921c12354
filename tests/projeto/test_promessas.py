"""Toda frase que promete a quem usa o portal diz que teste a mantém verdade (`promessas.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from referencia.tabelas import ler_yaml

RAIZ = Path(settings.BASE_DIR)
LISTA = Path(__file__).parent / "promessas.yaml"
PROMETE = re.compile(
    r"avisa(?:mos|remos)|recebe um aviso|responde até|\brespondemos\b|resposta vem até"
    r"|continua (?:valendo|aberta?\b|guardad|aqui)|(?:fica|ficam|está|estava) guardad|se perde"
    r"|em até (?:\{|<|\d)|tem até <|menos de um minuto|em um minuto|vale por|vale até|serve uma vez"
    r"|\bsozinh[oa]s?\b|\bnunca\b|volta a contar|some em|se apaga|de graça|já não o abrem|não aparece"
    r"|ninguém (?:fica sabendo|pergunta)|cada passo (?:mandamos|avisamos)",
    re.IGNORECASE,
)
"""O que, numa frase a quem usa o portal, quase sempre é uma promessa."""
ONDE = (
    *("portal", "solicitacoes/pedir", "ouvidoria/manifestar", "esic/pedir", "assistente", "account", "mfa"),
    *("guia/servico.html", "atendimento/conversa_municipe", "componentes", "avisos"),
)


class Promessa(NamedTuple):
    """Uma frase, o arquivo em que está, e o que a mantém verdade."""

    arquivo: str
    frase: str
    teste: str


@cache
def lido(arquivo: str) -> str:
    """O texto do arquivo que alguém lê, sem comentários, num espaço só entre as palavras."""
    linhas = (RAIZ / arquivo).read_text(encoding="utf-8")
    sem = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", linhas, flags=re.DOTALL)
    if arquivo.endswith(".yaml"):
        sem = re.sub(r"(?m)^\s*#.*$", "", sem)
    if arquivo.endswith(".js"):  # só o que se escreve a alguém: palavras entre aspas
        aspas = re.findall(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`', sem)
        sem = " ".join(dita for dita in aspas if " " in dita)
    return " ".join(sem.split())


def arquivos() -> Iterator[str]:
    """As páginas de quem pede, as mensagens da conta, os modelos de aviso e o que o navegador escreve."""
    yield from (str(um.relative_to(RAIZ)) for um in sorted((RAIZ / "frontend" / "js").rglob("*.js")))
    for nome in ONDE:
        onde = RAIZ / "templates" / nome
        dali = [onde] if onde.is_file() else [*onde.rglob("*.html"), *onde.rglob("*.txt")]
        yield from (str(um.relative_to(RAIZ)) for um in sorted(dali))
    yield from (str(um.relative_to(RAIZ)) for um in sorted((RAIZ / "templates").glob("*.html")))
    yield from (str(um.relative_to(RAIZ)) for um in sorted((RAIZ / "avisos" / "dados").glob("modelos*.yaml")))


@cache
def promessas() -> tuple[Promessa, ...]:
    linhas: list[dict[str, Any]] = ler_yaml(LISTA)
    return tuple(
        Promessa(arquivo, " ".join(frase.split()), linha.get("teste", ""))
        for linha in linhas
        for arquivo, frases in linha["frases"].items()
        for frase in frases
    )


def test_cada_promessa_ainda_se_faz_onde_a_lista_diz() -> None:
    sumiram = [f"{um.arquivo}: {um.frase}" for um in promessas() if um.frase not in lido(um.arquivo)]
    assert not sumiram, "a frase mudou: confira se ainda é verdade, e acerte promessas.yaml"


def test_o_teste_que_mantem_cada_promessa_existe() -> None:
    def ha(teste: str) -> bool:
        arquivo, _, nome = teste.partition("::")
        onde = RAIZ / arquivo
        return onde.is_file() and (not nome or f"def {nome}(" in onde.read_text(encoding="utf-8"))

    faltam = {um.teste for um in promessas() if um.teste and not ha(um.teste)}
    assert not faltam
    linhas: list[dict[str, Any]] = ler_yaml(LISTA)
    assert all(bool(linha.get("teste")) != bool(linha.get("porque")) for linha in linhas)


def test_nenhuma_frase_que_promete_ficou_fora_da_lista() -> None:
    fora = [frase for arquivo in arquivos() for frase in _por_listar(arquivo)]
    assert not fora, "diga em promessas.yaml que teste mantém isto verdade"


def _por_listar(arquivo: str) -> Iterator[str]:
    texto = lido(arquivo)
    ditas = [um.frase for um in promessas() if um.arquivo == arquivo]
    listadas = [achada.span() for dita in ditas for achada in re.finditer(re.escape(dita), texto)]
    for achado in PROMETE.finditer(texto):
        if not any(de <= achado.start() and achado.end() <= ate for de, ate in listadas):
            yield f"{arquivo}: {texto[max(0, achado.start() - 60) : achado.end() + 40]}"
