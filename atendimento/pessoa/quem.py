"""O que a região “Quem é” da mesa mostra: quem foi reconhecido e o que é dele, ou por onde o achar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from atendimento.casos import partes_de, reconhecida
from atendimento.guardas import NaMesa
from atendimento.models import Atendimento
from atendimento.pessoa import ficha
from atendimento.pessoa.forms import BuscarForm
from atendimento.pessoa.lista import Ficha
from portal.area.lista import linhas
from portal.consultas import Achado
from protocolo.models import Canal


def contexto(atendimento: Atendimento, mesa: NaMesa) -> dict[str, Any]:
    """As variáveis de `atendimento/pessoa/_quem.html`."""
    quem = atendimento.reconhecido
    na_praca = atendimento.canal == Canal.PRACA
    buscar = None if reconhecida(atendimento) else BuscarForm()
    if quem is None:
        return {"quem": None, "buscar": buscar, "na_praca": na_praca}
    meu = buscar is None and atendimento.aberto and atendimento.atendente_id == mesa.usuario.pk
    aberta = meu and ficha.aberta(atendimento)
    partes = partes_de(atendimento) if aberta else []
    return {
        "quem": quem,
        "buscar": buscar,
        "contato": ficha.contato(quem),
        "ficha": da_ficha(atendimento, partes, {}) if aberta else None,
        "contatos": ficha.ultimos_contatos(atendimento, partes) if aberta else [],
        "na_praca": na_praca,
    }


def da_ficha(atendimento: Atendimento, partes: list[int], parametros: Mapping[str, str]) -> dict[str, Any]:
    """Os casos da pessoa, como os filtros os pedem; só depois de escrita a leitura."""
    endereco = reverse("central:pessoa_ficha", args=[atendimento.codigo])
    return Ficha.ler(parametros).ler_casos(partes, parametros, endereco)


def da_pagina(atendimento: Atendimento, mesa: NaMesa) -> dict[str, Any]:
    """O que toda página dentro de um atendimento mostra: qual é, onde se atende e as abas."""
    return {"atendimento": atendimento, **mesa.na_pagina}


def do_caso(atendimento: Atendimento, mesa: NaMesa, caso: Achado) -> dict[str, Any]:
    """O que toda página de um caso tem: o atendimento, a mesa, e o caso como se diz à pessoa."""
    (linha,) = linhas([caso])
    return da_pagina(atendimento, mesa) | {"caso": caso, "linha": linha}
