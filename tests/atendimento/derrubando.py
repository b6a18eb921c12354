"""Muita gente a escrever em conversas enquanto os processos caem: cada um insiste até a mensagem entrar."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.instalacao import Instalacao
from tests.navegante import Navegante

ABRIR = """
import json
from atendimento.models import RegraDaConversa
from tests.medicao.carga_do_chat import conversas_abertas
RegraDaConversa.objects.update_or_create(pk=1, defaults={{"mensagens_por_minuto": 200}})
abertas = conversas_abertas({quantas})
print(json.dumps([[um.sessao, c.pk, c.codigo, c.cookie] for um in abertas for c in um.conversas]))
"""
DITAS = "SELECT conversa_id, ordem, chave::text, texto FROM atendimento_mensagem WHERE de <> 'aviso'"
REPETIR = 0.3
"""De cada mensagem, a probabilidade de se mandar outra vez uma das de antes."""
INSISTE = 120.0


@dataclass
class Quem:
    """Um lado de uma conversa: escreve por ordem, e volta a mandar o que já mandou."""

    no_ar: Instalacao
    conversa: int
    caminho: str
    cookies: dict[str, str]
    ditas: list[tuple[str, str]] = field(default_factory=list)

    def escrever(self, quantas: int) -> None:
        acaso = random.Random(self.caminho)  # noqa: S311
        for vez in range(quantas):
            self.ditas.append((str(uuid4()), f"{self.caminho} {vez}"))
            self._insistir(*self.ditas[-1])
            if acaso.random() < REPETIR:
                self._insistir(*acaso.choice(self.ditas))

    def _insistir(self, chave: str, texto: str) -> None:
        """Até responder que está lá: sem saber se a de antes entrou, vai a mesma."""
        limite = time.monotonic() + INSISTE
        while self._mandar(chave, texto) not in {200, 302, 303}:
            assert time.monotonic() < limite, f"{self.caminho}: a mensagem não entrou"
            time.sleep(0.2)

    def _mandar(self, chave: str, texto: str) -> int:
        navegante = Navegante(self.no_ar.porta)
        navegante.cookies |= self.cookies | {"csrftoken": "c" * 32}
        try:
            return navegante.post(self.caminho, {"texto": texto, "chave": chave}).status_code
        except (OSError, http.client.HTTPException):
            return 0


def abrir(no_ar: Instalacao, quantas: int) -> list[Quem]:
    """Tantas conversas, e os dois lados de cada uma."""
    return os_lados(no_ar, no_ar.python(ABRIR.format(quantas=quantas)).splitlines()[-1])


def os_lados(no_ar: Instalacao, ditas: str) -> list[Quem]:
    """Das conversas que `ABRIR` disse."""
    return [lado for linha in json.loads(ditas) for lado in _lados(no_ar, *linha)]


def _lados(no_ar: Instalacao, sessao: str, pk: int, codigo: str, cookie: str) -> Iterator[Quem]:
    yield Quem(no_ar, pk, f"/conversa/{codigo}/", {"conversas": cookie})
    yield Quem(no_ar, pk, f"/central/conversas/{codigo}/", {"sessionid": sessao})


def escrever_e_derrubar(no_ar: Instalacao, quem: list[Quem], *, mensagens: int, cair: list[str]) -> None:
    """Escrevem todos ao mesmo tempo; de cada vez que mais uma parte entrou, cai um destes processos."""
    cada_um = -(-mensagens // len(quem))
    acabou = threading.Event()
    with ThreadPoolExecutor(len(quem)) as threads:
        feitas = [threads.submit(um.escrever, cada_um) for um in quem]
        for vez, nome in enumerate(cair, start=1):
            _esperar(no_ar, vez * mensagens // (len(cair) + 1), acabou)
            no_ar.matar(nome)
            no_ar.subir(nome)
        for feita in feitas:
            feita.result()


def _esperar(no_ar: Instalacao, quantas: int, acabou: threading.Event) -> None:
    while not acabou.wait(0.1):
        (ditas,) = no_ar.ler("SELECT count(*) FROM atendimento_mensagem WHERE de <> 'aviso'")
        if ditas >= quantas:
            return


def conferir(no_ar: Instalacao, quem: list[Quem]) -> dict[str, Any]:
    """Nenhuma perdida nem dobrada, e as de cada um pela ordem em que as mandou."""
    linhas = no_ar.ler(DITAS)
    chaves = [chave for _, _, chave, _ in linhas]
    mandadas = {chave for um in quem for chave, _ in um.ditas}
    fora_de_ordem = 0
    for um in quem:
        suas = {chave: n for n, (chave, _) in enumerate(um.ditas)}
        vindas = [suas[chave] for _, _, chave, _ in sorted(linhas) if chave in suas]
        fora_de_ordem += vindas != sorted(vindas)
    buracos = no_ar.ler(
        "SELECT count(*) FROM atendimento_conversa c WHERE ultima <> "
        "(SELECT count(*) FROM atendimento_mensagem m WHERE m.conversa_id = c.id)"
    )
    return {
        "mensagens": len(mandadas),
        "perdidas": len(mandadas - set(chaves)),
        "dobradas": len(chaves) - len(set(chaves)),
        "fora_de_ordem": fora_de_ordem,
        "com_buracos": buracos[0],
    }
