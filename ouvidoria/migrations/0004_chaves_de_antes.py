"""As chaves de acesso já enviadas continuam a valer, e o selo pode trocar de chaves (ADR 0036)."""

from django.db import migrations

from contas.segredos.chaves_de_antes import guardar


class Migration(migrations.Migration):

    dependencies = [
        ("contas", "0004_chave_de_acesso"),
        ("ouvidoria", "0003_nomes_dos_lembretes"),
    ]

    operations = [migrations.RunPython(guardar("ouvidoria", "Manifestacao"), migrations.RunPython.noop)]
