"""Leituras das telas de quem trabalha: as caixas, a equipe, as respostas de um pedido e quem o leu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from guia.models import Servico
from mesas import filtros as filtro
from mesas.contagem import TETO
from protocolo.models import Caso
from protocolo.prazos.atraso import VENCIDA
from referencia import sql
from roteamento.consultas import QUEM_TRABALHA, em_exercicio, sucessoras
from roteamento.models import Lotacao, Sucessao, Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.models import PedidoDeReabertura, Solicitacao, Turma
from solicitacoes.models.juntadas import JUNTADA


def do_servico(slug: str) -> Q:
    """O filtro de um serviço, em toda lista de pedidos."""
    return Q(servico=Servico.objects.filter(slug=slug).values("pk")[:1])


SEM_TURMA = ("nenhuma", "Sem turma")
"""O valor na URL de quem não está em turma nenhuma, e a palavra."""


def filtro_de_turma() -> Any:
    """O filtro de uma turma, em toda lista de pedidos; só se pergunta se a página dá as da unidade."""
    return filtro.escolha(
        "Turma",
        forma=rf"{SEM_TURMA[0]}|[1-9]\d{{0,17}}",
        vazia="Todas",
        frase="turma: {}",
        ditos=[(SEM_TURMA[0], "nenhuma")],
        onde=lambda valor: Q(turma=None if valor == SEM_TURMA[0] else int(valor)),
    )


def opcoes_de_turma(unidade: Unidade) -> dict[str, list[tuple[str, str]]]:
    """As da unidade, as arquivadas por último; nada se ela não tem nenhuma."""
    turmas = Turma.objects.filter(unidade=unidade).order_by("nome")
    em_ordem = sorted(turmas, key=lambda turma: turma.arquivada_em is not None)
    ditas = [(str(turma.pk), f"{turma}{' (arquivada)' if turma.arquivada_em else ''}") for turma in em_ordem]
    return {"turma": [SEM_TURMA, *ditas]} if ditas else {}


CAIXAS_MOSTRADAS = 50
"""Quantas caixas de unidades sem equipe cabem em /caixa/; as outras se acham pela busca."""

CAIXAS_NA_TROCA = 30

_ATE_O_TETO = f"""(SELECT count(*) FROM (
    SELECT FROM solicitacoes_solicitacao pedido
    WHERE pedido.unidade_id = roteamento_unidade.id AND pedido.encerrada_em IS NULL{{so}} AND NOT ({JUNTADA})
    ORDER BY pedido.vence_em, pedido.id LIMIT %(ate)s
) primeiros)"""  # noqa: S608  só entra a regra de quem segue
"""Quantos são, sem passar do teto por mais de um: nunca percorre uma tabela grande.

A ordem é a do índice da caixa: sem ela o banco pode preferir ler a tabela inteira.
"""
_POR_LER = f"""(SELECT count(*) FROM (
    SELECT DISTINCT CASE WHEN {JUNTADA} THEN pedido.principal_id ELSE pedido.id END
    FROM solicitacoes_solicitacao pedido
    WHERE pedido.unidade_id = roteamento_unidade.id AND pedido.encerrada_em IS NULL
      AND pedido.por_ler_desde IS NOT NULL
    LIMIT %(ate)s
) tratados)"""  # noqa: S608  o mesmo
"""Quantos, contados no pedido em que se tratam: a mensagem do juntado está no principal."""
CONTAR_CAIXAS = """SELECT sigla, nome, vigente_ate,
    CASE WHEN vencidas.quantas >= %(ate)s THEN vencidas.quantas ELSE {abertas} END AS abertas,
    vencidas.quantas AS atrasadas, {por_ler} AS por_ler
FROM roteamento_unidade JOIN unnest(%(unidades)s::bigint[]) WITH ORDINALITY AS pedida (id, ordem) USING (id)
CROSS JOIN LATERAL {vencidas} AS vencidas (quantas)
ORDER BY ordem""".format(
    abertas=_ATE_O_TETO.format(so=""), vencidas=_ATE_O_TETO.format(so=f" AND {VENCIDA}"), por_ler=_POR_LER
)
"""As `abertas()` e as `vencidas()` que são `principais()`; as vencidas que passam do teto bastam às duas.

