"""Os pedidos que se publicam linha a linha, e as colunas de cada leiaute.

O serviço sigiloso, hoje ou quando se pediu, não tem linha. Nenhuma coluna tem hora, texto, foto, nome,
número de casa nem protocolo; a rua e o ponto, este no meio de um quadrado de 136 metros, só do serviço que
o Guia marca `publica`. O canal só se diz onde é de cinco pedidos ou mais, e a unidade de uma pessoa só
aparece como a superior (docs/adr/0025 e 0084). O que não se registrou, como nos importados, fica vazio: não
é zero nem “não”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from documentos.planilha import Linha
from documentos.relatorios.sigilo import que_se_abrem
from mesas.exportacao import ColunaDescrita as Coluna
from mesas.exportacao import dia_iso, rotulo, sim_ou_nao, so_as_linhas
from protocolo.models import Canal
from roteamento.grade import no_meio
from roteamento.models import Logradouro, Unidade
from solicitacoes.models import Satisfacao, Solicitacao, SolicitacaoQuerySet, prometida
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from transparencia.dados_abertos.periodos import Periodo
from transparencia.unidades import que_se_mostram

IMPORTADA = Solicitacao.Procedencia.IMPORTADA
NO_LEIAUTE_DA_CIDADE = {
    Situacao.ABERTA: "AGUARDANDO ATENDIMENTO",
    Situacao.EM_ANDAMENTO: "EM ANDAMENTO",
    Situacao.AGUARDANDO_MUNICIPE: "EM ANDAMENTO",
    Situacao.FINALIZADA: "FINALIZADA",
    Situacao.INDEFERIDA: "INDEFERIDA",
    Situacao.CANCELADA: "CANCELADA",
}
CANAIS_DA_CIDADE = {
    Canal.PORTAL: "PORTAL",
    Canal.APLICATIVO: "APLICATIVO",
    Canal.CENTRAL: "CENTRAL TELEFÔNICA",
    Canal.PRACA: "PRAÇA DE ATENDIMENTO",
    Canal.CHAT: "CHAT",
    Canal.INTEGRACAO: "INTEGRAÇÃO",
}
"""A carta e o balcão o leiaute não conhece: ficam em branco, como o não informado."""


def do_periodo(periodo: Periodo) -> SolicitacaoQuerySet:
    """Todos os que se abriram nele; também os sigilosos, que só se contam."""
    inicio, fim = periodo.limites
    return Solicitacao.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)


def sigilosos(casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    """Os que só se contam."""
    return casos.filter(sigilosa=True)


def publicaveis(casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    """Os que têm linha."""
    return casos.filter(sigilosa=False)


def linhas(casos: SolicitacaoQuerySet, colunas: Sequence[Coluna]) -> Iterator[Linha]:
    """Os valores de cada pedido, na ordem das colunas, do mais antigo ao mais novo: em fluxo."""
    contas = dict(casos.order_by().values_list("canal").annotate(Count("pk")))
    lidos = _com_o_que_se_diz(casos).order_by("aberta_em", "pk")
    oficiais = dict(Logradouro.objects.order_by("nome").values_list("nome_busca", "nome"))
    return so_as_linhas(
        lidos, colunas, canais=que_se_abrem(contas), siglas=siglas_publicas(), oficiais=oficiais
    )


def siglas_publicas() -> dict[int, str]:
    """A sigla com que cada unidade se publica; vazia, se nem a de cima se mostra."""
    hoje, siglas = timezone.localdate(), dict(Unidade.objects.values_list("pk", "sigla"))
    return {pk: siglas[qual] if qual else "" for pk, qual in que_se_mostram(hoje, hoje).items()}


def _com_o_que_se_diz(casos: SolicitacaoQuerySet) -> SolicitacaoQuerySet:
    historia: Any = Solicitacao.history
    passos = historia.filter(id=OuterRef("pk")).order_by("history_date", "history_id").values("unidade")
    resposta = Satisfacao.objects.filter(caso=OuterRef("pk")).order_by("-em").values("resolveu")[:1]
    # sem distrito não se sabe onde é: nem a rua nem o ponto saem, para ninguém os tomar por certos
    mudou = Q(transferencias__gt=0) | Q(devolucoes__gt=0)
    return casos.annotate(
        nome=Coalesce("servico__publicada__nome", "versao_servico__nome"),
        do_orgao=prometida(),
        na_rua=Case(When(distrito__isnull=False, then="servico__publicada__publica"), default=Value(None)),
        passou=Case(When(mudou, then=ArraySubquery(passos)), default=Value(None)),
        resolveu=Subquery(resposta),
    )


# --- o que se escreve de cada valor ---------------------------------------------------------


def _se_nativa(escrever: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    """O que a base histórica não conta fica vazio."""
    return lambda valor, procedencia: "" if procedencia == IMPORTADA else escrever(valor)


def _prometido(vence: datetime, parada: datetime | None, prometido: bool) -> str | None:  # noqa: FBT001  é o valor de uma coluna
    return dia_iso(vence) if prometido and not parada else None


def _latitude(lat: float | None, lon: float | None, na_rua: bool | None) -> float | None:  # noqa: FBT001  idem
    ponto = no_meio(lat, lon) if na_rua else None
    return ponto[0] if ponto else None


def _longitude(lat: float | None, lon: float | None, na_rua: bool | None) -> float | None:  # noqa: FBT001  idem
    ponto = no_meio(lat, lon) if na_rua else None
    return ponto[1] if ponto else None


def _rua(rua: str, busca: str, na_rua: bool | None, procedencia: str, oficiais: dict[str, str]) -> str:  # noqa: FBT001  idem
    """O nome que a cidade lhe dá: no lugar de uma rua que não se achou pode estar escrita qualquer coisa."""
    return "" if not na_rua else rua if procedencia == IMPORTADA else oficiais.get(busca, "")


def _caminho(passou: list[int] | None, atual: int, siglas: dict[int, str]) -> str:
    """As unidades na ordem, sem repetir a mesma em seguida."""
    ditas = [siglas.get(pk, "") for pk in (*(passou or ()), atual)]
    return " > ".join(sigla for antes, sigla in zip(["", *ditas], ditas, strict=False) if sigla != antes)


def _uuid(valor: UUID | None) -> str:
    return str(valor) if valor else ""


def _vazio(_pk: int) -> str:
    return ""


PONTO = "lat lon na_rua"
PEDIDOS = (
    Coluna(
        "identificador",
        "identificador",
        _uuid,
        "Sorteado para o pedido, e o mesmo em toda versão; o de serviço público tem página, "
        "/solicitar/junto/<identificador>/",
        "UUID",
    ),
    Coluna("pedido_em", "aberta_em", dia_iso, "Dia em que se pediu", "ano-mês-dia"),
    Coluna(
        "prometido_para",
        "vence_em parada_em do_orgao",
        _prometido,
        "Último dia do prazo, já com as pausas e a prorrogação",
        "ano-mês-dia; vazio se o órgão não deu prazo, o relógio está parado ou o pedido é da base histórica",
    ),
    Coluna(
        "prorrogado",
        "prorrogada_em procedencia",
        _se_nativa(sim_ou_nao),
        "Se o prazo aumentou",
        "sim; não; vazio",
    ),
    Coluna(
        "encerrado_em", "encerrada_em", dia_iso, "Dia em que se encerrou", "ano-mês-dia; vazio se está aberto"
    ),
    Coluna(
        "situacao",
        "situacao",
        rotulo(Situacao),
        "Onde estava quando o arquivo se fez",
        "; ".join(Situacao.labels),
    ),
    Coluna("desfecho", "desfecho", rotulo(Desfecho), "Como acabou o finalizado", "; ".join(Desfecho.labels)),
    Coluna(
        "motivo_da_recusa",
        "motivo_de_recusa",
        rotulo(MotivoDeRecusa),
        "Por que se indeferiu",
        "; ".join(MotivoDeRecusa.labels),
    ),
    Coluna(
        "unidades",
        "passou unidade siglas",
        _caminho,
        "As unidades por que passou, na ordem",
        "siglas separadas por >; a unidade de uma pessoa só aparece como a superior",
    ),
    Coluna(
        "transferencias",
        "transferencias procedencia",
        _se_nativa(int),
        "Quantas vezes passou a outra unidade",
        "número; vazio",
    ),
    Coluna("devolucoes", "devolucoes procedencia", _se_nativa(int), "Quantas vezes voltou", "número; vazio"),
    Coluna("reaberto", "reaberta_em procedencia", _se_nativa(sim_ou_nao), "Se se reabriu", "sim; não; vazio"),
    Coluna(
        "resolvido",
        "resolveu",
        rotulo(Satisfacao.Resolveu),
        "A última resposta de quem pediu a “foi resolvido?”",
        "; ".join([*Satisfacao.Resolveu.labels, "vazio se não respondeu"]),
    ),
    Coluna(
        "canal",
        "canal canais",
        lambda canal, canais: Canal(canal).label if canal in canais else "",
        "Por onde se pediu",
        "; ".join([*Canal.labels, "vazio onde são menos de cinco no arquivo, ou se achariam por subtração"]),
    ),
    Coluna("servico_codigo", "servico__codigo", descricao="Código do serviço no Guia", valores="número"),
    Coluna("servico", "nome", descricao="Nome do serviço"),
    Coluna("tema", "servico__assunto__tema__nome", descricao="Tema do serviço no Guia"),
    Coluna("orgao", "unidade__orgao__sigla", descricao="Sigla do órgão da unidade em que está"),
    Coluna("distrito", "distrito__nome", descricao="Distrito do lugar", valores="nome; vazio se não se sabe"),
    Coluna("subprefeitura", "subprefeitura__nome", descricao="Subprefeitura do lugar", valores="nome; vazio"),
    Coluna(
        "latitude", PONTO, _latitude, "Meio do quadrado de 136 m em que está", "graus, WGS84; só dos públicos"
    ),
    Coluna(
        "longitude",
        PONTO,
        _longitude,
        "Meio do quadrado de 136 m em que está",
        "graus, WGS84; só dos públicos",
    ),
    Coluna(
        "tratado_com",
        "principal__identificador",
        _uuid,
        "Identificador do pedido igual a que este se juntou",
        "UUID; vazio se se trata sozinho",
    ),
)
"""O dicionário dos pedidos. Mudar um nome quebra quem usa os arquivos."""

CIDADE = (
    Coluna("Data de abertura", "aberta_em", dia_iso, "Dia em que se pediu", "ano-mês-dia"),
    Coluna(
        "Canal",
        "canal canais",
        lambda canal, canais: CANAIS_DA_CIDADE.get(canal, "") if canal in canais else "",
        "Por onde se pediu",
        "; ".join([*CANAIS_DA_CIDADE.values(), "vazio se não se sabe ou são menos de cinco"]),
    ),
    Coluna("Tema", "servico__assunto__tema__nome", descricao="Tema do serviço"),
    Coluna("Assunto", "servico__assunto__nome", descricao="Assunto do serviço"),
    Coluna("Serviço", "nome", descricao="Nome do serviço"),
    Coluna(
        "Logradouro",
        "logradouro logradouro_busca na_rua procedencia oficiais",
        _rua,
        "Rua, só dos públicos",
        "nome oficial; vazio se a base de ruas não a tem",
    ),
    *(Coluna(nome, "pk", _vazio, "Sempre vazia") for nome in ("Número", "CEP")),
    Coluna("Subprefeitura", "subprefeitura__nome", descricao="Subprefeitura do lugar"),
    Coluna("Distrito", "distrito__nome", descricao="Distrito do lugar"),
    *(Coluna(nome, "pk", _vazio, "Sempre vazia") for nome in ("Setor", "Quadra")),
    Coluna(
        "Latitude", PONTO, _latitude, "Meio do quadrado de 136 m em que está", "graus, WGS84; só dos públicos"
    ),
    Coluna(
        "Longitude",
        PONTO,
        _longitude,
        "Meio do quadrado de 136 m em que está",
        "graus, WGS84; só dos públicos",
    ),
    Coluna("Data do parecer", "encerrada_em", dia_iso, "Dia em que se encerrou", "ano-mês-dia; vazio"),
    Coluna(
        "Status da solicitação",
        "situacao",
        lambda situacao: NO_LEIAUTE_DA_CIDADE[situacao],
        "Onde estava quando o arquivo se fez",
        "; ".join(dict.fromkeys(NO_LEIAUTE_DA_CIDADE.values())),
    ),
    Coluna(
        "Órgão",
        "unidade siglas",
        lambda unidade, siglas: siglas.get(unidade, ""),
        "Sigla da unidade em que está",
    ),
)
"""As 17 colunas que `importar_sp156` lê, na ordem da cidade."""
