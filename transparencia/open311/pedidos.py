"""Os pedidos como o GeoReport os mostra: os públicos e, ao parceiro que os abriu, a situação dos seus.

Nunca sai o que alguém escreveu, foto, nome, contato, protocolo, rua nem número; o ponto é o meio de um
quadrado de 136 metros. De um pedido público diz-se o que se sabia ontem: ele aparece quando o seu dia acaba,
e toda data é o meio-dia do dia dela. Também os filtros valem o dia inteiro, ou perguntar de hora em hora
diria a hora. Do pedido que um parceiro abriu, ele lê com a chave o que há agora (docs/adr/0090).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, TruncDate
from django.http import QueryDict
from django.utils import timezone

from protocolo.models import Andamento as Passo
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.grade import no_meio
from solicitacoes.models import Andamento, Solicitacao, SolicitacaoQuerySet, prometida
from solicitacoes.pedidos_iguais import fim_do_publicado, ja_publicados
from solicitacoes.situacoes import Desfecho, Situacao, Tipo
from transparencia.models import Parceiro, PedidoDoParceiro
from transparencia.open311.recusas import Recusa

MAIS_LINHAS = 250
"""De uma página: o mais que pedem os programas públicos que leem Open311 (docs/adr/0090)."""
MAIS_DIAS, UM_DIA = timedelta(days=90), timedelta(days=1)
MAIOR_PAGINA = 10_000
SITUACOES = {"open", "closed"}
NA_CIDADE = "São Paulo"
"""O endereço do pedido de que não se diz o distrito: o campo nunca vai vazio."""
CAMPOS = (
    *("identificador", "situacao", "desfecho", "aberta_em", "encerrada_em", "vence_em", "parada_em"),
    *("fim_em", "passo_em", "passo"),
    *("servico__slug", "servico__publicada__titulo", "versao_servico__nome", "do_orgao"),
    *("distrito__nome", "lat", "lon", "unidade__orgao__nome", "publico"),
)


@dataclass(frozen=True, slots=True)
class Filtro:
    """O que se pediu numa lista, já conferido. As datas são dias de São Paulo, pontas incluídas."""

    de: date | None
    ate: date | None
    mudou_desde: date | None
    servicos: tuple[str, ...]
    situacoes: tuple[str, ...]
    pagina: int
    linhas: int


@dataclass(frozen=True, slots=True)
class Olhar:
    """Até quando se conta, e se as horas se dizem, que é só ao parceiro que abriu o pedido."""

    ate: datetime
    com_horas: bool = False

    def escrever(self, em: datetime) -> str:
        """O instante, ou o meio-dia do dia dele."""
        return (
            f"{em.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if self.com_horas else _no_dia(timezone.localdate(em))
        )


def um(identificador: str, parceiro: Parceiro | None, *, notas: bool = False) -> dict[str, Any]:
    """Um pedido já publicado, ou que este parceiro abriu. Levanta Recusa (404)."""
    achados = de_ids([identificador], parceiro, notas=notas)
    if not achados:
        raise Recusa(
            "Este pedido não existe, não é público, ou é de hoje e só se publica amanhã.",
            onde="service_request_id",
            situacao=HTTPStatus.NOT_FOUND,
        )
    return achados[0]


def de_ids(
    identificadores: Iterable[str], parceiro: Parceiro | None, *, notas: bool = False
) -> list[dict[str, Any]]:
    """Os destes números que se podem mostrar; o que não existe, ou não se mostra, fica de fora."""
    agora = timezone.now()
    uuids = [lido for escrito in identificadores if (lido := _uuid(escrito))][:MAIS_LINHAS]
    casos = Solicitacao.objects.filter(identificador__in=uuids)
    seus = (
        _linhas(_do_parceiro(casos, parceiro), Olhar(agora, com_horas=True), notas=notas) if parceiro else []
    )
    ja_ditos = [dito["service_request_id"] for dito in seus]
    outros = ja_publicados(casos, agora).exclude(identificador__in=ja_ditos)
    return [*seus, *_linhas(outros, Olhar(fim_do_publicado(agora)), notas=notas)]


def _do_parceiro(casos: SolicitacaoQuerySet, parceiro: Parceiro) -> SolicitacaoQuerySet:
    """Os que ele abriu; o sigiloso, nem a ele."""
    dele = Exists(PedidoDoParceiro.objects.filter(caso=OuterRef("pk"), parceiro=parceiro))
    return casos.filter(dele, sigilosa=False)


def lista(filtro: Filtro, *, notas: bool = False) -> list[dict[str, Any]]:
    """Os públicos do filtro, os do dia mais novo primeiro; dentro do dia, a ordem nada diz da hora."""
    agora = timezone.now()
    ate = fim_do_publicado(agora)
    casos = ja_publicados(Solicitacao.objects.exclude(identificador=None), agora)
    ja_encerrado = Q(encerrada_em__isnull=False, encerrada_em__lt=ate)
    if filtro.de and filtro.ate:
        casos = casos.filter(
            aberta_em__gte=comeco_do_dia(filtro.de), aberta_em__lt=comeco_do_dia(filtro.ate + UM_DIA)
        )
    if filtro.mudou_desde:
        desde = comeco_do_dia(filtro.mudou_desde)  # do que se encerrou, o que vale é o dia do fim
        casos = casos.filter(
            Q(encerrada_em__gte=desde, encerrada_em__lt=ate)
            | Q(Exists(_passos(ate).filter(caso=OuterRef("pk"), em__gte=desde))) & ~ja_encerrado
        )
    if filtro.servicos:
        casos = casos.filter(servico__slug__in=filtro.servicos)
    if len(set(filtro.situacoes)) == 1:
        casos = casos.filter(ja_encerrado if "closed" in filtro.situacoes else ~ja_encerrado)
    inicio = (filtro.pagina - 1) * filtro.linhas
    return _linhas(casos, Olhar(ate), notas=notas, quais=slice(inicio, inicio + filtro.linhas))


def _passos(ate: datetime) -> Any:
    return Andamento.objects.filter(alcance=Passo.Alcance.PUBLICO, em__lt=ate)


def _linhas(
    casos: SolicitacaoQuerySet, olhar: Olhar, *, notas: bool, quais: slice | None = None
) -> list[dict[str, Any]]:
    ultimo = _passos(olhar.ate).filter(caso=OuterRef("pk")).order_by("-ordem")
    lidos = casos.annotate(
        dia=TruncDate("aberta_em"),
        publico=Coalesce(F("servico__publicada__publica"), False),
        fim_em=Case(When(encerrada_em__lt=olhar.ate, then="encerrada_em")),
        passo_em=Subquery(ultimo.values("em")[:1]),
        do_orgao=prometida(),
        passo=Subquery(ultimo.values("tipo")[:1]),
    ).order_by("-dia", "identificador")
    ditos = [_linha(linha, olhar) for linha in lidos.values(*CAMPOS)[quais or slice(None)]]
    return _com_notas(ditos, olhar) if notas else ditos


def _com_notas(ditos: list[dict[str, Any]], olhar: Olhar) -> list[dict[str, Any]]:
    """O mesmo, com o que se fez de cada um: a frase fixa e o dia. Do que não é público, nada."""
    publicos_daqui = [um["service_request_id"] for um in ditos if um["status_notes"] is not None]
    passos = _passos(olhar.ate).filter(caso__identificador__in=publicos_daqui)
    notas = defaultdict[str, list[dict[str, str]]](list)
    lidos = passos.order_by("ordem").values_list("caso__identificador", "tipo", "em")
    for identificador, tipo, em in lidos:
        nota = {"datetime": olhar.escrever(em), "description": Tipo(tipo).label, "type": tipo}
        notas[str(identificador)].append(nota)
    return [{**um, "notes": notas[um["service_request_id"]]} for um in ditos]


def _linha(linha: dict[str, Any], olhar: Olhar) -> dict[str, Any]:
    """Do que não é público, só a situação e as datas."""
    aberto, publico = linha["fim_em"] is None, linha["publico"]
    ponto = no_meio(linha["lat"], linha["lon"]) if publico and linha["distrito__nome"] else None
    mudou_em = max(linha["aberta_em"], linha["fim_em"] or linha["passo_em"] or linha["aberta_em"])
    return {
        "service_request_id": str(linha["identificador"]),
        "status": "open" if aberto else "closed",
        "status_notes": _notas_da_situacao(linha, aberto=aberto) if publico else None,
        "service_name": linha["servico__publicada__titulo"] or linha["versao_servico__nome"],
        "service_code": linha["servico__slug"],
        "description": None,
        "agency_responsible": linha["unidade__orgao__nome"] if publico else None,
        "service_notice": None,
        "requested_datetime": olhar.escrever(linha["aberta_em"]),
        "updated_datetime": olhar.escrever(mudou_em),
        "expected_datetime": _prometido(linha) if aberto else None,
        "address": (linha["distrito__nome"] if publico else None) or NA_CIDADE,
        "address_id": None,
        "zipcode": None,
        "lat": ponto[0] if ponto else None,
        "long": ponto[1] if ponto else None,
        "media_url": None,
    }


def _notas_da_situacao(linha: dict[str, Any], *, aberto: bool) -> str:
    """Do aberto, a última frase até o dia que se conta: a situação de agora diria quando ela mudou."""
    if aberto:
        return Tipo(linha["passo"] or Tipo.REGISTRO).label
    notas = Situacao(linha["situacao"]).label
    return f"{notas}: {Desfecho(linha['desfecho']).label.lower()}" if linha["desfecho"] else notas


def _prometido(linha: dict[str, Any]) -> str | None:
    """O prazo que o órgão deu, com o relógio a correr."""
    if linha["parada_em"] or not linha["do_orgao"]:
        return None
    return _no_dia(timezone.localdate(linha["vence_em"]))


def _no_dia(dia: date) -> str:
    """O meio-dia de São Paulo em UTC, sem fração: a forma que todos os clientes leem."""
    return f"{timezone.make_aware(datetime.combine(dia, time(12))).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# --- o que se pede numa lista ----------------------------------------------------------------


def ler_filtro(dados: QueryDict, hoje: date) -> Filtro:
    """Os parâmetros de GET requests; o vazio é como ausente. Levanta Recusa (400)."""
    mudou_desde = _dia(dados, "updated_after")
    if mudou_desde and mudou_desde < hoje - MAIS_DIAS:
        raise Recusa("Só se pergunta pelos últimos 90 dias.", onde="updated_after")
    de, ate = _dia(dados, "start_date"), _dia(dados, "end_date")
    if de or ate or not mudou_desde:
        de, ate = _janela(de, ate, hoje)
    situacoes = _partes(dados, "status")
    if not set(situacoes) <= SITUACOES:
        raise Recusa("Use open, closed, ou os dois com vírgula.", onde="status")
    return Filtro(
        de=de,
        ate=ate,
        mudou_desde=mudou_desde,
        servicos=_partes(dados, "service_code"),
        situacoes=situacoes,
        pagina=_numero(dados, "page", padrao=1, maior=MAIOR_PAGINA),
        linhas=_numero(dados, "page_size", padrao=MAIS_LINHAS, maior=MAIS_LINHAS),
    )


def _janela(de: date | None, ate: date | None, hoje: date) -> tuple[date, date]:
    """Sem uma das pontas, 90 dias a partir da outra; sem nenhuma, os últimos 90."""
    if de is None:
        ate = ate or hoje
        de = max(ate - MAIS_DIAS, date.min)
    ate = ate or de + MAIS_DIAS
    if not timedelta(0) <= ate - de <= MAIS_DIAS:
        raise Recusa(
            "De start_date a end_date são no máximo 90 dias, nessa ordem.",
            onde="start_date",
        )
    return de, ate


def ids_de(dados: QueryDict) -> tuple[str, ...]:
    """Os números pedidos, que valem mais que os outros parâmetros."""
    return _partes(dados, "service_request_id")


def _partes(dados: QueryDict, nome: str) -> tuple[str, ...]:
    return tuple(
        parte for um_so in dados.getlist(nome) for parte in map(str.strip, um_so.split(",")) if parte
    )


def _dia(dados: QueryDict, nome: str) -> date | None:
    """O dia, em São Paulo, de uma data do W3C com fuso, ou de um dia só."""
    escrito = dados.get(nome, "").strip().replace(" ", "+")  # o `+` do fuso, sem escapar, chega como espaço
    if not escrito:
        return None
    try:
        return dia_de(escrito)
    except (ValueError, OverflowError):
        raise Recusa("Escreva a data como 2026-11-05T00:00:00Z.", onde=nome) from None


def dia_de(escrito: str) -> date:
    """`2026-11-05`, ou o dia de São Paulo em `2026-11-05T03:00:00Z`. Levanta ValueError."""
    lido = datetime.fromisoformat(escrito)
    dia = timezone.localdate(lido) if lido.tzinfo else lido.date()
    if not 1900 <= dia.year <= 2200:  # noqa: PLR2004  o calendário não dá a volta ao somar 90 dias
        raise ValueError(escrito)
    return dia


def _numero(dados: QueryDict, nome: str, *, padrao: int, maior: int) -> int:
    escrito = dados.get(nome, "").strip()
    if not escrito:
        return padrao
    if not (escrito.isascii() and escrito.isdecimal() and len(escrito) <= len(str(maior))):
        raise Recusa(f"É um número de 1 a {maior}.", onde=nome)
    if not 1 <= int(escrito) <= maior:
        raise Recusa(f"É um número de 1 a {maior}.", onde=nome)
    return int(escrito)


def _uuid(escrito: str) -> UUID | None:
    try:
        return UUID(escrito)
    except ValueError:
        return None
