"""Um assistente respondido por uma fila: o que um aparelho guardou sem rede, com a chave que ele sorteou.

As respostas passam pelos passos das páginas, e por mais nenhuma regra. O que elas não resolvem fica no
rascunho, e a pessoa acaba nas páginas. Repetir qualquer parte dá o mesmo: a mesma chave nunca faz dois casos
(docs/adr/0061).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from assistente.guardas import rascunhos_do_navegador
from assistente.passos import MUITAS_FOTOS, Identificacao, Passo, PassoComArquivos
from assistente.preenchimento import Preenchimento
from assistente.rascunhos import inserir
from assistente.roteiro import CONFERIR, IDENTIFICACAO
from assistente.views import Assistente
from contas.autor import Autor
from contas.guardas import abrir_na_sessao
from contas.identificacao import ANONIMO, IDENTIFICADO
from contas.papeis import Papel
from protocolo.models import Caso, Rascunho

CONFIRA = "Falta responder a uma parte. Abra o pedido, confira e envie."
QUEM_PEDE = "Falta dizer quem pede. Abra o pedido, preencha e envie."


class Estado(StrEnum):
    """O que se diz à fila de um pedido dela."""

    ABERTO = "aberto"
    ENVIADO = "enviado"
    FALTA = "falta"
    """A pessoa acaba nas páginas."""
    RECUSADA = "recusada"
    """Uma foto que não serve."""
    ESPERE = "espere"
    """Deste lugar já vieram muitos: a fila tenta mais tarde."""


@dataclass(frozen=True, slots=True)
class Resposta:
    """O estado, a página em que se acaba e o que se diz à pessoa."""

    estado: Estado
    endereco: str = ""
    recado: str = ""


class DeUmaVez[P: Preenchimento[Any]]:
    """As partes por que a fila passa: começar, cada arquivo, enviar."""

    def __init__(self, assistente: Assistente[P]) -> None:
        self.assistente = assistente

    def abre(self, preenchimento: P, pagina: str) -> str:  # noqa: ARG002  quem herda diz
        """O que se diz de uma página que tem de ser respondida antes do envio."""
        return CONFIRA

    def completar(self, request: HttpRequest, preenchimento: P) -> None:
        """Guarda o que a fila responde e não é campo de um passo."""

    # --- começar -----------------------------------------------------------------------------

    def comecar(
        self, request: HttpRequest, chave: UUID, novo: Callable[[], P], *, de_ninguem: bool
    ) -> P | None:
        """O rascunho desta chave, o que já havia ou o que agora se grava; None se deste lugar vieram demais.

        Levanta o que `achar` levanta, se a chave já é de outra pessoa ou de outro navegador.
        """
        if Rascunho.objects.filter(pk=chave).exists():
            return self.achar(request, chave, de_ninguem=de_ninguem)
        comecado = novo()
        if not self.assistente.dentro_do_limite(request):
            return None
        comecado.rascunho.pk = chave
        if de_ninguem:
            comecado.rascunho.dono = None
            comecado = sem_conta(comecado)
        try:
            with transaction.atomic():
                return replace(comecado, rascunho=inserir(comecado.rascunho), gravado=True)
        except IntegrityError:  # a página e o trabalhador começaram juntos
            return self.achar(request, chave, de_ninguem=de_ninguem)

    def achar(self, request: HttpRequest, chave: UUID, *, de_ninguem: bool) -> P:
        """O que já se começou; o que é de ninguém não se assina com a conta que por acaso entrou."""
        achado = self.assistente.achar(request, chave)
        return sem_conta(achado) if de_ninguem else achado

    def como_esta(self, preenchimento: P) -> Resposta:
        """Se já foi, ou onde se acaba."""
        if preenchimento.rascunho.protocolo:
            return self._foi(preenchimento)
        return Resposta(Estado.ABERTO, self.assistente.onde(preenchimento, preenchimento.roteiro.o_que_falta))

    # --- cada arquivo, e o envio --------------------------------------------------------------

    def receber_arquivos(self, request: HttpRequest, preenchimento: P) -> Resposta:
        """Guarda os arquivos deste envio; o que já tinha vindo não se repete."""
        if preenchimento.rascunho.protocolo:
            return self._foi(preenchimento)
        recusas = [
            recusa
            for passo in self._passos(preenchimento)
            if isinstance(passo, PassoComArquivos)
            for _, recusa in passo.receber(request, preenchimento)
        ]
        if MUITAS_FOTOS in recusas:
            return Resposta(Estado.ESPERE, recado=MUITAS_FOTOS)
        if recusas:
            return Resposta(Estado.RECUSADA, recado=recusas[0])
        return self.como_esta(preenchimento)

    def enviar(self, request: HttpRequest, preenchimento: P) -> Resposta:
        """Responde a todos os passos e envia; o que falta fica para as páginas, com o que se escreveu."""
        if preenchimento.rascunho.protocolo:
            return self._foi(preenchimento)
        passos = [passo for passo in self._passos(preenchimento) if passo.nome != IDENTIFICACAO]
        recusados = self.assistente.receber_passos(request, preenchimento, passos)
        if recusados:
            pagina = preenchimento.roteiro.pagina_de(next(iter(recusados)))[-1]
            frases = [
                frase for form in recusados.values() for lista in form.errors.values() for frase in lista
            ]
            return self._falta(preenchimento, pagina, str(frases[0]))
        if self.assistente.so_guarda(request):
            return self._falta(preenchimento, preenchimento.roteiro.pagina_de(passos[-1].nome)[-1], CONFIRA)
        self.completar(request, preenchimento.relido())
        self._quem_pede(request, preenchimento)
        preenchimento = preenchimento.relido()
        for passo in passos:
            if pagina := passo.abre(preenchimento):
                return self._falta(preenchimento, pagina, self.abre(preenchimento, pagina))
        falta = preenchimento.roteiro.primeiro_incompleto
        if falta != CONFERIR:
            recado = QUEM_PEDE if falta == IDENTIFICACAO else CONFIRA
            return self._falta(preenchimento, preenchimento.roteiro.o_que_falta, recado)
        caso = self.assistente.enviar_e_anotar(preenchimento, timezone.now())
        self._lembrar(request, preenchimento, caso)
        preenchimento.rascunho.protocolo = caso.protocolo
        return self._foi(preenchimento)

    def _quem_pede(self, request: HttpRequest, preenchimento: P) -> None:
        """Ninguém, se o serviço deixa e foi isso que se quis; a conta que entrou; ou falta dizer."""
        for passo in self._passos(preenchimento):
            if not isinstance(passo, Identificacao) or preenchimento.respondido(passo.nome):
                continue
            form = passo.form(preenchimento)
            como = request.POST.get("como") or (IDENTIFICADO if preenchimento.autor.usuario else ANONIMO)
            if "como" in form.fields and como == ANONIMO:
                passo.responder(preenchimento, {"como": ANONIMO})
            elif form.ja_sabido:
                dito = {nome: str(form[nome].value() or "") for nome in form.fields}
                passo.responder(preenchimento, dito | {"como": IDENTIFICADO})

    def _passos(self, preenchimento: P) -> Sequence[Passo[P]]:
        deste = preenchimento.roteiro.passos
        return [passo for passo in self.assistente.passos if passo.nome in deste]

    def _lembrar(self, request: HttpRequest, preenchimento: P, caso: Caso) -> None:
        if self.assistente.fica_na_sessao(preenchimento, caso):
            abrir_na_sessao(request, caso.protocolo)

    def _foi(self, preenchimento: P) -> Resposta:
        return Resposta(Estado.ENVIADO, self.assistente.onde(preenchimento, self.assistente.fim))

    def _falta(self, preenchimento: P, pagina: str, recado: str) -> Resposta:
        return Resposta(Estado.FALTA, self.assistente.onde(preenchimento, pagina), recado)


def sem_conta[P: Preenchimento[Any]](preenchimento: P) -> P:
    """O mesmo, de quem não disse quem é."""
    return replace(preenchimento, autor=Autor(papel=Papel.INTERESSADO))


def pode_ter_posse(request: HttpRequest, chave: UUID) -> bool:
    """Se esta chave ainda não é de ninguém, ou já é deste navegador."""
    return str(chave) in rascunhos_do_navegador(request) or not Rascunho.objects.filter(pk=chave).exists()
