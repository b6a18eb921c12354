"""Muitas conversas abertas, os dois lados a acompanhar como as páginas fazem, e gente a escrever nelas.

As mensagens vão e vêm por HTTP, e cada uma leva uma marca: vale entregue quando o outro lado a lê.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_OID, uuid5

from django.core import signing
from django.db import connection
from django.utils import timezone

from atendimento.conversa import DoLado, corrente
from atendimento.conversa_municipe import guardas
from atendimento.models import Atendimento, Conversa, Disponibilidade, Mensagem
from atendimento.situacoes import Estado, SituacaoDaConversa
from contas.models import Usuario
from protocolo.models import Canal
from roteamento.models import Unidade
from tests import lacos
from tests.medicao.carga_da_mesa import CENTRAL, encher
from tests.medicao.ligacao import Ligacao

CADA_UM = 4
"""Conversas de cada um que atende."""
ENTRE_MENSAGENS = 40.0
"""Segundos entre duas mensagens de uma conversa, de um lado ou do outro: doze minutos, umas vinte."""
ESPERA_FINAL = 60.0
"""Segundos, no fim, para o que já se mandou chegar; acaba antes se tudo chegou."""
MARCA = re.compile(r"marca-\d+-")


@dataclass
class Medidas:
    """Quando cada marca se mandou e chegou; o que não respondeu como devia."""

    mandadas: dict[str, float] = field(default_factory=dict)
    chegadas: dict[str, float] = field(default_factory=dict)
    buscas: int = 0
    com_novidade: int = 0
    ligacoes: int = 0
    """Correntes abertas agora."""
    reconexoes: int = 0
    erros: list[str] = field(default_factory=list)

    @property
    def tudo_chegou(self) -> bool:
        return not set(self.mandadas) - set(self.chegadas)

    def chegou(self, corpo: str) -> None:
        """As marcas desta página ainda não vistas do outro lado."""
        agora = time.monotonic()
        for marca in MARCA.findall(corpo):
            self.chegadas.setdefault(marca, agora)

    def resumir(
        self, *, conversas: int, segundos: float, cpu: dict[str, float], gravadas: Sequence[str]
    ) -> dict[str, Any]:
        """`gravadas`: os textos que ficaram no banco."""
        marcas = [achada[0] for texto in gravadas if (achada := MARCA.search(texto))]
        nao_chegaram = set(self.mandadas) - (set(marcas) & set(self.chegadas))
        demoras = [self.chegadas[m] - quando for m, quando in self.mandadas.items() if m in self.chegadas]
        p = quantiles(demoras, n=100) if len(demoras) > 1 else [0.0] * 99
        return {
            "conversas": conversas,
            "mensagens": len(self.mandadas),
            "perdidas": len(nao_chegaram),
            "dobradas": len(marcas) - len(set(marcas)),
            "p50_ms": round(p[49] * 1000),
            "p95_ms": round(p[94] * 1000),
            "cpu_por_cento": round(100 * sum(cpu.values()) / segundos, 1),
            "cpu": {nome: round(100 * gasto / segundos, 1) for nome, gasto in cpu.items()},
            "perguntas_por_segundo": round(self.buscas / segundos, 1),
            "ligacoes": self.ligacoes,
            "reconexoes": self.reconexoes,
            "com_novidade": self.com_novidade,
            "erros": len(self.erros),
        }


@dataclass(frozen=True, slots=True)
class Conversando:
    """Uma conversa e como se entra nela dos dois lados."""

    pk: int
    codigo: str
    cookie: str
    corrente: str
    versao: int
    ultima: int


@dataclass(frozen=True, slots=True)
class Atendendo:
    """Quem atende, e as suas conversas."""

    quem: int
    sessao: str
    corrente: str
    versao: int
    conversas: tuple[Conversando, ...]


def conversas_abertas(quantas: int) -> list[Atendendo]:
    """Tantas conversas, cada um que atende com as suas, como se a fila já as tivesse dado."""
    sessoes = encher(-(-quantas // CADA_UM))
    onde, agora = Unidade.objects.get(sigla=CENTRAL), timezone.now()
    quem_atende = list(Usuario.objects.filter(email__startswith="carga").order_by("pk"))
    Disponibilidade.objects.bulk_create(
        Disponibilidade(usuario=quem, unidade=onde, estado=Estado.RECEBE, presente_ate=agora)
        for quem in quem_atende
    )
    conversas = Conversa.objects.bulk_create(
        Conversa(
            situacao=SituacaoDaConversa.COM_ATENDENTE,
            atendente=quem_atende[n // CADA_UM],
            na_fila_desde=agora - timedelta(minutes=1),
            atendida_em=agora,
            ultima_em=agora,
        )
        for n in range(quantas)
    )
    Atendimento.objects.bulk_create(
        Atendimento(atendente=uma.atendente, unidade=onde, canal=Canal.CHAT, conversa=uma)
        for uma in conversas
    )
    return [
        _atendendo(quem, sessao, [uma for uma in conversas if uma.atendente_id == quem.pk])
        for quem, sessao in zip(quem_atende, sessoes, strict=True)
    ]


def _atendendo(quem: Usuario, sessao: str, suas: Iterable[Conversa]) -> Atendendo:
    dela = [
        Conversando(
            uma.pk,
            str(uma.codigo),
            signing.dumps([str(uma.codigo)], salt=guardas._SAL),  # noqa: SLF001  o cookie que a página daria
            corrente(DoLado.PESSOA, uma.pk, ""),
            uma.versao,
            uma.ultima,
        )
        for uma in suas
    ]
    return Atendendo(quem.pk, sessao, corrente(DoLado.QUEM_ATENDE, quem.pk, ""), 0, tuple(dela))


@dataclass
class Lado:
    """A página de um dos lados: acompanha, busca o que mudou, lê, e escreve quando lhe mandam."""

    medidas: Medidas
    ligacao: Ligacao
    fim: float
    corrente: str
    versao: int
    por_escrever: asyncio.Queue[tuple[int, str]] = field(default_factory=asyncio.Queue)
    mudou: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    """O número da conversa que mudou; zero, não se sabe qual."""

    async def viver(self) -> None:
        """Até o fim: o que há para escrever, e o que mudou, cada coisa por sua vez."""
        trabalhos = [self._acompanhar(), self._um_a_um(self.por_escrever), self._um_a_um(self.mudou)]
        await asyncio.gather(*trabalhos)

    async def _um_a_um(self, fila: asyncio.Queue[Any]) -> None:
        while time.monotonic() < self.fim:
            qual, espera = await fila.get(), 1.0
            while not await self._fez(
                self.escrever(*qual) if fila is self.por_escrever else self.buscar(qual)
            ):
                await asyncio.sleep(espera)
                espera = min(2 * espera, 15.0)

    async def _fez(self, feito: Any) -> bool:
        """Como a página: o que falha tenta-se outra vez, e o servidor que cai é um erro da medida."""
        try:
            await feito
        except Exception as erro:  # noqa: BLE001
            self.medidas.erros.append(repr(erro))
            return False
        return True

    async def _acompanhar(self) -> None:
        """Como o EventSource: a que cai volta depois do tempo que o servidor disse."""
        vezes, volta = 0, 3.0
        while time.monotonic() < self.fim:
            if vezes:
                await asyncio.sleep(volta)
            self.medidas.reconexoes += vezes > 0
            vezes += 1
            with contextlib.suppress(OSError):
                volta = await self._ouvir() or volta

    async def _ouvir(self) -> float:
        """Enquanto a corrente dura; os segundos até voltar."""
        leitor, escritor = await asyncio.open_connection("127.0.0.1", self.ligacao.porta)
        volta, tipo = 0.0, ""
        escritor.write(f"GET {self.corrente}&v={self.versao} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        self.medidas.ligacoes += 1
        try:
            while linha := (await leitor.readline()).decode():
                nome, _, dito = linha.strip().partition(": ")
                if nome == "retry":
                    volta = float(dito) / 1000
                elif nome == "event":
                    tipo = dito
                elif nome == "data":
                    self.ouvir(tipo, json.loads(dito))
        finally:
            self.medidas.ligacoes -= 1
            escritor.close()
        return volta

    def ouvir(self, tipo: str, dito: dict[str, int]) -> None:
        if tipo == "mudou" and dito["versao"] > self.versao:
            self.mudou.put_nowait(dito.get("conversa", 0))
        if tipo == "renove":
            self.mudou.put_nowait(0)

    async def buscar(self, _qual: int) -> None:
        raise NotImplementedError

    async def escrever(self, _qual: int, marca: str) -> None:
        raise NotImplementedError

    async def novidades(self, caminho: str, **dita: object) -> str:
        """O que veio; vazio se nada mudou."""
        situacao, cabecalhos, corpo = await self.ligacao.pedir(f"{caminho}?{urlencode(dita)}")
        self.medidas.buscas += 1
        if situacao not in {200, 204}:
            raise OSError(f"{caminho} {situacao}")
        self.lembrar(cabecalhos)
        self.medidas.com_novidade += situacao == 200  # noqa: PLR2004
        return corpo

    def lembrar(self, cabecalhos: dict[str, str]) -> None:
        self.versao = int(cabecalhos["versao"].partition(".")[0]) if "versao" in cabecalhos else self.versao
        self.corrente = cabecalhos.get("corrente", self.corrente)

    async def dar_sinal(self, caminho: str, **dito: object) -> None:
        situacao, _, _ = await self.ligacao.pedir(caminho, dito)
        if situacao != 204:  # noqa: PLR2004
            raise OSError(f"POST {caminho} {situacao}")

    async def mandar(self, caminho: str, marca: str, ultima: int) -> tuple[dict[str, str], str]:
        """Uma mensagem, com a chave dela: se a conexão cai a meio, a mesma vai outra vez."""
        self.medidas.mandadas.setdefault(marca, time.monotonic())
        texto = f"{marca} Bom dia. O buraco é na frente do número {random.randint(1, 999)}."  # noqa: S311
        dados = {"texto": texto, "chave": str(uuid5(NAMESPACE_OID, marca)), "ultima": ultima}
        situacao, cabecalhos, corpo = await self.ligacao.pedir(caminho, dados)
        if situacao != 200:  # noqa: PLR2004
            raise OSError(f"POST {caminho} {situacao}")
        return cabecalhos, corpo


@dataclass
class DaPessoa(Lado):
    conversa: Conversando = field(kw_only=True)
    ultima: int = 0

    @property
    def pagina(self) -> str:
        return f"/conversa/{self.conversa.codigo}/"

    async def buscar(self, _qual: int) -> None:
        await asyncio.sleep(0.06)
        antes = self.ultima
        self.ler(await self.novidades(f"{self.pagina}novidades/", v=self.versao, d=self.ultima))
        if self.ultima > antes:
            await self.dar_sinal(f"{self.pagina}sinal/", vista=self.ultima)

    def ler(self, corpo: str) -> None:
        if corpo:
            self.medidas.chegou(corpo.replace(f"marca-{self.conversa.pk}0", "minha-"))
            self.ultima = max([self.ultima, *ordens(corpo)])

    async def escrever(self, _qual: int, marca: str) -> None:
        cabecalhos, corpo = await self.mandar(self.pagina, marca, self.ultima)
        self.lembrar(cabecalhos)
        self.ler(corpo)


@dataclass
class DeQuemAtende(Lado):
    atendendo: Atendendo = field(kw_only=True)
    ultimas: dict[int, int] = field(default_factory=dict)
    vista: int = 0

    def ouvir(self, tipo: str, dito: dict[str, int]) -> None:
        super().ouvir(tipo, dito)
        if tipo in {"aberta", "bate"}:
            self.mudou.put_nowait(-1)

    async def buscar(self, qual: int) -> None:
        """A página mostra uma; as abas dizem o que chegou às outras, e abre-se cada uma."""
        if qual < 0:
            await self.dar_sinal("/central/conversas/sinal/")
            return
        conversas = self.atendendo.conversas
        lugar = next((n for n, uma in enumerate(conversas) if uma.pk == qual), self.vista)
        await asyncio.sleep(0.06 if lugar == self.vista else random.uniform(0.05, 0.25))  # noqa: S311
        self.vista, antes, esta = lugar, self.ultimas.get(lugar, 0), conversas[lugar]
        dita = {"q": self.atendendo.quem, "c": esta.codigo, "d": antes}
        corpo = await self.novidades("/central/conversas/novidades/", v="", **dita)
        self.ler(lugar, corpo)
        if self.ultimas.get(lugar, 0) > antes:
            dito = {"conversa": esta.codigo, "vista": self.ultimas[lugar]}
            await self.dar_sinal("/central/conversas/sinal/", **dito)
        por_ler = dict(re.findall(r'data-codigo="([^"]+)" data-por-ler="([1-9]\d*)"', corpo))
        for uma in conversas:
            if uma.codigo in por_ler and uma != esta:
                self.mudou.put_nowait(uma.pk)

    def ler(self, qual: int, corpo: str) -> None:
        if corpo:
            esta = self.atendendo.conversas[qual]
            self.medidas.chegou(corpo.replace(f"marca-{esta.pk}1", "minha-"))
            self.ultimas[qual] = max([self.ultimas.get(qual, 0), *ordens(corpo)])

    async def escrever(self, _qual: int, marca: str) -> None:
        esta = self.atendendo.conversas[_qual]
        caminho = f"/central/conversas/{esta.codigo}/"
        _, corpo = await self.mandar(caminho, marca, self.ultimas.get(_qual, 0))
        self.ler(_qual, corpo)


def ordens(corpo: str) -> list[int]:
    """As ordens das mensagens que a página traz."""
    return [int(ordem) for ordem in re.findall(r'data-ordem="(\d+)"', corpo)]


def conversar(
    porta: int,
    abertas: Sequence[Atendendo],
    *,
    segundos: float,
    cpu: Callable[[], dict[str, float]],
    entre: float = ENTRE_MENSAGENS,
) -> tuple[dict[str, Any], list[str]]:
    """Todas as conversas por tantos segundos: o resumo e os erros."""
    medidas, durou, gasta = percorrer(porta, abertas, segundos=segundos, cpu=cpu, entre=entre)
    gravadas = list(Mensagem.objects.filter(texto__startswith="marca-").values_list("texto", flat=True))
    quantas = sum(len(um.conversas) for um in abertas)
    return medidas.resumir(conversas=quantas, segundos=durou, cpu=gasta, gravadas=gravadas), medidas.erros


def percorrer(
    porta: int,
    abertas: Sequence[Atendendo],
    *,
    segundos: float,
    cpu: Callable[[], dict[str, float]],
    entre: float,
) -> tuple[Medidas, float, dict[str, float]]:
    """O que se mandou e chegou, quanto durou e a CPU que custou enquanto se escrevia."""
    return lacos.rodar(_conversar(porta, abertas, segundos, cpu, entre))


async def _conversar(
    porta: int,
    abertas: Sequence[Atendendo],
    segundos: float,
    cpu: Callable[[], dict[str, float]],
    entre: float,
) -> tuple[Medidas, float, dict[str, float]]:
    medidas, fim = Medidas(), time.monotonic() + segundos + ESPERA_FINAL
    lados, pares = _lados(porta, abertas, medidas, fim)
    vidas = [asyncio.create_task(lado.viver()) for lado in lados]
    try:
        await asyncio.sleep(min(5.0, segundos))  # as conexões abrem-se, e o servidor aquece
        medidas.buscas = medidas.com_novidade = medidas.reconexoes = 0
        comeco, antes = time.monotonic(), await _numa_linha(cpu)
        await _escrever(pares, segundos, entre)
        depois, durou = await _numa_linha(cpu), time.monotonic() - comeco
        buscas, com_novidade, ligacoes = medidas.buscas, medidas.com_novidade, medidas.ligacoes
        limite = time.monotonic() + ESPERA_FINAL - 5
        while not medidas.tudo_chegou and time.monotonic() < limite:  # noqa: ASYNC110  é de outras páginas
            await asyncio.sleep(0.5)
    finally:
        for vida in vidas:
            vida.cancel()
        await asyncio.gather(*vidas, return_exceptions=True)
        await asyncio.gather(*[lado.ligacao.encerrar() for lado in lados])
    medidas.buscas, medidas.com_novidade, medidas.ligacoes = buscas, com_novidade, ligacoes
    gasta = {nome: depois[nome] - antes[nome] for nome in depois}
    return medidas, durou, gasta


async def _numa_linha[R](fazer: Callable[[], R]) -> R:
    """Fora do laço, onde se pode ler o banco; a conexão dela fecha-se."""

    def rodar() -> R:
        try:
            return fazer()
        finally:
            connection.close()

    return await asyncio.to_thread(rodar)


type Par = tuple[DaPessoa, DeQuemAtende, int]


def _lados(
    porta: int, abertas: Sequence[Atendendo], medidas: Medidas, fim: float
) -> tuple[list[Lado], list[Par]]:
    lados: list[Lado] = []
    pares: list[Par] = []
    for um in abertas:
        quem = DeQuemAtende(
            medidas, Ligacao(porta, f"sessionid={um.sessao}"), fim, um.corrente, um.versao, atendendo=um
        )
        lados.append(quem)
        for qual, esta in enumerate(um.conversas):
            ligacao = Ligacao(porta, f"{guardas.COOKIE}={esta.cookie}")
            pessoa = DaPessoa(medidas, ligacao, fim, esta.corrente, esta.versao, conversa=esta)
            lados.append(pessoa)
            pares.append((pessoa, quem, qual))
    return lados, pares


async def _escrever(pares: Sequence[Par], segundos: float, entre: float) -> None:
    """Cada conversa tem a sua vez de tempos em tempos, um lado e depois o outro, em horas sorteadas."""
    inicio, horas = time.monotonic(), []
    for numero in range(len(pares)):
        quando, vez = random.uniform(0, entre), random.randint(0, 1)  # noqa: S311
        while quando < segundos:
            horas.append((quando, numero, vez))
            quando, vez = quando + random.uniform(0.5, 1.5) * entre, 1 - vez  # noqa: S311
    for ordem, (quando, numero, vez) in enumerate(sorted(horas)):
        await asyncio.sleep(max(0.0, inicio + quando - time.monotonic()))
        pessoa, quem, qual = pares[numero]
        marca = f"marca-{pessoa.conversa.pk}{vez}{ordem:05}-"
        if vez:
            quem.por_escrever.put_nowait((qual, marca))
        else:
            pessoa.por_escrever.put_nowait((qual, marca))
    await asyncio.sleep(max(0.0, inicio + segundos - time.monotonic()))
