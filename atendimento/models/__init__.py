"""O atendimento e o que se fez nele."""

from atendimento.models.atendimentos import Atendimento, AtendimentoQuerySet, AtoDoAtendimento
