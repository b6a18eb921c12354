"""Os formulários de quem trabalha na caixa. Os nomes dos campos são os argumentos das ações.

Todo formulário leva `versao`: a do pedido quando a página foi aberta, que denuncia o conflito.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone

from contas.models import Usuario
from mesas import forms as protocolo
from mesas.forms import DarAUmColegaForm, TextoAoMunicipe
from protocolo.campo_de_dia import CampoDeDia
from protocolo.prazos.contagem import Contagem
from protocolo.resposta_suficiente import EXPLICACAO, PERGUNTA, RECADO
from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.acoes.turmas import por_que_nao_muda
from solicitacoes.caixa.mensagens import Mensagem, desde_o_ultimo_ato
from solicitacoes.consultas import equipe_de
from solicitacoes.forms.campos import MotivoAoMunicipe
from solicitacoes.models import Solicitacao, Turma
from solicitacoes.situacoes import MotivoDeRecusa

UNIDADES_DO_PRAZO = {
    Contagem.CORRIDOS: "dias corridos",
    Contagem.UTEIS: "dias úteis",
    Contagem.HORAS: "horas",
}

POR_LER = "O munícipe escreveu e ninguém da unidade tinha lido. Leia as mensagens e marque que leu."


class AtoForm(protocolo.AtoForm):
    """No lote cada pedido leva a sua versão, e o formulário, feito sobre um deles, vale para todos."""

    caso: Solicitacao

    def __init__(self, *args: Any, em_lote: bool = False, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.em_lote = em_lote
        if em_lote:
            del self.fields["versao"]

    def recusa_de(self, _caso: Solicitacao) -> str:
        """No lote, por que o que se escreveu não serve a um dos pedidos; vazio se serve."""
        return ""


class EncerrarForm(AtoForm):
    """O ato que encerra diz o que o munícipe escreveu; se ninguém leu, pede a marca de que se leu.

    A marca tem no nome a última mensagem lida: a que chega depois pede outra. No lote e na lista do dia, quem
    faz o formulário dá as mensagens de todos os pedidos de uma vez.
    """

    def __init__(self, *args: Any, mensagens: Sequence[Mensagem] | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if mensagens is None:
            mensagens = desde_o_ultimo_ato([self.caso])[self.caso.pk]
        self.mensagens, self.ciente = mensagens, ""
        if por_ler := [mensagem.pk for mensagem in mensagens if mensagem.por_ler]:
            self.ciente = f"ciente_{max(por_ler)}"
            self.fields[self.ciente] = forms.BooleanField(
                label="Li o que o munícipe escreveu e quero encerrar", error_messages={"required": POR_LER}
            )
            self.order_fields([self.ciente])

    @property
    def marca_de_lidas(self) -> BoundField | None:
        """O campo da marca, se há o que ler."""
        return self[self.ciente] if self.ciente else None

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        limpos.pop(self.ciente, None)
        return limpos


class ComplementoForm(AtoForm):
    pergunta = TextoAoMunicipe(
        label="O que o munícipe precisa responder?",
        escrito=PERGUNTA,
        help_text="Uma pergunta de cada vez, em palavras simples. O prazo para enquanto se espera.",
        error_messages={"required": "Escreva a pergunta."},
    )


class DevolverForm(AtoForm):
    motivo = MotivoAoMunicipe("Por que o pedido volta?", "Escreva por que o pedido volta.")


class TransferirForm(AtoForm):
    unidade = forms.CharField(
        label="Para que unidade?",
        help_text="Comece a escrever a sigla ou o nome e escolha na lista.",
        max_length=200,
        widget=forms.TextInput({"list": "unidades", "autocomplete": "off"}),
        error_messages={"required": "Escolha a unidade que deve cuidar do pedido."},
    )
    motivo = MotivoAoMunicipe(
        "Por que este pedido é dela?", "Escreva por que o pedido deve mudar de unidade."
    )

    def unidades(self) -> list[tuple[str, str]]:
        """Sigla e nome de cada destino possível, para a lista do campo."""
        return list(self._destinos().values_list("sigla", "nome"))

    def _destinos(self) -> Any:
        """As unidades de hoje, menos a atual e as Praças, que só atendem."""
        outras = Unidade.objects.vigentes(timezone.localdate()).exclude(pk=self.caso.unidade_id)
        return outras.exclude(atribuicao=PRACA_DE_ATENDIMENTO)

    def clean_unidade(self) -> Unidade:
        escrita = self.cleaned_data["unidade"].strip()
        destino: Unidade | None = self._destinos().filter(sigla__iexact=escrita).first()
        if destino is None:
            raise ValidationError("Escolha uma unidade da lista, pela sigla.")
        return destino


class IndeferirForm(EncerrarForm):
    motivo = forms.ChoiceField(
        label="Por que não é possível atender?",
        choices=[(m.value, m.label.capitalize()) for m in MotivoDeRecusa],
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha o motivo."},
    )
    resposta = TextoAoMunicipe(
        label="Explicação ao munícipe",
        escrito=EXPLICACAO,
        help_text="Por que, e o que a pessoa pode fazer agora. Sem siglas.",
        error_messages={"required": "Escreva a explicação ao munícipe."},
    )


class AtribuirForm(DarAUmColegaForm, AtoForm):
    de_fora = "Esta pessoa não trabalha nesta unidade hoje."

    def equipe(self) -> QuerySet[Usuario]:
        equipe = equipe_de(self.caso.unidade, timezone.localdate())
        return equipe if self.em_lote else equipe.exclude(pk=self.caso.responsavel_id or 0)


class TurmaForm(AtoForm):
    """As turmas em uso da unidade, menos, num só pedido, aquela em que ele está; e nenhuma."""

    NENHUMA = "nenhuma"
    turma = forms.ChoiceField(
        label="A que turma?",
        error_messages={
            "required": "Escolha a turma.",
            "invalid_choice": "Esta já não é uma turma da unidade. Escolha outra.",
        },
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        em_uso = Turma.objects.em_uso().filter(unidade=self.caso.unidade_id)
        self.turmas = {str(turma.pk): turma for turma in em_uso}
        if not self.em_lote:
            self.turmas.pop(str(self.caso.turma_id), None)
        escolhas = [("", "Escolha a turma"), *((pk, turma.por_extenso) for pk, turma in self.turmas.items())]
        if self.em_lote or self.caso.turma_id:
            escolhas.append((self.NENHUMA, "Nenhuma: sai da turma em que está"))
        self.fields["turma"].choices = escolhas  # type: ignore[attr-defined]  # é um ChoiceField

    def clean_turma(self) -> Turma | None:
        return self.turmas.get(self.cleaned_data["turma"])

    def recusa_de(self, caso: Solicitacao) -> str:
        return por_que_nao_muda(caso, self.cleaned_data["turma"])

    @property
    def dita(self) -> str:
        """Na confirmação do lote, o que se escolheu."""
        turma = self.cleaned_data.get("turma")
        return f"Turma: {turma.por_extenso}." if turma else "Os pedidos saem da turma em que estão."


class AgendarForm(AtoForm):
    dia = CampoDeDia(
        label="Em que dia a equipe vai?",
        help_text="De hoje em diante. O munícipe recebe esta data.",
        error_messages={"required": "Escolha o dia."},
    )
    texto = TextoAoMunicipe(
        label="Recado ao munícipe",
        escrito=RECADO,
        required=False,
        help_text="Por exemplo, o período do dia ou o que deixar livre. Sem siglas.",
    )

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"data": self.cleaned_data["dia"], "texto": self.cleaned_data["texto"]}

    def clean_dia(self) -> date:
        dia: date = self.cleaned_data["dia"]
        if dia < timezone.localdate():
            raise ValidationError("O dia marcado já passou: escolha de hoje em diante.")
        return dia


class ProrrogarForm(AtoForm):
    mais = forms.IntegerField(
        label="Quanto a mais?",
        min_value=1,
        max_value=32000,
        widget=forms.NumberInput({"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": "Escreva quanto o prazo cresce.",
            "invalid": "Escreva só o número, como 10.",
            "min_value": "O prazo cresce de 1 em diante.",
        },
    )
    motivo = MotivoAoMunicipe(
        "Por que é preciso mais tempo?",
        "Escreva por que é preciso mais tempo.",
        " O prazo só se prorroga uma vez.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        mais = self.fields["mais"]
        if self.em_lote:
            mais.help_text = (
                "Na contagem do prazo de cada pedido (dias corridos, dias úteis ou horas), até dobrá-lo."
            )
            return
        nome = UNIDADES_DO_PRAZO.get(Contagem(self.caso.contagem), "")
        mais.label = f"Quantas {nome} a mais?" if nome == "horas" else f"Quantos {nome} a mais?"
        mais.help_text = f"De 1 a {self.caso.quantidade}: o prazo pode no máximo dobrar."

    def clean_mais(self) -> int:
        mais: int = self.cleaned_data["mais"]
        if not self.em_lote and mais > self.caso.quantidade:
            raise ValidationError(f"O prazo pode crescer de 1 a {self.caso.quantidade}.")
        return mais


class RecusarReaberturaForm(AtoForm):
    motivo = MotivoAoMunicipe("Por que o pedido continua encerrado?", "Escreva por que não se reabre.")


class ReabrirForm(AtoForm):
    motivo = MotivoAoMunicipe("Por que o pedido volta a ser atendido?", "Escreva por que o pedido volta.")


class ConsertoForm(AtoForm):
    motivo = MotivoAoMunicipe(
        "Por que foi engano?", "Escreva por que foi engano.", " É o mesmo em todos os pedidos."
    )
