from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A fila lê primeiro os urgentes, com o portal no ar."""

    atomic = False

    dependencies = [
        ('avisos', '0010_canais_sem_parar'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='aviso',
            index=models.Index(fields=['canal', '-urgente', 'proxima_em'], condition=models.Q(('situacao__in', ['pendente', 'enviando'])), name='aviso_da_vez_no_canal'),
        ),
        RemoveIndexConcurrently(
            model_name='aviso',
            name='aviso_a_entregar_no_canal',
        ),
    ]
