"""O caso numerado e o que o acompanha; o calendário e os prazos de lei."""

from protocolo.models.casos import (
    Andamento,
    Anexo,
    ArquivoDeRascunho,
    Canal,
    Caso,
    CasoComPrazo,
    CasoQuerySet,
    ComComplemento,
    ComComplementoQuerySet,
    ComPrazo,
    ComPrazoQuerySet,
    Rascunho,
    Vinculo,
)
from protocolo.models.historico import HistoricoForense
from protocolo.models.quarentena import Quarentena
from protocolo.models.referencia import DiaNaoUtil, PrazoLegal
