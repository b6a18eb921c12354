"""A cidade que assina, os modelos de aviso, a caixa de saída, os envios, as notificações e as vezes."""

from avisos.models.avisos import (
    Aviso,
    Cidade,
    ModeloDeAviso,
    Notificacao,
    PreferenciaDeAvisos,
)
from avisos.models.envios import AssinaturaPush, Envio
from avisos.models.vezes import VezDeEntregar
