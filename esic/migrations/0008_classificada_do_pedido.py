"""A negativa por informação classificada diz qual é a informação."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contas", "0015_leitura_em_massa_e_de_conta"),
        ("esic", "0001_squashed_0007_responsavel_do_pedido"),
        ("guia", "0019_grupo_do_tema"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pedido",
            name="classificada",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="esic.informacaoclassificada",
                verbose_name="informação classificada que se negou",
            ),
        ),
        migrations.AddConstraint(
            model_name="pedido",
            constraint=models.CheckConstraint(
                condition=models.Q(("classificada", None), ("fundamento", "classificada"), _connector="OR"),
                name="pedido_so_classificada_diz_qual",
                violation_error_message="Só quem nega por informação classificada diz qual é.",
            ),
        ),
    ]
