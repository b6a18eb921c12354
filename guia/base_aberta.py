"""O Guia publicado como dado aberto: os mesmos campos no JSON e no CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from documentos.planilha import Linha
from guia.models import Caminho, Servico

CAMPOS = (
    "codigo",
    "slug",
    "nome",
    "titulo",
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
    "caminhos",
    "lugares",
    "custo",
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
    caminhos = {c.slug: _caminho(c) for c in Caminho.objects.que_servem().select_related("lugar")}
    for servico in no_ar.iterator(chunk_size=200):
        yield _servico(servico, endereco, caminhos)


def _caminho(caminho: Caminho) -> dict[str, Any]:
    """Um jeito de agir, com a fonte e o dia em que se conferiu; vazio, ninguém o abriu ainda."""
    lugar = caminho.lugar
    return {
        "tipo": caminho.tipo,
        "rotulo": caminho.rotulo,
        "valor": caminho.valor or (f"{lugar.nome}: {lugar.endereco}" if lugar else ""),
        "horario": caminho.horario or (lugar.horario if lugar else ""),
        "emergencia": caminho.emergencia,
        "fonte": caminho.fonte,
        "certeza": caminho.certeza,
        "conferido_em": caminho.conferido_em.isoformat() if caminho.conferido_em else "",
    }


def _servico(servico: Servico, endereco: str, caminhos: dict[str, dict[str, Any]]) -> dict[str, Any]:
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
        "caminhos": [caminhos[slug] for slug in versao.caminhos if slug in caminhos],
        # o prazo provisório é da cidade, e não do órgão: quem lê o dado também não o toma por promessa
        **({"prazo_quantidade": None, "prazo_contagem": ""} if versao.prazo_provisorio else {}),
        "atualizado_em": versao.publicada_em.isoformat(),
        "pagina": f"{endereco}{servico.get_absolute_url()}",
    }
    return {c: fora_do_texto[c] if c in fora_do_texto else getattr(versao, c) for c in CAMPOS}


def em_linhas(endereco: str) -> Iterator[Linha]:
    """A base aberta em linhas, uma por serviço."""
    yield CAMPOS
    for servico in servicos(endereco):
        yield tuple(map(_celula, servico.values()))


def _item(item: Any) -> str:
    """Uma norma, pelo nome; um caminho, pelo que diz e aonde leva; o resto, como é."""
    if not isinstance(item, dict):
        return str(item)
    norma = item.get("norma")
    return str(norma) if norma else f"{item['rotulo']}: {item['valor']}"


def _celula(valor: Any) -> Any:
    """Lista vira texto, um item por linha; verdadeiro e falso, sim e não."""
    if isinstance(valor, list):
        valor = "\n".join(map(_item, valor))
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    return valor
