"""No relatório anual: os recursos, as reclamações por falta de resposta e as informações em segredo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Count, DurationField, F, Q, QuerySet

from documentos.relatorios import contagens
from documentos.relatorios.quadros import (
    QUANTOS,
    SEM_NUMERO,
    Colunas,
    Linha,
    Quadro,
    contagem,
    cruzada,
    das_escolhas,
    em_dias,
    tabela,
)
from esic.models import InformacaoClassificada, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Grau, Instancia, MotivoDeRecurso, Resultado, ResultadoDaReclamacao
from protocolo.prazos.contagem import Contagem

POR_DECIDIR = "Por decidir"


def quadros(inicio: datetime, fim: datetime, orgaos: Mapping[int, str]) -> tuple[Quadro, ...]:
    """Os recursos e as reclamações dos pedidos recebidos no período, até hoje."""
    do_ano = Recurso.objects.filter(pedido__aberta_em__gte=inicio, pedido__aberta_em__lt=fim)
    contados: Counter[tuple[int, int, str, bool]] = Counter()
    chaves = do_ano.values_list("pedido__orgao", "instancia", "resultado", "de_oficio")
    for *chave, quantos in chaves.annotate(quantos=Count("pk")).order_by():
        contados[tuple(chave)] = quantos
    motivos = das_escolhas(MotivoDeRecurso, contagens.contar(do_ano, "motivo"), so_contadas=True)
    return (
        _resultados(contados),
        _tempos(do_ano),
        contagem("Por que se recorreu", "Motivo", motivos, conta=QUANTOS),
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
    demora = F("decidido_em") - F("aberto_em")
    contas = {
        "decididos": Count("decidido_em"),
        "no_prazo": Count("pk", filter=com_prazo & Q(decidido_em__lte=F("vence_em"))),
        "com_prazo": Count("pk", filter=com_prazo),
        "mediana": contagens.Mediana(
            demora, filter=Q(decidido_em__isnull=False), output_field=DurationField()
        ),
    }
    colunas: Colunas = {
        "Instância": "nome",
        "Decididos": "decididos",
        "No prazo": lambda c: c["no_prazo"] if c["com_prazo"] else SEM_NUMERO,
        "Mediana em dias": lambda c: em_dias(c["mediana"]),
    }
    nota = "A Comissão decide na reunião do mês, e o recurso a ela não tem prazo em dias."
    linhas = contagens.contar_em({i: i.label for i in Instancia}, do_ano, "instancia", contas)
    return tabela("Quanto demorou a decisão dos recursos", colunas, linhas, nota)


def _dos_orgaos(contados: Counter[tuple[int, int, str, bool]], nomes: Mapping[int, str]) -> Quadro:
    por_orgao: dict[int, Counter[int]] = {}
    for (orgao, instancia, _, _), quantos in contados.items():
        por_orgao.setdefault(orgao, Counter())[instancia] += quantos
    instancias = {i.value: f"{i.value}ª instância" for i in Instancia}
    return cruzada("Recursos, por órgão e instância", "Órgão", por_orgao, linhas=nomes, colunas=instancias)


def _reclamacoes(inicio: datetime, fim: datetime) -> Quadro:
    do_ano = ReclamacaoPorOmissao.objects.filter(pedido__aberta_em__gte=inicio, pedido__aberta_em__lt=fim)
    contadas = contagens.contar(do_ano, "resultado")
    pares = [*das_escolhas(ResultadoDaReclamacao, contadas), (POR_DECIDIR, contadas[""])]
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
        "no_ano": Count("pk", filter=Q(classificada_em__gte=inicio, classificada_em__lte=ate)),
        "por_decisao": Count("pk", filter=por_decisao),
        "pelo_termo": Count("pk", filter=pelo_termo),
        "em_segredo": Count("pk", filter=em_segredo),
    }
    colunas: Colunas = {
        "Grau": "nome",
        "Classificadas no ano": "no_ano",
        "Desclassificadas por decisão": "por_decisao",
        "Desclassificadas pelo fim do termo": "pelo_termo",
        f"Em segredo em {ate:%d/%m/%Y}": "em_segredo",
    }
    graus = {grau: grau.label for grau in Grau}
    linhas = contagens.contar_em(graus, InformacaoClassificada.objects.all(), "grau", contas)
    return tabela("Informações classificadas e desclassificadas", colunas, linhas)
