"""A página de um pedido de informação na mesa do SIC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contas.acoes import registrar_leitura
from esic.guardas import SaiuDoOrgao, pedido_da_mesa
from esic.mesa import Filtros
from esic.views.atos import possiveis
from protocolo import relogio
from protocolo.calendario import carregar_calendario
from protocolo.erros import Conflito
from protocolo.historia import andamentos, historia

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from esic.models import Pedido

PEDIDO = "esic/sic/pedido.html"
CONTATO = "solicitacoes/caixa/contato.html"


@require_safe
@never_cache
def pedido(request: HttpRequest, protocolo: str) -> HttpResponse:
    """O pedido inteiro; o contato de quem pede fica fechado."""
    caso, por = pedido_da_mesa(request, protocolo)
    return render(request, PEDIDO, _da_pagina(request, caso, por))


@require_POST
@never_cache
def contato(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Mostra o contato de quem pede e deixa escrito quem leu, e quando (LGPD, art. 37)."""
    try:
        caso, por = pedido_da_mesa(request, protocolo)
    except SaiuDoOrgao as saiu:
        raise Conflito(str(saiu)) from saiu
    contexto = _da_pagina(request, caso, por)
    if contexto["tem_contato"] and caso.interessado:
        o_que = "contato do pedido de informação"
        registrar_leitura(interessado=caso.interessado, por=por, protocolo=caso.protocolo, o_que=o_que)
        contexto["aberto"] = caso.interessado
    modelo = CONTATO if request.headers.get("HX-Request") else PEDIDO
    return render(request, modelo, contexto)


def enderecos(request: HttpRequest, caso: Pedido) -> dict[str, str]:
    """A página do pedido, o que se faz nela e a lista de onde se veio, com os filtros dela (`volta`)."""
    filtros = Filtros.ler(QueryDict(request.GET.get("volta", ""))).usados
    consulta = f"?{urlencode({'volta': urlencode(filtros)})}" if filtros else ""
    pagina = reverse("sic:pedido", args=[caso.protocolo])
    return {
        "pagina": pagina,
        "pedido": f"{pagina}{consulta}",
        "contato": f"{pagina}contato/{consulta}",
        "ato": f"{request.path}{consulta}",
        "lista": reverse("sic:lista", query=filtros or None),
        "consulta": consulta,
    }


def _da_pagina(request: HttpRequest, caso: Pedido, por: Autor) -> dict[str, Any]:
    parte = caso.interessado
    return {
        "caso": caso,
        "agora": timezone.now(),
        "atos": possiveis(caso, por),
        "como": relogio.como(caso, carregar_calendario(), evento="A pessoa pediu"),
        "historia": historia(andamentos(caso)),
        "endereco": enderecos(request, caso),
        "tem_contato": parte and not (parte.anonimo or parte.selado_em or parte.anonimizado_em),
        "mostra_endereco": True,
    }
