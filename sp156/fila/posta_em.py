"""A hora em que cada tarefa se pôs na fila, no cabeçalho dela: o Celery não a diz."""

import time
from typing import Any

from celery.signals import before_task_publish

POSTA_EM = "sp156_posta_em"


@before_task_publish.connect
def marcar_a_hora(headers: dict[str, Any], **_: Any) -> None:
    """Para `/metricas/` dizer há quanto tempo espera a mais antiga."""
    headers[POSTA_EM] = time.time()
