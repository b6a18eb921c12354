"""As chaves de acesso já enviadas continuam a valer, e o selo pode trocar de chaves (ADR 0036)."""

from django.db import migrations

from contas.segredos.chaves_de_antes import guardar


class Migration(migrations.Migration):

    dependencies = [
        ("contas", "0004_chave_de_acesso"),
        ("solicitacoes", "0009_segue_o_principal"),
    ]

    operations = [migrations.RunPython(guardar("solicitacoes", "Solicitacao"), migrations.RunPython.noop)]
