"""As telas da administração dos pedidos de serviço."""

from solicitacoes.admin.avisos import AvisoDoServicoAdmin
from solicitacoes.admin.solicitacoes import EscalonamentoAdmin, SolicitacaoAdmin
from solicitacoes.admin.turmas import TurmaAdmin

__all__ = ["AvisoDoServicoAdmin", "EscalonamentoAdmin", "SolicitacaoAdmin", "TurmaAdmin"]
