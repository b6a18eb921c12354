"""O Guia em planilha: sai o que está no ar; o que entra vira rascunho, nunca publicação.

Cada linha é um serviço, achado pelo `slug`. A coluna que falta na planilha não muda nada; a que
vem igual ao que já está é pulada. Um erro em qualquer linha, e nada entra.
"""

from __future__ import annotations

import json
from typing import Any, override

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from contas.autor import SISTEMA, Autor
from documentos.planilha import como_se_escreveu, texto
from guia import acoes, consultas, perguntas
from guia.models import Servico, VersaoDoServico
from guia.publicacao import diferencas

SEM_A_COLUNA = "Falta a coluna slug, na primeira linha: é por ela que se sabe de que serviço é cada linha."
# Numa célula que não se lê, ValueError: a biblioteca o prende ao campo; o ValidationError, à linha toda.


class LinhasWidget(widgets.Widget):
    """Lista de frases, uma por linha da célula."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> list[str]:
        return [linha.strip() for linha in como_se_escreveu(str(value or "")).splitlines() if linha.strip()]

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return texto("\n".join(value or []))


class DadosWidget(widgets.Widget):
    """Perguntas, legislação e fontes: JSON, como na administração."""

    def __init__(self, vazio: type) -> None:
        super().__init__()
        self.vazio = vazio

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
        if not value:
            return self.vazio()
        try:
            return json.loads(value)
        except ValueError as erro:
            raise ValueError(f"Não é JSON válido: {erro}") from erro

    @override
    def render(self, value: Any, obj: Any = None, **_: Any) -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""


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
    """Texto; a célula vazia é texto vazio. O que uma planilha executaria sai como texto e volta como era."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        return "" if value is None else como_se_escreveu(str(value)).strip()

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
        ("etapas", "palavras", "a_confirmar", "canais", "caminhos", "lugares", "prova"), LinhasWidget()
    ),
    **dict.fromkeys(("legislacao", "perguntas"), DadosWidget(list)),
    "fontes": DadosWidget(dict),
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


class GuiaResource(resources.ModelResource):
    """Uma linha por serviço. `por` assina os rascunhos; `servicos` são os que a pessoa pode mudar."""

    def __init__(self, *, por: Autor = SISTEMA, servicos: Any = None) -> None:
        super().__init__()
        self.por = por
        self.servicos = Servico.objects.all() if servicos is None else servicos
        self.fields = {
            "slug": fields.Field(column_name="slug", attribute="servico__slug", readonly=True),
            "orgao": fields.Field(column_name="orgao", attribute="servico__orgao__sigla", readonly=True),
            **{
                campo: fields.Field(
                    column_name=campo, attribute=campo, widget=WIDGETS.get(campo, TextoWidget())
                )
                for campo in (*VersaoDoServico.CONTEUDO, "motivo")
            },
        }

    class Meta:
        model = VersaoDoServico
        import_id_fields = ("slug",)
        skip_unchanged = True
        report_skipped = True
        store_row_values = True
        use_transactions = True
        clean_model_instances = True

    @override
    def get_diff_class(self) -> type[Diferenca]:
        return Diferenca

    @override
    def before_import(self, dataset: Any, **_: Any) -> None:
        if "slug" not in (dataset.headers or ()):
            raise ValueError(SEM_A_COLUNA)

    @override
    def get_instance(self, instance_loader: Any, row: Any) -> VersaoDoServico:
        """O rascunho aberto do serviço ou, sem ele, um novo com o texto que está no ar."""
        slug = str(row.get("slug") or "").strip()
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
    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """As perguntas têm de servir ao formulário, e os caminhos, existir; o resto confere o modelo."""
        erros = dict(import_validation_errors or {})
        if "caminhos" not in erros and (estranhos := consultas.que_nao_ha(instance.caminhos)):
            erros["caminhos"] = ValidationError(f"Não há caminho com esta chave: {', '.join(estranhos)}.")
        if "perguntas" not in erros and (achados := perguntas.erros(instance.perguntas)):
            erros["perguntas"] = ValidationError(achados)
        super().validate_instance(instance, erros, validate_unique)

    @override
    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        acoes.escrever(versao=instance, por=self.por)
