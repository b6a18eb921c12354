"""Os formulários dos atos do SIC. Os nomes dos campos são os argumentos das ações."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from esic import acoes
from esic.forms import MAIOR_TEXTO, AtoDoPedidoForm
from esic.models import InformacaoClassificada
from esic.notificacao import direito_de_recorrer
from esic.situacoes import NEGATIVAS, Decisao, FormaDeResposta, Fundamento
from guia.models import Orgao
from mesas.forms import AtoComArquivosForm, DarAUmColegaForm, MaisTempoForm, TextoAoMunicipe
from protocolo import prazos_legais
from protocolo.prazos.em_palavras import dia
from roteamento.designados import designados, orgaos_sem

SO_SE_NEGAR = "Só ao negar, no todo ou em parte."
AO_NEGAR = {"data-mostrar-se": f"decisao={','.join(NEGATIVAS)}"}
"""Com JavaScript, o campo só aparece quando a decisão o pede; sem ele, fica à vista com a dica."""
QUAL_CLASSIFICADA = (
    "Só ao negar por informação classificada. É a da lista da Comissão, deste órgão ou de outro; a pessoa lê "
    "o código, o grau e até quando está em segredo."
)
FORA_DA_LISTA = "Se ela não está na lista, peça à Comissão que a adicione, ou negue por outro motivo."
FALTA_A_CLASSIFICADA = (
    f"Para negar por informação classificada, escolha qual é a informação classificada. {FORA_DA_LISTA}"
)
NAO_ESTA_EM_SEGREDO = f"Esta informação não está em segredo hoje: escolha outra. {FORA_DA_LISTA}"
OUTRA_FORMA = {
    FormaDeResposta.CORREIO: "A pessoa quer receber pelo correio: mande também por lá.",
    FormaDeResposta.BALCAO: "A pessoa quer buscar a resposta no balcão do órgão: deixe-a pronta lá.",
}


class ResponderForm(AtoDoPedidoForm, AtoComArquivosForm):
    """A decisão e a resposta; negar pede a categoria e a base legal (LAI, art. 11, §1º, II)."""

    field_order = ("versao", "decisao", "fundamento", "classificada", "base_legal", "texto", "fotos")

    decisao = forms.ChoiceField(
        label="O que o órgão decidiu?",
        choices=Decisao.choices,
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha o que o órgão decidiu."},
    )
    fundamento = forms.ChoiceField(
        label="Por que se nega",
        choices=[("", "Não se nega nada"), *Fundamento.choices],
        required=False,
        help_text=SO_SE_NEGAR,
        widget=forms.Select(AO_NEGAR),
    )
    classificada = forms.ModelChoiceField(
        label="Qual é a informação classificada?",
        queryset=InformacaoClassificada.objects.none(),
        empty_label="Escolha a informação classificada",
        required=False,
        help_text=QUAL_CLASSIFICADA,
        widget=forms.Select({"data-mostrar-se": f"fundamento={Fundamento.CLASSIFICADA}"}),
        error_messages={"invalid_choice": NAO_ESTA_EM_SEGREDO},
    )
    base_legal = forms.CharField(
        label="Base legal da negativa",
        max_length=200,
        required=False,
        help_text=f"{SO_SE_NEGAR} A lei e o artigo, como: Lei 12.527/2011, art. 31.",
        widget=forms.TextInput({"autocomplete": "off", **AO_NEGAR}),
    )
    texto = TextoAoMunicipe(
        label="Resposta",
        maior=MAIOR_TEXTO,
        linhas=10,
        help_text="A informação pedida, ou por que não se dá, em palavras simples. A pessoa lê este texto.",
        error_messages={"required": "Escreva a resposta."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        em_segredo = InformacaoClassificada.objects.classificadas(timezone.localdate())
        do_orgao = Case(When(orgao=self.caso.orgao_id, then=0), default=1)
        campo: Any = self.fields["classificada"]
        campo.queryset = em_segredo.select_related("orgao").order_by(do_orgao, "orgao__nome", "codigo")
        campo.label_from_instance = lambda uma: f"{uma.orgao.sigla}: {uma.em_palavras}. {uma.assunto}"

    def explicacoes(self) -> Sequence[str]:
        outra = OUTRA_FORMA.get(FormaDeResposta(self.caso.forma_de_resposta), "")
        ate = prazos_legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=timezone.now())
        direito = direito_de_recorrer(acoes.proxima_instancia(self.caso), ate)
        leva = f"A resposta diz à pessoa, negue-se ou não: “{direito}”" if direito else ""
        return [frase for frase in (outra, leva) if frase]

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if limpos.get("decisao") not in NEGATIVAS:
            return limpos | {"fundamento": "", "base_legal": "", "classificada": None}
        if not limpos.get("fundamento") and "fundamento" not in self.errors:
            self.add_error("fundamento", "Para negar, no todo ou em parte, escolha por quê.")
        if not limpos.get("base_legal") and "base_legal" not in self.errors:
            self.add_error("base_legal", "Para negar, no todo ou em parte, escreva a lei e o artigo.")
        if limpos.get("fundamento") != Fundamento.CLASSIFICADA:
            return limpos | {"classificada": None}
        if not limpos.get("classificada") and "classificada" not in self.errors:
            self.add_error("classificada", FALTA_A_CLASSIFICADA)
        return limpos

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"resposta": acoes.Resposta(**super().argumentos)}


class CumprirForm(AtoDoPedidoForm, AtoComArquivosForm):
    """O que o órgão entrega por causa da decisão de um recurso."""

    field_order = ("versao", "texto", "fotos")

    texto = TextoAoMunicipe(
        label="O que se entrega",
        maior=MAIOR_TEXTO,
        linhas=8,
        help_text="A informação que a decisão mandou dar, em palavras simples. A pessoa lê este texto.",
        error_messages={"required": "Escreva o que se entrega."},
    )

    def explicacoes(self) -> Sequence[str]:
        recurso = acoes.a_cumprir(self.caso)
        if recurso is None or recurso.cumprir_ate is None:
            return ()
        quem, ate = recurso.get_instancia_display(), dia(recurso.cumprir_ate)
        return (f"O órgão tem de cumprir até {ate} a decisão da {quem}.",)


class EsclarecerForm(AtoDoPedidoForm):
    """A resposta do órgão a quem decide o recurso."""

    texto = TextoAoMunicipe(
        label="Resposta a quem decide",
        maior=MAIOR_TEXTO,
        linhas=8,
        help_text="Só quem trabalha na Prefeitura lê este texto.",
        error_messages={"required": "Escreva a resposta a quem decide."},
    )

    def explicacoes(self) -> Sequence[str]:
        pergunta = acoes.pergunta_em_aberto(self.caso)
        return (f"A pergunta: “{pergunta.texto}”",) if pergunta else ()


class AtribuirForm(DarAUmColegaForm):
    de_fora = "Esta pessoa não responde pelo SIC deste órgão hoje."

    def equipe(self) -> QuerySet[Usuario]:
        equipe = designados(Papel.SIC, timezone.localdate(), orgao=self.caso.orgao)
        return equipe.exclude(pk=self.caso.responsavel_id or 0)


class ProrrogarForm(MaisTempoForm):
    chave, lei = acoes.PRORROGACAO, "Lei 12.527/2011, art. 11, §2º"


class ReencaminharForm(AtoDoPedidoForm):
    orgao = forms.ModelChoiceField(
        label="Que órgão tem a informação?",
        queryset=Orgao.objects.none(),
        empty_label="Escolha o órgão",
        error_messages={
            "required": "Escolha o órgão que tem a informação.",
            "invalid_choice": "O pedido já está com este órgão, ou ele não existe. Escolha outro.",
        },
    )
    motivo = TextoAoMunicipe(
        label="Por que o pedido é dele?",
        help_text="A pessoa lê este motivo.",
        error_messages={"required": "Escreva por que o pedido passa a outro órgão."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        sem_sic = set(orgaos_sem(Papel.SIC, timezone.localdate()).values_list("pk", flat=True))
        campo: Any = self.fields["orgao"]
        campo.queryset = Orgao.objects.exclude(pk=self.caso.orgao_id).order_by("nome")
        campo.label_from_instance = lambda orgao: (
            f"{orgao.nome} ({orgao.sigla}){': sem SIC' if orgao.pk in sem_sic else ''}"
        )

    def explicacoes(self) -> Sequence[str]:
        return (f"O prazo da resposta não recomeça: continua sendo {dia(self.caso.vence_em)}.",)
