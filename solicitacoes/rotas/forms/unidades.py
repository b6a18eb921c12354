"""Mudar o nome de uma unidade, juntá-la a outra ou dividi-la. Cada formulário diz o que a ação precisa."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from roteamento.acoes.unidades import nova_unidade
from roteamento.consultas import regras_que_chegam
from roteamento.forms.administracao import UnidadeForm
from roteamento.models import Distrito, Unidade
from roteamento.models.campos import validar_sigla
from roteamento.sucessoes import ParteDaSucessao
from solicitacoes.rotas.forms.destinos import DiaDaMudanca

SIGLA_EM_USO = "Já existe, ou já existiu, uma unidade com esta sigla. As siglas não se repetem."
MAIS_PARTES = 5


def sigla_livre(sigla: str) -> None:
    """Recusa a sigla que alguma unidade tem ou teve: os pedidos antigos a guardam."""
    if Unidade.objects.filter(sigla__iexact=sigla).exists():
        raise ValidationError(SIGLA_EM_USO)


def campo_da_sigla(rotulo: str, *, obrigatorio: bool = True) -> forms.CharField:
    return forms.CharField(
        label=rotulo,
        max_length=60,
        required=obrigatorio,
        validators=[validar_sigla, sigla_livre],
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": "Escreva a sigla da unidade nova."},
    )


def campo_do_nome(rotulo: str, *, obrigatorio: bool = True) -> forms.CharField:
    return forms.CharField(
        label=rotulo,
        max_length=160,
        required=obrigatorio,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Escreva o nome da unidade nova."},
    )


class NovaUnidadeForm(UnidadeForm):
    """Uma unidade que não vem de outra. O balcão, se ela tem, diz-se depois, na administração."""

    use_required_attribute = False
    sigla = campo_da_sigla("Sigla")
    nome = campo_do_nome("Nome")
    superior = forms.ModelChoiceField(
        label="De que unidade depende?",
        queryset=Unidade.objects.all(),
        to_field_name="sigla",
        required=False,
        widget=forms.TextInput({"list": "unidades", "autocomplete": "off"}),
        help_text="A sigla. Enquanto a nova não tem equipe, a superior trabalha nos pedidos dela.",
        error_messages={"invalid_choice": "Não há unidade com esta sigla. Escolha uma da lista."},
    )
    vigente_de = DiaDaMudanca("A partir de que dia existe?")

    class Meta:
        model = Unidade
        fields = ("sigla", "nome", "orgao", "superior", "atribuicao", "subprefeitura", "vigente_de")
        labels: ClassVar = {
            "orgao": "Órgão",
            "atribuicao": "O que faz em cada subprefeitura",
            "subprefeitura": "Subprefeitura",
        }
        help_texts: ClassVar = {
            "atribuicao": "Só se há uma em cada subprefeitura, como CPO-STM (manutenção).",
            "subprefeitura": "Vazia, se a unidade é da cidade toda.",
        }
        error_messages: ClassVar = {"orgao": {"required": "Escolha o órgão."}}

    @property
    def unidades(self) -> list[tuple[str, str]]:
        """As unidades que existem, para escolher a superior."""
        return list(Unidade.objects.vigentes(timezone.localdate()).values_list("sigla", "nome"))


class SucederForm(forms.Form):
    """O que toda mudança pede: o dia e a norma. `antiga` é a unidade da página."""

    use_required_attribute = False

    def __init__(self, *args: Any, antiga: Unidade, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.antiga = antiga
        self.fields["em"] = DiaDaMudanca("A partir de que dia?")
        self.fields["norma"] = forms.CharField(
            label="Norma que manda mudar",
            max_length=200,
            required=False,
            help_text="Por exemplo: Decreto 57.576/2017, art. 3º.",
        )

    def argumentos(self) -> dict[str, Any]:
        """Os argumentos de `reorganizar`, com unidades novas ainda não gravadas: cada chamada faz outras."""
        return {"em": self.cleaned_data["em"], "norma": self.cleaned_data["norma"], **self._unidades()}

    def _unidades(self) -> dict[str, Any]:
        raise NotImplementedError


class RenomearForm(SucederForm):
    sigla = campo_da_sigla("Sigla nova")
    nome = campo_do_nome("Nome novo")

    def _unidades(self) -> dict[str, Any]:
        dados = self.cleaned_data
        nova = nova_unidade(self.antiga, sigla=dados["sigla"], nome=dados["nome"])
        return {"antigas": [self.antiga], "novas": [nova]}


class JuntarForm(SucederForm):
    """Com a outra unidade, que continua ou também acaba para nascer uma terceira."""

    outra = forms.CharField(
        label="Com que unidade?",
        max_length=60,
        help_text="Comece a escrever a sigla e escolha na lista.",
        widget=forms.TextInput({"list": "unidades", "autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": "Escolha a outra unidade."},
    )
    sigla = campo_da_sigla("Sigla da unidade que nasce da junção", obrigatorio=False)
    nome = campo_do_nome("Nome dela", obrigatorio=False)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["sigla"].help_text = "Deixe vazio se a outra unidade continua como está e fica com tudo."

    def unidades(self) -> list[tuple[str, str]]:
        """As unidades que existem e não têm dia para acabar, para a lista do campo."""
        return list(self._outras().order_by("sigla").values_list("sigla", "nome"))

    def _outras(self) -> Any:
        vivas = Unidade.objects.vigentes(timezone.localdate()).filter(vigente_ate=None)
        return vivas.exclude(pk=self.antiga.pk)

    def clean_outra(self) -> Unidade:
        escrita = self.cleaned_data["outra"].strip()
        outra: Unidade | None = self._outras().filter(sigla__iexact=escrita).first()
        if outra is None:
            raise ValidationError("Escolha uma unidade da lista, pela sigla.")
        return outra

    def clean(self) -> dict[str, Any]:
        dados = super().clean() or {}
        if bool(dados.get("sigla")) != bool(dados.get("nome")) and not self.errors:
            falta = "nome" if dados.get("sigla") else "sigla"
            self.add_error(falta, "Diga a sigla e o nome da unidade que nasce, ou nenhum dos dois.")
        return dados

    def _unidades(self) -> dict[str, Any]:
        dados = self.cleaned_data
        if not dados["sigla"]:
            return {"antigas": [self.antiga], "novas": [dados["outra"]]}
        nova = nova_unidade(self.antiga, sigla=dados["sigla"], nome=dados["nome"])
        return {"antigas": [self.antiga, dados["outra"]], "novas": [nova]}


class DividirForm(SucederForm):
    """A primeira fica com o resto; cada uma das outras, com os distritos e serviços que se disserem."""

    def __init__(self, *args: Any, quantas: int = 2, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.quantas = quantas
        finais = {nome: self.fields.pop(nome) for nome in ("em", "norma")}
        distritos, servicos = self._distritos(), self._servicos()
        for n in range(1, quantas + 1):
            qual = "da que fica com o resto" if n == 1 else f"da {n}ª unidade"
            self.fields[f"sigla_{n}"] = campo_da_sigla(f"Sigla {qual}")
            self.fields[f"nome_{n}"] = campo_do_nome(f"Nome {qual}")
            if n > 1:
                self.fields[f"distritos_{n}"] = _escolhas(f"Distritos {qual}", distritos)
                self.fields[f"servicos_{n}"] = _escolhas(f"Serviços {qual}", servicos)
        self.fields |= finais

    def em(self, quantas: int) -> DividirForm:
        """O formulário para outro número de unidades, com o que já se escreveu e sem cobrar o que falta."""
        escrito = {campo.name: campo.value() for campo in self}
        return DividirForm(antiga=self.antiga, quantas=quantas, initial=escrito)

    def partes(self) -> list[dict[str, Any]]:
        """Os campos de cada unidade nova, para a página."""
        nomes = ("sigla", "nome", "distritos", "servicos")
        return [
            {nome: self[f"{nome}_{n}"] for nome in nomes if f"{nome}_{n}" in self.fields}
            for n in range(1, self.quantas + 1)
        ]

    def _distritos(self) -> list[tuple[int, str]]:
        distritos = Distrito.objects.por_nome()
        if self.antiga.subprefeitura_id:
            distritos = distritos.filter(subprefeitura=self.antiga.subprefeitura_id)
        return list(distritos.values_list("pk", "nome"))

    def _servicos(self) -> list[tuple[int, str]]:
        regras = regras_que_chegam(self.antiga, timezone.localdate())
        return list({regra.servico_id: regra.servico.nome for regra in regras}.items())

    def clean(self) -> dict[str, Any]:
        dados = super().clean() or {}
        siglas: set[str] = set()
        for n in range(1, self.quantas + 1):
            sigla = dados.get(f"sigla_{n}", "").lower()
            if sigla and sigla in siglas:
                self.add_error(f"sigla_{n}", SIGLA_EM_USO)
            siglas.add(sigla)
            if n > 1 and not (dados.get(f"distritos_{n}") or dados.get(f"servicos_{n}")):
                falta = f"distritos_{n}" if self.fields[f"distritos_{n}"].choices else f"servicos_{n}"  # type: ignore[attr-defined]
                self.add_error(falta, "Escolha os distritos ou os serviços que passam para esta unidade.")
        return dados

    def _unidades(self) -> dict[str, Any]:
        dados = self.cleaned_data
        partes = []
        for n in range(1, self.quantas + 1):
            nova = nova_unidade(
                self.antiga, sigla=dados[f"sigla_{n}"], nome=dados[f"nome_{n}"], principal=n == 1
            )
            quais = (frozenset(map(int, dados.get(f"{qual}_{n}", []))) for qual in ("distritos", "servicos"))
            partes.append(ParteDaSucessao(nova, *quais))
        return {"antigas": [self.antiga], "novas": [parte.unidade for parte in partes], "partes": partes}


def _escolhas(rotulo: str, opcoes: list[tuple[int, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=rotulo,
        choices=opcoes,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )
