"""Muitos arquivos caros ao mesmo tempo, e quanto demora uma página enquanto o portal os trata."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, islice
from statistics import quantiles

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.documentos import pdfs
from tests.instalacao import Instalacao
from tests.navegante import Navegante

PAGINA = "/"
COMECO = "/e-sic/pedir/"
POR_DECIDIR = "SELECT count(*) FROM protocolo_quarentena WHERE situacao = 'a_conferir'"


@dataclass(frozen=True)
class Medida:
    """Os 95 % mais rápidos ficam abaixo disto, em segundos: com o portal parado e com ele atacado."""

    calma: float
    atacada: float
    respostas: tuple[int, ...]
    """O que cada envio recebeu."""

    @property
    def vezes(self) -> float:
        return self.atacada / self.calma


def hostis(quantos: int) -> list[bytes]:
    """Pequenos no envio e caros de abrir, cada um diferente dos outros."""
    feitos: tuple[Callable[[], BytesIO], ...] = (
        lambda: pdfs.com_anotacoes(50_000, escondidas=True),
        lambda: pdfs.com_anotacoes(1_900),
        lambda: _foto("RGBA", 7_000),
        lambda: _foto("L", 6_900),
        pdfs.bomba,
    )
    prontos = [fazer().getvalue() for fazer in feitos]
    return [conteudo + b"\n%" + str(i).encode() for i, conteudo in enumerate(islice(cycle(prontos), quantos))]


def _foto(modo: str, lado: int) -> BytesIO:
    saida = BytesIO()
    Image.new(modo, (lado, lado), 7).save(saida, "PNG")
    return saida


def demoras(no_ar: Instalacao, ate: Callable[[], bool], pausa: float = 0.02) -> list[float]:
    """Quanto demorou cada pedido da página, um depois do outro, até `ate()`."""
    medidas = []
    while not ate():
        inicio = time.monotonic()
        assert Navegante(no_ar.porta).get(PAGINA).status_code == 200
        medidas.append(time.monotonic() - inicio)
        time.sleep(pausa)
    return medidas


def p95(medidas: list[float]) -> float:
    return quantiles(medidas, n=20)[-1]


def mandar(no_ar: Instalacao, conteudo: bytes, respostas: list[int]) -> None:
    """Um pedido de informação que começa, com o arquivo; o navegante é novo e não entrou."""
    navegante = Navegante(no_ar.porta)
    envio = BeautifulSoup(navegante.get(COMECO).content, "lxml").find("input", {"name": "envio"})
    assert envio is not None
    arquivo = SimpleUploadedFile("prova.pdf", conteudo)
    dados = {"envio": str(envio["value"]), "texto": "Quanto custou a ponte?", "fotos": [arquivo]}
    respostas.append(navegante.post(COMECO, {**dados, "adicionar": "sim"}).status_code)


def atacar(no_ar: Instalacao, quantos: int, *, calma: float) -> Medida:
    """`calma` é por quantos segundos se mede antes; o ataque acaba quando todo arquivo se decidiu."""
    fim = time.monotonic() + calma
    antes = demoras(no_ar, lambda: time.monotonic() > fim)
    respostas: list[int] = []
    envios = [
        threading.Thread(target=mandar, args=(no_ar, conteudo, respostas)) for conteudo in hostis(quantos)
    ]
    for envio in envios:
        envio.start()

    def acabou() -> bool:
        return not any(envio.is_alive() for envio in envios) and no_ar.ler(POR_DECIDIR) == [0]

    durante = demoras(no_ar, acabou)
    return Medida(p95(antes), p95(durante), tuple(respostas))
