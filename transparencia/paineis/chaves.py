"""As chaves de um lugar, de um serviço e de um tema nos painéis, como vão no endereço."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from guia.models import Servico, Tema
from protocolo.prazos.contagem import Contagem
from roteamento.models import Distrito, Subprefeitura, Unidade

DISTRITO, SUBPREFEITURA, UNIDADE = "distrito", "subprefeitura", "unidade"
SERVICO, TEMA = "servico", "tema"
SEM_DISTRITO, SEM_SUBPREFEITURA = "distrito-nao-informado", "subprefeitura-nao-informada"
SEM_UNIDADE = "unidade-nao-se-mostra"
"""A unidade de uma pessoa só que não tem outra acima: só entra na soma da cidade."""


@dataclass(slots=True)
class Chaves:
    """De cada número do banco à chave, e de cada chave ao nome: lidas uma vez por edição."""

    distritos: dict[int | None, str] = field(default_factory=lambda: {None: SEM_DISTRITO})
    servicos: dict[int, str] = field(default_factory=dict)
    unidades: dict[int, str] = field(default_factory=dict)
    do_distrito: dict[str, str] = field(default_factory=lambda: {SEM_DISTRITO: SEM_SUBPREFEITURA})
    """Distrito → a subprefeitura dele."""
    do_servico: dict[str, str] = field(default_factory=dict)
    """Serviço → o tema dele."""
    nomes: dict[str, str] = field(
        default_factory=lambda: {SEM_DISTRITO: "Sem distrito", SEM_SUBPREFEITURA: "Sem subprefeitura"}
    )
    prazos: dict[str, dict[str, Any]] = field(default_factory=dict)


def chave(tipo: str, qual: str) -> str:
    """Como `distrito-pinheiros`: o que vai no endereço da página."""
    return f"{tipo}-{slugify(qual.replace('/', '-'))}"


def tipo_de(qual: str) -> str:
    """O que a chave diz que é; da vazia, vazio."""
    return qual.partition("-")[0]


def ler() -> Chaves:
    """O território, as unidades, os serviços e os temas de agora, e como se chamam."""
    todas = Chaves()
    das_subprefeituras = {sub.pk: chave(SUBPREFEITURA, sub.nome) for sub in Subprefeitura.objects.all()}
    for sub in Subprefeitura.objects.all():
        todas.nomes[das_subprefeituras[sub.pk]] = f"Subprefeitura {sub.nome}"
    for distrito in Distrito.objects.all():
        todas.distritos[distrito.pk] = dele = chave(DISTRITO, distrito.nome)
        todas.do_distrito[dele] = das_subprefeituras[distrito.subprefeitura_id]
        todas.nomes[dele] = distrito.nome
    for servico in Servico.objects.select_related("publicada", "assunto__tema"):
        _ler_servico(todas, servico)
    todas.nomes |= {chave(TEMA, tema.slug): tema.nome for tema in Tema.objects.all()}
    for unidade in Unidade.objects.all():
        todas.unidades[unidade.pk] = chave(UNIDADE, unidade.sigla)
        todas.nomes[todas.unidades[unidade.pk]] = unidade.por_extenso
    return todas


def _ler_servico(todas: Chaves, servico: Servico) -> None:
    todas.servicos[servico.pk] = dele = chave(SERVICO, servico.slug)
    todas.do_servico[dele] = chave(TEMA, servico.assunto.tema.slug)
    todas.nomes[dele] = servico.titulo
    if versao := servico.publicada:
        corridos = versao.prazo_contagem == Contagem.CORRIDOS
        if escrito := versao.prazo_escrito:
            todas.prazos[dele] = {"escrito": escrito, "dias": versao.prazo_quantidade if corridos else None}