À mão porque a página da caixa as conta sempre, e montá-las pelo ORM custava mais que contá-las.
"""


def caixas(unidades: Iterable[int], agora: datetime) -> list[dict[str, Any]]:
    """As unidades dadas, na mesma ordem: quantas abertas, atrasadas e com mensagem por ler (até o teto)."""
    return sql.ler(CONTAR_CAIXAS, {"unidades": [*unidades], "agora": agora, "ate": TETO + 1})


def caixas_sem_equipe(unidades: Iterable[int], busca: str, agora: datetime) -> list[dict[str, Any]]:
    """As caixas de unidades sem equipe que têm ou podem ter trabalho, as com pedido aberto primeiro.

    Só as primeiras CAIXAS_MOSTRADAS se contam (e mais uma, que diz que há outras): são as que se mostram.
    """
    aberta = Exists(Solicitacao.objects.abertas().filter(unidade=OuterRef("pk")))
    achadas = Unidade.objects.filter(pk__in=unidades).annotate(tem_aberta=aberta)
    achadas = achadas.exclude(atribuicao=PRACA_DE_ATENDIMENTO, tem_aberta=False)
    if busca:
        nome, sigla = {"nome__unaccent__icontains": busca}, {"sigla__unaccent__icontains": busca}
        achadas = achadas.filter(Q(**nome) | Q(**sigla))
    ordem = ("-tem_aberta", F("vigente_ate").asc(nulls_first=True), "sigla")
    primeiras = achadas.order_by(*ordem).values_list("pk", flat=True)
    return caixas(primeiras[: CAIXAS_MOSTRADAS + 1], agora)


@dataclass(frozen=True, slots=True)
class MinhasCaixas:
    """As caixas de uma pessoa (chave → sigla): as em que está lotada e as que vêm de cima."""

    proprias: dict[int, str]
    herdadas: dict[int, str]

    @property
    def para_trocar(self) -> list[str]:
        """As herdadas que cabem na lista do alto da página; todas estão em /caixa/."""
        return list(self.herdadas.values())[:CAIXAS_NA_TROCA]


def minhas_caixas(usuario: Usuario | None, unidades: Iterable[int], hoje: date) -> MinhasCaixas:
    """Separa as unidades em cuja caixa a pessoa trabalha, por sigla, numa consulta só."""
    lotada = Lotacao.objects.vigentes(hoje).filter(
        usuario=usuario, unidade=OuterRef("pk"), papel__in=QUEM_TRABALHA
    )
    todas = (
        Unidade.objects.filter(pk__in=unidades).order_by("sigla").values_list("pk", "sigla", Exists(lotada))
    )
    proprias = {pk: sigla for pk, sigla, minha in todas if minha}
    return MinhasCaixas(proprias, {pk: sigla for pk, sigla, minha in todas if not minha})


def abertas_em(unidades: Iterable[int]) -> int:
    """Quantos pedidos abertos há nestas caixas juntas, até o teto."""
    abertas = Solicitacao.objects.abertas().filter(unidade__in=unidades)
    return abertas.values("pk")[: TETO + 1].count()


def extintas_com_abertas(em: date) -> QuerySet[Unidade]:
    """As unidades que já acabaram, têm sucessora e ainda têm pedido aberto."""
    sucedidas = Sucessao.objects.filter(antiga=OuterRef("pk"), em__lte=em)
    abertas = Solicitacao.objects.abertas().filter(unidade=OuterRef("pk"))
    return Unidade.objects.filter(Exists(sucedidas), Exists(abertas), vigente_ate__lt=em).order_by("pk")


def abertos_por_servico(servicos: Iterable[int]) -> dict[int, int]:
    """Quantos pedidos abertos tem cada serviço que tem algum (ver PEDIDOS_ABERTOS_DE_SERVICOS)."""
    abertas = Solicitacao.objects.abertas().filter(servico__in=servicos).order_by()
    return dict(abertas.values_list("servico").annotate(quantos=Count("pk")))


def equipe_de(unidade: Unidade, hoje: date) -> QuerySet[Usuario]:
    """Quem trabalha na caixa da unidade hoje."""
    lotados = unidade.lotacoes.vigentes(hoje).filter(papel__in=QUEM_TRABALHA)
    return Usuario.objects.filter(pk__in=lotados.values("usuario")).order_by("nome")


def equipe_e_outros(
    unidade: Unidade, hoje: date, outros: Iterable[int] | QuerySet[Any, Any]
) -> QuerySet[Usuario]:
    """A equipe de hoje e outras pessoas, pela chave: as que saíram e ainda têm pedido."""
    equipe = equipe_de(unidade, hoje).values("pk")
    return Usuario.objects.filter(Q(pk__in=outros) | Q(pk__in=equipe)).order_by("nome")


def quem_trabalha_em(unidade: Unidade, hoje: date) -> list[Usuario]:
    """A equipe da unidade; da que não tem, a da primeira acima dela que tenha."""
    onde, vistas = unidade, {unidade.pk}
    while not (equipe := list(equipe_de(onde, hoje))) and onde.superior and onde.superior.pk not in vistas:
        onde = onde.superior
        vistas.add(onde.pk)
    return equipe


def quem_decide(unidade: Unidade, hoje: date) -> list[Usuario]:
    """A chefia ou quem a substitui; sem chefia, a equipe; sem ninguém, sobe à sucessora ou à superior."""
    fila, vistas = [unidade], {unidade.pk}
    while fila:
        onde = fila.pop(0)
        vigentes = onde.lotacoes.vigentes(hoje).filter(papel__in=QUEM_TRABALHA).order_by("pk")
        if lotacoes := list(vigentes.select_related("usuario")):
            chefias = [lotacao for lotacao in lotacoes if lotacao.papel == Papel.CHEFIA]
            return em_exercicio([lotacao.usuario for lotacao in chefias or lotacoes], onde, hoje)
        novas = [nova for nova in sucessoras(onde, hoje) if nova != onde]
        acima = novas or ([onde.superior] if onde.superior else [])
        fila += [outra for outra in acima if outra.pk not in vistas]
        vistas |= {outra.pk for outra in fila}
    return []


def reaberturas_por_decidir(unidade: Unidade) -> int:
    """Quantos encerrados desta caixa esperam que se decida se reabrem."""
    return PedidoDeReabertura.objects.por_decidir().filter(caso__unidade=unidade)[: TETO + 1].count()


def reabertura_por_decidir(caso: Solicitacao) -> PedidoDeReabertura | None:
    """O pedido de quem disse que não foi resolvido, se a unidade ainda não decidiu."""
    pedido: PedidoDeReabertura | None = getattr(caso, "pedido_de_reabertura", None)
    return pedido if pedido and pedido.decidido_em is None else None


def respostas_em_linhas(respostas: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """As respostas do munícipe como rótulo e valor (ou valores), na ordem das perguntas."""
    return [
        {"rotulo": resposta["rotulo"], "valores" if isinstance(valor, list) else "valor": valor}
        for resposta in respostas
        if (valor := resposta.get("valor")) not in ("", None, [])
    ]


@dataclass(frozen=True, slots=True)
class Leitor:
    """Quem abriu dados pessoais deste pedido, quantas vezes e quando foi a última."""

    nome: str
    vezes: int
    ultima: datetime


def leituras(caso: Caso) -> list[Leitor]:
    """Quem leu o contato de quem pediu, de qualquer unidade, a leitura mais nova primeiro; para a chefia."""
    por_pessoa = (
        LeituraDePessoal.objects.filter(interessado=caso.interessado_id)
        .values(nome=F("usuario__nome"))
        .annotate(vezes=Count("pk"), ultima=Max("em"))
        .order_by("-ultima")
    )
    return [Leitor(**linha | {"nome": linha["nome"] or "sistema"}) for linha in por_pessoa]


def quantos_seguem(casos: Iterable[Solicitacao]) -> dict[int, int]:
    """Quantos abertos seguem cada um destes pedidos; de quem não é seguido, nada."""
    seguem = Solicitacao.objects.abertas().filter(principal__in=[caso.pk for caso in casos])
    return dict(seguem.order_by().values_list("principal").annotate(quantos=Count("pk")))
