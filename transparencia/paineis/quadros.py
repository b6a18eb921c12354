"""Os gráficos de um recorte: cada um é uma frase, um desenho e a tabela de onde ele sai."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.templatetags.portugues import plural_pt
from protocolo.models import Canal
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa
from transparencia.celula import NAO_SE_ABRE, POUCOS, SEM_DADO, Celula, milhares
from transparencia.models import Numeros
from transparencia.paineis.chaves import DISTRITO, SERVICO, SUBPREFEITURA, UNIDADE, tipo_de
from transparencia.paineis.recorte import Recorte, irmaos

MAIORES = 8
MESES = 13
NOMES_DO_FIM: dict[str, str] = {
    **dict(Desfecho.choices),
    Desfecho.NAO_INFORMADO: "Finalizado, sem resultado informado",
    "indeferido": "Recusado, sem motivo registrado",
    **{f"indeferido_{motivo}": f"Recusado: {nome}" for motivo, nome in MotivoDeRecusa.choices},
    "cancelado": "Quem pediu desistiu",
}
NAO_SE_CRUZA = (
    "Num lugar e num serviço ao mesmo tempo isto não se publica: seriam poucos pedidos em cada linha."
)

RANKINGS = {SERVICO: "servicos", SUBPREFEITURA: "subprefeituras", DISTRITO: "distritos"}
ALTURA = 16


@dataclass(frozen=True, slots=True)
class Retangulo:
    """Uma parte do desenho de uma linha: onde começa e quanto ocupa, em cem, e a altura, em pontos."""

    classe: str
    inicio: float
    tamanho: float
    de: int = 0
    altura: int = ALTURA


RETANGULO = '<rect class="sp-barra__{}" x="{}%" width="{}%" y="{}" height="{}"/>'
"""Escrito aqui, e não no modelo: são dezenas por página, e os números levam ponto, e não vírgula."""


def desenho(barra: Iterable[Retangulo]) -> SafeString:
    """As partes de uma barra, em SVG."""
    return format_html_join(
        "", RETANGULO, ((um.classe, str(um.inicio), str(um.tamanho), um.de, um.altura) for um in barra)
    )


@dataclass(frozen=True, slots=True)
class Linha:
    """Uma linha da tabela e o desenho dela. `consulta`: o recorte que ela abre."""

    nome: str
    celulas: Sequence[str]
    barra: Sequence[Retangulo] = ()
    consulta: str = ""
    valores: Sequence[str | int] = ()
    """Os números sem enfeite, para a planilha."""

    @property
    def desenho(self) -> SafeString:
        return desenho(self.barra)


@dataclass(frozen=True, slots=True)
class Quadro:
    """Um gráfico: a frase que o diz, as colunas, as linhas, e por que não há, se não há."""

    chave: str
    titulo: str
    coluna: str
    colunas: Sequence[str]
    linhas: Sequence[Linha] = ()
    frase: str = ""
    vazio: str = ""
    ranking: str = ""
    legenda: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def com_colunas(self) -> list[tuple[Linha, list[tuple[str, str]]]]:
        """Cada linha, e cada célula dela com o nome da coluna."""
        return [(linha, list(zip(self.colunas, linha.celulas, strict=True))) for linha in self.linhas]


def do_recorte(recorte: Recorte) -> list[Quadro]:
    """O que, quanto demorou, como acabou e no tempo; e por onde se pediu."""
    tipo = _que_linhas(recorte)
    maiores = list(irmaos(recorte, tipo)[:MAIORES]) if tipo else []
    return [
        _o_que(recorte, tipo, maiores),
        _quanto_demorou(recorte, maiores),
        como_acabou(recorte),
        _no_tempo(recorte),
        _por_coluna(recorte, "canal", "Por onde se pediu", dict(Canal.choices)),
    ]


def _que_linhas(recorte: Recorte) -> str:
    """O que se abre embaixo: os serviços ou, escolhido um, onde se pediu. Da unidade não se abre nada."""
    if tipo_de(recorte.lugar) == UNIDADE or (recorte.cruzado and tipo_de(recorte.lugar) == DISTRITO):
        return ""
    if not recorte.servico:
        return SERVICO
    if tipo_de(recorte.servico) != SERVICO:
        return "" if recorte.lugar else SERVICO
    return SUBPREFEITURA if not recorte.lugar else DISTRITO


def _o_que(recorte: Recorte, tipo: str, linhas: Iterable[Numeros]) -> Quadro:
    titulo, coluna = ("O que se pediu", "Serviço") if tipo in (SERVICO, "") else ("Onde se pediu", "Lugar")
    linhas = list(linhas)
    total, maior = recorte.celula("pedidos").n, max((_n(uma, "pedidos") for uma in linhas), default=0)
    ditas = [
        Linha(
            nome_de(recorte, uma),
            [_conta(uma.contas, "pedidos"), do_total(_n(uma, "pedidos"), total)],
            [Retangulo("tudo", 0, _em_cem(_n(uma, "pedidos"), maior))],
            recorte.consulta(**chave_de(uma, tipo)),
            [_n(uma, "pedidos") if _abre(uma.contas, "pedidos") else NAO_SE_ABRE],
        )
        for uma in linhas
        if uma.contas.get("pedidos") is not None
    ]
    frase = ""
    if ditas:
        frase = f"{ditas[0].nome}: {ditas[0].celulas[0]} de {plural_pt(total, 'pedido,pedidos')}."
    vazio = "" if ditas else "Deste recorte não se abrem linhas: veja o ranking dos serviços ou dos lugares."
    return Quadro(
        "pedidos", titulo, coluna, ["Pedidos", "Do total"], ditas, frase, vazio, RANKINGS.get(tipo, "")
    )


def _quanto_demorou(recorte: Recorte, maiores: Iterable[Numeros]) -> Quadro:
    prazos = recorte.edicao.prazos
    contadas = [(recorte.nome_do_servico if recorte.servico else "Tudo", recorte.contas, recorte.servico)]
    contadas += [
        (nome_de(recorte, uma), uma.contas, uma.servico)
        for uma in maiores
        if isinstance(uma.contas.get("dias"), list)
    ]
    maior = max((c["dias"][2] for _, c, _ in contadas if isinstance(c.get("dias"), list)), default=0)
    linhas = []
    for nome, contas, servico in contadas:
        if isinstance(contas.get("dias"), list):
            prazo = prazos.get(servico, {})
            p10, metade, p90, n = contas["dias"]
            celulas = [milhares(um) for um in (p10, metade, p90, n)]
            celulas.append(prazo.get("escrito", "não dado"))
            barra = faixa(contas["dias"], maior, prazo.get("dias"))
            linhas.append(Linha(nome, celulas, barra, "", [p10, metade, p90, n, celulas[-1]]))
    frase, vazio = "", ""
    if isinstance(recorte.contas.get("dias"), list):
        p10, metade, p90, n = recorte.contas["dias"]
        frase = (
            f"Metade acabou em até {plural_pt(metade, 'dia,dias')}; nove em cada dez, em até "
            f"{plural_pt(p90, 'dia,dias')} ({plural_pt(n, 'pedido encerrado,pedidos encerrados')})."
        )
    elif not linhas:
        vazio = "Menos de 20 pedidos encerrados: não se diz o tempo."
    colunas = ["p10, dias", "Metade, dias", "p90, dias", "Pedidos", "Prazo do Guia"]
    legenda = [("faixa", "do p10 ao p90"), ("meio", "a metade"), ("prazo", "prazo do Guia, em dias corridos")]
    return Quadro("dias", "Quanto demorou", "De quê", colunas, linhas, frase, vazio, "", legenda)


def faixa(dias: Sequence[int], maior: int, prazo: int | None) -> list[Retangulo]:
    """Do p10 ao p90, com a metade marcada e, se cabe, o prazo."""
    p10, metade, p90, _ = dias
    ditos = [
        Retangulo("faixa", _em_cem(p10, maior), max(_em_cem(p90 - p10, maior), 1)),
        Retangulo("meio", min(_em_cem(metade, maior), 98), 2),
    ]
    if prazo is not None and prazo <= maior:
        ditos.append(Retangulo("prazo", min(_em_cem(prazo, maior), 99), 1))
    return ditos


def como_acabou(recorte: Recorte) -> Quadro:
    """Os resultados do recorte, do mais comum ao menos."""
    quadro = _por_coluna(recorte, "fim", "Como acabou", NOMES_DO_FIM)
    if not quadro.linhas:
        return quadro
    primeira = quadro.linhas[0]
    frase = f"{primeira.nome}: {primeira.celulas[-1]}."
    if primeira.nome == NOMES_DO_FIM[Desfecho.NAO_INFORMADO]:
        frase = "De quase todos só se sabe que foram finalizados, e não se o serviço foi feito."
    return Quadro(quadro.chave, quadro.titulo, "Resultado", quadro.colunas, quadro.linhas, frase)


def _por_coluna(recorte: Recorte, medida: str, titulo: str, nomes: Mapping[str, str]) -> Quadro:
    ditas: dict[str, Any] = recorte.contas.get(medida) or {}
    ns = {chave: partes[0] for chave, partes in ditas.items() if partes != POUCOS}
    total, maior = sum(ns.values()), max(ns.values(), default=0)
    todo = recorte.celula("pedidos").n if medida == "canal" else total if len(ns) == len(ditas) else 0
    colunas = ["Quantos", "Do total"] if todo else ["Quantos"]
    linhas = [
        Linha(
            nomes.get(chave, chave),
            [milhares(ns[chave]), do_total(ns[chave], todo)][: len(colunas)]
            if chave in ns
            else [NAO_SE_ABRE, ""][: len(colunas)],
            [Retangulo("tudo", 0, _em_cem(ns.get(chave, 0), maior))],
            "",
            [ns.get(chave, NAO_SE_ABRE)],
        )
        for chave in sorted(ditas, key=lambda chave: (-ns.get(chave, 0), chave))
    ]
    frase = f"Mais por {linhas[0].nome}." if linhas and medida == "canal" else ""
    vazio = "" if linhas else NAO_SE_CRUZA if recorte.cruzado else "Nada neste período."
    return Quadro(medida, titulo, "Canal", colunas, linhas, frase, vazio)


# --- no tempo -------------------------------------------------------------------------------


def _no_tempo(recorte: Recorte) -> Quadro:
    """Os meses do ano ou, dos últimos dias, os do último ano: contam-se uma vez só, e assim se publicam."""
    if recorte.cruzado:
        return Quadro("meses", "No tempo", "Mês", ["Pedidos", "Encerrados"], vazio=NAO_SE_CRUZA)
    meses = sorted(_meses(recorte).items())[-MESES:]
    maior = max((max(partes) for _, partes in meses if partes != POUCOS), default=0)
    linhas = [_do_mes(mes, partes, maior) for mes, partes in meses]
    sabidos = [(partes[0], mes) for mes, partes in meses if partes != POUCOS]
    frase = vazio = ""
    if sabidos and max(sabidos)[0]:
        n, mes = max(sabidos)
        frase = f"O mês de mais pedidos foi {por_extenso(mes).lower()}, com {milhares(n)}."
    if not maior:
        vazio = "Nada neste período."
    legenda = [("tudo", "pedidos"), ("feito", "encerrados")]
    colunas = ["Pedidos", "Encerrados"]
    return Quadro("meses", "No tempo", "Mês", colunas, () if vazio else linhas, frase, vazio, "", legenda)


def _meses(recorte: Recorte) -> dict[str, Any]:
    if recorte.periodo.um_ano:
        return recorte.contas.get("meses") or {}
    anos = [str(recorte.periodo.ate.year - 1), str(recorte.periodo.ate.year)]
    dos_anos = recorte.edicao.numeros.filter(periodo__in=anos, lugar=recorte.lugar, servico=recorte.servico)
    ditos: dict[str, Any] = {}
    for linha in dos_anos:
        ditos |= linha.contas.get("meses") or {}
    return ditos


def _do_mes(mes: str, partes: Any, maior: int) -> Linha:
    if partes == POUCOS:
        return Linha(por_extenso(mes), [NAO_SE_ABRE, NAO_SE_ABRE], (), "", [NAO_SE_ABRE] * 2)
    pedidos, encerrados = partes
    barra = [
        Retangulo("tudo", 0, _em_cem(pedidos, maior), altura=ALTURA // 2),
        Retangulo("feito", 0, _em_cem(encerrados, maior), ALTURA // 2, ALTURA // 2),
    ]
    return Linha(por_extenso(mes), [milhares(pedidos), milhares(encerrados)], barra, "", partes)


def por_extenso(mes: str) -> str:
    """ "março de 2017"."""
    ano, qual = mes.split("-")
    return date_format(date(int(ano), int(qual), 1), r"F \d\e Y")


# --- o que todos usam -----------------------------------------------------------------------


def nome_de(recorte: Recorte, linha: Numeros) -> str:
    """O que a linha tem a mais do que o recorte."""
    chave = linha.servico if linha.servico != recorte.servico else linha.lugar
    return recorte.edicao.nomes[chave]


def chave_de(linha: Numeros, tipo: str) -> dict[str, str]:
    """O filtro que abre a linha."""
    return {"servico": linha.servico} if tipo in (SERVICO, "tema") else {"lugar": linha.lugar}


def _n(linha: Numeros, medida: str) -> int:
    return Celula(linha.contas.get(medida)).n


def _abre(contas: Mapping[str, Any], medida: str) -> bool:
    return isinstance(contas.get(medida), list)


def _conta(contas: Mapping[str, Any], medida: str) -> str:
    valor = contas.get(medida)
    if isinstance(valor, list):
        return milhares(sum(valor))
    return NAO_SE_ABRE if valor == POUCOS else SEM_DADO


def do_total(parte: int, todo: int) -> str:
    """A parte, em cem; o que há nunca é "0%"."""
    if 0 < parte * 200 < todo:
        return "menos de 1%"
    return f"{round(100 * parte / todo)}%" if todo else ""


def _em_cem(parte: int, todo: int) -> float:
    return round(100 * parte / todo, 1) if todo else 0
