from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """As queixas contam-se sem percorrer os envios todos."""

    atomic = False

    dependencies = [
        ('avisos', '0011_urgente_primeiro'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='envio',
            index=models.Index(condition=models.Q(('queixa_em__isnull', False)), fields=['queixa_em'], name='envio_com_queixa'),
        ),
    ]
