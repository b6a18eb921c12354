"""A cidade que assina, os modelos, a caixa de saída, os envios, as notificações, as vezes e os alertas."""

from avisos.models.alertas import Alerta
from avisos.models.avisos import (
    Aviso,
    Cidade,
    ModeloDeAviso,
    Notificacao,
    PreferenciaDeAvisos,
)
from avisos.models.envios import AssinaturaPush, Envio
from avisos.models.vezes import VezDeEntregar
