"""O que há em volta de um pedido: os iguais, os do mesmo endereço, os da mesma pessoa, e os do seu grupo.

Tudo passa por `visiveis_para`: quem olha só vê o que já podia abrir. Cada lista é uma consulta, curta.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet, Value

from avisos.models import Notificacao
from contas.autor import Autor
from contas.models import Interessado
from referencia import sql
from solicitacoes import pedidos_iguais
from solicitacoes.caixa.lista import DePedido, trazer
from solicitacoes.caixa.mensagens import DO_MUNICIPE
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.models.juntadas import JUNTADA

POUCOS = 5
"""Quantos cabem na página do pedido; os outros, em "ver todos"."""
MUITOS = 50
RECENTE = timedelta(days=180)
"""No mesmo endereço mostram-se os abertos e os encerrados pedidos há menos que isto."""
JANELA_DOS_IGUAIS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Relacionado(DePedido):
    """Um pedido numa dessas listas; `metros` só nos iguais, e `juntos` diz quantos já o seguem."""

    id: int
    protocolo: str
    sigla: str
    servico: str
    logradouro: str
    numero: str
    situacao: str
    aberta_em: datetime
    encerrada_em: datetime | None
    foto: int | None
    metros: float | None
    juntos: int
    lat: float | None
    lon: float | None
    marca: int = 0
    """O número dele no mapa; zero se não tem ponto."""

    @property
    def distancia(self) -> str:
        """De 5 em 5 metros: o ponto que o munícipe marca não é mais exato que isso."""
        if self.metros is None:
            return ""
        perto = 5 * round(self.metros / 5)
        return f"a {perto} m" if perto else "no mesmo ponto"


RELACIONADOS = """SELECT pedido.id, pedido.protocolo, unidade.sigla, versao.nome AS servico,
    pedido.logradouro, pedido.numero, pedido.situacao, pedido.aberta_em, pedido.encerrada_em,
    (SELECT anexo.id FROM solicitacoes_anexo anexo WHERE anexo.caso_id = pedido.id AND anexo.miniatura <> ''
     ORDER BY anexo.ordem, anexo.id LIMIT 1) AS foto,
    escolhido.metros,
    (SELECT count(*) FROM solicitacoes_solicitacao junto WHERE junto.principal_id = pedido.id) AS juntos,
    pedido.lat, pedido.lon
