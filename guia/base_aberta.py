"""O Guia publicado como dado aberto: os mesmos campos no JSON e no CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from documentos.planilha import Linha
from guia.models import Servico

CAMPOS = (
    "codigo",
    "slug",
    "nome",
    "tema",
    "assunto",
    "orgao",
    "orgao_nome",
    "o_que_e",
    "quando_solicitar",
    "publico_alvo",
    "requisitos",
    "etapas",
    "canais",
    "lugares",
    "taxas",
    "prazo_quantidade",
    "prazo_contagem",
    "prazo_provisorio",
    "legislacao",
    "observacoes",
    "palavras",
    "solicitavel",
    "identificacao",
    "precisa_de_endereco",
    "no_aplicativo",
    "a_confirmar",
    "atualizado_em",
    "pagina",
)
"""Colunas do CSV e chaves do JSON, na ordem. Mudar um nome quebra quem os usa."""


def servicos(endereco: str) -> Iterator[dict[str, Any]]:
    """Um dicionário por serviço no ar, pelo código. `endereco` é o do portal, para o link da página."""
    no_ar = Servico.objects.no_guia().completos().order_by("codigo", "slug")
    for servico in no_ar.iterator(chunk_size=200):
        yield _servico(servico, endereco)


def _servico(servico: Servico, endereco: str) -> dict[str, Any]:
    versao, orgao = servico.publicada, servico.orgao
    if versao is None or versao.publicada_em is None:
        raise ValueError(f"O serviço {servico.slug} não está publicado.")
    fora_do_texto = {
        "codigo": servico.codigo,
        "slug": servico.slug,
        "tema": servico.assunto.tema.nome,
        "assunto": servico.assunto.nome,
        "orgao": orgao.sigla if orgao else "",
        "orgao_nome": orgao.nome if orgao else "",
        "no_aplicativo": servico.no_aplicativo,
        "atualizado_em": versao.publicada_em.isoformat(),
        "pagina": f"{endereco}{servico.get_absolute_url()}",
    }
    return {c: fora_do_texto[c] if c in fora_do_texto else getattr(versao, c) for c in CAMPOS}


def em_linhas(endereco: str) -> Iterator[Linha]:
    """As mesmas colunas, uma linha por serviço."""
    yield CAMPOS
    for servico in servicos(endereco):
        yield tuple(map(_celula, servico.values()))


def _celula(valor: Any) -> Any:
    """Lista vira texto, um item por linha; verdadeiro e falso, sim e não."""
    if isinstance(valor, list):
        valor = "\n".join(item["norma"] if isinstance(item, dict) else str(item) for item in valor)
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    return valor
