"""A fila do Celery: a agenda, que põe nela as rotinas à hora, e a hora em que cada tarefa se pôs."""
