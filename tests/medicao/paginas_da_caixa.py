"""As páginas que a equipe da caixa e o munícipe mais abrem, com o alvo de cada uma."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from mesas.lista import POR_PRAZO
from mesas.paginacao import escrever_chave
from solicitacoes.models import Solicitacao
from tests.medicao.medidor import Navegante, entrar
from tests.medicao.paginas import Pagina, medir_pagina

if TYPE_CHECKING:
    from tests.medicao.massa_da_caixa import Massa

CAIXA_MS = 12.0
PEDIDO_MS = 12.0
MAPA_MS = 25.0
ACOMPANHAR_MS = 5.0
SERVIDOR = "servidor"
FUNDO = 0.75
"""A página funda começa depois de três quartos da caixa."""


def paginas(massa: Massa) -> list[Pagina]:
    """Tudo o que se mede, na ordem da tabela."""
    lista = reverse("caixa:lista", args=[massa.unidade.sigla])
    guardados = reverse("caixa:filtros", args=[massa.unidade.sigla])
    no_mapa = reverse("caixa:mapa", args=[massa.unidade.sigla])
    do_pedido = reverse("caixa:pedido", args=[massa.unidade.sigla, massa.pedido.protocolo])
    return [
        *(
            Pagina(nome, lista + consulta, CAIXA_MS, quem=SERVIDOR)
            for nome, consulta in _da_caixa(massa).items()
        ),
        *(
            Pagina(f"caixa, fragmento: {nome}", f"{lista}?{consulta}", CAIXA_MS, quem=SERVIDOR, htmx=True)
            for nome, consulta in _filtros(massa).items()
        ),
        Pagina("caixa, filtros guardados", guardados, CAIXA_MS, quem=SERVIDOR, htmx=True),
        Pagina("mapa da caixa", no_mapa, MAPA_MS, quem=SERVIDOR),
        Pagina("mapa da caixa, com filtro", f"{no_mapa}?foto=sim", MAPA_MS, quem=SERVIDOR),
        Pagina("pedido", do_pedido, PEDIDO_MS, quem=SERVIDOR),
        Pagina("pedido, em volta", do_pedido + "vizinhos/", PEDIDO_MS, quem=SERVIDOR, htmx=True),
        Pagina(
            "acompanhar pelo número", reverse("portal:caso", args=[massa.pedido.protocolo]), ACOMPANHAR_MS
        ),
        Pagina("capa", reverse("portal:inicio")),
        Pagina("serviço do Guia", reverse("guia:servico", args=[massa.servico.slug])),
        Pagina("busca do Guia", reverse("guia:servicos") + "?q=buraco na rua"),
    ]


def _da_caixa(massa: Massa) -> dict[str, str]:
    """A página inteira da caixa: nome e consulta."""
    pedido = massa.pedido
    distrito = pedido.distrito.codigo if pedido.distrito else 0
    return {
        "caixa, primeira página": "",
        "caixa, página funda": f"?apos={_chave_funda(massa)}",
        "caixa, por serviço": f"?servico={massa.servico.slug}",
        "caixa, por distrito": f"?distrito={distrito}",
        "caixa, atrasadas": "?atrasadas=sim",
        "caixa, busca por rua": f"?busca={pedido.logradouro}",
        "caixa, busca por protocolo": f"?busca={pedido.protocolo}",
        "caixa, busca de palavra rara": "?busca=caçamba",
        "caixa, busca de palavra comum": "?busca=calçada",
        "caixa, pelo pedaço do protocolo": f"?busca={pedido.protocolo[4:10]}",
        "caixa, do mais novo ao mais antigo": "?ordem=-pedido",
        "caixa, os raros juntos": f"?foto=sim&canal=praca&reabertas=sim&de={_ha_dias(60)}",
    }


def _filtros(massa: Massa) -> dict[str, str]:
    """O fragmento que a mudança de cada filtro troca: nome e consulta."""
    pedido = massa.pedido
    distrito = pedido.distrito.codigo if pedido.distrito else 0
    return {
        "atrasadas": "atrasadas=sim",
        "situação": "situacao=em_andamento",
        "responsável": "responsavel=eu",
        "serviço e distrito": f"servico={massa.servico.slug}&distrito={distrito}",
        "só uma rua": f"rua={pedido.logradouro}",
        "canal": "canal=praca",
        "com foto": "foto=sim",
        "reabertos": "reabertas=sim",
        "com iguais": "iguais=sim",
        "período recente": f"de={_ha_dias(2)}",
        "período antigo": f"ate={_ha_dias(88)}",
        "palavra rara": "busca=caçamba",
        "palavra comum": "busca=calçada",
        "nada acha": "canal=chat&foto=sim",
        "encerrados": "situacao=encerradas",
        "encerrados, com foto": "situacao=encerradas&foto=sim",
        "encerrados, só uma rua": f"situacao=encerradas&rua={pedido.logradouro}",
    }


def _ha_dias(dias: int) -> str:
    return f"{timezone.localdate() - timedelta(days=dias):%Y-%m-%d}"


def _chave_funda(massa: Massa) -> str:
    da_caixa = Solicitacao.objects.abertas().filter(unidade=massa.unidade)
    depois_de = int(da_caixa.count() * FUNDO)
    return escrever_chave(da_caixa.na_ordem_da_caixa()[depois_de], POR_PRAZO)


def medir(massa: Massa, repeticoes: int) -> dict[str, dict[str, Any]]:
    """Nome da página → o que ela custa."""
    servidor, publico = Navegante(entrar(massa.servidor)), Navegante()
    return {
        pagina.nome: medir_pagina(pagina, servidor if pagina.quem else publico, repeticoes)
        for pagina in paginas(massa)
    }
