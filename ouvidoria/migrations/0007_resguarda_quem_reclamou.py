"""As reclamações que já havia de quem não deixou que se diga quem é: o contato do pedido não se abre."""

from django.db import migrations


def resguardar(apps, schema_editor):
    manifestacoes = apps.get_model("ouvidoria", "Manifestacao").objects.filter(permite_identificar=False)
    protocolos = manifestacoes.exclude(tipo="denuncia").values("protocolo")
    vinculos = apps.get_model("protocolo", "Vinculo").objects
    vinculos.filter(tipo="segunda_instancia", de_protocolo__in=protocolos).update(resguarda=True)


class Migration(migrations.Migration):
    dependencies = [
        ("ouvidoria", "0006_quarentena"),
        ("protocolo", "0005_resguarda_quem_pediu"),
    ]

    operations = [migrations.RunPython(resguardar, migrations.RunPython.noop, elidable=True)]
