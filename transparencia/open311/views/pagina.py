"""A página para quem programa: o que a API faz, como se pede uma chave, e exemplos que são testes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from avisos.models import Cidade
from guia.paginas import publica
from referencia.enderecos import inteiro
from transparencia.open311 import documento
from transparencia.open311.acoes.abrir import MINUTOS
from transparencia.open311.guardas import DA_REDE, JURISDICAO, RAIZ
from transparencia.open311.pedidos import MAIS_LINHAS
from transparencia.open311.servicos import QUALQUER_CHAVE, SO_CONVENIO


@publica
def pagina(request: HttpRequest) -> HttpResponse:
    """O mesmo para qualquer pessoa."""
    contexto = {
        "raiz": inteiro(RAIZ.rstrip("/")),
        "exemplos": documento.exemplos(),
        "jurisdicao": JURISDICAO,
        "minutos": MINUTOS,
        "linhas": MAIS_LINHAS,
        "da_rede": DA_REDE,
        "qualquer_chave": QUALQUER_CHAVE,
        "so_convenio": SO_CONVENIO,
        "de_hora_em_hora": documento.de_hora_em_hora(),
        "cidade": Cidade.atual(),
    }
    return render(request, "transparencia/open311/pagina.html", contexto)
