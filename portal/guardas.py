"""Quem acompanha, sobre que caso: a mesma guarda para todos os processos."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from contas.autor import Autor
from contas.guardas import interessado
from contas.models import Usuario
from contas.papeis import Papel
from entrada.guardados import guardado_por
from esic.models import Pedido
from guia.guardas import orgaos_de
from ouvidoria.guardas import mesa_de
from ouvidoria.models import Manifestacao
from portal.consultas import Achado, em_segredo, localizar
from roteamento.guardas import atendente
from roteamento.models import Unidade
from solicitacoes.guardas import adivinhando, caixas_de
from solicitacoes.models import Solicitacao

NAO_HA = "Não há pedido com este protocolo."
SO_DE: dict[type[Achado], str] = {
    Solicitacao: "Esta página é dos pedidos de serviço.",
    Manifestacao: "Esta página é das manifestações à Ouvidoria.",
    Pedido: "Esta página é dos pedidos de informação.",
}


def eh_a_parte(autor: Autor, achado: Achado) -> bool:
    """Provou, com a chave ou com a conta, que o caso é seu."""
    return type(achado).objects.visiveis_para(autor).filter(pk=achado.pk).exists()


def caso_da_parte(request: HttpRequest, protocolo: str) -> tuple[Achado, Autor]:
    """O caso de quem provou ser a parte: 404, depois 403; e quem adivinha números só recebe 403."""
    autor, achado = interessado(request), localizar(protocolo)
    if achado is None and not adivinhando(request, achado):
        raise Http404(NAO_HA)
    if achado is None or not eh_a_parte(autor, achado):
        raise PermissionDenied("Para ver este pedido por inteiro, use a chave de acesso.")
    return achado, autor


def se_guarda(autor: Autor, achado: Achado) -> bool:
    """Provou-se a chave, e o caso não é sigiloso, anônimo, já de uma conta, nem do CPF que outra provou."""
    if achado.protocolo not in autor.protocolos or em_segredo(achado):
        return False
    parte = achado.interessado
    if parte is None or parte.anonimo or parte.selado_em or parte.usuario_id:
        return False
    if autor.usuario is None or parte.municipe is None:
        return True
    return parte.municipe.usuario_id in {None, autor.usuario.pk}


def se_tira(autor: Autor, achado: Achado) -> bool:
    """A conta o guardou com a chave, talvez por engano."""
    parte = achado.interessado
    return bool(parte and autor.usuario and guardado_por(parte, autor.usuario))


def so_de[C: (Solicitacao, Manifestacao, Pedido)](
    processo: type[C], request: HttpRequest, protocolo: str
) -> tuple[C, Autor]:
    """O caso da parte, nas páginas que só um processo tem; do caso de outro, 404."""
    caso, autor = caso_da_parte(request, protocolo)
    if not isinstance(caso, processo):
        raise Http404(SO_DE[processo])
    return caso, autor


def trabalho_de(request: HttpRequest, usuario: Usuario) -> str:
    """A página em que quem entrou trabalha, pelo nome; vazio se não tem lotação nem designação."""
    if caixas := caixas_de(usuario):
        return "central:supervisao" if _so_supervisiona(caixas) else "caixa:inicio"
    if atendente(request):
        return "central:inicio"
    if mesa := mesa_de(usuario):
        return mesa
    if not usuario.is_staff:
        return ""
    return "escrever:inicio" if orgaos_de(usuario) else "admin:index"


def _so_supervisiona(caixas: dict[int, Papel]) -> bool:
    """Só é chefia, e só da Central ou de Praças."""
    if any(papel != Papel.CHEFIA for papel in caixas.values()):
        return False
    return not Unidade.objects.filter(pk__in=caixas, atende_publico=False).exists()
