"""Quem usa o portal durante o ensaio: quem pede com foto, quem serve, quem atende, quem conversa.

Só se anota o que o portal confirmou: a página com o protocolo, o envio aceito. É isso que não se pode perder.
"""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from PIL import Image

from tests.ensaio.insistente import INSISTE, Desistiu, Insistente, Recusado, campo

CENARIO = """
import json
from dataclasses import asdict
from atendimento.models import RegraDaConversa
from contas.models import Usuario
from tests.medicao.carga_do_chat import conversas_abertas
from tests.medicao.medidor import entrar
RegraDaConversa.objects.update_or_create(pk=1, defaults={{"mensagens_por_minuto": 200}})
quem = {{nome: Usuario.objects.get(email=nome + "@demo.invalid") for nome in {quem}}}
sessoes = {{nome: next(iter(entrar(um).values())) for nome, um in quem.items()}}
print(json.dumps({{"sessoes": sessoes, "conversas": [asdict(um) for um in conversas_abertas({conversas})]}}))
"""
"""As sessões de quem serve e atende, e tantas conversas abertas, dos dois lados."""
SERVE = "servidor"
ATENDEM = ("central", "praca")
LUGAR = {"logradouro": "Rua Líbero Badaró", "numero": "425"}
CAIXA = f"/caixa/{quote('SMPR-CPO-STM-Sé')}"
PEDIR = "/solicitar/tapa-buraco/"
ENTRE = (0.2, 0.8)
"""Segundos entre uma coisa e outra que a mesma pessoa faz, sorteados."""
SEM_ESPACO = 422
PROTOCOLO = re.compile(r"/acompanhar/(\d{15})/")
DITADO = re.compile(r'sp-numero">(\d{5})<')


@dataclass(frozen=True, slots=True)
class Pedido:
    """Um protocolo que o portal mostrou a quem pediu; `marca` está na descrição, e `foto`, se foi aceita."""

    marca: str
    protocolo: str
    foto: bool


@dataclass(frozen=True, slots=True)
class Ato:
    """Um ato, ou uma mensagem, que o portal aceitou: o andamento, a marca no texto e o aviso que se deve."""

    protocolo: str
    tipo: str
    marca: str = ""
    aviso: str = ""


@dataclass
class Livro:
    """O que o portal confirmou, e o que recusou."""

    pedidos: list[Pedido] = field(default_factory=list)
    atos: list[Ato] = field(default_factory=list)
    recusas: Counter[str] = field(default_factory=Counter)
    desistencias: int = 0
    por_tratar: deque[Pedido] = field(default_factory=deque)

    def anotar(self, pedido: Pedido) -> None:
        self.pedidos.append(pedido)
        self.por_tratar.append(pedido)


