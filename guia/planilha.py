"""O Guia em planilha: sai o que está no ar; o que entra vira rascunho, nunca publicação.

Cada linha é um serviço, achado pelo endereço. A coluna que falta na planilha não muda nada; a que
vem igual ao que já está é pulada. Um erro em qualquer linha, e nada entra. As colunas têm o nome que os
campos têm nas páginas; as planilhas de antes, com o nome do campo no código, ainda se leem.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, override

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from contas.administracao.fila_das_planilhas import PlanilhaResource
from contas.autor import SISTEMA, Autor
from guia import acoes, consultas
from guia.models import Servico, VersaoDoServico
from guia.publicacao import diferencas, por_extenso
from referencia.celula import texto

BARRA = "|"
SO_SE_LE = ("perguntas",)
NAO_SE_ESCREVE = "As perguntas se escrevem na página do serviço. Deixe a célula como veio, ou tire a coluna."
COLUNAS = {
    "slug": "Endereço do serviço",
    "orgao": "Órgão",
    **{campo: por_extenso.rotulo(campo).rstrip("?") for campo in (*VersaoDoServico.CONTEUDO, "motivo")},
}
"""Campo → a coluna dele."""
ENDERECO = COLUNAS["slug"]
FATOS = {campo: COLUNAS.get(campo, nome.rstrip("?")) for campo, nome in por_extenso.NOMES.items()}
"""O que tem uma fonte ou espera confirmação → como se escreve na célula."""
SEM_A_COLUNA = (
    f"Falta a coluna {ENDERECO}, na primeira linha: é por ela que se sabe de que serviço é cada linha."
)
# Numa célula que não se lê, ValueError: a biblioteca o prende ao campo; o ValidationError, à linha toda.


def pelo_nome(nomes: Mapping[str, str], escrito: str) -> str:
    """A chave do que se escreveu pelo nome, com a interrogação ou sem; o que não é nome fica como está."""
    chaves = {nome.casefold(): chave for chave, nome in nomes.items()}
    return chaves.get(escrito.strip().rstrip("?").casefold(), escrito)


class LinhasWidget(widgets.Widget):
    """Lista de frases, uma por linha da célula."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> list[str]:
        return [linha.strip() for linha in str(value or "").splitlines() if linha.strip()]

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return texto("\n".join(value or []))


class ParesWidget(LinhasWidget):
    """Um par por linha da célula, com uma barra no meio: `o que | de onde veio`."""

    def pares(self, celula: Any) -> list[tuple[str, str]]:
        """Os dois lados de cada linha; ValueError se a uma falta um lado."""
        achados = []
        for linha in super().clean(celula):
            antes, _, depois = (lado.strip() for lado in linha.partition(BARRA))
            if not antes or not depois:
                raise ValueError(f"“{linha}”: escreva os dois lados, com {BARRA} no meio.")
            achados.append((antes, depois))
        return achados

    def em_linhas(self, pares: Iterable[tuple[str, str]]) -> str:
        return super().render([f"{antes} {BARRA} {depois}" for antes, depois in pares])


class FatosWidget(LinhasWidget):
    """O que o órgão ainda não confirmou: uma coluna por linha da célula."""

    @override
    def clean(self, value: Any, row: Any = None, **opcoes: Any) -> list[str]:
        return [pelo_nome(FATOS, escrito) for escrito in super().clean(value, row, **opcoes)]

    @override
    def render(self, value: Any, obj: Any = None, **opcoes: Any) -> str:
        return super().render([FATOS.get(fato, fato) for fato in value or []], obj, **opcoes)


class NormasWidget(ParesWidget):
    """Legislação: `a norma | onde se lê`."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
        return [{"norma": norma, "fonte": fonte} for norma, fonte in self.pares(value)]

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return self.em_linhas((lei["norma"], lei["fonte"]) for lei in value or [])


class FontesWidget(ParesWidget):
    """De onde veio cada fato: `a coluna | a fonte`, com o nome da coluna, ou do fato que não tem uma."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
        return {pelo_nome(FATOS, fato): fonte for fato, fonte in self.pares(value)}

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return self.em_linhas((FATOS.get(fato, fato), fonte) for fato, fonte in (value or {}).items())


class PerguntasWidget(widgets.Widget):
    """As perguntas, por extenso: na planilha só se leem; escrevem-se na página do serviço."""

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return texto(por_extenso.DE_CADA_UM["perguntas"](value or []))


class SimOuNaoWidget(widgets.Widget):
    """Sim ou não, por extenso."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> bool:
        escrito = str(value or "").strip().lower()
        if escrito not in {"sim", "não", "nao"}:
            raise ValueError("Escreva sim ou não.")
        return escrito == "sim"

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return "sim" if value else "não"


class TextoWidget(widgets.CharWidget):
    """Texto; a célula vazia é texto vazio. O que uma planilha executaria sai como texto."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        return "" if value is None else str(value).strip()

    @override
    def render(self, value: Any, obj: Any = None, **opcoes: Any) -> str:
        return texto(str(super().render(value, obj, **opcoes)))


