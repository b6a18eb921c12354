"""Desenha em docs/desenhos.md as entidades e as situações, lidas do código: `just desenhos`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db.models import Field, ForeignKey, ManyToManyField, Model, TextChoices

from protocolo.situacoes import Transicao

ARQUIVO = Path(settings.BASE_DIR, "docs", "desenhos.md")
APLICATIVOS = (
    "contas",
    "avisos",
    "protocolo",
    "guia",
    "roteamento",
    "solicitacoes",
    "esic",
    "ouvidoria",
)
COMECO = """# Desenhos

Feitos do código por `uv run just desenhos`; um teste recusa os que ficaram para trás. Não se editam à mão.
"""


def tabelas() -> Iterator[tuple[str, type[TextChoices], Iterable[Transicao]]]:
    """De cada máquina de situações: o nome, as situações e as transições."""
    from esic import situacoes as do_esic  # noqa: PLC0415 - só com o Django pronto
    from guia import situacoes as do_guia  # noqa: PLC0415
    from ouvidoria import situacoes as da_ouvidoria  # noqa: PLC0415
    from solicitacoes import situacoes as das_solicitacoes  # noqa: PLC0415

    yield "Versão de um serviço do Guia", do_guia.Situacao, do_guia.TRANSICOES
    yield "Solicitação", das_solicitacoes.Situacao, das_solicitacoes.TRANSICOES
    yield "Manifestação", da_ouvidoria.Situacao, da_ouvidoria.TRANSICOES
    yield "Pedido de informação", do_esic.Situacao, do_esic.TRANSICOES
    yield "Publicação de uma resposta", do_esic.SituacaoDaPublicacao, do_esic.DA_PUBLICACAO


def das_situacoes(situacoes: type[TextChoices], transicoes: Iterable[Transicao]) -> str:
    """O diagrama de estados: em cada seta, os papéis que a fazem; só as que mudam a situação."""
    papeis: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for t in transicoes:
        if t.de != t.para:
            papeis[t.de, t.para] |= {papel.value for papel in t.papeis}
    linhas = [f"    {s.value}: {s.label}" for s in situacoes if any(s.value in par for par in papeis)]
    linhas.append(f"    [*] --> {next(iter(situacoes)).value}")  # a primeira é a em que tudo começa
    setas = (f"    {de or '[*]'} --> {para}: {', '.join(sorted(q))}" for (de, para), q in papeis.items())
    return "\n".join(["stateDiagram-v2", *linhas, *setas])


def das_entidades(aplicativo: str) -> str:
    """As tabelas de um aplicativo e as ligações delas, também com as dos de baixo."""
    modelos = [m for m in apps.get_app_config(aplicativo).get_models() if not hasattr(m, "instance_type")]
    linhas = [f"    {modelo.__name__}" for modelo in modelos]
    for modelo in modelos:
        linhas += [f"    {ligacao}" for campo in _proprios(modelo) if (ligacao := _ligacao(modelo, campo))]
    return "\n".join(["erDiagram", *linhas])


def _proprios(modelo: type[Model]) -> list[Field[object, object]]:
    return [*modelo._meta.local_fields, *modelo._meta.local_many_to_many]


def _ligacao(modelo: type[Model], campo: Field[object, object]) -> str:
    if not isinstance(campo, ForeignKey | ManyToManyField):
        return ""
    outro = campo.related_model
    if isinstance(campo, ManyToManyField):
        traco = "}o--o{"
    else:
        vazio = "|o" if campo.null else "||"
        traco = f"{'|o' if campo.unique else '}o'}--{vazio}"
    return f'{modelo.__name__} {traco} {outro.__name__} : "{campo.name}"'


def desenhos() -> str:
    """O arquivo inteiro."""
    partes = [COMECO]
    for nome, situacoes, transicoes in tabelas():
        partes += [_parte(nome, das_situacoes(situacoes, transicoes))]
    partes += [_parte(f"Entidades de `{nome}`", das_entidades(nome)) for nome in APLICATIVOS]
    return "\n".join(partes)


def _parte(titulo: str, desenho: str) -> str:
    return f"## {titulo}\n\n```mermaid\n{desenho}\n```\n"


if __name__ == "__main__":
    django.setup()
    ARQUIVO.write_text(desenhos(), encoding="utf-8")
