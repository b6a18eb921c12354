from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("avisos", "0003_notificacao_da_ouvidoria"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notificacao",
            name="tipo",
            field=models.CharField(
                choices=[
                    ("atribuido", "Pedido dado a você"),
                    ("respondido", "O munícipe respondeu"),
                    ("recebido", "Pedido recebido de outra unidade"),
                    ("reaberto", "Pedido reaberto"),
                    ("prazo", "Prazo perto ou vencido"),
                    ("ouvidoria", "Manifestação na Ouvidoria"),
                    ("informacao", "Pedido de informação"),
                ],
                max_length=10,
                verbose_name="tipo",
            ),
        ),
    ]
