"""Soma os agregados de um período, por distrito e serviço e por unidade. Só a rotina o chama, nunca a página.

Um pedido é do período em que se pediu; o que se diz do fim dele (quanto demorou, como acabou, se voltou), do
período em que acabou. Do importado não se registrou prazo, resposta, reabertura nem passagem: só entra onde
se sabe. O sigiloso não entra.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth

from documentos.relatorios.sigilo import meses_que_se_abrem
from solicitacoes.models import Agregado
from transparencia.paineis.chaves import SEM_UNIDADE, Chaves
from transparencia.paineis.periodos import Periodo
from transparencia.unidades import que_se_mostram

BOA_NOTA = 4
CANCELADO = "cancelado"
"""O resultado do que a própria pessoa desistiu de pedir: não se encerrou, e nele não há tempo."""
Medida, Prazo = Agregado.Medida, Agregado.Prazo

TAMANHOS = {
    "pedidos": 1,
    "encerrados": 1,
    "prazo": 4,
    "aberto": 3,
    "resolvido": 2,
    "nota": 2,
    "voltou": 2,
    "reaberto": 1,
    "prorrogado": 1,
}
"""Quantas partes tem cada medida que se cruza, lugar com serviço: de uma proporção, o sim e o não."""
COLUNAS = {"fim": 1, "canal": 1, "meses": 2}
"""As medidas que se abrem em colunas: de um lugar, de um serviço ou de uma unidade, sem cruzar."""
PRAZOS = {Prazo.NO_PRAZO: 0, Prazo.FORA: 1}
SEM_PRAZO, SEM_REGISTRO = 2, 3
INTEIRAS: dict[str, str] = {
    Medida.PEDIDA: "pedidos",
    Medida.REABERTA: "reaberto",
    Medida.PRORROGADA: "prorrogado",
}
"""Os agregados que são, inteiros, a medida."""
LADOS = {"lugares": "distrito", "servicos": "servico", "unidades": "unidade"}

type Onde = tuple[str, str]
"""O lugar e o serviço de uma linha, ou a linha e a coluna; vazio é o total daquele lado."""
type Partes = dict[Onde, list[int]]


@dataclass(slots=True)
class Contado:
    """O que se somou num período: medida → (distrito, serviço) → partes, e o mesmo das unidades."""

    cruzado: defaultdict[str, Partes] = field(default_factory=lambda: defaultdict(dict))
    unidades: defaultdict[str, Partes] = field(default_factory=lambda: defaultdict(dict))
    """Medida → (unidade, "") → partes."""
    colunas: defaultdict[tuple[str, str], Partes] = field(default_factory=lambda: defaultdict(dict))
    """(lado, medida) → (linha, coluna) → partes."""
    dias: defaultdict[Onde, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """(distrito, serviço) ou (unidade, "") → em quantos dias acabou → quantos."""
    na_unidade: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))


def primeiro_dia() -> date | None:
    """O dia do pedido mais antigo; None se não há nenhum."""
    primeiro: date | None = publicos().filter(medida=Medida.PEDIDA).aggregate(quando=Min("dia"))["quando"]
    return primeiro


def publicos() -> Any:
    """Os agregados que se contam por lugar e por serviço."""
    return Agregado.objects.filter(sigilosa=False)


def contar(periodo: Periodo, chaves: Chaves, *, com_abertos: bool) -> Contado:
    """Tudo o que o painel diz de um período. Os abertos são os de quando se contou, de qualquer dia."""
    contado, mostra = Contado(), que_se_mostram(periodo.de, periodo.ate)

    def da_unidade(pk: int | None) -> str:
        mostrada = mostra.get(pk) if pk else None
        return chaves.unidades[mostrada] if mostrada else SEM_UNIDADE

    de: dict[str, Callable[[Any], str]] = {
        "distrito": chaves.distritos.__getitem__,
        "servico": chaves.servicos.__getitem__,
        "unidade": da_unidade,
    }
    linhas = publicos().entre(periodo.de, periodo.ate).exclude(medida=Medida.ABERTA)
    abertas = publicos().filter(medida=Medida.ABERTA, importada=False)
    for campos, contas in ((["distrito", "servico"], contado.cruzado), (["unidade"], contado.unidades)):
        for lidas in (linhas, abertas) if com_abertos else (linhas,):
            for grupo in _grupos(lidas, campos):
                celula = [de[campo](grupo[campo]) for campo in campos]
                _somar(contado, contas, (celula[0], "".join(celula[1:])), grupo)
    for lado, campo in LADOS.items():
        _em_colunas(contado, lado, linhas, campo, de[campo], com_meses=periodo.um_ano)
    return contado


def _grupos(linhas: Any, campos: Sequence[str]) -> Iterator[dict[str, Any]]:
    grupos = linhas.order_by().values(*campos, "medida", "valor", "prazo", "tempo", "importada")
    grupos = grupos.annotate(quantos=Sum("n"))
    return grupos.iterator()  # type: ignore[no-any-return]


def _somar(contado: Contado, contas: Mapping[str, Partes], onde: Onde, grupo: Mapping[str, Any]) -> None:
    n = grupo["quantos"]
    for medida, parte, sinal in _partes(grupo):
        contas[medida].setdefault(onde, [0] * TAMANHOS[medida])[parte] += sinal * n
    if grupo["medida"] == Medida.ENCERRADA and grupo["valor"] != CANCELADO:
        contado.dias[onde][grupo["tempo"] or 0] += n
    if grupo["medida"] == Medida.PERMANENCIA and contas is contado.unidades:
        contado.na_unidade[onde[0]][grupo["tempo"] or 0] += n


def _partes(linha: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """De um grupo de agregados, a que medida, a que parte dela, e se soma ou tira."""
    medida, valor = linha["medida"], linha["valor"]
    if medida in INTEIRAS:
        yield INTEIRAS[medida], 0, 1
    elif medida == Medida.ABERTA:
        yield "aberto", PRAZOS.get(linha["prazo"], SEM_PRAZO), 1
    elif medida == Medida.RESOLVIDO:
        yield "resolvido", int(valor != "sim"), 1
    elif medida == Medida.NOTA:
        yield "nota", int(int(valor) < BOA_NOTA), 1
    elif medida in (Medida.ENCERRADA, Medida.VOLTADA):
        yield from _do_fim(linha)


def _do_fim(linha: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """O que se encerrou; da que voltou, o agregado repete a encerrada, e passa do não ao sim."""
    importada, voltou = linha["importada"], linha["medida"] == Medida.VOLTADA
    if not importada:
        yield "voltou", 1, -1 if voltou else 1
        if voltou:
            yield "voltou", 0, 1
    if not voltou and linha["valor"] != CANCELADO:
        yield "encerrados", 0, 1
        yield "prazo", SEM_REGISTRO if importada else PRAZOS.get(linha["prazo"], SEM_PRAZO), 1


def _em_colunas(  # noqa: PLR0913  o que se lê e onde se guarda
    contado: Contado, lado: str, linhas: Any, campo: str, de: Callable[[Any], str], *, com_meses: bool
) -> None:
    """O resultado e o canal; de um ano, também cada mês dele, que assim se publica uma vez só."""
    leituras = [("fim", 0, Medida.ENCERRADA, "valor"), ("canal", 0, Medida.PEDIDA, "canal")]
    if com_meses:
        leituras += [("meses", 0, Medida.PEDIDA, "mes"), ("meses", 1, Medida.ENCERRADA, "mes")]
    for medida, parte, qual, coluna in leituras:
        contadas = linhas.filter(medida=qual).annotate(mes=TruncMonth("dia")).order_by()
        if medida == "meses":
            contadas = contadas.exclude(valor=CANCELADO)
        for grupo in contadas.values(campo, coluna).annotate(quantos=Sum("n")):
            dita = f"{grupo[coluna]:%Y-%m}" if coluna == "mes" else grupo[coluna]
            celulas = contado.colunas[lado, medida]
            celulas.setdefault((de(grupo[campo]), dita), [0] * COLUNAS[medida])[parte] += grupo["quantos"]


def reservados(ate: date) -> list[list[Any]]:
    """De cada mês que já acabou, quantos pedidos de serviços sigilosos na cidade; nulo, o que não se abre."""
    sigilosos = Agregado.objects.filter(sigilosa=True, medida=Medida.PEDIDA, dia__lt=ate.replace(day=1))
    por_mes = sigilosos.annotate(mes=TruncMonth("dia")).values_list("mes").order_by("mes")
    somas = {f"{mes:%Y-%m}": n for mes, n in por_mes.annotate(n=Sum("n"))}
    abertas = meses_que_se_abrem(somas)
    return [[mes, abertas.get(mes)] for mes in somas]
