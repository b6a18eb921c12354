"""Os rascunhos de denúncia que já estavam no banco passam a guardar cifrado quem é a pessoa.

Os começados há mais de um dia vencem agora, e a rotina os apaga.
"""

import json
from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Least

from contas.segredos import chaves


def em_segredo(apps: Any, _editor: Any) -> None:
    de_denuncia = apps.get_model("protocolo", "Rascunho").objects.filter(
        tipo="manifestacao", assunto="denuncia", sigiloso=False
    )
    for rascunho in de_denuncia.iterator():
        quem = rascunho.dados.get("identificacao")
        if quem:
            cifrado = chaves.cifrar({"cifrado": json.dumps(quem)}).decode()
            rascunho.dados["identificacao"] = {"cifrado": cifrado}
            rascunho.save(update_fields=["dados"])
    de_denuncia.update(
        sigiloso=True, expira_em=Least("expira_em", F("criado_em") + timedelta(hours=24))
    )


class Migration(migrations.Migration):

    dependencies = [
        ("ouvidoria", "0004_chaves_de_antes"),
        ("protocolo", "0002_rascunho_sigiloso"),
    ]

    operations = [migrations.RunPython(em_segredo, migrations.RunPython.noop)]
