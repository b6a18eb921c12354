"""No relatório anual: os recursos, as reclamações por falta de resposta e as informações em segredo."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, F, Q

from documentos.quadros import QUANTOS, SEM_NUMERO, Linha, Quadro, contagem
from esic.models import InformacaoClassificada, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Grau, Instancia, MotivoDeRecurso, Resultado, ResultadoDaReclamacao
from protocolo.medidas import Mediana
from protocolo.prazos import Contagem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

POR_DECIDIR = "Por decidir"


def quadros(inicio: datetime, fim: datetime, orgaos: Mapping[int, str]) -> tuple[Quadro, ...]:
    """Os recursos e as reclamações dos pedidos recebidos no período, até hoje."""
    do_ano = Recurso.objects.filter(pedido__aberta_em__gte=inicio, pedido__aberta_em__lt=fim).order_by()
    contados: Counter[tuple[int, int, str, bool]] = Counter()
    chaves = do_ano.values_list("pedido__orgao", "instancia", "resultado", "de_oficio")
    for orgao, instancia, resultado, de_oficio, quantos in chaves.annotate(quantos=Count("pk")):
        contados[orgao, instancia, resultado, de_oficio] = quantos
    motivos = Counter(dict(do_ano.values_list("motivo").annotate(quantos=Count("pk"))))
    return (
        _resultados(contados),
        _tempos(do_ano),
        contagem(
            "Por que se recorreu",
            "Motivo",
            [(m.label, motivos[m]) for m in MotivoDeRecurso if motivos[m]],
            conta=QUANTOS,
        ),
        _dos_orgaos(contados, orgaos),
        _reclamacoes(inicio, fim),
    )


def _resultados(contados: Counter[tuple[int, int, str, bool]]) -> Quadro:
    linhas: list[Linha] = []
    for qual in Instancia:
        resultados: Counter[str] = Counter()
        de_oficio = 0
        for (_, instancia, resultado, oficio), quantos in contados.items():
            if instancia == qual:
                resultados[resultado] += quantos
                de_oficio += quantos if oficio else 0
        por_resultado = [resultados[resultado] for resultado in Resultado]
        linhas.append((qual.label, resultados.total(), *por_resultado, resultados[""], de_oficio))
    colunas = ("Instância", "Recursos", *(r.label for r in Resultado), POR_DECIDIR, "De ofício")
    nota = (
        "Perdeu o objeto o recurso pela falta de uma resposta que depois veio, e o que subiu porque a "
        "instância não decidiu no prazo. De ofício é o que se abre sem a pessoa pedir, quando o órgão não "
        "responde."
    )
    return Quadro("Recursos, por instância e resultado", colunas, tuple(linhas), nota)


def _tempos(do_ano: QuerySet[Recurso]) -> Quadro:
    com_prazo = Q(decidido_em__isnull=False) & ~Q(contagem=Contagem.SEM_PRAZO)
    contas: dict[int, dict[str, Any]] = {
        conta["instancia"]: {**conta}
        for conta in do_ano.values("instancia").annotate(
            decididos=Count("decidido_em"),
            no_prazo=Count("pk", filter=com_prazo & Q(decidido_em__lte=F("vence_em"))),
            com_prazo=Count("pk", filter=com_prazo),
            mediana=Mediana(
                F("decidido_em") - F("aberto_em"),
                filter=Q(decidido_em__isnull=False),
                output_field=DurationField(),
            ),
        )
    }
    linhas: list[Linha] = []
    for qual in Instancia:
        conta = contas.get(qual, {"decididos": 0, "no_prazo": 0, "com_prazo": 0, "mediana": None})
        tempo = conta["mediana"]
        mediana = SEM_NUMERO if tempo is None else round(tempo / timedelta(days=1), 1)
        no_prazo = conta["no_prazo"] if conta["com_prazo"] else SEM_NUMERO
        linhas.append((qual.label, conta["decididos"], no_prazo, mediana))
    colunas = ("Instância", "Decididos", "No prazo", "Mediana em dias")
    nota = "A Comissão decide na reunião do mês, e o recurso a ela não tem prazo em dias."
    return Quadro("Quanto demorou a decisão dos recursos", colunas, tuple(linhas), nota)


def _dos_orgaos(contados: Counter[tuple[int, int, str, bool]], nomes: Mapping[int, str]) -> Quadro:
    por_orgao: dict[int, Counter[int]] = {}
    for (orgao, instancia, _, _), quantos in contados.items():
        por_orgao.setdefault(orgao, Counter())[instancia] += quantos
    linhas: list[Linha] = [
        (nomes[orgao], *(instancias[i] for i in Instancia), instancias.total())
        for orgao, instancias in sorted(por_orgao.items(), key=lambda p: (-p[1].total(), nomes[p[0]]))
    ]
    colunas = ("Órgão", *(f"{i.value}ª instância" for i in Instancia), "Total")
    return Quadro("Recursos, por órgão e instância", colunas, tuple(linhas))


def _reclamacoes(inicio: datetime, fim: datetime) -> Quadro:
    do_ano = ReclamacaoPorOmissao.objects.filter(pedido__aberta_em__gte=inicio, pedido__aberta_em__lt=fim)
    contadas = Counter(dict(do_ano.values_list("resultado").annotate(quantas=Count("pk")).order_by()))
    pares = [(resultado.label, contadas[resultado]) for resultado in ResultadoDaReclamacao]
    pares.append((POR_DECIDIR, contadas[""]))
    return contagem("Reclamações por falta de resposta", "Decisão da Ouvidoria", pares)


# --- informações em segredo -------------------------------------------------------------


def classificadas(ano: int, hoje: date) -> Quadro:
    """As informações classificadas e desclassificadas em números (LAI, art. 30, I e II), por grau."""
    inicio, fim = date(ano, 1, 1), date(ano, 12, 31)
    ate = min(hoje, fim)
    por_decisao = Q(desclassificada_em__gte=inicio, desclassificada_em__lte=ate)
    pelo_termo = Q(ate__gte=inicio, ate__lte=fim, ate__lt=hoje) & (
        Q(desclassificada_em=None) | Q(desclassificada_em__gt=F("ate"))
    )
    em_segredo = Q(classificada_em__lte=ate, ate__gte=ate) & (
        Q(desclassificada_em=None) | Q(desclassificada_em__gt=ate)
    )
    contas = {
        grau: tuple(quantas)
        for grau, *quantas in InformacaoClassificada.objects.values_list("grau")
        .annotate(
            no_ano=Count("pk", filter=Q(classificada_em__gte=inicio, classificada_em__lte=ate)),
            por_decisao=Count("pk", filter=por_decisao),
            pelo_termo=Count("pk", filter=pelo_termo),
            em_segredo=Count("pk", filter=em_segredo),
        )
        .order_by()
    }
    linhas = tuple((grau.label, *contas.get(grau, (0, 0, 0, 0))) for grau in Grau)
    colunas = (
        "Grau",
        "Classificadas no ano",
        "Desclassificadas por decisão",
        "Desclassificadas pelo fim do termo",
        f"Em segredo em {ate:%d/%m/%Y}",
    )
    return Quadro("Informações classificadas e desclassificadas", colunas, linhas)
