"""O que todo canal é: quem envia, o que responde, e se a cidade o ligou."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings

from avisos.models import Envio
from avisos.situacoes import Canal, SituacaoDoEnvio

ENDERECO = re.compile(r"[^\s<>()'\"]+@[^\s<>()'\",;:]+")
NUMERO = re.compile(r"\+?\d{8,15}|(?:\+55 ?)?(?:\(\d{2}\)|\b\d{2}) ?9?\d{4}[- ]\d{4}\b")
"""Quem envia repete na recusa o endereço ou o número de quem a receberia."""


@dataclass(frozen=True, slots=True)
class Resultado:
    """O que o provedor respondeu. `FALHA_TEMPORARIA` é para tentar de novo por este canal."""

    situacao: SituacaoDoEnvio
    id: str = ""
    partes: int = 1
    custo: Decimal = Decimal(0)
    erro: str = ""
    esquecer: tuple[int, ...] = ()
    """Os aparelhos (`AssinaturaPush`) que o serviço diz que já não existem."""
    aceitaram: tuple[int, ...] = ()
    """Os aparelhos a que o aviso foi."""
    talvez: bool = False
    """Quem envia pode ter aceitado, e a resposta perdeu-se: tentar de novo pode ser repetir."""

    @property
    def aceito(self) -> bool:
        return self.situacao in {SituacaoDoEnvio.ENVIANDO, SituacaoDoEnvio.ENTREGUE}


class Provedor(Protocol):
    """Quem manda por um canal. `enviar` não toca o banco: pode rodar em outra thread."""

    em_paralelo: int

    def enviar(self, envio: Envio, para: str, texto: str) -> Resultado:
        """Manda e diz o que houve; o que levantar conta como falha para tentar de novo."""
        ...

    def fechar(self) -> None:
        """Solta a conexão: acabou o lote, ou ela pode ter ficado ruim."""
        ...


def ligado(canal: str) -> bool:
    """O e-mail sempre; os outros, se a cidade os configurou."""
    return canal == Canal.EMAIL or canal in settings.CANAIS


def parado(canal: str) -> bool:
    """O e-mail da cidade que não tem correio: os avisos que só têm e-mail esperam, e contam-se."""
    return canal == Canal.EMAIL and settings.SEM_CORREIO


def configuracao(canal: str) -> dict[str, str]:
    """O que o ambiente diz do canal (`sp156.canais`)."""
    return settings.CANAIS[canal]


def recusado(erro: str, situacao: SituacaoDoEnvio = SituacaoDoEnvio.FALHA_PERMANENTE) -> Resultado:
    """Tentar de novo por este canal não adianta."""
    return Resultado(situacao, erro=sem_endereco(erro))


def adiado(erro: str, *, talvez: bool = False) -> Resultado:
    """Quem envia não pôde agora."""
    return Resultado(SituacaoDoEnvio.FALHA_TEMPORARIA, erro=sem_endereco(erro), talvez=talvez)


def sem_endereco(texto: str) -> str:
    """O erro como se guarda e se registra: o endereço e o número da pessoa ficam só no interessado."""
    return NUMERO.sub("(número)", ENDERECO.sub("(endereço)", texto.replace("\0", "")))[:300]
