"""Os endereços do GeoReport v2, em XML e em JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from avisos.models import Cidade
from guia import consultas as guia
from guia.paginas import dado_aberto, revalidada
from protocolo.erros import RecusaDeAcao
from referencia.enderecos import inteiro
from referencia.limite_de_tentativas import quem_pede as rede_de
from solicitacoes.models import Solicitacao
from transparencia.models import Parceiro
from transparencia.open311 import documento, pedidos, servicos
from transparencia.open311.acoes import contar
from transparencia.open311.acoes.abrir import Aberto, Envio, abrir_do_parceiro
from transparencia.open311.formato import Formato, responder
from transparencia.open311.forms import quem_pede
from transparencia.open311.guardas import chave_de, da_api, de_quem_le, parceiro_de
from transparencia.open311.recusas import Recusa, como_se_pede
from transparencia.publicado import marca

MUDOU_EM = "2026-12-07T03:00:00Z"
"""A última mudança do que a API aceita e responde."""
ESPECIFICACAO = "http://wiki.open311.org/GeoReport_v2"
REGISTRADO = "Pedido registrado. Quem deixou e-mail recebe nele o protocolo e a chave para acompanhar."


@da_api("GET")
def discovery(_request: HttpRequest, formato: str) -> HttpResponse:
    """Onde está a API, em que formatos, e como se pede uma chave."""
    cidade = Cidade.atual()
    raiz = inteiro(reverse("open311:pagina"))
    dito = {
        "changeset": MUDOU_EM,
        "contact": f"{cidade.prefeitura}, SP156: telefone {cidade.telefone_central}, {raiz}",
        "key_service": como_se_pede(),
        "endpoints": [
            {
                "specification": ESPECIFICACAO,
                "url": f"{raiz}v2",
                "changeset": MUDOU_EM,
                "type": "test" if settings.EMBUTIDO else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return responder("discovery", dito, Formato(formato))


@da_api("GET")
@dado_aberto(guia.marca)
def lista_de_servicos(_request: HttpRequest, formato: str) -> HttpResponse:
    """Os serviços que se pedem."""
    return responder("services", servicos.lista(), Formato(formato))


@da_api("GET")
def definicao(_request: HttpRequest, codigo: str, formato: str) -> HttpResponse:
    """As perguntas de um serviço."""
    return responder("service_definition", servicos.definicao(codigo), Formato(formato))


@da_api("GET", "POST")
def requests(request: HttpRequest, formato: str) -> HttpResponse:
    """Os pedidos que se podem mostrar, ou um novo."""
    if request.method == "POST":
        return _abrir(request, Formato(formato))
    parceiro, notas = de_quem_le(request), _com_notas(request)
    if ids := pedidos.ids_de(request.GET):
        return _pedidos(pedidos.de_ids(ids, parceiro, notas=notas), formato, parceiro)
    filtro = pedidos.ler_filtro(request.GET, timezone.localdate())

    def fazer() -> HttpResponse:
        return _pedidos(pedidos.lista(filtro, notas=notas), formato, parceiro)

    return fazer() if parceiro else revalidada(request, f"{request.path}?{filtro}{notas}", marca(), fazer)


@da_api("GET")
def um_request(request: HttpRequest, identificador: str, formato: str) -> HttpResponse:
    """Um pedido, numa lista."""
    parceiro = de_quem_le(request)
    dito = pedidos.um(identificador, parceiro, notas=_com_notas(request))
    return _pedidos([dito], formato, parceiro)


@da_api("GET")
def token(request: HttpRequest, identificador: str, formato: str) -> HttpResponse:
    """O número de um token. Aqui o POST já o dá, e um é o outro: serve a quem pergunta sempre."""
    parceiro = de_quem_le(request)
    dito = pedidos.um(identificador, parceiro)["service_request_id"]
    return _pedidos([{"service_request_id": dito, "token": dito}], formato, parceiro)


@da_api("GET")
def openapi(_request: HttpRequest) -> HttpResponse:
    """A descrição dos endereços em JSON (OpenAPI 3.1)."""
    return JsonResponse(documento.openapi(), json_dumps_params={"ensure_ascii": False})


def _com_notas(request: HttpRequest) -> bool:
    return request.GET.get("extensions") == "true"


def _pedidos(ditos: list[dict[str, Any]], formato: str, parceiro: Parceiro | None) -> HttpResponse:
    """A lista; a que se lê com chave não fica em cache nenhum."""
    resposta = responder("service_requests", ditos, Formato(formato))
    if parceiro:
        add_never_cache_headers(resposta)
    return resposta


def _abrir(request: HttpRequest, formato: Formato) -> HttpResponse:
    """Abre o pedido e conta o uso da chave; também a recusa, sem nada do que veio."""
    parceiro = parceiro_de(chave_de(request))
    try:
        feito = _do_envio(request, parceiro)
    except (Recusa, RecusaDeAcao) as recusa:
        contar(parceiro, "recusados", erro=getattr(recusa, "resumo", str(HTTPStatus.BAD_REQUEST.value)))
        raise
    contar(parceiro, "repetidos" if feito.repetido else "abertos")
    situacao = HTTPStatus.OK if feito.repetido else HTTPStatus.CREATED
    dito = {
        "service_request_id": str(feito.caso.identificador),
        "service_notice": " ".join([REGISTRADO, _prazo(feito.caso), *feito.avisos]).strip(),
        "account_id": None,
    }
    resposta = responder("service_requests", [dito], formato, situacao=situacao)
    add_never_cache_headers(resposta)
    return resposta


def _do_envio(request: HttpRequest, parceiro: Parceiro) -> Aberto:
    codigo = request.POST.get("service_code", "").strip()
    if not codigo:
        raise Recusa("Diga que serviço se pede.", onde="service_code")
    qual = servicos.achar(codigo)
    servicos.conferir_alcance(qual[1], parceiro)
    quem = quem_pede(request.POST, qual[1])
    envio = Envio(
        parceiro=parceiro,
        dados=request.POST,
        arquivos=request.FILES,
        chave=request.headers.get("Idempotency-Key", "").strip(),
        rede=rede_de(request),
    )
    return abrir_do_parceiro(envio, quem=quem, qual=qual)


def _prazo(caso: Solicitacao) -> str:
    """O prazo, se o órgão o deu."""
    if not caso.prometido or caso.vence_em is None:
        return ""
    return f"O prazo vai até {timezone.localdate(caso.vence_em):%d/%m/%Y}."
