from datetime import timedelta

from django.db import migrations
from django.utils.timezone import localdate


def encurtar(apps, schema_editor):
    ate = localdate() + timedelta(days=30)
    apps.get_model("avisos", "Alerta").objects.filter(visto_ate__gt=ate).update(visto_ate=ate)


class Migration(migrations.Migration):
    """O que se aceitou por mais de trinta dias passa a valer trinta."""

    dependencies = [
        ('avisos', '0018_vez_de_entregar'),
    ]

    operations = [
        migrations.RunPython(encurtar, migrations.RunPython.noop, elidable=True),
    ]
