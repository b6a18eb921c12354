"""Os passos de um assistente, seja qual for o processo: a ordem deles, e o que cada um pergunta e mostra."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from assistente.conferencia import quem
from contas.identificacao import IdentificacaoForm, valores_iniciais
from contas.limites import DEZ_MINUTOS, dentro_do_limite, quem_pede
from documentos.recebidos import receber_arquivos, tirar_arquivo
from protocolo.erros import RecusaDeAcao

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django import forms
    from django.http import HttpRequest, QueryDict
    from django.utils.datastructures import MultiValueDict

    from assistente.conferencia import Linha
    from assistente.preenchimento import Preenchimento
    from contas.models import Usuario

    type Envio = QueryDict | None
    type Arquivos = MultiValueDict[str, Any] | None
    type Recusas = list[tuple[str, str]]

IDENTIFICACAO, CONFERIR = "identificacao", "conferir"
MEIO_DIA = time(12)
ENVIOS_DE_FOTOS_POR_LUGAR = 300
MUITAS_FOTOS = "Foram muitas fotos deste lugar em pouco tempo. Espere alguns minutos e envie de novo."


class RascunhoIncompleto(RecusaDeAcao):
    """Falta responder a um passo, ou o que se pede mudou enquanto a pessoa respondia."""


def recebida_em(dia: str, agora: datetime) -> datetime:
    """Quando chegou de verdade: agora, ou o dia (aaaa-mm-dd) dito no balcão, ao meio-dia, se já passou.

    O prazo conta por dias e começa no seguinte: a hora só importa para não cair no futuro.
    """
    if not dia or date.fromisoformat(dia) >= timezone.localdate(agora):
        return agora
    return timezone.make_aware(datetime.combine(date.fromisoformat(dia), MEIO_DIA))


class Roteiro(ABC):
    """A ordem dos passos e quais faltam: só conta sobre o que já foi respondido.

    Quem herda diz quais são os passos, o último deles a conferência, e quando cada um está completo.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def passos(self) -> Sequence[str]:
        """Os passos, na ordem."""

    @abstractmethod
    def completo(self, passo: str) -> bool:
        """Se o que está guardado deste passo basta."""

    @property
    def primeiro_incompleto(self) -> str:
        """Onde a pessoa tem de ir; a conferência quando não falta nada."""
        *anteriores, conferencia = self.passos
        return next((p for p in anteriores if not self.completo(p)), conferencia)

    @property
    def o_que_falta(self) -> str:
        """A página a que se manda quem quer seguir: a do primeiro passo incompleto, ou a que o explica."""
        return self.primeiro_incompleto

    def liberado(self, passo: str) -> bool:
        """Só se chega a um passo com os anteriores completos."""
        return passo in self.passos and self.passos.index(passo) <= self.passos.index(
            self.primeiro_incompleto
        )

    def anterior(self, passo: str) -> str | None:
        """O passo de antes; None no primeiro."""
        indice = self.passos.index(passo)
        return self.passos[indice - 1] if indice else None

    def seguinte(self, passo: str) -> str:
        """O passo de depois, se já se pode ir a ele."""
        proximo = self.passos[min(self.passos.index(passo) + 1, len(self.passos) - 1)]
        return proximo if self.liberado(proximo) else self.primeiro_incompleto

    def exigir_completo(self) -> None:
        """Levanta RascunhoIncompleto se ainda não se pode enviar."""
        if self.primeiro_incompleto != CONFERIR:
            raise RascunhoIncompleto("Falta responder a uma parte. Volte e confira.")


