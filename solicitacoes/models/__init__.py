"""A solicitação de serviço, a sua história, os filtros, as respostas prontas e os escalonamentos."""

from solicitacoes.models.escalonamentos import Chamado, Escalonamento
from solicitacoes.models.filtros import FiltroGuardado
from solicitacoes.models.historia import Andamento, Anexo
from solicitacoes.models.modelos_de_resposta import ModeloDeResposta
from solicitacoes.models.primeira_unidade import SaidaDaPrimeiraUnidade
from solicitacoes.models.solicitacoes import Solicitacao, SolicitacaoQuerySet
