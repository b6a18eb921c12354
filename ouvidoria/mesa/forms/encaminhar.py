"""O que vai a um órgão: a pergunta, a devolução da resposta, a retirada. Nada diz quem se manifestou."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils import timezone

from contas.papeis import Papel
from guia.models import Orgao
from mesas.forms import TextoAoMunicipe
from ouvidoria import acoes
from ouvidoria.mesa.forms.atos import MENORES, AtoDaMesaForm
from ouvidoria.mesa.identificaveis import achados
from ouvidoria.models import Anexo, Encaminhamento, Manifestacao
from ouvidoria.situacoes import Destino
from protocolo import prazos_legais
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import RECADO
from roteamento.designados import orgaos_sem

MAIOR_TEXTO = 6000
AINDA_DIZ = "O texto ainda diz quem se manifestou: {o_que}. A pessoa não deixou: tire isto antes de enviar."
PARECE = "O texto pode dizer quem se manifestou: {o_que}. Tire, ou confira e marque que não é dessa pessoa."


class CampoDoEnvio(forms.ModelChoiceField[Encaminhamento]):
    """Um encaminhamento, pelo órgão."""

    def label_from_instance(self, obj: Encaminhamento) -> str:
        if obj.respondido_em:
            return f"{obj.quem}, que respondeu em {dia(obj.respondido_em)}"
        return f"{obj.quem}, com prazo até {dia(obj.vence_em)}"


class LidoPeloOrgaoForm(AtoDaMesaForm):
    """Um texto que o órgão lê: se a pessoa não deixou que se diga quem é, o que a identifica não passa.

    O que é mesmo dela (nome inteiro, documento, e-mail, telefone) impede; o que só parece, quem escreve
    confere e marca.
    """

    lido = "motivo"
    """O campo que o órgão lê."""

    conferido = forms.BooleanField(
        label="Conferi: o que foi apontado não diz quem se manifestou",
        required=False,
        widget=forms.CheckboxInput({"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self._conferir = self.fields.pop("conferido")
        if self.data.get("conferido"):
            self.fields["conferido"] = self._conferir

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if not self.caso.permite_identificar and (texto := limpos.get(self.lido)):
            self._procurar_quem(texto)
        limpos.pop("conferido", None)
        return limpos

    def _procurar_quem(self, texto: str) -> None:
        todos = achados(texto, self.caso.interessado)
        if certos := [str(achado) for achado in todos if achado.certo]:
            self.add_error(self.lido, AINDA_DIZ.format(o_que=", ".join(certos)))
        elif todos and not self.cleaned_data.get("conferido"):
            self.fields["conferido"] = self._conferir
            self.add_error(self.lido, PARECE.format(o_que=", ".join(map(str, todos))))


class EncaminharForm(LidoPeloOrgaoForm):
    lido = "texto"

    orgaos = forms.ModelMultipleChoiceField(
        label="A que órgãos?",
        queryset=Orgao.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small sp-escolha-longa"}),
        error_messages={
            "required": "Escolha ao menos um órgão.",
            "invalid_choice": "Este órgão já está com a manifestação.",
        },
    )
    texto = forms.CharField(
        label="O que o órgão lê",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 12}),
        help_text="Veio do que a pessoa respondeu. Tire o que diz quem ela é e escreva o que o órgão precisa "
        "responder.",
        error_messages={"required": "Escreva o que o órgão precisa saber e responder."},
    )
    anexos = forms.ModelMultipleChoiceField(
        label="Que anexos vão junto?",
        queryset=Anexo.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self._oferecer_orgaos()
        anexos: Any = self.fields["anexos"]
        anexos.queryset = que_se_enviam(self.caso)
        anexos.label_from_instance = nome_do_anexo
        if not anexos.queryset:
            del self.fields["anexos"]
        elif not self.caso.permite_identificar:
            anexos.help_text = "Abra cada um antes: uma foto ou um documento também diz quem é a pessoa."
        self.initial.setdefault("texto", self.caso.respondido)
        self.initial.setdefault("orgaos", [pk for pk in [orgao_provavel(self.caso)] if pk])

    def _oferecer_orgaos(self) -> None:
        com_ela = self.caso.encaminhamentos.pendentes().values("orgao")
        sem_ninguem = set(orgaos_sem(Papel.INTERLOCUTOR, timezone.localdate()).values_list("pk", flat=True))
        campo: Any = self.fields["orgaos"]
        provavel = Case(When(pk=orgao_provavel(self.caso) or 0, then=0), default=1)
        campo.queryset = Orgao.objects.exclude(pk__in=com_ela).order_by(provavel, "nome")
        campo.label_from_instance = lambda orgao: (
            f"{orgao.nome} ({orgao.sigla})" + (": sem interlocutor" if orgao.pk in sem_ninguem else "")
        )

    def explicacoes(self) -> Sequence[str]:
        ate = dia(prazos_legais.vencimento("OUV_ORGAO", inicio=timezone.now()))
        quem = (
            "A pessoa deixou que o órgão saiba quem ela é: o nome e o contato vão junto."
            if self.caso.permite_identificar
            else "O órgão não fica sabendo quem se manifestou."
        )
        return (f"Cada órgão responde à Ouvidoria até {ate} (Lei 13.460/2017, art. 16).", quem)

    @property
    def argumentos(self) -> dict[str, Any]:
        dados = self.cleaned_data
        anexos = list(dados.get("anexos", ()))
        return {"envios": [acoes.Envio(orgao, dados["texto"], anexos) for orgao in dados["orgaos"]]}


def orgao_provavel(caso: Manifestacao) -> int | None:
    """O órgão de que se fala ou, sem ele, o da unidade onde está o pedido reclamado."""
    if caso.orgao_id:
        return caso.orgao_id
    return caso.solicitacao.unidade.orgao_id if caso.solicitacao else None


def que_se_enviam(caso: Manifestacao) -> Any:
    """Os anexos da manifestação, cada um na cópia limpa se ela existe; os do órgão já são dele."""
    return caso.anexos.filter(limpo=None, encaminhamento=None).order_by("ordem", "pk")


def nome_do_anexo(anexo: Any) -> str:
    """Como se diz um anexo numa lista."""
    limpo = ", sem o que identifica" if anexo.limpo_de_id else ""
    return f"{anexo.nome}, de {Papel(anexo.papel).label.lower()}{limpo}, {dia(anexo.enviado_em)}"


class DevolverForm(LidoPeloOrgaoForm):
    envio = CampoDoEnvio(
        label="De quem é a resposta?",
        queryset=Encaminhamento.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect(MENORES),
        error_messages={"required": "Escolha de quem é a resposta."},
    )
    motivo = TextoAoMunicipe(
        label="O que falta na resposta?",
        escrito=RECADO,
        help_text="O órgão lê isto. Diga o que ele ainda precisa responder.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        envios = self.envios_possiveis(self.caso)
        self.fields["envio"].queryset = envios  # type: ignore[attr-defined]
        if len(unico := list(envios[:2])) == 1:
            self.initial.setdefault("envio", unico[0].pk)

    @classmethod
    def envios_possiveis(cls, caso: Manifestacao) -> Any:
        """As respostas que chegaram e ainda valem."""
        dos_orgaos = caso.encaminhamentos.filter(destino=Destino.ORGAO, recolhido_em=None)
        return dos_orgaos.filter(respondido_em__isnull=False).select_related("orgao").order_by("pk")

    def explicacoes(self) -> Sequence[str]:
        return ("O órgão refaz a resposta no prazo que já tinha: a devolução não lhe dá mais tempo.",)


class RecolherForm(DevolverForm):
    motivo = TextoAoMunicipe(
        label="Por que se retira o envio?",
        help_text="O órgão lê isto.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["envio"].label = "De que órgão se retira?"
        self.fields["envio"].error_messages["required"] = "Escolha de que órgão se retira."

    @classmethod
    def envios_possiveis(cls, caso: Manifestacao) -> Any:
        """Os que ainda esperam o órgão."""
        pendentes = caso.encaminhamentos.pendentes().filter(destino=Destino.ORGAO)
        return pendentes.select_related("orgao").order_by("pk")

    def explicacoes(self) -> Sequence[str]:
        return ("O órgão deixa de ter o que responder. Sem outro órgão, a manifestação volta à análise.",)