class Passo[P: Preenchimento[Any]](ABC):
    """Uma pergunta, ou um grupo delas: o formulário, como se lê na conferência e o que abre a seguir.

    Nada aqui depende da requisição: as respostas podem vir de uma página, de várias numa só ou de uma fila.
    """

    nome: str
    """O do endereço e a chave das respostas em `Rascunho.dados`."""
    titulo: str
    """Como a página o chama no progresso."""
    secao: str = ""
    """O título da parte dele na conferência."""

    @abstractmethod
    def form(self, preenchimento: P, dados: Envio = None, arquivos: Arquivos = None) -> forms.Form:
        """O formulário, com o que já foi respondido e o que se enviou agora."""

    @abstractmethod
    def linhas(self, preenchimento: P) -> list[Linha]:
        """As respostas como se leem na conferência."""

    def respostas(self, preenchimento: P, form: forms.Form) -> dict[str, Any]:
        """O que se guarda do formulário válido; o que só se descobre aqui vira erro dele."""
        return form.cleaned_data

    def abre(self, preenchimento: P) -> str:
        """A página que vem antes do passo seguinte, pelo que se respondeu; vazio se nenhuma."""
        return ""

    def titulo_da_secao(self, preenchimento: P) -> str:
        """O título na conferência, quando depende do que se respondeu."""
        return self.secao

    def modelo(self, preenchimento: P) -> str:
        """O modelo da página, na pasta do assistente."""
        return self.nome

    def contexto(self, preenchimento: P) -> dict[str, Any]:
        """O que mais a página mostra."""
        return {}


class PassoComArquivos[P: Preenchimento[Any]](Passo[P]):
    """Perguntas e arquivos na mesma página: pôr ou tirar um arquivo não perde o que já foi escrito.

    O formulário diz em `digitadas()` o que está na tela, certo ou errado.
    """

    def respostas(self, preenchimento: P, form: forms.Form) -> dict[str, Any]:
        return form.cleaned_data | {"conferido": True}

    def conferir(self, request: HttpRequest, preenchimento: P, form: Any) -> None:
        """O que só se confere diante da requisição, como os limites de quem pergunta."""

    def receber(self, request: HttpRequest, preenchimento: P) -> Recusas:
        """Tira o arquivo pedido e recebe os que vieram; cada recusa com o seu campo.

        O balcão não tem limite.
        """
        retirado = request.POST.get("remover_foto", "")
        if retirado.isdecimal():
            self.tirar(preenchimento, int(retirado))
        if not request.FILES:
            return []
        if not preenchimento.no_balcao and not dentro_do_limite(
            "fotos", quem_pede(request), vezes=ENVIOS_DE_FOTOS_POR_LUGAR, segundos=DEZ_MINUTOS
        ):
            return [("fotos", MUITAS_FOTOS)]
        return self.guardar(preenchimento, request.FILES)

    def tirar(self, preenchimento: P, pk: int) -> None:
        """Apaga um arquivo do rascunho."""
        tirar_arquivo(preenchimento.rascunho, pk)

    def guardar(self, preenchimento: P, arquivos: MultiValueDict[str, Any]) -> Recusas:
        """Guarda no rascunho os arquivos que vieram."""
        recusas = receber_arquivos(rascunho=preenchimento.rascunho, arquivos=arquivos.getlist("fotos"))
        return [("fotos", recusa) for recusa in recusas]


class Identificacao[P: Preenchimento[Any]](Passo[P]):
    """Quem pede ou se manifesta; a conta de quem entrou já preenche, a de quem atende, não."""

    nome, titulo, secao = IDENTIFICACAO, "Identificação", "Quem pede"
    formulario: type[IdentificacaoForm] = IdentificacaoForm

    def form(self, preenchimento: P, dados: Envio = None, arquivos: Arquivos = None) -> forms.Form:
        guardado = preenchimento.rascunho.dados.get(IDENTIFICACAO, {})
        return self.formulario(
            dados,
            initial=valores_iniciais(guardado, self.da_conta(preenchimento)),
            em_nome_de_outro=preenchimento.no_balcao,
            **self.opcoes(preenchimento),
        )

    def da_conta(self, preenchimento: P) -> Usuario | None:
        """A conta cujos dados já vêm escritos."""
        return None if preenchimento.no_balcao else preenchimento.autor.usuario

    def opcoes(self, preenchimento: P) -> dict[str, Any]:
        """O que o formulário deste processo precisa saber."""
        return {}

    def linhas(self, preenchimento: P) -> list[Linha]:
        return quem(preenchimento.rascunho.dados[IDENTIFICACAO])
