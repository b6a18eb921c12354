"""O que a página de um pedido de informação tem em qualquer mesa: o que mostra, e abrir o contato."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from avisos.recibos.alcance import enviados
from contas.acoes import registrar_leitura
from contas.autor import Autor
from esic import acoes
from esic.models import Anexo, Pedido
from esic.situacoes import Tipo
from mesas.historia import andamentos
from mesas.pagina import da_historia, tem_contato
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio

CONTATO = "mesas/contato.html"


def do_pedido(request: HttpRequest, caso: Pedido) -> dict[str, Any]:
    """O que a página de um pedido mostra em qualquer mesa; a história, na vista que o endereço pede."""
    passos = andamentos(caso)
    return {
        "caso": caso,
        "agora": timezone.now(),
        "como": relogio.como(caso, carregar_calendario(), evento="A pessoa pediu"),
        **da_historia(request, passos),
        "anexos": por_passo(caso, passos),
        "recursos": list(caso.recursos.select_related("decidido_por", "reuniao").order_by("-instancia")),
        "reclamacoes": list(caso.reclamacoes.select_related("decidida_por").order_by("-pk")),
        "pergunta": acoes.pergunta_em_aberto(caso),
        "tem_contato": tem_contato(caso.interessado),
        "mostra_endereco": True,
        "avisos": enviados(caso.protocolo),
    }


def por_passo(caso: Pedido, passos: Sequence[Any]) -> dict[str, list[Anexo]]:
    """Os anexos pelo tipo do passo com que vieram; as cópias que se publicam ficam de fora."""
    tipos = {passo.ordem: passo.tipo for passo in passos}
    achados: dict[str, list[Anexo]] = {}
    for anexo in caso.anexos.filter(limpo_de=None).order_by("pk"):
        achados.setdefault(tipos.get(anexo.ordem, Tipo.REGISTRO), []).append(anexo)
    return achados


def abrir_contato(
    request: HttpRequest, caso: Pedido, por: Autor, contexto: dict[str, Any], pagina: str
) -> HttpResponse:
    """O contato aberto, na página inteira ou só ele ao htmx, em qualquer mesa; quem leu fica escrito."""
    if contexto["tem_contato"] and caso.interessado:
        o_que = "contato do pedido de informação"
        registrar_leitura(interessado=caso.interessado, por=por, protocolo=caso.protocolo, o_que=o_que)
        contexto["aberto"] = caso.interessado
    return render(request, CONTATO if request.headers.get("HX-Request") else pagina, contexto)