class NumeroWidget(widgets.IntegerWidget):
    """Um número inteiro; a célula vazia é nenhum."""

    @override
    def clean(self, value: Any, row: Any = None, **opcoes: Any) -> Any:
        try:
            return super().clean(value, row, **opcoes)
        except (ArithmeticError, ValueError) as erro:
            raise ValueError(f"“{value}” não é um número.") from erro


class DiaWidget(widgets.DateWidget):
    """Uma data, como se escreve aqui."""

    @override
    def clean(self, value: Any, row: Any = None, **opcoes: Any) -> Any:
        try:
            return super().clean(value, row, **opcoes)
        except ValueError as erro:
            raise ValueError(f"“{value}” não é uma data: escreva como 31/12/2026.") from erro


WIDGETS: dict[str, widgets.Widget] = {
    **dict.fromkeys(
        ("etapas", "palavras", "relatos", "canais", "caminhos", "lugares", "prova"),
        LinhasWidget(),
    ),
    "a_confirmar": FatosWidget(),
    "legislacao": NormasWidget(),
    "fontes": FontesWidget(),
    "perguntas": PerguntasWidget(),
    **dict.fromkeys(
        ("prazo_provisorio", "solicitavel", "sigilosa", "publica", "precisa_de_endereco"), SimOuNaoWidget()
    ),
    "prazo_quantidade": NumeroWidget(),
    "anonima_desde": DiaWidget(format="%d/%m/%Y"),
}
"""Como cada campo se escreve na célula; os outros são texto."""


class Diferenca(resources.Diff):
    """O que a linha muda em cada coluna, em trechos; o HTML da biblioteca traz estilos que a CSP recusa."""

    @override
    def as_html(self) -> list[list[diferencas.Trecho]]:
        pares = zip(self.left, self.right, strict=True)
        return [list(diferencas.trechos(str(antes or ""), str(depois or ""))) for antes, depois in pares]


class GuiaResource(PlanilhaResource):
    """Uma linha por serviço. `por` assina os rascunhos; `servicos` são os que a pessoa pode mudar."""

    diferenca = Diferenca
    linhas_na_hora = 200
    """Uns sete segundos: cada uma compara todo o texto do serviço."""

    def __init__(self, *, por: Autor = SISTEMA, servicos: Any = None) -> None:
        super().__init__()
        self.por = por
        self.servicos = Servico.objects.all() if servicos is None else servicos
        self.fields = {
            "slug": fields.Field(column_name=ENDERECO, attribute="servico__slug", readonly=True),
            "orgao": fields.Field(
                column_name=COLUNAS["orgao"], attribute="servico__orgao__nome", readonly=True
            ),
            **{
                campo: fields.Field(
                    column_name=COLUNAS[campo],
                    attribute=campo,
                    widget=WIDGETS.get(campo, TextoWidget()),
                    readonly=campo in SO_SE_LE,
                )
                for campo in (*VersaoDoServico.CONTEUDO, "motivo")
            },
        }

    class Meta:
        model = VersaoDoServico
        import_id_fields = ("slug",)

    @override
    def before_import(self, dataset: Any, **_: Any) -> None:
        dataset.headers = [COLUNAS.get(pelo_nome(COLUNAS, str(nome)), nome) for nome in dataset.headers or ()]
        if ENDERECO not in dataset.headers:
            raise ValueError(SEM_A_COLUNA)

    @override
    def get_instance(self, instance_loader: Any, row: Any) -> VersaoDoServico:
        """O rascunho aberto do serviço ou, sem ele, um novo com o texto que está no ar."""
        slug = str(row.get(ENDERECO) or "").strip()
        servico = self.servicos.filter(slug=slug).select_related("publicada", "orgao").first()
        if servico is None:
            raise ValidationError({"slug": f"Não há, entre os seus, um serviço com o endereço “{slug}”."})
        abertas = VersaoDoServico.objects.em_elaboracao().filter(servico=servico)
        if aberta := abertas.select_related("servico__orgao").first():
            return aberta
        base = servico.publicada
        texto = {campo: getattr(base, campo) for campo in VersaoDoServico.CONTEUDO} if base else {}
        return VersaoDoServico(servico=servico, **texto)

    @override
    def import_instance(self, instance: Any, row: Any, **opcoes: Any) -> None:
        """O que se mudou na coluna que só se lê não se perde calado."""
        for campo in SO_SE_LE:
            nova = str(row.get(COLUNAS[campo]) or "").split()
            if nova and nova != por_extenso.texto(instance, campo).split():
                raise ValidationError({campo: NAO_SE_ESCREVE})
        super().import_instance(instance, row, **opcoes)

    @override
    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Os caminhos têm de existir; o resto confere o modelo."""
        erros = dict(import_validation_errors or {})
        if "caminhos" not in erros and (estranhos := consultas.que_nao_ha(instance.caminhos)):
            erros["caminhos"] = ValidationError(f"Não há caminho com esta chave: {', '.join(estranhos)}.")
        super().validate_instance(instance, erros, validate_unique)

    @override
    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        acoes.escrever(versao=instance, por=self.por)
