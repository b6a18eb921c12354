"""O que há em volta de uma manifestação: as que parecem dizer o mesmo, e os protocolos ligados a ela."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, CharField, Q, Value, When

from ouvidoria.models import Manifestacao
from ouvidoria.models.manifestacoes import ManifestacaoQuerySet
from ouvidoria.situacoes import Situacao
from protocolo import numero
from protocolo.models import Vinculo

JANELA = timedelta(days=60)
"""Duas manifestações recebidas com mais que isto entre si dificilmente falam do mesmo."""
QUANTAS = 8


def iguais_provaveis(caso: Manifestacao) -> ManifestacaoQuerySet:
    """As abertas, do mesmo tipo e sem grupo, que parecem dizer o mesmo; `porque` diz por quê.

    Do mesmo pedido de serviço (ou do grupo dele), do mesmo serviço na mesma rua, ou do mesmo órgão com a
    mesma falha, recebidas perto uma da outra. Quem se manifestou não entra na conta.
    """
    quando = [When(condicao, then=Value(porque)) for condicao, porque in _parecencas(caso)]
    if not quando:
        return Manifestacao.objects.none()
    perto = (caso.aberta_em - JANELA, caso.aberta_em + JANELA)
    outras = Manifestacao.objects.abertas().filter(tipo=caso.tipo, aberta_em__range=perto, principal=None)
    return (
        outras.exclude(pk=caso.pk)
        .filter(juntadas=None)
        .annotate(porque=Case(*quando, default=Value(""), output_field=CharField()))
        .exclude(porque="")
        .select_related("orgao", "solicitacao__versao_servico")
        .defer("respostas", "conclusao")
        .order_by("aberta_em", "pk")
    )


def _parecencas(caso: Manifestacao) -> list[tuple[Q, str]]:
    achadas: list[tuple[Q, str]] = []
    if pedido := caso.solicitacao:
        grupo = pedido.principal_id or pedido.pk
        achadas.append((Q(solicitacao=grupo) | Q(solicitacao__principal=grupo), "o mesmo pedido"))
        if rua := pedido.logradouro_busca:
            ali = Q(solicitacao__servico=pedido.servico_id, solicitacao__logradouro_busca=rua)
            achadas.append((ali, "o mesmo serviço, na mesma rua"))
    elif caso.orgao_id and caso.falha:
        iguais = Q(orgao=caso.orgao_id, falha=caso.falha, solicitacao=None)
        achadas.append((iguais, "o mesmo órgão e a mesma falha"))
    return achadas


def que_se_juntam(caso: Manifestacao) -> ManifestacaoQuerySet:
    """Das iguais prováveis, as que se podem juntar agora."""
    return iguais_provaveis(caso).filter(situacao=Situacao.EM_ANALISE)


@dataclass(frozen=True, slots=True)
class Ligado:
    """Um protocolo ligado a este, e como se diz."""

    como: str
    protocolo: str
    manifestacao: bool

    @property
    def escrito(self) -> str:
        return numero.formatar(self.protocolo)


NOMES = {
    ("segunda_instancia", True): "Pedido de que se reclama",
    ("redirecionada", True): "Caminho para onde passou",
    ("redirecionada", False): "Veio da manifestação",
}


def ligados(caso: Manifestacao) -> list[Ligado]:
    """Os protocolos ligados à manifestação, e as outras que falam do mesmo pedido de serviço."""
    tem_pedido = Q(para_protocolo=caso.solicitacao.protocolo) if caso.solicitacao else Q(pk=None)
    vinculos = Vinculo.objects.filter(
        Q(de_protocolo=caso.protocolo) | Q(para_protocolo=caso.protocolo) | tem_pedido
    ).order_by("criado_em", "pk")
    return [ligado for vinculo in vinculos if (ligado := _ligado(caso, vinculo))]


def _ligado(caso: Manifestacao, vinculo: Vinculo) -> Ligado | None:
    sai = vinculo.de_protocolo == caso.protocolo
    outro = vinculo.para_protocolo if sai else vinculo.de_protocolo
    if not sai and vinculo.para_protocolo != caso.protocolo:
        return Ligado("Outra manifestação sobre o mesmo pedido", outro, manifestacao=True)
    como = NOMES.get((vinculo.tipo, sai), "Ligado a")
    return Ligado(como, outro, manifestacao=numero.processo_de(outro) == numero.Processo.MANIFESTACAO)
