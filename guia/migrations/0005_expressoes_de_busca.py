import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


PREENCHER = """
INSERT INTO guia_expressaodebusca (servico_id, texto)
SELECT servico_id, expressao
FROM guia_textodebusca, regexp_split_to_table(palavras, ' · ') AS expressao WHERE expressao <> ''
"""
"""As palavras do cidadão dos serviços já publicados, uma por linha, como `guia.busca.indice` as põe."""


class Migration(migrations.Migration):

    dependencies = [
        ('guia', '0004_caixa_de_trabalho'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpressaoDeBusca',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texto', models.TextField(verbose_name='expressão')),
                ('vetor', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector(models.Func(models.F('texto'), function='public.guia_normalizar', output_field=models.TextField()), config='pg_catalog.portuguese', weight='A'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('servico', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expressoes_de_busca', to='guia.servico')),
            ],
            options={
                'verbose_name': 'expressão de busca',
                'verbose_name_plural': 'expressões de busca',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['vetor'], name='busca_expressao_vetor')],
            },
        ),
        migrations.RunSQL(PREENCHER, migrations.RunSQL.noop),
    ]
