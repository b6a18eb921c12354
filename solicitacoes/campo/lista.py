"""O trabalho na rua: a lista do dia de cada um, na ordem do caminho, com o que a equipe precisa levar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.safestring import SafeString

from avisos.canais.destinos import avisado_por
from avisos.models import Cidade
from contas.autor import Autor
from contas.models import Usuario
from protocolo.prazos.relogio import comeco_do_dia
from referencia import codigo_qr
from roteamento.mapa_desenhado import Desenho, de_um_ponto
from roteamento.models import Unidade
from solicitacoes.acoes.lote import MAXIMO
from solicitacoes.caixa.mensagens import Mensagem, desde_o_ultimo_ato
from solicitacoes.caixa.respostas_prontas import preencher
from solicitacoes.campo.ordem_de_visita import pelo_caminho
from solicitacoes.consultas import SEM_TURMA, quantos_seguem, respostas_em_linhas
from solicitacoes.lugar import nomes_oficiais
from solicitacoes.models import Anexo, ModeloDeResposta, Solicitacao, SolicitacaoQuerySet, Visita
from solicitacoes.situacoes import Desfecho, Situacao

FOTOS_NA_ORDEM = 4
"""Quantas fotos cabem numa folha."""
PONTOS_NO_MAPA = 10
"""Quantas paradas os aplicativos de mapas aceitam num caminho."""


@dataclass(frozen=True, slots=True)
class Parada:
    """Um lugar do dia: o pedido, as fotos, quantos o seguem, a resposta pronta e as mensagens."""

    numero: int
    caso: Solicitacao
    fotos: list[Anexo]
    juntos: int
    resposta: str
    mapa: str = ""
    """O endereço que abre o lugar no aplicativo de mapas; vazio sem ponto."""
    mensagens: list[Mensagem] = field(default_factory=list)
    respostas: list[dict[str, Any]] = field(default_factory=list)

    @property
    def avisa(self) -> bool:
        """Quem pediu recebe mensagem do que se conclui."""
        return bool(self.avisado_por)

    @property
    def avisado_por(self) -> str:
        """O canal por que a recebe; vazio se não há a quem avisar, nem por onde."""
        quem = self.caso.interessado
        return avisado_por(quem) if quem is not None and self.caso.ha_a_quem_avisar else ""

    @property
    def fotos_da_ordem(self) -> list[Anexo]:
        return [foto for foto in self.fotos if foto.miniatura][:FOTOS_NA_ORDEM]


@dataclass(frozen=True, slots=True)
class Folha:
    """Uma ordem de serviço: a parada, o mapa dela, se há ponto, e o código que abre o pedido no celular."""

    parada: Parada
    desenho: Desenho | None
    codigo: SafeString


@dataclass(frozen=True, slots=True)
class DoDia:
    """A lista do dia de alguém numa caixa: o que falta, o que se fez, o que não deu e o que saiu dela."""

    pendentes: list[Solicitacao]
    feitos: list[Solicitacao]
    sem_fazer: list[Visita]
    sairam: list[Visita]
    """Encerrados por outro, em outra unidade, ou que passaram a seguir outro pedido."""
    postas: frozenset[int]
    """Os pedidos que alguém pôs; os outros estão na lista pelo dia marcado."""
    so_com_internet: int = 0
    """Quantos ficaram de fora do que o aparelho guarda."""

    def para_levar(self) -> DoDia:
        """O que se pode guardar num aparelho: só o que falta fazer, e nada de sigiloso."""
        levados = [caso for caso in self.pendentes if not caso.sigilosa]
        return DoDia(levados, [], [], [], self.postas, len(self.pendentes) - len(levados))


def do_dia(por: Autor, unidade: Unidade, quem: Usuario, agora: datetime) -> DoDia:
    """Os pedidos postos na lista e os de quem se olha, marcados até hoje, que não estão na de um colega."""
    hoje = timezone.localdate(agora)
    visitas = list(
        Visita.objects.filter(quem=quem, dia=hoje, unidade=unidade)
        .select_related("caso__unidade")
        .order_by("pk")[:MAXIMO]
    )
    postas = [visita.caso_id for visita in visitas if not visita.sem_fazer_em]
    abertos = _abertos(por, unidade)
    de_alguem = Exists(Visita.objects.filter(caso=OuterRef("pk"), dia=hoje, unidade=unidade))
    marcados = abertos.filter(responsavel=quem, agendada_para__lte=hoje).exclude(de_alguem)
    pendentes = _juntos(abertos.filter(pk__in=postas), marcados[:MAXIMO])
    pendentes.sort(key=lambda caso: (caso.vence_em, caso.pk))
    feitos = _feitos(por, unidade, quem, postas, hoje)
    aqui = {caso.pk for caso in (*pendentes, *feitos)}
    return DoDia(
        pendentes=pendentes[:MAXIMO],
        feitos=feitos,
        sem_fazer=[visita for visita in visitas if visita.sem_fazer_em],
        postas=frozenset(postas),
        sairam=[visita for visita in visitas if not visita.sem_fazer_em and visita.caso_id not in aqui],
    )


def feitos_do_dia(por: Autor, unidade: Unidade, quem: Usuario, hoje: date) -> list[Solicitacao]:
    """Os pedidos da lista do dia finalizados hoje, o último primeiro."""
    visitas = Visita.objects.filter(quem=quem, dia=hoje, unidade=unidade, sem_fazer_em=None)
    postas = visitas.order_by("pk").values_list("caso_id", flat=True)[:MAXIMO]
    return _feitos(por, unidade, quem, list(postas), hoje)


def so_da_turma(casos: list[Solicitacao], pedida: str) -> list[Solicitacao]:
    """Só os da turma que o endereço pede, ou os sem turma; sem pedir nenhuma, todos."""
    return [caso for caso in casos if str(caso.turma_id or SEM_TURMA[0]) == pedida] if pedida else casos


def turmas_de(casos: Iterable[Solicitacao]) -> list[tuple[str, str]]:
    """Entre que turmas se pode escolher; nada se todos são da mesma, ou de nenhuma."""
    turmas = {(str(caso.turma_id), caso.turma.nome) if caso.turma else SEM_TURMA for caso in casos}
    return sorted(turmas, key=lambda par: (par == SEM_TURMA, par[1])) if len(turmas) > 1 else []


def esta_na_lista(caso: Solicitacao, quem: Usuario, hoje: date) -> bool:
    """Alguém o pôs na lista desta pessoa, e ela ainda não foi lá."""
    visitas = Visita.objects.filter(caso=caso, dia=hoje, quem=quem, unidade=caso.unidade_id)
    return visitas.filter(sem_fazer_em=None).exists()


def escolhidos(por: Autor, unidade: Unidade, protocolos: Sequence[str]) -> list[Solicitacao]:
    """Os abertos pedidos pelo protocolo, para imprimir. No máximo MAXIMO."""
    return list(_abertos(por, unidade).filter(protocolo__in=protocolos).na_ordem_da_caixa()[:MAXIMO])


def de_quem_ha_lista(unidade: Unidade, hoje: date, *, fora: Usuario) -> list[Usuario]:
    """Os colegas que têm lista hoje nesta caixa."""
    com_lista = Visita.objects.filter(unidade=unidade, dia=hoje).values("quem")
    return list(Usuario.objects.filter(pk__in=com_lista).exclude(pk=fora.pk).order_by("nome"))


def _abertos(por: Autor, unidade: Unidade) -> SolicitacaoQuerySet:
    """Os pedidos que esta pessoa pode abrir, desta caixa. Os juntados vão com o principal."""
    visiveis = Solicitacao.objects.visiveis_para(por).abertas().principais().filter(unidade=unidade)
    return visiveis.select_related("servico", "versao_servico", "distrito", "unidade", "interessado", "turma")


def _feitos(
    por: Autor, unidade: Unidade, quem: Usuario, postas: Sequence[int], hoje: date
) -> list[Solicitacao]:
    desde = comeco_do_dia(hoje)
    de_hoje = Solicitacao.objects.visiveis_para(por).encerradas().filter(unidade=unidade)
    de_hoje = de_hoje.filter(situacao=Situacao.FINALIZADA, encerrada_em__gte=desde).select_related("unidade")
    marcados = de_hoje.filter(responsavel=quem, agendada_para__lte=hoje)
    feitos = _juntos(de_hoje.filter(pk__in=postas), marcados[:MAXIMO])
    return sorted(feitos, key=lambda caso: (caso.encerrada_em or desde, caso.pk), reverse=True)


def _juntos(*listas: Iterable[Solicitacao]) -> list[Solicitacao]:
    """Cada pedido uma vez."""
    return list({caso.pk: caso for lista in listas for caso in lista}.values())


def paradas(casos: Iterable[Solicitacao], agora: datetime, cidade: Cidade) -> list[Parada]:
    """As paradas na ordem do caminho. Cinco consultas, quantos forem os pedidos."""
    em_ordem = pelo_caminho(list(casos))
    fotos = _fotos(em_ordem)
    juntos = quantos_seguem(em_ordem)
    mensagens = desde_o_ultimo_ato(em_ordem)
    oficiais = nomes_oficiais(em_ordem)
    modelos = ModeloDeResposta.objects.para(
        {caso.unidade_id for caso in em_ordem},
        {caso.servico_id for caso in em_ordem},
        ModeloDeResposta.AtoComModelo.FINALIZAR,
        Desfecho.REALIZADO,
    )
    return [
        Parada(
            numero=numero,
            caso=caso,
            fotos=fotos[caso.pk],
            juntos=juntos.get(caso.pk, 0),
            resposta=_resposta(caso, modelos, agora, oficiais),
            mapa=_no_mapa(cidade.mapa_de_um_ponto, caso),
            mensagens=mensagens[caso.pk],
            respostas=respostas_em_linhas(caso.respostas),
        )
        for numero, caso in enumerate(em_ordem, start=1)
    ]


def _fotos(casos: Sequence[Solicitacao]) -> dict[int, list[Anexo]]:
    por_caso: dict[int, list[Anexo]] = defaultdict(list)
    for anexo in Anexo.objects.filter(caso__in=casos).order_by("caso", "ordem", "pk"):
        por_caso[anexo.caso_id].append(anexo)
    return por_caso


def _resposta(
    caso: Solicitacao, modelos: Iterable[ModeloDeResposta], agora: datetime, oficiais: Mapping[str, str]
) -> str:
    servem = (
        modelo
        for modelo in modelos
        if modelo.unidade_id in {None, caso.unidade_id} and modelo.servico_id in {None, caso.servico_id}
    )
    modelo = next(servem, None)
    return preencher(modelo.texto, caso, agora, oficiais) if modelo else ""


def pontos(lugares: Iterable[Parada]) -> list[dict[str, Any]]:
    """Os pontos para o mapa: o número da parada e onde fica."""
    return [
        {
            "numero": parada.numero,
            "lat": parada.caso.lat,
            "lon": parada.caso.lon,
            "nome": parada.caso.endereco,
        }
        for parada in lugares
        if parada.caso.lat is not None and parada.caso.lon is not None
    ]


def caminhos(lugares: Iterable[Parada], cidade: Cidade) -> list[tuple[str, str]]:
    """O caminho do dia no aplicativo de mapas: o que dizer e o endereço, de tantos em tantos pontos."""
    modelo = cidade.mapa_de_varios
    com_ponto = [parada for parada in lugares if parada.mapa] if modelo else []
    partes = [com_ponto[i : i + PONTOS_NO_MAPA] for i in range(0, len(com_ponto), PONTOS_NO_MAPA)]
    return [
        (
            "Abrir o caminho no mapa"
            if len(partes) == 1
            else f"No mapa, de {parte[0].numero} a {parte[-1].numero}",
            modelo.replace("{pontos}", "/".join(_ponto(parada.caso) for parada in parte)),
        )
        for parte in partes
    ]


def _no_mapa(modelo: str, caso: Solicitacao) -> str:
    if caso.lat is None or caso.lon is None:
        return ""
    lat, _, lon = _ponto(caso).partition(",")
    return modelo.replace("{lat}", lat).replace("{lon}", lon)


def _ponto(caso: Solicitacao) -> str:
    return f"{caso.lat:.6f},{caso.lon:.6f}"


def folhas(lugares: Sequence[Parada], pagina: Callable[[Solicitacao], str]) -> list[Folha]:
    """As paradas como se imprimem; `pagina` diz o endereço inteiro de cada pedido."""
    desenhos = de_um_ponto([_onde(parada.caso) for parada in lugares], "O lugar do pedido")
    return [
        Folha(parada, desenho, codigo_qr.em_svg(pagina(parada.caso)))
        for parada, desenho in zip(lugares, desenhos, strict=True)
    ]


def _onde(caso: Solicitacao) -> tuple[float, float] | None:
    return None if caso.lat is None or caso.lon is None else (caso.lat, caso.lon)
