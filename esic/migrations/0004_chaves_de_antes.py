"""As chaves de acesso já enviadas continuam a valer, e o selo pode trocar de chaves (ADR 0036)."""

from django.db import migrations

from contas.segredos.chaves_de_antes import guardar


class Migration(migrations.Migration):

    dependencies = [
        ("contas", "0004_chave_de_acesso"),
        ("esic", "0003_indices"),
    ]

    operations = [migrations.RunPython(guardar("esic", "Pedido"), migrations.RunPython.noop)]
