"""A solicitação, a sua história e as contas delas; filtros, respostas prontas, turmas, se foi resolvido."""

from solicitacoes.models.agregados import Agregado, ContagemDosAgregados
from solicitacoes.models.apoios import Apoio
from solicitacoes.models.avisos_do_servico import AvisoDoServico
from solicitacoes.models.escalonamentos import Chamado, Escalonamento
from solicitacoes.models.filtros import FiltroGuardado
from solicitacoes.models.historia import Andamento, Anexo, FotoTirada
from solicitacoes.models.modelos_de_resposta import ModeloDeResposta
from solicitacoes.models.primeira_unidade import SaidaDaPrimeiraUnidade
from solicitacoes.models.resolvido import PedidoDeReabertura, Satisfacao
from solicitacoes.models.solicitacoes import Solicitacao, SolicitacaoQuerySet, prometida
from solicitacoes.models.turmas import Turma
from solicitacoes.models.visitas import Visita
