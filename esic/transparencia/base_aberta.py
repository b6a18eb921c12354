"""A base aberta dos pedidos de informação, por semestre: uma linha por pedido, sem dado pessoal.

Não tem o texto de ninguém, nem o protocolo, com que se abriria a página do pedido. O canal e a pessoa (física
ou jurídica) só se abrem onde são muitos. Só sai o semestre que acabou.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from documentos.planilha import Linha
from documentos.relatorios import contagens
from documentos.relatorios.quadros import NAO_SE_ABRE
from documentos.relatorios.sigilo import MENOR_QUE_SE_ABRE, que_se_abrem
from esic.models import Pedido, PedidoQuerySet, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Decisao, FormaDeResposta, Fundamento, Instancia, Resultado, Situacao
from esic.transparencia.relatorio import PRIMEIRO_ANO
from esic.transparencia.relatorio_do_perfil import de_quem_pede, pessoa
from mesas import exportacao
from mesas.exportacao import ColunaDescrita as Coluna
from mesas.exportacao import sim_ou_nao
from protocolo.models import Canal

POR_DECIDIR = "Por decidir"
SIM_NAO = f"{exportacao.SIM}; {exportacao.NAO}"


def _valores(escolhas: Any) -> str:
    return "; ".join(str(escolha.label) for escolha in escolhas)


def _de_escolha(nome: str, campo: str, descricao: str, escolhas: Any, mais: str = "") -> Coluna:
    return Coluna(nome, campo, exportacao.rotulo(escolhas), descricao, _valores(escolhas) + mais)


def _de_dia(nome: str, campo: str, descricao: str, mais: str = "") -> Coluna:
    return Coluna(nome, campo, exportacao.dia_iso, descricao, f"ano-mês-dia{mais}")


def _de_numero(nome: str, campo: str, descricao: str) -> Coluna:
    return Coluna(nome, campo, descricao=descricao, valores="número")


def _dias(recebido: datetime, respondido: datetime | None) -> int | None:
    return (timezone.localdate(respondido) - timezone.localdate(recebido)).days if respondido else None


_POUCO = f"“{NAO_SE_ABRE}” onde são menos de {MENOR_QUE_SE_ABRE} no semestre, ou se achariam por subtração"
_RESULTADOS = {"por_decidir": POR_DECIDIR, **dict(Resultado.choices)}
COLUNAS = (
    Coluna("orgao_sigla", "orgao__sigla", descricao="Sigla do órgão com que o pedido está"),
    Coluna("orgao", "orgao__nome", descricao="Nome do órgão com que o pedido está"),
    _de_dia("recebido_em", "aberta_em", "Dia em que o pedido foi recebido"),
    Coluna(
        "canal",
        "canal canais",
        lambda canal, canais: Canal(canal).label if canal in canais else NAO_SE_ABRE,
        "Por onde o pedido entrou",
        f"{_valores(Canal)}; {_POUCO}",
    ),
    Coluna(
        "pessoa",
        "interessado__tipo_documento pessoas",
        lambda tipo, pessoas: quem if (quem := pessoa(tipo)) in pessoas else NAO_SE_ABRE,
        "Se quem pediu se identificou com CNPJ (jurídica) ou com documento de pessoa (física)",
        f"Pessoa física; Pessoa jurídica; Não informado; {_POUCO}",
    ),
    _de_escolha(
        "forma_de_resposta", "forma_de_resposta", "Como a pessoa quis receber a resposta", FormaDeResposta
    ),
    _de_escolha("situacao", "situacao", "Onde o pedido estava quando a base foi feita", Situacao),
    _de_dia("prazo", "vence_em", "Último dia para o órgão responder, já com a prorrogação"),
    Coluna("prorrogado", "prorrogada_em", sim_ou_nao, "Se o prazo foi prorrogado", SIM_NAO),
    _de_numero("reencaminhamentos", "reencaminhamentos", "Quantas vezes o pedido passou a outro órgão"),
    _de_dia("respondido_em", "respondido_em", "Dia da resposta", "; vazio se não houve"),
    Coluna(
        "dias_ate_a_resposta",
        "aberta_em respondido_em",
        _dias,
        "Dias do calendário entre receber e responder",
        "número; vazio",
    ),
    Coluna(
        "respondido_no_prazo",
        "respondido_em vence_em",
        lambda respondido, vence: sim_ou_nao(respondido <= vence) if respondido else "",
        "Se a resposta veio até o fim do prazo",
        f"{SIM_NAO}; vazio",
    ),
    _de_escolha("decisao", "decisao", "O que o órgão decidiu", Decisao, "; vazio"),
    _de_escolha("fundamento_da_negativa", "fundamento", "Por que se negou, no todo ou em parte", Fundamento),
    _de_numero("reclamacoes", "quantas_reclamacoes", "Quantas vezes a pessoa reclamou da falta de resposta"),
    Coluna(
        "recurso_de_oficio", "de_oficio", sim_ou_nao, "Se algum recurso se abriu sem a pessoa pedir", SIM_NAO
    ),
    *(
        Coluna(
            f"recurso_{i.value}",
            f"recurso_{i.value}",
            lambda resultado: _RESULTADOS.get(resultado, ""),
            f"Resultado do recurso à {i.label.replace(':', ',')}",
            f"{_valores(Resultado)}; {POR_DECIDIR}; vazio se não houve recurso",
        )
        for i in Instancia
    ),
)
"""O dicionário de dados, e de onde vem cada valor. Mudar um nome quebra quem usa a base."""


def existe(ano: int, semestre: int, hoje: date) -> bool:
    """O semestre é 1 ou 2, não é anterior à lei e já acabou."""
    if semestre not in {1, 2} or not PRIMEIRO_ANO <= ano <= hoje.year:
        return False
    return timezone.localdate(contagens.do_semestre(ano, semestre)[1]) <= hoje


def semestres(hoje: date) -> list[tuple[int, int]]:
    """Os semestres que se podem baixar, do mais novo ao do primeiro pedido; nenhum, se não houve pedido."""
    primeiro = Pedido.objects.aggregate(quando=Min("aberta_em"))["quando"]
    if primeiro is None:
        return []
    dia = timezone.localdate(primeiro)
    do_primeiro = (dia.year, 1 if dia.month < contagens.JULHO else 2)
    todos = [(ano, semestre) for ano in range(hoje.year, dia.year - 1, -1) for semestre in (2, 1)]
    return [qual for qual in todos if qual >= do_primeiro and existe(*qual, hoje)]


def linhas(ano: int, semestre: int) -> Iterator[Linha]:
    """Os valores de cada pedido, na ordem das COLUNAS, do mais antigo ao mais novo: em fluxo."""
    inicio, fim = contagens.do_semestre(ano, semestre)
    do_semestre = Pedido.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    canais, _formas, pessoas = map(que_se_abrem, de_quem_pede(do_semestre))
    pedidos = _com_recursos(do_semestre).order_by("aberta_em", "pk")
    return exportacao.so_as_linhas(pedidos, COLUNAS, canais=canais, pessoas=pessoas)


def _com_recursos(pedidos: PedidoQuerySet) -> PedidoQuerySet:
    """Com o resultado de cada instância, no máximo um recurso em cada."""
    do_pedido = Recurso.objects.filter(pedido=OuterRef("pk")).order_by()
    resultado = Case(When(resultado="", then=Value("por_decidir")), default=F("resultado"))
    reclamacoes = ReclamacaoPorOmissao.objects.filter(pedido=OuterRef("pk")).order_by().values("pedido")
    return pedidos.annotate(
        quantas_reclamacoes=Coalesce(Subquery(reclamacoes.values(quantas=Count("pk"))), 0),
        de_oficio=Exists(do_pedido.filter(de_oficio=True)),
        **{
            f"recurso_{instancia.value}": Subquery(
                do_pedido.filter(instancia=instancia).values(dito=resultado)[:1], output_field=CharField()
            )
            for instancia in Instancia
        },
    )
