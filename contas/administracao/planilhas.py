"""Planilhas que entram pela administração: o formato que se lê, e a prévia, uma resposta por linha.

Uma linha errada, e nada entra: quem manda a planilha corrige-a inteira e manda de novo.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, override

import tablib
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django_htmx.http import HttpResponseClientRefresh
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import MediaStorage

from contas.administracao import fila_das_planilhas as fila
from contas.administracao.fila_das_planilhas import PrecisaDeFila
from contas.guardas import usuario_da_sessao
from contas.models import PlanilhaMandada
from referencia.a_parte import processo
from referencia.a_parte.planilha import COLUNAS, GRANDE, LINHAS, MAIOR
from referencia.a_parte.vez import SemVez, tomar_a_vez

MODULOS = {"csv": "referencia.a_parte.planilha", "xlsx": "referencia.a_parte.xlsx"}
SEGUNDOS = 10
"""De CPU, para a maior que se aceita, numa máquina cheia."""
LINHAS_DITAS, MEGABYTES = f"{LINHAS:_}".replace("_", "."), MAIOR // 1024**2
GRANDE_DEMAIS = (
    f"A planilha passa do limite: até {LINHAS_DITAS} linhas, {COLUNAS} colunas e {MEGABYTES} MB depois de"
    " aberta. As linhas em branco também contam. Apague o que sobra, ou divida-a em mais de uma, e mande de"
    " novo."
)
NAO_SE_LE = "Não consegui ler o arquivo. Confira o formato: CSV em UTF-8 ou XLSX."
OUTRA_SE_ABRE = "Outro arquivo está sendo aberto agora. Espere um instante e mande a planilha de novo."
SOBRAM_CELULAS = (
    "A linha {numero} tem mais células do que nomes de coluna na primeira. Corrija e mande de novo."
)
CABECALHO = 1
"""A linha da planilha que traz os nomes das colunas."""


class PlanilhaRecusada(Exception):
    """A planilha que nem se chega a ler; a frase diz por quê e o que fazer."""


def abrir(conteudo: bytes, formato: str) -> tablib.Dataset:
    """As linhas de uma planilha mandada por alguém, lidas num processo à parte. Levanta PlanilhaRecusada."""
    if len(conteudo) > MAIOR:
        raise PlanilhaRecusada(GRANDE_DEMAIS)
    try:
        with tomar_a_vez():  # sem esperar: vinte à espera prenderiam as threads das páginas
            fim, lido = processo.rodar(MODULOS[formato], entrada=conteudo, segundos=SEGUNDOS)
    except SemVez as ocupada:
        raise PlanilhaRecusada(OUTRA_SE_ABRE) from ocupada
    except processo.Demorou as demora:
        raise PlanilhaRecusada(GRANDE_DEMAIS) from demora
    if fim:
        raise PlanilhaRecusada(GRANDE_DEMAIS if fim == GRANDE else NAO_SE_LE)
    cabecalho, *linhas = json.loads(lido) or [[]]
    return _na_largura(cabecalho, linhas)


def _na_largura(cabecalho: list[Any], linhas: list[list[Any]]) -> tablib.Dataset:
    """As células vazias do fim não vêm; a linha que tem mais células do que nomes de coluna é recusada."""
    largura = len(cabecalho)
    for numero, linha in enumerate(linhas, CABECALHO + 1):
        if len(linha) > largura:
            raise PlanilhaRecusada(SOBRAM_CELULAS.format(numero=numero))
        linha.extend([""] * (largura - len(linha)))
    return tablib.Dataset(*linhas, headers=cabecalho)


class CsvDaCidade(CSV):
    """CSV com `;`, que as planilhas em português abrem certo; ao ler, aceita também a vírgula."""

    @override
    def export_data(self, dataset: Any, **_: Any) -> str:
        return "\ufeff" + str(dataset.export("csv", delimiter=";"))

    @override
    def create_dataset(self, in_stream: Any, **_: Any) -> tablib.Dataset:
        return abrir(in_stream, "csv")


class XlsxDaCidade(XLSX):
    """A folha que estava aberta quando se guardou o arquivo."""

    @override
    def create_dataset(self, in_stream: Any, **_: Any) -> tablib.Dataset:
        return abrir(in_stream, "xlsx")


FORMATOS = [CsvDaCidade, XlsxDaCidade]
JA_NAO_ESTA = (
    "Esta planilha já foi confirmada, ou não está mais guardada. Se ainda falta, mande o arquivo de novo."
)
NA_FILA = "fila"
UMA_DE_CADA_VEZ = "Outra planilha sua ainda está na fila. Espere por ela e depois mande esta."
MUDOU_DEPOIS = (
    "Nada foi guardado: depois da conferência alguma coisa mudou. Mande o arquivo de novo e veja o quê."
)


class PlanilhaForm(ImportForm):
    """O arquivo e o formato dele; o grande demais nem se guarda."""

    def clean_import_file(self) -> Any:
        arquivo = self.cleaned_data["import_file"]
        if arquivo.size > MAIOR:
            raise forms.ValidationError(GRANDE_DEMAIS)
        return arquivo


class ConfirmarForm(ConfirmImportForm):
    """O que volta da prévia, que qualquer um pode ter mudado no caminho."""

    format = forms.ChoiceField(choices=[(str(n), "") for n in range(len(FORMATOS))], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("0", "")], required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class LinhaDaPrevia:
    """Uma linha da planilha: de que é, o que ela faz e, campo a campo, o que muda ou está errado."""

    numero: int
    chave: str
    faz: str
    campos: list[tuple[str, Any]]


class ComPrevia:
    """A página de importar, com a planilha lida: o que cada linha fará ou o que há de errado nela."""

    import_formats: ClassVar[list[Any]] = FORMATOS
    import_form_class = PlanilhaForm
    confirm_form_class = ConfirmarForm
    from_encoding = "utf-8-sig"
    skip_admin_log = True
    chave_da_linha = "slug"
    """A coluna por que se reconhece a linha."""
    o_que_faz: ClassVar[dict[str, str]] = {}
    """O que a biblioteca diz de uma linha → o que se lê."""

    def rotulo_da_coluna(self, coluna: str) -> str:
        return coluna

    def add_data_read_fail_error_to_form(self, form: Any, erro: Exception) -> None:
        form.add_error("import_file", str(erro) if isinstance(erro, PlanilhaRecusada) else NAO_SE_LE)

    def import_action(self, request: HttpRequest, **opcoes: Any) -> HttpResponse:
        """A prévia; a da planilha grande faz-se na fila, e volta-se aqui com `?fila` para a ver."""
        try:
            pagina: TemplateResponse = super().import_action(request, **opcoes)  # type: ignore[misc]  # da biblioteca
        except PrecisaDeFila as grande:
            arquivo: Any = request.FILES["import_file"]
            return self._a_fila(request, arquivo.tmp_storage_name, str(arquivo.name), linhas=grande.linhas)
        contexto = pagina.context_data or {}
        if NA_FILA in request.GET and request.method == "GET":
            return self._da_que_espera(request, pagina, contexto)
        if "confirm_form" not in contexto:
            self._esquecer(request)
        if resultado := contexto.get("result"):
            contexto |= self._previa(resultado)
        return pagina

    def _previa(self, resultado: Any) -> dict[str, Any]:
        """O que a prévia mostra, em dados que também se guardam."""
        if resultado.base_errors:
            return {}
        certas = [
            self._certa(numero, linha, resultado.diff_headers)
            for numero, linha in enumerate(resultado.rows, CABECALHO + 1)
            if linha.diff
        ]
        return {"erradas": sorted(self._erradas(resultado), key=lambda linha: linha.numero), "certas": certas}

    def _a_fila(
        self, request: HttpRequest, arquivo: str, nome: str, *, linhas: int, grava: bool = False
    ) -> HttpResponseRedirect:
        entrou = fila.mandar(
            usuario=usuario_da_sessao(request),
            tela=self.model._meta.label_lower,  # type: ignore[attr-defined]  # da biblioteca
            arquivo=arquivo,
            nome=nome,
            formato=request.POST["format"],
            grava=grava,
            linhas=linhas,
        )
        if not entrou:
            messages.warning(request, UMA_DE_CADA_VEZ)
            if not grava:
                self._esquecer(request)
        return redirect(f"{self._ao_comeco().url}?{NA_FILA}")

    def _da_que_espera(self, request: HttpRequest, pagina: TemplateResponse, contexto: Any) -> HttpResponse:
        """A última que a pessoa mandou: se espera, o que fará, o que há de errado ou o que se gravou."""
        planilha = fila.achar(usuario_da_sessao(request), self.model._meta.label_lower)  # type: ignore[attr-defined]
        if planilha is None:
            messages.warning(request, JA_NAO_ESTA)
            return self._ao_comeco()
        if planilha.pronta_em is None:
            contexto |= {"planilha": planilha, "linha": fila.em_que_linha(planilha)}
            pagina.template_name = "admin/planilha/espera.html"
            return pagina
        if request.htmx:  # type: ignore[attr-defined]  # a página de espera perguntou: que se abra a do que deu
            return HttpResponseClientRefresh()
        deu = planilha.resultado
        if "falhou" in deu or "gravou" in deu:
            dizer = messages.error if "falhou" in deu else messages.success
            dizer(request, deu.get("falhou") or deu["gravou"])
            return self._ao_comeco()
        contexto |= {**deu, "result": {"base_errors": [{"error": erro} for erro in deu["erros"]]}}
        if fila.a_confirmar(deu):
            inicial = {
                "import_file_name": planilha.arquivo,
                "original_file_name": planilha.nome,
                "resource": "0",
            }
            contexto["confirm_form"] = ConfirmarForm(initial={**inicial, "format": planilha.formato})
        return pagina

    def da_fila(self, planilha: PlanilhaMandada) -> dict[str, Any]:
        """O que a tarefa faz desta planilha, e o que se guarda para quem a mandou."""
        try:
            conteudo = MediaStorage(name=planilha.arquivo).read()
            formato: Any = FORMATOS[int(planilha.formato)]()
            dados = formato.create_dataset(conteudo)
        except FileNotFoundError:
            return {"falhou": JA_NAO_ESTA}
        except PlanilhaRecusada as recusa:
            return {"falhou": str(recusa)}
        (classe,) = self.resource_classes  # type: ignore[attr-defined]  # da biblioteca
        recurso = classe(**self.do_recurso(planilha.usuario))
        recurso.na_fila = str(planilha.pk)
        resultado = recurso.import_data(
            dados, dry_run=not planilha.grava, rollback_on_validation_errors=True, user=planilha.usuario
        )
        if not planilha.grava:
            ditas = {
                nome: [asdict(linha) for linha in todas] for nome, todas in self._previa(resultado).items()
            }
            erros = [str(erro.error) for erro in resultado.base_errors]
            return {"erradas": [], "certas": [], **ditas, "erros": erros}
        if resultado.has_errors() or resultado.has_validation_errors():
            return {"falhou": MUDOU_DEPOIS}
        return {"gravou": self.frase_do_que_gravou(resultado)}

    def do_recurso(self, pessoa: Any) -> dict[str, Any]:  # noqa: ARG002  cada tela diz o seu
        """O que o recurso precisa saber de quem manda a planilha."""
        return {}

    def get_resource_kwargs(self, request: HttpRequest, *_: Any, **__: Any) -> dict[str, Any]:
        return self.do_recurso(request.user)

    def frase_do_que_gravou(self, resultado: Any) -> str:
        raise NotImplementedError

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        messages.success(request, self.frase_do_que_gravou(result))

    def process_import(self, request: HttpRequest, **opcoes: Any) -> HttpResponseRedirect | TemplateResponse:
        """Grava o que se confirmou; o já confirmado, ou que a limpeza apagou, volta ao começo."""
        try:
            return super().process_import(request, **opcoes)  # type: ignore[misc, no-any-return]  # da biblioteca
        except (FileNotFoundError, IsADirectoryError):
            messages.warning(request, JA_NAO_ESTA)
        except PrecisaDeFila as grande:
            arquivo, nome = request.POST["import_file_name"], request.POST["original_file_name"]
            return self._a_fila(request, Path(arquivo).name, nome, linhas=grande.linhas, grava=True)
        except PlanilhaRecusada as recusa:
            messages.error(request, str(recusa))
        return self._ao_comeco()

    def get_import_data_kwargs(self, **opcoes: Any) -> dict[str, Any]:
        """Tudo ou nada também ao gravar: a linha que se estraga depois da prévia desfaz as outras."""
        dados: dict[str, Any] = super().get_import_data_kwargs(**opcoes)  # type: ignore[misc]  # da biblioteca
        return {**dados, "rollback_on_validation_errors": True}

    def process_result(self, resultado: Any, request: HttpRequest) -> HttpResponseRedirect:
        if resultado.has_errors() or resultado.has_validation_errors():
            messages.error(request, MUDOU_DEPOIS)
            return self._ao_comeco()
        return super().process_result(resultado, request)  # type: ignore[misc, no-any-return]  # da biblioteca

    def _ao_comeco(self) -> HttpResponseRedirect:
        aplicativo, modelo = self.get_model_info()  # type: ignore[attr-defined]  # da biblioteca
        return redirect(f"admin:{aplicativo}_{modelo}_import")

    def _esquecer(self, request: HttpRequest) -> None:
        """O arquivo só espera a confirmação: sem o que confirmar, não fica guardado."""
        if nome := getattr(request.FILES.get("import_file"), "tmp_storage_name", ""):
            MediaStorage(name=nome).remove()

    def _certa(self, numero: int, linha: Any, colunas: Iterable[str]) -> LinhaDaPrevia:
        """Só as colunas em que algo sai ou entra."""
        mudou = [
            (self.rotulo_da_coluna(coluna), trechos)
            for coluna, trechos in zip(colunas, linha.diff, strict=True)
            if any(trecho.sorte != "igual" for trecho in trechos)
        ]
        chave = str(linha.row_values.get(self.chave_da_linha) or "")
        return LinhaDaPrevia(numero, chave, self.o_que_faz.get(linha.import_type, ""), mudou)

    def _erradas(self, resultado: Any) -> Iterable[LinhaDaPrevia]:
        """As que não se conferem, campo a campo, e as que nem se leem."""
        for linha in resultado.invalid_rows:
            erros = [
                (self.rotulo_da_coluna(campo), frase)
                for campo, frases in linha.error_dict.items()
                for frase in frases
            ]
            valores = dict(zip(resultado.diff_headers, linha.values, strict=False))
            chave = str(valores.get(self.chave_da_linha) or "")
            yield LinhaDaPrevia(linha.number + CABECALHO, chave, "", erros)
        for numero, erros_da_linha in resultado.row_errors():
            ditas = [getattr(erro.error, "messages", None) or [str(erro.error)] for erro in erros_da_linha]
            frases = [("", " ".join(frase)) for frase in ditas]
            chave = str(erros_da_linha[0].row.get(self.chave_da_linha) or "")
            yield LinhaDaPrevia(numero + CABECALHO, chave, "", frases)
