"""O atendimento e o que se fez nele; os comunicados a quem atende."""

from atendimento.models.atendimentos import Atendimento, AtendimentoQuerySet, AtoDoAtendimento
from atendimento.models.comunicados import Comunicado
