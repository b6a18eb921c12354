"""O atendimento e como se soube de quem era; comunicados, turnos e retornos; regras e contas."""

from atendimento.models.atendimentos import Atendimento, AtendimentoQuerySet, AtoDoAtendimento
from atendimento.models.chamadas import Chamada, Ramal
from atendimento.models.comunicados import Comunicado
from atendimento.models.contas_do_dia import ContaDoDia
from atendimento.models.conversas import (
    MAIOR_MENSAGEM,
    ArquivoDaMensagem,
    Conversa,
    ConversaQuerySet,
    Mensagem,
)
from atendimento.models.disponibilidades import Bloqueio, Disponibilidade
from atendimento.models.pessoas import BuscaDePessoa, Reconhecimento
from atendimento.models.regras import (
    AssuntoDaConversa,
    Fato,
    HorarioDaConversa,
    RegraDaConversa,
    RegraDoAtendimento,
    RespostaDaConversa,
)
from atendimento.models.retornos import Retorno, RetornoQuerySet, TentativaDeRetorno
from atendimento.models.turnos import Turno