FROM ({escolhidas}) AS escolhido (id, metros)
JOIN solicitacoes_solicitacao pedido ON pedido.id = escolhido.id
JOIN guia_versaodoservico versao ON versao.id = pedido.versao_servico_id
JOIN roteamento_unidade unidade ON unidade.id = pedido.unidade_id
ORDER BY {ordem}
"""
"""As colunas de `Relacionado`; nenhum texto, nenhuma pessoa. À mão, como em `lista`."""
DO_MAIS_PERTO = "escolhido.metros NULLS LAST, pedido.aberta_em DESC, pedido.id"


def com_distancia(casos: SolicitacaoQuerySet, metros: Any = None) -> QuerySet[Solicitacao, Any]:
    """Com a coluna `metros`, vazia se não se mede nada."""
    return casos.annotate(metros=metros or Value(None, FloatField())).values("pk", "metros")


def ler(escolhidos: QuerySet[Solicitacao, Any], ordem: str = "") -> list[Relacionado]:
    """Os escolhidos, já cortados e com `metros`, na mesma ordem (dita, se não é só de colunas do pedido)."""
    return [Relacionado(**linha) for linha in trazer(RELACIONADOS, escolhidos, ordem)]


def no_mesmo_endereco(caso: Solicitacao, por: Autor, agora: datetime) -> list[Relacionado]:
    """Abertos e recentes na mesma rua e no mesmo número, do mais novo ao mais antigo.

    Até um a mais que POUCOS, que diz que há outros. Sem número não há endereço a comparar.
    """
    if not caso.logradouro_busca or not any(letra.isdigit() for letra in caso.numero):
        return []
    aqui = Solicitacao.objects.visiveis_para(por).filter(
        Q(encerrada_em=None) | Q(aberta_em__gte=agora - RECENTE),
        logradouro_busca=caso.logradouro_busca,
        numero=caso.numero,
    )
    if caso.distrito_id:  # há ruas com o mesmo nome em distritos diferentes
        aqui = aqui.filter(Q(distrito=caso.distrito_id) | Q(distrito=None))
    return ler(com_distancia(aqui.exclude(pk=caso.pk)).order_by("-aberta_em", "-id")[: POUCOS + 1])


def da_mesma_pessoa(caso: Solicitacao, por: Autor, *, quantos: int = POUCOS) -> list[Relacionado]:
    """Os outros pedidos do mesmo CPF declarado ou da mesma conta; até um a mais que `quantos`.

    A lista revela quem pediu: só se lê junto com o contato, e a leitura fica registrada. Nem este nem os
    outros são dos que não se ligam, nem de quem reclamou à Ouvidoria sem deixar que se diga quem é.
    """
    parte, este = caso.interessado, Solicitacao.objects.filter(pk=caso.pk).que_se_ligam()
    if parte is None or not (parte.municipe_id or parte.usuario_id) or not este.exists():
        return []
    a_pessoa = Q(municipe=parte.municipe_id) if parte.municipe_id else Q()
    if parte.usuario_id:
        a_pessoa |= Q(usuario=parte.usuario_id)
    dela = Interessado.objects.filter(a_pessoa).exclude(pk=parte.pk)
    casos = Solicitacao.objects.visiveis_para(por).sem_resguardo().que_se_ligam().filter(interessado__in=dela)
    return ler(com_distancia(casos).order_by("-aberta_em", "-id")[: quantos + 1])


def antiguidade(caso: Solicitacao) -> tuple[datetime, int]:
    """Põe em ordem: o que espera há mais tempo vem primeiro."""
    return caso.aberta_em, caso.pk


def principal_do_lote(casos: Sequence[Solicitacao]) -> Solicitacao | None:
    """O mais antigo dos que ainda não seguem outro, do serviço de que há mais; None se não há dois iguais."""
    livres = sorted((caso for caso in casos if not caso.principal_id), key=antiguidade)
    de_cada = Counter(caso.servico_id for caso in livres).most_common(1)
    if not de_cada or de_cada[0][1] == 1:
        return None
    return next(caso for caso in livres if caso.servico_id == de_cada[0][0])


def podem_se_juntar(caso: Solicitacao, por: Autor) -> SolicitacaoQuerySet:
    """Os pedidos que se juntam com este: abertos, do mesmo serviço e da mesma unidade, sem principal."""
    return (
        Solicitacao.objects.visiveis_para(por)
        .abertas()
        .filter(unidade=caso.unidade_id, servico=caso.servico_id, principal=None)
        .exclude(pk=caso.pk)
    )


def iguais(caso: Solicitacao, por: Autor, agora: datetime, *, quantos: int = POUCOS) -> list[Relacionado]:
    """Os pedidos que parecem o mesmo problema, o mais perto primeiro; até um a mais que `quantos`.

    Dos últimos 90 dias, a até 100 metros ou na mesma rua com o número até 20 acima ou abaixo. Quem já
    segue outro não recebe sugestões: elas estão na página do principal.
    """
    if caso.principal_id or not caso.aberta or not (onde := pedidos_iguais.onde(caso)):
        return []
    candidatos = podem_se_juntar(caso, por).filter(aberta_em__gte=agora - JANELA_DOS_IGUAIS)
    achados = com_distancia(candidatos, pedidos_iguais.metros_ate(caso)).filter(onde)
    perto = achados.order_by(F("metros").asc(nulls_last=True), "-aberta_em", "pk")[: quantos + 1]
    return ler(perto, DO_MAIS_PERTO)


def principal_visivel(caso: Solicitacao, por: Autor) -> Solicitacao | None:
    """O principal que este pedido segue, se quem olha o pode abrir."""
    if not caso.principal_id or caso.principal is None:
        return None
    return caso.principal if caso.principal.unidade_id in por.unidades else None


JUNTOS = f"""SELECT count(*) AS juntos,
    count(*) FILTER (WHERE segue) AS juntos_abertos,
    count(*) FILTER (WHERE segue AND por_ler_desde IS NOT NULL) AS juntos_por_ler,
    count(*) FILTER (WHERE segue AND EXISTS (
        SELECT FROM solicitacoes_andamento passo
        WHERE passo.caso_id = junto.id AND passo.tipo = ANY(%(do_municipe)s)
    )) AS juntos_com_mensagem,
    (SELECT count(*) FROM solicitacoes_apoio WHERE caso_id = %(caso)s) AS apoios,
    %(segue_outro)s OR EXISTS (
        SELECT FROM avisos_notificacao
        WHERE protocolo = %(protocolo)s AND tipo = %(respondido)s AND lida_em IS NULL
    ) AS chamam
FROM (
    SELECT id, por_ler_desde, encerrada_em IS NULL AND {JUNTADA} AS segue
    FROM solicitacoes_solicitacao WHERE principal_id = %(caso)s
) junto"""  # noqa: S608  só entra a regra de quem segue
"""À mão: está em toda página de pedido, e o ORM gastava mais em montá-la que o banco em responder."""


def contar_juntos(caso: Solicitacao) -> dict[str, int]:
    """Quantos o seguem; dos que um ato ainda muda, os que têm mensagem, por ler ou não; e quantos apoiam.

    E se a mensagem ainda chama alguém, no sino: o recado do que segue outro está no principal.
    """
    valores = {
        "caso": caso.pk,
        "protocolo": caso.protocolo,
        "segue_outro": caso.principal_id is not None,
        "do_municipe": [*DO_MUNICIPE],
        "respondido": Notificacao.Tipo.RESPONDIDO,
    }
    (contados,) = sql.ler(JUNTOS, valores)
    return contados


def do_grupo(principal: Solicitacao, por: Autor) -> QuerySet[Solicitacao, Any]:
    """Os pedidos que seguem este, abertos e encerrados, do mais antigo ao mais novo."""
    return com_distancia(Solicitacao.objects.visiveis_para(por).filter(principal=principal))
