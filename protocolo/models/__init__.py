"""O caso numerado e o que o acompanha; o calendário e os prazos de lei."""

from protocolo.models.calendario_e_prazos import DiaNaoUtil, PrazoLegal, PrazoLegalQuerySet
from protocolo.models.casos import (
    Andamento,
    Anexo,
    Canal,
    Caso,
    CasoComPrazo,
    CasoQuerySet,
    ComComplemento,
    ComComplementoQuerySet,
    ComPrazo,
    ComPrazoQuerySet,
    Satisfacao,
    Vinculo,
    encerrada_tem_data,
)
from protocolo.models.historico import HistoricoForense
from protocolo.models.quarentena import Quarentena
from protocolo.models.rascunhos import ArquivoDeRascunho, Rascunho
from protocolo.models.recuperacoes import Recuperacao
from protocolo.models.retencao import OrdemDeGuarda, Retencao, RodadaDeRetencao
