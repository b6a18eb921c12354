"""A página de um encaminhamento, para quem a Ouvidoria consulta, e o contato de quem se manifestou."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from contas.acoes import registrar_leitura
from contas.autor import Autor
from contas.guardas import LER, de_trabalho
from mesas.historia import andamentos, historia
from ouvidoria import acoes
from ouvidoria.guardas import antes_de_abrir, envio_recebido
from ouvidoria.models import Encaminhamento
from ouvidoria.orgao.atos import ATOS
from ouvidoria.orgao.forms import MotivoDaLeituraForm
from ouvidoria.orgao.lista import ESTADOS
from ouvidoria.orgao.views.atos import consulta_de_volta, endereco_da_lista
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio

ENVIO = "ouvidoria/orgao/envio.html"
CONTATO = "ouvidoria/orgao/contato.html"


@de_trabalho(*LER)
def envio(request: HttpRequest, chave: int) -> HttpResponse:
    """Um encaminhamento: o que a Ouvidoria perguntou, até quando, e o que já se respondeu."""
    recebido, por = envio_recebido(request, chave)
    return render(request, ENVIO, _da_pagina(request, recebido, por))


@de_trabalho("POST")
def contato(request: HttpRequest, chave: int) -> HttpResponse:
    """Diz quem se manifestou, quando a própria pessoa deixou, e escreve quem leu, e quando.

    De uma denúncia, só a quem pode abrir o selo, com o motivo e o segundo fator confirmado agora.
    """
    recebido, por = envio_recebido(request, chave)
    contexto = _da_pagina(request, recebido, por)
    form = contexto["motivo"]
    status = 200
    parte = recebido.manifestacao.interessado
    if parte and contexto["contato"] == "aberto_a_todos":
        o_que, protocolo = "contato da manifestação", recebido.manifestacao.protocolo
        registrar_leitura(interessado=parte, por=por, protocolo=protocolo, o_que=o_que)
        contexto["pessoa"] = {campo: getattr(parte, campo) for campo in ("nome", "telefone", "email")}
    elif contexto["antes"]:
        status = 403
    elif contexto["contato"] == "no_selo" and form.is_valid():
        motivo = form.cleaned_data["motivo"]
        contexto["pessoa"] = acoes.ler_identidade(caso=recebido.manifestacao, por=por, motivo=motivo)
    elif form and form.errors:
        status, contexto["com_erro"] = 422, True
    modelo = CONTATO if request.headers.get("HX-Request") else ENVIO
    return render(request, modelo, contexto, status=status)


def _da_pagina(request: HttpRequest, recebido: Encaminhamento, por: Autor) -> dict[str, Any]:
    cor, situacao = ESTADOS[recebido.estado]
    consulta = consulta_de_volta(request)
    esta = reverse("orgao:envio", args=[recebido.pk]) + consulta
    como = _como_se_mostra_quem(request, recebido)
    return {
        "envio": recebido,
        "caso": None if recebido.apuracao else recebido.manifestacao,
        "pedido": None if recebido.apuracao else recebido.manifestacao.solicitacao,
        "cor": cor,
        "situacao": situacao,
        "atos": ATOS.possiveis(recebido, por),
        "enviados": recebido.anexos.order_by("pk"),
        "respondidos": recebido.respondidos.order_by("pk"),
        "historia": historia(andamentos(recebido)),
        "como": relogio.como(recebido, carregar_calendario(), evento="A Ouvidoria enviou"),
        "agora": timezone.now(),
        "lista": endereco_da_lista(request),
        "consulta": consulta,
        "contato": como,
        "antes": antes_de_abrir(request, esta) if como == "no_selo" else None,
        "motivo": MotivoDaLeituraForm(request.POST or None) if como == "no_selo" else None,
        "endereco_do_contato": reverse("orgao:contato", args=[recebido.pk]) + consulta,
    }


def _como_se_mostra_quem(request: HttpRequest, recebido: Encaminhamento) -> str:
    """Se e como quem recebeu pode saber quem se manifestou: só se a pessoa deixou, e enquanto se responde."""
    parte = recebido.manifestacao.interessado
    if parte is None or not recebido.diz_quem:
        return ""
    if not recebido.pendente:
        return "encerrado"
    if not parte.selado_em:
        return "aberto_a_todos"
    return "no_selo" if request.user.has_perm("contas.abrir_selo") else "com_a_ouvidoria"
