from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Quem atende acha a pessoa pelo e-mail ou pelo telefone que ela deixou."""

    atomic = False

    dependencies = [
        ('contas', '0010_contato_novo_e_guardado'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='interessado',
            index=models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='interessado_email'),
        ),
        AddIndexConcurrently(
            model_name='interessado',
            index=models.Index(condition=models.Q(('telefone', ''), _negated=True), fields=['telefone'], name='interessado_telefone'),
        ),
    ]
