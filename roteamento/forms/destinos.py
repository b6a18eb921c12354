"""Para onde vai um serviço e em que lugar: os campos que mudar uma rota e escrever um serviço dividem."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from roteamento.acoes import Alcance
from roteamento.consultas import em_cada_subprefeitura, existe, nomes_das_atribuicoes
from roteamento.models import Distrito, Lado, Subprefeitura, Unidade
from roteamento.models.territorio import validar_por_extenso
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO, TRIAGEM

CIDADE = "cidade"
VARIAS = "Mais de uma unidade tem este nome: escolha na lista, que mostra a sigla de cada uma."


def _numero(rotulo: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=rotulo,
        required=False,
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )


class DestinoForm(forms.Form):
    """O destino é uma unidade ou uma atribuição; rua e números, só se não é do distrito todo."""

    use_required_attribute = False

    onde = forms.ChoiceField(
        label="Onde?",
        help_text="A regra do lugar menor vence a do maior.",
        error_messages={
            "required": "Escolha onde a mudança vale.",
            "invalid_choice": "Escolha um lugar da lista.",
        },
    )
    destino = forms.CharField(
        label="Para que unidade?",
        max_length=300,
        help_text="Comece a escrever o nome e escolha na lista. A que está “em cada subprefeitura” manda o "
        "pedido à unidade do lugar dele.",
        widget=forms.TextInput({"list": "destinos", "autocomplete": "off"}),
        error_messages={"required": "Escolha a unidade que vai cuidar destes pedidos."},
    )
    norma = forms.CharField(
        label="Norma que dá a competência (opcional)",
        max_length=200,
        required=False,
        help_text="Por exemplo: Decreto 57.576/2017, art. 3º.",
    )
    logradouro = forms.CharField(
        label="Rua (opcional)",
        max_length=120,
        required=False,
        help_text="Por extenso, como Rua Líbero Badaró. Exige que o lugar seja um distrito.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    numero_de = _numero("Do número (opcional)")
    numero_ate = _numero("Até o número (opcional)")
    lado = forms.ChoiceField(label="Lado da rua", choices=Lado.choices, initial=Lado.AMBOS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        onde: Any = self.fields["onde"]
        onde.choices = [("", "Escolha o lugar"), (CIDADE, "Toda a cidade"), *_lugares()]

    @property
    def na_rua(self) -> bool:
        """Abre os campos da rua quando há algo neles."""
        da_rua = (self[nome] for nome in ("logradouro", "numero_de", "numero_ate"))
        return any(campo.value() or campo.errors for campo in da_rua)

    def destinos(self) -> list[str]:
        """O que se pode escolher, pelo nome: antes das unidades, as que há em cada subprefeitura."""
        return list(_por_nome())

    def clean_destino(self) -> Unidade | str:
        """A unidade, ou o que ela faz em cada subprefeitura: pelo nome da lista, só o nome, ou a sigla."""
        escrito = self.cleaned_data["destino"].replace("\0", "").strip().casefold()
        nomes = _por_nome()
        achados = {chave for nome, chave in nomes.items() if escrito in {nome.casefold(), chave.casefold()}}
        achados |= {chave for nome, chave in nomes.items() if escrito == nome.rpartition(" (")[0].casefold()}
        if len(achados) != 1:
            raise ValidationError(VARIAS if achados else "Escolha uma unidade da lista, pelo nome.")
        chave = achados.pop()
        return _destinos().filter(sigla=chave).first() or chave

    def clean_logradouro(self) -> str:
        rua = str(self.cleaned_data["logradouro"])
        validar_por_extenso(rua)
        return rua

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or self.cleaned_data
        limpos["lado"] = limpos.get("lado") or Lado.AMBOS
        tipo, _, codigo = limpos.get("onde", "").partition(":")
        if limpos.get("logradouro") and tipo != "distrito":
            self.add_error("onde", "Para mudar só uma rua, escolha o distrito dela.")
        so_com_rua = limpos.get("numero_de"), limpos.get("numero_ate"), limpos["lado"] != Lado.AMBOS
        if any(so_com_rua) and not limpos.get("logradouro") and "logradouro" not in self.errors:
            self.add_error("logradouro", "Diga de que rua são os números.")
        de, ate = limpos.get("numero_de"), limpos.get("numero_ate")
        if de and ate and de > ate:
            self.add_error("numero_ate", "O número final não pode ser menor que o inicial.")
        limpos["alcance"] = _alcance(tipo, codigo, limpos)
        return limpos


def _alcance(tipo: str, codigo: str, limpos: dict[str, Any]) -> Alcance:
    if tipo == "subprefeitura":
        return Alcance(subprefeitura=Subprefeitura.objects.get(codigo=codigo))
    if tipo == "distrito":
        return Alcance(
            distrito=Distrito.objects.com_subprefeitura().get(codigo=codigo),
            logradouro=limpos.get("logradouro", ""),
            numero_de=limpos.get("numero_de"),
            numero_ate=limpos.get("numero_ate"),
            lado=limpos["lado"],
        )
    return Alcance()


def _lugares() -> list[tuple[str, list[tuple[str, str]]]]:
    subprefeituras = Subprefeitura.objects.order_by("nome").values_list("codigo", "nome")
    distritos = Distrito.objects.por_nome().values_list("codigo", "nome")
    return [
        ("Distritos", [(f"distrito:{codigo}", f"Distrito {nome}") for codigo, nome in distritos]),
        (
            "Subprefeituras",
            [(f"subprefeitura:{codigo}", f"Subprefeitura {nome}") for codigo, nome in subprefeituras],
        ),
    ]


def _destinos() -> Any:
    """As unidades que executam pedidos, hoje ou mais tarde: nem as Praças, que só atendem, nem a triagem."""
    vivas = Unidade.objects.filter(existe(timezone.localdate()))
    return vivas.exclude(atribuicao=PRACA_DE_ATENDIMENTO).exclude(sigla=TRIAGEM).order_by("sigla")


def _por_nome() -> dict[str, str]:
    """Como se lê cada destino → a sigla ou a atribuição: “Unidade de Áreas Verdes – Sé (SMPR-CPO-UAV-SE)”."""
    unidades = list(_destinos().values_list("sigla", "nome", "atribuicao"))
    que_ha = {atribuicao for _, _, atribuicao in unidades}
    de_cada = {em_cada_subprefeitura(nome): a for a, nome in nomes_das_atribuicoes().items() if a in que_ha}
    return de_cada | {f"{nome} ({sigla})": sigla for sigla, nome, _ in unidades}
