"""Escreve em docs/operacoes-de-dados.md o registro das operações, lido do código: `just operacoes`."""

# ruff: noqa: E501  o Markdown não quebra linhas

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import django
import yaml
from django.conf import settings

ARQUIVO = Path(settings.BASE_DIR, "docs", "operacoes-de-dados.md")
COMECO = """# As operações com dados pessoais

O registro das operações (LGPD, art. 37) e a base do relatório de impacto (RIPD, arts. 5º, XVII, e 38). Feito do código por `uv run just operacoes`; um teste recusa o que ficou para trás. Não se edita à mão.

- **Quem decide:** a Prefeitura (controladora); o encarregado é o Controlador Geral do Município (Decreto 59.767/2020).
- **Por quê:** executar políticas e serviços públicos e cumprir a lei (LGPD, arts. 7º, II e III, 11, II, “a” e “b”, e 23; Leis 13.460/2017 e 12.527/2011). Nada se pede com base em consentimento, salvo dizer a outro órgão quem se manifestou à Ouvidoria.
- **De quem:** quem pede, quem se manifesta, quem denuncia, quem pede informação, quem conversa, e quem trabalha na Prefeitura.
- **Com quem se partilha:** quem entrega as mensagens (correio, SMS, WhatsApp, aviso no aparelho), com o contato e o texto sem o que é sigiloso; o gov.br, se ligado; o geocodificador, se ligado, com rua, número e cidade. O que se publica sai sem dizer de quem é.
- **Como se protege:** [seguranca.md](seguranca.md), com o teste que segura cada medida: a identidade de quem denuncia selada e cifrada, duas pessoas e dois fatores para quem a abre, leitura registrada, menor dado na mensagem. O que fica de risco: quem lê por dever e conta a outro; o contato errado que quem pede escreve; a chave perdida com o aparelho.
- **Direitos da pessoa:** ver quem leu, levar cópia, corrigir e apagar, em “Meus dados”; sem conta, pela Ouvidoria.
- **Se algo vaza:** [incidente.md](incidente.md).
"""
"""O que não se tira do código: quem decide, com que base, com quem, com que risco."""


def operacoes() -> str:
    return COMECO + "".join(_guardas()) + "\n".join(["", *_tempos(), ""])


def _guardas() -> Iterator[str]:
    """Uma tabela por sala: o que se guarda, para quê, até quando e em que tabelas."""
    from contas.dados_pessoais.pessoa import modulos  # noqa: PLC0415 - só com o Django pronto

    for modulo in modulos():
        if not modulo.GUARDA:
            continue
        nome = getattr(modulo, "__name__", "").partition(".")[0]
        yield f"\n## {nome}\n\n| dado | para quê | até quando | onde |\n|---|---|---|---|\n"
        for um in modulo.GUARDA:
            onde = ", ".join(tabela for tabela in um.campos if ".Historical" not in tabela)
            yield f"| {um.dado} | {um.para_que} | {um.ate_quando} | {onde} |\n"


def _tempos() -> Iterator[str]:
    """Os tempos que vêm com o projeto; a cidade os muda na administração."""
    lidos = yaml.safe_load(
        Path(settings.BASE_DIR, "protocolo/dados/retencoes.yaml").read_text(encoding="utf-8")
    )
    yield "## Os tempos de guarda"
    yield ""
    yield "Os que vêm com o projeto; a cidade os muda na administração. O que um juiz manda guardar não se apaga."
    yield ""
    yield "| o quê | anos | base |"
    yield "|---|---:|---|"
    for um in lidos:
        que = um["processo"] + (f" ({um['situacao']})" if um["situacao"] else "")
        por_confirmar = " (por confirmar)" if um["a_confirmar"] else ""
        yield f"| {que} | {um['anos']} | {um['base_legal']}{por_confirmar} |"


if __name__ == "__main__":
    django.setup()
    ARQUIVO.write_text(operacoes(), encoding="utf-8")