class Carga:
    """As pessoas, cada uma na sua thread, até `acabar`: então cada uma acaba o que começou."""

    def __init__(self, porta: int, sessoes: dict[str, str], acaso: random.Random) -> None:
        self.porta, self.sessoes = porta, sessoes
        self.livro = Livro()
        self.acabou, self.desistir = threading.Event(), threading.Event()
        self._fotos = [_foto() for _ in range(4)]
        fazem = [*([self.pedir] * 2), self.servir, *(self.atender_por(nome) for nome in ATENDEM)]
        sementes = [acaso.random() for _ in fazem]
        self._threads = [
            threading.Thread(target=self._viver, args=(n, semente, fazer), daemon=True)
            for n, (semente, fazer) in enumerate(zip(sementes, fazem, strict=True))
        ]

    def comecar(self) -> None:
        for thread in self._threads:
            thread.start()

    def esperar(self, pedidos: int) -> None:
        """Que se confirmem tantos com foto, ou que se veja que não se confirmam."""
        limite = time.monotonic() + INSISTE
        while sum(pedido.foto for pedido in self.livro.pedidos) < pedidos:
            if time.monotonic() > limite:
                raise RuntimeError(f"nada caiu ainda, e os pedidos não entram: {self.livro.recusas}")
            time.sleep(0.1)

    def acabar(self, segundos: float) -> None:
        """Ninguém começa mais nada; depois de `segundos`, quem ainda insiste desiste."""
        self.acabou.set()
        limite = time.monotonic() + segundos
        for thread in self._threads:
            thread.join(max(0.0, limite - time.monotonic()))
        self.desistir.set()
        for thread in self._threads:
            thread.join()

    def _viver(self, lugar: int, semente: float, fazer: Callable[[str, random.Random], None]) -> None:
        acaso, vez = random.Random(semente), 0  # noqa: S311 - só sorteia o que se faz
        while not self.acabou.wait(acaso.uniform(*ENTRE)):
            vez += 1
            try:
                fazer(f"ensaio{lugar}x{vez}x", acaso)
            except Desistiu:
                self.livro.desistencias += 1
            except Recusado as recusa:
                self.livro.recusas[str(recusa)] += 1

    def _quem(self, acaso: random.Random, sessao: str = "") -> Insistente:
        """Cada um de um endereço: os limites são de quem abusa, e não do ensaio."""
        de = f"127.{acaso.randint(1, 200)}.{acaso.randint(0, 255)}.{acaso.randint(1, 254)}"
        return Insistente(self.porta, self.desistir, de, self.sessoes.get(sessao, ""))

    # --- quem pede --------------------------------------------------------------------------

    def pedir(self, marca: str, acaso: random.Random) -> None:
        """Um pedido pelo assistente, com foto; depois, às vezes, uma mensagem à unidade."""
        quem = self._quem(acaso)
        comecado = quem.mandar(PEDIR, {})["Location"]
        daqui = "/".join(comecado.split("/")[:4]) + "/"
        quem.mandar(f"{daqui}local/", LUGAR)
        foto = self._detalhes(quem, f"{daqui}detalhes/", marca, acaso)
        quem.mandar(f"{daqui}identificacao/", _identificacao(marca, acaso))
        quem.mandar(f"{daqui}conferir/", {})
        achado = PROTOCOLO.search(quem.ver(f"{daqui}confirmacao/"))
        if achado is None:
            raise Recusado("a confirmação não diz o protocolo")
        pedido = Pedido(marca, achado[1], foto)
        self.livro.anotar(pedido)
        if acaso.random() < 0.5:  # noqa: PLR2004 - metade de quem pede escreve depois
            self._escrever(quem, pedido)

    def _detalhes(self, quem: Insistente, onde: str, marca: str, acaso: random.Random) -> bool:
        """Com a foto; se não há espaço, sem ela, como a página diz. Se a foto foi aceita."""
        dados = {"r_tamanho": "medio", "descricao": f"{marca} Buraco em frente ao ponto."}
        serve = frozenset({303, SEM_ESPACO})
        if quem.mandar(onde, dados, foto=acaso.choice(self._fotos), serve=serve).status_code != SEM_ESPACO:
            return True
        quem.mandar(onde, dados)
        self.livro.recusas["foto sem espaço"] += 1
        return False

    def _escrever(self, quem: Insistente, pedido: Pedido) -> None:
        onde, marca = f"/acompanhar/{pedido.protocolo}/mandar/", f"{pedido.marca}mensagem "
        envio = campo(quem.ver(onde), "envio")
        quem.mandar(onde, {"texto": f"{marca} O buraco aumentou.", "envio": envio})
        self.livro.atos.append(Ato(pedido.protocolo, "", marca))

    # --- quem serve -------------------------------------------------------------------------

    def servir(self, _marca: str, acaso: random.Random) -> None:
        """Inicia um pedido ou pergunta algo a quem pediu: cada ato avisa."""
        if not self.livro.por_tratar:
            return
        pedido, quem = self.livro.por_tratar.popleft(), self._quem(acaso, SERVE)
        onde = f"{CAIXA}/{pedido.protocolo}/"
        if acaso.random() < 0.5:  # noqa: PLR2004 - metade se inicia, metade se pergunta
            quem.mandar(f"{onde}iniciar/", {"versao": campo(quem.ver(onde), "versao")})
            self.livro.atos.append(Ato(pedido.protocolo, "inicio", aviso="em_andamento"))
            return
        marca = f"{pedido.marca}pergunta "
        pagina = quem.ver(f"{onde}pedir-complemento/")
        pergunta = {"versao": campo(pagina, "versao"), "pergunta": f"{marca} De que lado da rua fica?"}
        quem.mandar(f"{onde}pedir-complemento/", {**pergunta, "confirmar": "sim"})
        self.livro.atos.append(Ato(pedido.protocolo, "complemento_pedido", marca, "complemento_pedido"))

    # --- quem atende ------------------------------------------------------------------------

    def atender_por(self, nome: str) -> Callable[[str, random.Random], None]:
        """Na mesa da Central ou de uma Praça: começa, registra e termina."""

        def atender(marca: str, acaso: random.Random) -> None:
            quem = self._quem(acaso, nome)
            comecado = quem.mandar("/central/comecar/", {"servico": "tapa-buraco"})["Location"]
            daqui = comecado.partition("?")[0]
            pedido = {
                "rascunho": campo(quem.ver(comecado), "rascunho"),
                **LUGAR,
                "r_tamanho": "medio",
                "descricao": f"{marca} Buraco em frente ao ponto.",
                "e_outro": "sim",
                **_identificacao(marca, acaso),
            }
            quem.mandar(daqui, pedido)
            ditado = "".join(DITADO.findall(quem.ver(daqui))[:3])
            self.livro.anotar(Pedido(marca, ditado, foto=False))
            quem.mandar(f"{daqui}terminar/", {"resultado": "pedido"})

        return atender


def _identificacao(marca: str, acaso: random.Random) -> dict[str, str]:
    return {"nome": "Maria do Ensaio", "cpf": _cpf(acaso), "email": f"{marca}@exemplo.invalid"}


def _cpf(acaso: random.Random) -> str:
    """Um que passa na conferência, com os dois dígitos do fim calculados (Receita Federal, módulo 11)."""
    numeros = [acaso.randint(0, 9) for _ in range(9)]
    for pesos in (range(10, 1, -1), range(11, 1, -1)):
        resto = sum(n * peso for n, peso in zip(numeros, pesos, strict=True)) * 10 % 11
        numeros.append(resto % 10)
    return "".join(map(str, numeros))


def _foto() -> bytes:
    """De uns 100 KB, que não cabe no disco que enche (`quedas.CABEM`)."""
    saida = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(saida, "JPEG", quality=95)
    return saida.getvalue()
