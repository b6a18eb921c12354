from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    """Troca o índice da fila e confere as linhas de antes com o portal no ar."""

    atomic = False

    dependencies = [
        ('avisos', '0009_canais'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='aviso',
            index=models.Index(condition=models.Q(('situacao__in', ['pendente', 'enviando'])), fields=['canal', '-urgente', 'proxima_em'], name='aviso_a_entregar_no_canal'),
        ),
        AddIndexConcurrently(
            model_name='aviso',
            index=models.Index(condition=models.Q(('situacao__in', ['sem_contato', 'falhou'])), fields=['criado_em'], name='aviso_que_nao_chegou'),
        ),
        RemoveIndexConcurrently(
            model_name='aviso',
            name='aviso_a_entregar',
        ),
        ValidateConstraint(
            model_name='aviso',
            name='aviso_a_uma_pessoa',
        ),
    ]
