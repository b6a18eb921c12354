"""O que falta para uma denúncia seguir: versão sem nomes, cópias dos anexos, identidade, consentimento."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from documentos import texto_marcado
from documentos.copias import limpo_de
from ouvidoria import versao_sem_nomes
from ouvidoria.models import Anexo, Consentimento, Encaminhamento, Manifestacao, Versao
from ouvidoria.situacoes import Destino
from roteamento.designados import designados

PERMISSAO = "contas.abrir_selo"


@dataclass(frozen=True, slots=True)
class OQueFalta:
    """O estado, para a página da denúncia."""

    versao: Versao
    versao_em_dia: bool
    por_decidir: int
    anexos: int
    copias: int
    identificada: bool
    pode_abrir: bool
    consentimento: Consentimento | None


def o_que_falta(caso: Manifestacao, usuario: Usuario) -> OQueFalta:
    """Lê tudo de uma denúncia que não está na própria linha."""
    versao = versao_sem_nomes.atual(caso)
    anexos = originais(caso)
    return OQueFalta(
        versao=versao,
        versao_em_dia=versao.conferida_em is not None,
        por_decidir=texto_marcado.por_decidir(versao),
        anexos=len(anexos),
        copias=sum(1 for anexo in anexos if limpo_de(anexo)),
        identificada=not caso.anonima,
        pode_abrir=usuario.has_perm(PERMISSAO),
        consentimento=caso.consentimentos.order_by("-pedido_em").first(),
    )


def originais(caso: Manifestacao) -> list[Anexo]:
    """O que veio com a denúncia, na ordem, com a cópia limpa de cada um; as respostas de quem apura, não."""
    anexos = Anexo.objects.filter(caso=caso, limpo_de=None, encaminhamento=None)
    return list(anexos.select_related("limpo").order_by("ordem", "pk"))


def copias(caso: Manifestacao) -> list[Anexo]:
    return [copia for anexo in originais(caso) if (copia := limpo_de(anexo))]


def apuracao(caso: Manifestacao) -> Encaminhamento | None:
    """O envio a quem apura que ainda espera."""
    envios = caso.encaminhamentos.exclude(destino=Destino.ORGAO).filter(encerrado_em=None)
    return envios.order_by("-enviado_em").first()


def quem_pode_abrir() -> list[Usuario]:
    """Na Ouvidoria, as pessoas com a permissão de abrir a identidade."""
    return [u for u in designados(Papel.OUVIDORIA, timezone.localdate()) if u.has_perm(PERMISSAO)]


def leituras(caso: Manifestacao) -> QuerySet[LeituraDePessoal]:
    """Quem leu a identidade, da última para a primeira."""
    return (
        LeituraDePessoal.objects.filter(interessado=caso.interessado)
        .select_related("usuario")
        .order_by("-em", "-pk")
    )
