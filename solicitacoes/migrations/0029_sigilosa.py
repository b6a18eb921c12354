"""O sigilo passa a ser um fato do pedido; a migração seguinte enche-o."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("solicitacoes", "0028_agregado_abertos")]

    operations = [
        migrations.AddField(
            "solicitacao",
            "sigilosa",
            models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="O serviço é sigiloso, ou já foi desde que se pediu. Não volta atrás.",
                verbose_name="sigilosa",
            ),
        )
    ]
