"""A solicitação de serviço, sua história e o que a equipe monta para trabalhar."""

from solicitacoes.models.historia import Andamento, Anexo
from solicitacoes.models.medidas import SaidaDaPrimeiraUnidade
from solicitacoes.models.solicitacoes import Solicitacao, SolicitacaoQuerySet
from solicitacoes.models.trabalho import Chamado, Escalonamento, FiltroGuardado, ModeloDeResposta
