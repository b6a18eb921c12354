"""Perto de mim: o que já se pediu em volta de um lugar, num mapa e numa lista."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from contas.guardas import LER_E_MANDAR, aberta_a_todos
from portal.perto.forms import PertoForm
from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite, quem_pede
from roteamento.grade import Quadrado, quadrado_de
from roteamento.mapa_desenhado import Desenho, Janela, Marca, em_volta
from solicitacoes.pedir.lugar_do_ponto import em_palavras
from solicitacoes.pedir.perto_de_mim import DE_QUEM_OLHA, RAIOS, Achado, em_volta_de

PAGINA = "portal/paginas/perto.html"
MOSTRADOS = 30
RAIO_DA_MARCA = 22
LUGARES_DA_REDE = 60
"""Em dez minutos."""
MUITOS = "Foram muitos lugares procurados em pouco tempo. Espere dez minutos e procure de novo."


@aberta_a_todos(*LER_E_MANDAR)
def perto(request: HttpRequest) -> HttpResponse:
    """O lugar se diz por um envio; no endereço da página fica só o quadrado em que ele está."""
    form = PertoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.ponto:
        return redirect(endereco_de(*form.ponto))
    contexto: dict[str, Any] = {
        "form": form,
        "opcoes": [(nome, endereco_de(*onde)) for nome, onde in form.opcoes],
    }
    centro = Quadrado.ler(request.GET.get("lugar", ""))
    if centro and centro.nivel == DE_QUEM_OLHA and not form.is_bound:
        if not dentro_do_limite("perto", quem_pede(request), vezes=LUGARES_DA_REDE, segundos=DEZ_MINUTOS):
            return render(request, "429.html", {"mensagem": MUITOS}, status=429)
        contexto |= _em_volta(centro, _raio(request.GET.get("raio", "")))
    return render(request, PAGINA, contexto, status=422 if form.errors else 200)


def endereco_de(lat: float, lon: float) -> str:
    """O endereço da página deste lugar: diz o quadrado, e não o ponto."""
    return f"{reverse('portal:perto')}?lugar={quadrado_de(lat, lon, DE_QUEM_OLHA)}"


def _raio(escrito: str) -> int:
    return next((raio for raio in RAIOS if str(raio) == escrito), RAIOS[0])


def _em_volta(centro: Quadrado, raio: int) -> dict[str, Any]:
    achados = em_volta_de(centro, raio, timezone.now())
    maiores = [outro for outro in RAIOS if outro > raio]
    return {
        "lugar": em_palavras(centro.meio),
        "raio": raio,
        "achados": [achado.igual for achado in achados[:MOSTRADOS]],
        "quantos": len(achados),
        "desenho": _desenhar(centro, raio, achados) if achados else None,
        "mais_longe": f"?lugar={centro}&raio={maiores[0]}" if maiores else "",
        "mais_longe_m": maiores[0] if maiores else 0,
    }


def _desenhar(centro: Quadrado, raio: int, achados: list[Achado]) -> Desenho:
    """Um círculo por quadrado, com quantos há nele; no meio, onde se procurou."""
    janela = Janela.de(em_volta([centro.meio], 2 * raio), folga=0.06)
    marcas = [_marca(janela, centro.meio, "●", "O lugar que você procurou", "sp-desenho__marca--este")]
    por_quadrado = Counter(achado.quadrado.no_nivel(_nivel(raio)) for achado in achados)
    for quadrado, quantos in por_quadrado.items():
        dito = f"{quantos} {'pedido' if quantos == 1 else 'pedidos'}"
        marcas.append(_marca(janela, quadrado.meio, str(quantos), dito))
    return janela.desenhar(marcas)


def _nivel(raio: int) -> int:
    """Quanto mais longe se vê, maior o quadrado: os círculos não se cobrem."""
    return DE_QUEM_OLHA - RAIOS.index(raio)


def _marca(janela: Janela, onde: tuple[float, float], texto: str, dito: str, classe: str = "") -> Marca:
    x, y = janela.ponto(*onde)
    return Marca(round(x), round(y), RAIO_DA_MARCA, texto, dito, "", classe)
