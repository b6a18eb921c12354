"""Uma hora da Central, passo a passo: quem conversa, quem liga e quem atende, pelas páginas de verdade.

O relógio é do teste e o acaso tem semente: a hora é sempre a mesma. Quem atende escreve, registra, fica sem
sinal no meio de um pedido, passa, transfere e acaba; as rotinas correm às horas delas.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from atendimento import acoes, tasks
from atendimento.models import Atendimento, Conversa
from atendimento.situacoes import Estado, Resultado, SituacaoDaConversa
from contas.models import Usuario
from protocolo.models import Rascunho
from tests.atendimento.atendendo import TUDO
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes.pedindo import atendente, central

PASSO = 10
"""Segundos: em dois passos sem sinal ainda se está ali, em quatro já não."""
DITAS = 3
"""Mensagens que cada lado diz antes do fim."""
SEGREDO = "s" * 32


@dataclass
class Assunto:
    """O que se quer numa conversa ou ligação: um pedido, de que se sabe a marca."""

    marca: str
    da_pessoa: int = 0
    de_quem_atende: int = 0
    comecado: bool = False
    registrado: bool = False

    @property
    def acabou(self) -> bool:
        return self.registrado and min(self.da_pessoa, self.de_quem_atende) >= DITAS


@dataclass
class Atende:
    """Quem atende: o navegador e até quando está sem sinal."""

    quem: Usuario
    client: Client
    sem_sinal_ate: int = 0

    def post(self, rota: str, codigo: object = None, **dados: str) -> int:
        resposta = self.client.post(reverse(f"central:{rota}", args=[codigo] if codigo else []), dados)
        return resposta.status_code


@dataclass
class Hora:
    """O mundo que anda. `ditas` e `pedidos` são o que foi aceito: tem de estar lá, uma vez, no fim."""

    atendentes: int
    conversas: int
    ligacoes: int
    acaso: random.Random = field(default_factory=lambda: random.Random(156))  # noqa: S311
    agora: int = 0
    ditas: Counter[str] = field(default_factory=Counter)
    pedidos: set[str] = field(default_factory=set)
    quem_conversa: dict[str, QuemConversa] = field(default_factory=dict)
    assuntos: dict[str, Assunto] = field(default_factory=dict)
    """Pelo código da conversa ou, da ligação, do atendimento em que está agora."""
    atendem: list[Atende] = field(default_factory=list)
    quedas: int = 0
    passadas: int = 0

    def abrir(self) -> None:
        for _ in range(self.atendentes):
            um = Atende(atendente(central()), Client())
            um.client.force_login(um.quem)
            acoes.por_a_disposicao(usuario=um.quem, unidade=central(), estado=Estado.RECEBE)
            self.atendem.append(um)

    def passo(self, ate: int) -> None:
        """Dez segundos: chega quem chega, cada um faz uma coisa, e as rotinas correm."""
        self._chegar(ate)
        for um in self.atendem:
            if self.agora % 20 == 0 and um.sem_sinal_ate <= self.agora:
                um.post("conversas_sinal")
        for codigo, quem in self.quem_conversa.items():
            self._conversar(codigo, quem)
        for um in self.atendem:
            if um.sem_sinal_ate <= self.agora:
                self._atender(um)
        tasks.cuidar_das_conversas()
        if self.agora % 30 == 0:
            tasks.cuidar_das_paradas()
            tasks.acabar_esquecidos()
        self.agora += PASSO

    @property
    def por_acabar(self) -> bool:
        abertas = Conversa.objects.abertas().exclude(situacao=SituacaoDaConversa.PENDENTE)
        return abertas.exists() or Atendimento.objects.abertos().exists() or bool(self.transferidas())

    def transferidas(self) -> list[Atendimento]:
        """As que alguém passou por telefone, com o pedido por acabar."""
        esperam = Atendimento.objects.filter(resultado=Resultado.TRANSFERIDO, conversa=None)
        return [um for um in esperam.order_by("pk") if str(um.codigo) in self.assuntos]

    # --- quem procura ---------------------------------------------------------------------

    def _chegar(self, ate: int) -> None:
        devidas = min(self.conversas, self.conversas * (self.agora + PASSO) // ate)
        while len(self.quem_conversa) < devidas:
            ordem = len(self.quem_conversa)
            pessoa = QuemConversa(Client(REMOTE_ADDR=f"10.0.{ordem // 200}.{ordem % 200 + 1}"))
            pessoa.comecar("tem um buraco na rua")
            pessoa.pedir()
            self.quem_conversa[pessoa.codigo] = pessoa
            self.assuntos[pessoa.codigo] = Assunto(f"conversa {ordem}")
        ja_ligaram = sum(um.marca.startswith("ligacao") for um in self.assuntos.values())
        devidas = min(self.ligacoes, self.ligacoes * (self.agora + PASSO) // ate)
        livres = [um for um in self.atendem if um.sem_sinal_ate <= self.agora]
        for ordem in range(ja_ligaram, devidas if livres else ja_ligaram):
            self._ligar(self.acaso.choice(livres), ordem)

    def _ligar(self, um: Atende, ordem: int) -> None:
        """A central telefônica conta a ligação, e quem a atende começa."""
        for passo, quem in (("newCall", ""), ("answer", um.quem.email)):
            evento = {"event": passo, "callId": f"c{ordem}", "direction": "in", "user": quem}
            evento["from"] = f"5511{900000000 + ordem}"
            feito = Client().post(f"/central/chamadas/{SEGREDO}/", evento, content_type="application/json")
            assert feito.status_code == 204, feito.content
        codigo = um.client.post(reverse("central:comecar"), {"servico": "tapa-buraco"})["Location"].split(
            "/"
        )[2]
        self.assuntos[codigo] = Assunto(f"ligacao {ordem}", DITAS, DITAS, comecado=True)

    def _conversar(self, codigo: str, pessoa: QuemConversa) -> None:
        este = self.assuntos[codigo]
        if self.agora % 20 == 0 and not este.de_quem_atende:  # na fila
            pessoa.dar_sinal()
        if este.da_pessoa < DITAS and self.acaso.random() < 0.2:
            dita = f"{este.marca}: pessoa {este.da_pessoa}"
            if pessoa.dizer(dita).status_code == 303:
                este.da_pessoa += 1
                self.ditas[dita] += 1

    # --- quem atende ----------------------------------------------------------------------

    def _atender(self, um: Atende) -> None:
        """Continua a ligação que alguém passou, e faz uma coisa em cada atendimento seu."""
        for de in self.transferidas()[:1]:
            resposta = um.client.post(reverse("central:continuar", args=[de.codigo]))
            if "Location" in resposta:
                self.assuntos[resposta["Location"].split("/")[2]] = self.assuntos.pop(str(de.codigo))
        for atendimento in Atendimento.objects.abertos().de(um.quem).select_related("conversa"):
            if um.sem_sinal_ate <= self.agora and self.acaso.random() < 0.5:
                self._um_ato(um, atendimento)

    def _um_ato(self, um: Atende, atendimento: Atendimento) -> None:
        conversa = atendimento.conversa
        este = self.assuntos[str(conversa.codigo if conversa else atendimento.codigo)]
        sorte = self.acaso.random()
        if este.acabou:
            um.post("terminar", atendimento.codigo, resultado=Resultado.PEDIDO)
        elif conversa and este.de_quem_atende < DITAS:
            self._dizer(um, conversa, este)
        elif not este.comecado:
            este.comecado = um.post("consultar", atendimento.codigo, servico="tapa-buraco") == 303
        elif not este.registrado and sorte < 0.2:
            self._escrever_e_cair(um, atendimento, este)
        elif not este.registrado and sorte < 0.4:
            self._passar(um, atendimento, este)
        elif not este.registrado:
            self._registrar(um, atendimento, este)

    def _dizer(self, um: Atende, conversa: Conversa, este: Assunto) -> None:
        dita = f"{este.marca}: atende {este.de_quem_atende}"
        feito = um.post("conversa", conversa.codigo, texto=dita, chave=str(uuid4()), enviar="sim")
        if feito == 303:
            este.de_quem_atende += 1
            self.ditas[dita] += 1

    def _pedido(self, um: Atende, atendimento: Atendimento, este: Assunto, **mais: str) -> int:
        """O que está na página, com o rascunho que ela mostra; sem um, a pessoa espera."""
        aberto = Rascunho.objects.filter(
            dados__atendimento__atendimento=str(atendimento.codigo), dono=um.quem, protocolo=""
        ).first()
        if aberto is None:
            return um.post("consultar", atendimento.codigo, servico="tapa-buraco")
        dados = {**TUDO, "descricao": este.marca, "e_outro": "sim", "rascunho": str(aberto.pk), **mais}
        return um.post("atendimento", atendimento.codigo, **dados)

    def _escrever_e_cair(self, um: Atende, atendimento: Atendimento, este: Assunto) -> None:
        """Guarda-se o que se escreve, e a página fica sem rede de um a três minutos."""
        self._pedido(um, atendimento, este, guardar="sim")
        um.sem_sinal_ate = self.agora + self.acaso.randrange(60, 180)
        self.quedas += 1

    def _passar(self, um: Atende, atendimento: Atendimento, este: Assunto) -> None:
        self._pedido(um, atendimento, este, guardar="sim")
        if atendimento.conversa:
            um.post("conversa_passar", atendimento.conversa.codigo, para="", motivo="É com outra pessoa.")
        else:
            um.post("terminar", atendimento.codigo, resultado=Resultado.TRANSFERIDO)
        self.passadas += 1

    def _registrar(self, um: Atende, atendimento: Atendimento, este: Assunto) -> None:
        self._pedido(um, atendimento, este)
        feito = Rascunho.objects.filter(dados__atendimento__atendimento=str(atendimento.codigo), dono=um.quem)
        este.registrado = feito.exclude(protocolo="").exists()
        if este.registrado:
            self.pedidos.add(este.marca)


PAUSA = timedelta(seconds=PASSO)
