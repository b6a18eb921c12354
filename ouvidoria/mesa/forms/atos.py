"""Os formulários dos atos da Ouvidoria. Os nomes dos campos são os argumentos das ações."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from mesas.forms import AtoForm, DarAUmColegaForm, MaisTempoForm, TextoAoMunicipe
from ouvidoria import acoes
from ouvidoria.mesa.relacionadas import QUANTAS, que_se_juntam
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo import numero, prazos_legais
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import PERGUNTA
from roteamento.designados import designados

MAIOR_CONCLUSAO = 3000
"""Cabe, com o resto, numa folha A4."""
MENORES = {"class": "govuk-radios--small"}
VIRA_DENUNCIA = (
    "Se passar a denúncia, a identidade de quem se manifestou fica selada na hora, e a manifestação deixa "
    "de aparecer a quem a digitou."
)


class AtoDaMesaForm(AtoForm):
    """Um ato da mesa."""

    caso: Manifestacao


class AtribuirForm(DarAUmColegaForm):
    de_fora = "Esta pessoa não trabalha na Ouvidoria hoje."

    def equipe(self) -> QuerySet[Usuario]:
        return designados(Papel.OUVIDORIA, timezone.localdate()).exclude(pk=self.caso.responsavel_id or 0)


class ReclassificarForm(AtoDaMesaForm):
    tipo = forms.ChoiceField(
        label="Qual é o tipo certo?",
        widget=forms.RadioSelect(MENORES),
        error_messages={"required": "Escolha o tipo certo."},
    )
    motivo = TextoAoMunicipe(
        label="Por que o tipo mudou?",
        help_text="A pessoa lê este motivo.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        outros = [(valor, nome) for valor, nome in TipoDeManifestacao.choices if valor != self.caso.tipo]
        self.fields["tipo"].choices = outros  # type: ignore[attr-defined]

    def explicacoes(self) -> Sequence[str]:
        return () if self.caso.denuncia else (VIRA_DENUNCIA,)


class ComplementoForm(AtoDaMesaForm):
    pergunta = TextoAoMunicipe(
        label="O que a pessoa precisa responder?",
        escrito=PERGUNTA,
        help_text="Só se pergunta uma vez: ponha aqui tudo o que falta, em palavras simples.",
        error_messages={"required": "Escreva a pergunta."},
    )

    def explicacoes(self) -> Sequence[str]:
        ate = dia(prazos_legais.vencimento("OUV_COMPLEMENTO", inicio=timezone.now()))
        return (
            f"A pessoa responde até {ate}. Na metade desse tempo ela recebe um lembrete.",
            "O prazo da resposta fica parado até ela responder.",
            "Se ela não responder até lá, a manifestação é arquivada; ela pode fazer outra quando quiser.",
        )


class ProrrogarForm(MaisTempoForm):
    chave, lei = acoes.PRORROGACAO, "Lei 13.460/2017, art. 16"


class ConcluirForm(AtoDaMesaForm):
    resposta = forms.ChoiceField(
        label="Qual é a resposta?",
        choices=[(resposta.value, resposta.label) for resposta in acoes.ESCOLHIVEIS],
        widget=forms.RadioSelect(MENORES),
        error_messages={"required": "Escolha a resposta."},
    )
    conclusao = TextoAoMunicipe(
        label="Resposta da Ouvidoria",
        maior=MAIOR_CONCLUSAO,
        help_text="O que se apurou, o que foi feito e o que acontece agora, em palavras simples, sem siglas.",
        error_messages={"required": "Escreva a resposta."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["conclusao"].widget.attrs["rows"] = 12


class JuntarForm(AtoDaMesaForm):
    iguais = forms.ModelMultipleChoiceField(
        label="Quais parecem dizer o mesmo?",
        queryset=Manifestacao.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
    protocolos = forms.CharField(
        label="Outros protocolos",
        required=False,
        max_length=400,
        help_text="Separe por vírgula ou espaço.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["iguais"]
        campo.queryset = que_se_juntam(self.caso)
        campo.label_from_instance = em_uma_linha
        if not campo.queryset[:QUANTAS]:
            del self.fields["iguais"]

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"outras": self.cleaned_data["outras"]}

    def clean_protocolos(self) -> list[Manifestacao]:
        """As manifestações escritas; a que não existe ou não se junta diz por quê."""
        achadas = []
        for escrito in self.cleaned_data["protocolos"].replace(",", " ").replace(";", " ").split():
            outra = Manifestacao.objects.filter(protocolo=numero.normalizar(escrito)).first()
            if outra is None:
                raise ValidationError(f"Não há manifestação com o protocolo {escrito}.")
            if recusa := acoes.por_que_nao_se_junta(outra, self.caso):
                raise ValidationError(recusa)
            achadas.append(outra)
        return achadas

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        todas = [*limpos.get("iguais", []), *limpos.get("protocolos", [])]
        limpos["outras"] = list({outra.pk: outra for outra in todas}.values())
        if not limpos["outras"] and not self.errors:
            self.add_error("iguais" if "iguais" in self.fields else "protocolos", "Escolha ao menos uma.")
        return limpos


def em_uma_linha(outra: Any) -> str:
    """Uma igual provável, para escolher: protocolo, quando, e em que se parece."""
    return f"{outra.protocolo_escrito}, recebida em {dia(outra.aberta_em)}: {outra.porque}"


class ParaForaForm(AtoDaMesaForm):
    onde = forms.CharField(
        label="Onde se resolve?",
        max_length=150,
        help_text="Por exemplo: a Ouvidoria do Governo do Estado (telefone 0800 e endereço da página).",
        error_messages={"required": "Escreva onde se resolve."},
    )
    motivo = TextoAoMunicipe(
        label="Por que não é com a Prefeitura?",
        help_text="A pessoa lê este motivo.",
    )
