"""De quem é a lista do dia que se olha, e o que a leva adiante no endereço (`?de=`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo import numero
from roteamento.models import Unidade
from solicitacoes.consultas import equipe_de


@dataclass(frozen=True, slots=True)
class ListaDe:
    """A pessoa da lista; `minha`, a de quem olha; `mexe`, quem olha pode dar e tirar."""

    quem: Usuario
    unidade: Unidade
    minha: bool
    mexe: bool

    @property
    def consulta(self) -> str:
        """O que se põe no fim de um endereço para continuar nesta lista."""
        return "" if self.minha else f"?de={self.quem.pk}"

    @property
    def endereco(self) -> str:
        """O endereço da lista."""
        return reverse("caixa:campo", args=[self.unidade.sigla]) + self.consulta

    @property
    def contexto(self) -> dict[str, object]:
        """O que as páginas dizem dela."""
        return {
            "quem": self.quem,
            "minha": self.minha,
            "mexe": self.mexe,
            "de": self.consulta,
            "endereco_da_lista": self.endereco,
        }

    def voltar(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.endereco, status=303)


def lista_de(request: HttpRequest, unidade: Unidade, por: Autor) -> ListaDe:
    """A lista de quem olha, ou a do colega que o endereço diz, se trabalha nesta unidade hoje."""
    eu, dito = usuario_da_sessao(request), request.GET.get("de", "")
    quem = eu
    if dito.isdecimal() and len(dito) <= numero.TAMANHO:
        quem = equipe_de(unidade, timezone.localdate()).filter(pk=int(dito)).first() or eu
    return ListaDe(quem, unidade, minha=quem == eu, mexe=quem == eu or por.papel == Papel.CHEFIA)
