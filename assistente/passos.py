"""Os passos de um assistente: o que cada um pergunta, como se lê na conferência e o que abre."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from assistente.conferir import Linha, quem
from assistente.preenchimento import Preenchimento
from assistente.rascunhos import DIGITADA, cortado, guardar_passo
from assistente.roteiro import IDENTIFICACAO
from contas.identificacao import IdentificacaoForm, valores_iniciais
from contas.models import Usuario
from documentos.recebidos import receber_arquivos, tirar_arquivo
from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite, quem_pede

type Envio = QueryDict | None
type Arquivos = MultiValueDict[str, Any] | None
type Recusas = list[tuple[str, str]]

ENVIOS_DE_FOTOS_POR_LUGAR = 300
MAIOR_ESCRITO = 300
"""Letras do que se guarda de um campo por conferir."""
MUITAS_FOTOS = "Foram muitas fotos deste lugar em pouco tempo. Espere alguns minutos e envie de novo."


class Passo[P: Preenchimento[Any]](ABC):
    """Uma pergunta, ou um grupo delas: o formulário, como se lê na conferência e o que abre a seguir.

    As respostas não dependem da requisição: podem vir de uma página, de várias numa só ou de uma fila.
    """

    nome: str
    """O nome do passo no endereço, e a chave das respostas dele em `Rascunho.dados`."""
    titulo: str
    """Como a página o chama no progresso."""
    secao: str = ""
    """O título da parte dele na conferência."""
    ancora: str = "conteudo"
    """Onde ele começa, na página que tem vários."""

    @abstractmethod
    def form(self, preenchimento: P, dados: Envio = None, arquivos: Arquivos = None) -> forms.Form:
        """O formulário, com o que já foi respondido e o que se enviou agora."""

    @abstractmethod
    def linhas(self, preenchimento: P) -> list[Linha]:
        """As respostas como se leem na conferência."""

    def respostas(self, preenchimento: P, form: forms.Form) -> dict[str, Any]:
        """O que se guarda do formulário válido; o que só se descobre aqui vira erro dele."""
        return form.cleaned_data

    def receber(self, request: HttpRequest, preenchimento: P) -> Recusas:
        """O que só vem na requisição, como os arquivos; cada recusa com o seu campo."""
        return []

    def conferir(self, request: HttpRequest, preenchimento: P, form: Any) -> None:
        """O que só se confere diante da requisição, como os limites de quem pergunta; o erro vai ao form."""
        return

    def digitadas(self, preenchimento: P, form: Any) -> dict[str, Any] | None:
        """O que se guarda do que está na tela, certo ou errado; None se nada, até estar certo."""
        return None

    def abre(self, preenchimento: P) -> str:
        """A página que vem antes do passo seguinte, pelo que se respondeu; vazio se nenhuma."""
        return ""

    def pela_conta(self, preenchimento: P) -> bool:
        """Responde-se sozinho, pelo que a conta de quem entrou já diz? Se sim, guarda-o e a página some."""
        return False

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

    def digitadas(self, preenchimento: P, form: Any) -> dict[str, Any] | None:
        guardadas: dict[str, Any] = form.digitadas()
        return guardadas

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
        return self.guardar(preenchimento, request.FILES, quem_pede(request))

    def tirar(self, preenchimento: P, pk: int) -> None:
        """Apaga um arquivo do rascunho."""
        tirar_arquivo(preenchimento.rascunho, pk)

    def guardar(self, preenchimento: P, arquivos: MultiValueDict[str, Any], rede: str = "") -> Recusas:
        """Guarda no rascunho os arquivos que vieram desta rede."""
        recusas = receber_arquivos(
            rascunho=preenchimento.rascunho, arquivos=arquivos.getlist("fotos"), rede=rede
        )
        return [("fotos", recusa) for recusa in recusas]


class Identificacao[P: Preenchimento[Any]](Passo[P]):
    """Quem pede ou se manifesta; a conta de quem entrou já preenche, a de quem atende, não."""

    nome, titulo, secao = IDENTIFICACAO, "Identificação", "Quem pede"
    formulario: type[IdentificacaoForm] = IdentificacaoForm

    def form(self, preenchimento: P, dados: Envio = None, arquivos: Arquivos = None) -> IdentificacaoForm:
        guardado, da_conta = preenchimento.respondido(IDENTIFICACAO), self.da_conta(preenchimento)
        escritas = preenchimento.respondido(DIGITADA)
        if not guardado:  # o que ficou por escrever, a conta de quem entrou o diz
            escritas = {campo: escrita for campo, escrita in escritas.items() if escrita}
        return self.formulario(
            dados,
            initial=valores_iniciais(guardado, da_conta) | escritas,
            em_nome_de_outro=preenchimento.no_balcao,
            da_conta=da_conta is not None,
            **self.opcoes(preenchimento),
        )

    def escritas(self, form: forms.Form) -> dict[str, Any]:
        """O que está na tela, certo ou errado."""
        return {campo: cortado(form[campo].value() or "", MAIOR_ESCRITO) for campo in form.fields}

    def pela_conta(self, preenchimento: P) -> bool:
        dito = self.form(preenchimento).da_conta_por_inteiro
        if not dito or preenchimento.respondido(self.nome):
            return False
        return self.responder(preenchimento, dito)

    def responder(self, preenchimento: P, dito: Mapping[str, str]) -> bool:
        """Guarda quem é, sem que a pessoa o escreva na página; falso se o formulário o recusa."""
        form = self.form(preenchimento, QueryDict(urlencode(dito)))
        if form.is_valid():
            respostas = self.respostas(preenchimento, form)
            guardar_passo(rascunho=preenchimento.rascunho, passo=self.nome, respostas=respostas)
        return form.is_valid()

    def da_conta(self, preenchimento: P) -> Usuario | None:
        """A conta cujos dados já vêm escritos."""
        return None if preenchimento.no_balcao else preenchimento.autor.usuario

    def opcoes(self, preenchimento: P) -> dict[str, Any]:
        """O que o formulário deste processo precisa saber."""
        return {}

    def linhas(self, preenchimento: P) -> list[Linha]:
        return quem(preenchimento.respondido(IDENTIFICACAO))
