"""O formulário de todo ato sobre um caso, os campos de quem manda arquivos e a conferência de um texto."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import escape

from contas.autor import Autor
from contas.models import Usuario
from documentos import texto_marcado
from documentos.forms import ArquivosField
from documentos.pessoais import Tipo, rotulos
from documentos.recebidos import MAXIMO_DE_FOTOS
from documentos.texto_marcado import TextoMarcado
from protocolo import prazos_legais
from protocolo.erros import RecusaDeAcao
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos.em_palavras import dia
from protocolo.resposta_suficiente import MOTIVO, RESPOSTA, Escrito, RespostaInsuficiente, conferir_resposta

MAIOR_VERSAO = 9
"""Algarismos que cabem na versão de um caso."""
MAIOR_TEXTO = 2000
NOMES_DOS_TIPOS = [
    (Tipo.NOME, "Nome ou apelido"),
    (Tipo.CPF, "CPF"),
    (Tipo.TELEFONE, "Telefone"),
    (Tipo.EMAIL, "E-mail"),
    (Tipo.ENDERECO, "Endereço"),
    (Tipo.DOCUMENTO, "Outro documento"),
    (Tipo.PLACA, "Placa de veículo"),
    (Tipo.REDE, "Perfil em rede social"),
    (Tipo.OUTRO, "Outra coisa que diz quem é"),
]
EM_VOLTA = 40
"""Letras que se mostram de cada lado de uma marca."""
NAO_DIZ = "não diz quem denunciou"
AINDA_A_CONFERIR = (
    "o portal ainda o confere. Espere alguns segundos e continue; não é preciso mandar de novo."
)
"""Quem responde só confirma com o arquivo pronto: o que se promete à pessoa já está lá."""


class AtoForm(forms.Form):
    """O mínimo de todo ato: a versão do caso que a pessoa estava vendo, que denuncia o conflito.

    Os nomes dos campos são os argumentos das ações.
    """

    guardadas: Sequence[ArquivoDeRascunho] = ()
    """Os arquivos que este envio já mandou."""
    recusas: Sequence[str] = ()
    """Por que cada arquivo não serviu."""

    use_required_attribute = False
    versao = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, caso: Any, por: Autor | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.caso, self.por = caso, por

    def explicacoes(self) -> Sequence[str]:
        """O que vai acontecer, com as datas deste caso: frases ditas acima dos campos."""
        return ()

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        for recusa in self.recusas:
            self.add_error("fotos", recusa)
        for arquivo in self.guardadas:
            if arquivo.espera:
                self.add_error("fotos", f"{arquivo.nome}: {AINDA_A_CONFERIR}")
        return limpos

    def esquecer_erros(self) -> None:
        """Quem só volta ao formulário, ou mexe nas fotos, ainda não pediu que o conferissem."""
        if self.is_bound:
            self.errors.clear()

    def escritos(self) -> Iterator[tuple[str, str, str]]:
        """O que se escreveu neste ato (`escritos`), para a página do conflito."""
        return escritos(self)

    @property
    def argumentos(self) -> dict[str, Any]:
        """O que vai para a ação, além do caso, da versão e de quem age."""
        return {nome: valor for nome, valor in self.cleaned_data.items() if nome != "versao"}


def escritos(form: forms.Form) -> Iterator[tuple[str, str, str]]:
    """O nome, o rótulo e o que se escreveu ou escolheu em cada campo à vista, como se lê na página."""
    for campo in form:
        if campo.is_hidden or isinstance(campo.field, forms.FileField):
            continue
        if dito := _por_extenso(campo):
            yield campo.name, str(campo.label), dito


def _por_extenso(campo: BoundField) -> str:
    """O valor como a pessoa o viu: da escolha, o nome dela."""
    valor = campo.value()
    if valor is None or valor == "" or valor is False:
        return ""
    if isinstance(campo.field, forms.BooleanField):
        return "Sim"
    if isinstance(campo.field, forms.DateField):
        with suppress(ValidationError):
            valor = f"{campo.field.to_python(valor):%d/%m/%Y}"
    escolhidos = {str(v) for v in (valor if isinstance(valor, list | tuple) else [valor])}
    if not isinstance(campo.field, forms.ChoiceField):
        return ", ".join(sorted(escolhidos))
    escolhas: Any = campo.field.choices
    nomes = [str(nome) for chave, nome in escolhas if str(chave) in escolhidos]
    return ", ".join(nomes or sorted(escolhidos))


def aceito[R](form: forms.BaseForm, agir: Callable[[], R], campo: str | None = None) -> R | None:
    """O que `agir` fez do formulário certo; a recusa vira erro dele, no campo que ela diz ou neste."""
    if not form.is_valid():
        return None
    try:
        return agir()
    except RecusaDeAcao as recusa:
        onde = getattr(recusa, "campo", campo)
        form.add_error(onde if onde in form.fields else None, str(recusa))
        return None


class NotaForm(forms.Form):
    """Um recado à equipe: não muda o caso, e por isso não leva a versão."""

    use_required_attribute = False
    texto = forms.CharField(
        label="Anotação",
        max_length=MAIOR_TEXTO,
        widget=forms.Textarea({"rows": 2, "data-tecla": "n", "aria-keyshortcuts": "n"}),
        help_text="Só a equipe vê; o munícipe, nunca.",
        error_messages={"required": "Escreva a anotação."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        del self.fields["texto"].widget.attrs["maxlength"]  # sem contador: a anotação é curta


class TextoAoMunicipe(forms.CharField):
    """Um texto que o munícipe vai ler: recusa o que não é frase, com um conselho.

    A quem o deixa em branco diz-se o rótulo: de "Por que o tipo mudou?", "Escreva por que o tipo mudou.".
    O rótulo diz também de que se fala na recusa: o que começa com "Por que" é um motivo.
    """

    def __init__(  # noqa: PLR0913  cada argumento é um do campo
        self,
        *,
        label: str,
        maior: int = MAIOR_TEXTO,
        linhas: int = 5,
        escrito: Escrito | None = None,
        **opcoes: Any,
    ) -> None:
        self.escrito = escrito or (MOTIVO if label.lower().startswith("por que") else RESPOSTA)
        opcoes.setdefault(
            "error_messages", {"required": f"Escreva {label[0].lower()}{label[1:].rstrip('?')}."}
        )
        super().__init__(label=label, max_length=maior, widget=forms.Textarea({"rows": linhas}), **opcoes)

    def clean(self, value: Any) -> str:
        escrito = super().clean(value)
        if not escrito:
            return ""
        try:
            return conferir_resposta(escrito, self.escrito)
        except RespostaInsuficiente as recusa:
            raise ValidationError(str(recusa)) from recusa


class MaisTempoForm(AtoForm):
    """Mais tempo, na medida da tabela dos prazos legais (`chave`) e pela `lei` que o permite."""

    chave: ClassVar[str]
    lei: ClassVar[str]
    motivo = TextoAoMunicipe(
        label="Por que é preciso mais tempo?",
        help_text="A pessoa lê este motivo. O prazo só se prorroga uma vez.",
        error_messages={"required": "Escreva por que é preciso mais tempo."},
    )

    def explicacoes(self) -> Sequence[str]:
        novo = prazos_legais.prorrogado(self.caso, timezone.now(), chave=self.chave)
        return (f"O prazo passa de {dia(self.caso.vence_em)} para {dia(novo)} ({self.lei}).",)


class DarAUmColegaForm(AtoForm):
    """Quem passa a cuidar do caso; `de_fora` é o que se diz de quem já não é da `equipe`."""

    de_fora: ClassVar[str]
    responsavel = forms.ModelChoiceField(
        label="Quem vai cuidar?",
        queryset=Usuario.objects.none(),
        empty_label="Escolha um colega",
        error_messages={"required": "Escolha quem vai cuidar."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        campo: Any = self.fields["responsavel"]
        campo.queryset = self.equipe()
        campo.error_messages["invalid_choice"] = f"{self.de_fora} Escolha outra."

    def equipe(self) -> QuerySet[Usuario]:
        """A quem se pode dar: não a quem já cuida dele."""
        raise NotImplementedError


class AtoComArquivosForm(AtoForm):
    """Um ato que também leva fotos ou PDF: o que se mandou fica no rascunho, e um erro não o perde."""

    fotos = ArquivosField(
        label="Fotos ou PDF (opcional)",
        required=False,
        help_text=f"Até {MAXIMO_DE_FOTOS}. Tiramos deles o autor e a localização.",
    )
    envio = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sem_opcional = True

    @property
    def argumentos(self) -> dict[str, Any]:
        fora = ("versao", "fotos", "envio")
        campos = {nome: valor for nome, valor in self.cleaned_data.items() if nome not in fora}
        return {**campos, "arquivos": list(self.guardadas)}


class DecisoesForm(forms.Form):
    """Uma pergunta por marca do texto: sai ou fica? `deixar` completa "Deixar: …"."""

    use_required_attribute = False
    sem_opcional = True
    estado = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, dados: Any = None, *, versao: TextoMarcado, todas: bool = False, deixar: str = NAO_DIZ
    ) -> None:
        marcas = [texto_marcado.como_marca(dados) for dados in versao.marcas]
        inicial = {f"m{i}": dados["decisao"] for i, dados in enumerate(versao.marcas)}
        super().__init__(dados, initial={"estado": texto_marcado.estado(versao), **inicial})
        vira = rotulos(versao.original, marcas)
        for i, marca in enumerate(marcas):
            trecho = versao.original[marca.inicio : marca.fim]
            self.fields[f"m{i}"] = forms.ChoiceField(
                label=f"{i + 1}. “{trecho}”",
                help_text=escape(_em_volta(versao.original, marca.inicio, marca.fim)),
                choices=[
                    (texto_marcado.TIRAR, f"Tirar: vira {vira[i]}"),
                    (texto_marcado.DEIXAR, f"Deixar: {deixar}"),
                ],
                required=todas,
                widget=forms.RadioSelect({"class": "govuk-radios--small"}),
                error_messages={"required": f"Decida a marca {i + 1}: “{trecho}”."},
            )

    @property
    def decisoes(self) -> dict[int, str]:
        """Posição da marca → decisão, só das decididas."""
        campos = self.cleaned_data.items()
        return {int(nome[1:]): valor for nome, valor in campos if nome != "estado" and valor}


def _em_volta(texto: str, inicio: int, fim: int) -> str:
    antes = " ".join(texto[max(0, inicio - EM_VOLTA) : inicio].split(" "))
    return f"…{antes}[{texto[inicio:fim]}]{texto[fim : fim + EM_VOLTA]}…".replace("\n", " ")


class TrechoForm(forms.Form):
    use_required_attribute = False
    estado = forms.CharField(max_length=40, widget=forms.HiddenInput)
    trecho = forms.CharField(
        label="Trecho a tirar",
        help_text="Copie do texto, como está escrito. Sai em todos os lugares em que aparece.",
        max_length=300,
        error_messages={"required": "Escreva o trecho que deve sair."},
    )
    tipo = forms.ChoiceField(label="O que é?", choices=NOMES_DOS_TIPOS, initial=Tipo.NOME)


class SubstituirForm(forms.Form):
    use_required_attribute = False
    arquivo = forms.FileField(
        label="Arquivo que você tarjou",
        help_text="Foto ou PDF. De um PDF só vai a imagem das páginas: o texto por baixo da tarja se perde.",
        widget=forms.FileInput({"accept": "image/*,application/pdf"}),
        error_messages={"required": "Escolha o arquivo tarjado."},
    )
