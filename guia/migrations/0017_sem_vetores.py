"""O sentido da busca deixa de ter vetores; o que se aprendeu deles não se lê: aprende-se outra vez na carga."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0016_aprendido_das_respostas"),
    ]

    operations = [
        migrations.DeleteModel(name="SentidoDaResposta"),
        migrations.DeleteModel(name="SentidoDeBusca"),
        migrations.AddField(
            model_name="aprendidodabusca",
            name="impressao",
            field=models.CharField(
                default="",
                help_text="MD5 dos textos de que se aprendeu.",
                max_length=32,
                verbose_name="impressão",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="aprendidodabusca",
            name="dados",
            field=models.BinaryField(help_text="Um arquivo .npz do numpy.", verbose_name="traços"),
        ),
        migrations.RunSQL("DELETE FROM guia_aprendidodabusca", "DELETE FROM guia_aprendidodabusca"),
    ]
