"""Os parceiros do Open311, as chaves, o uso e os pedidos que abriram."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import transparencia.models.chaves
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('solicitacoes', '0024_identificador_publico'),
        ('transparencia', '0001_avaliacao_e_dados_abertos'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalParceiro',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('nome', models.CharField(help_text='O do sistema, e o de quem responde por ele.', max_length=120, verbose_name='nome')),
                ('contato', models.CharField(help_text='E-mail ou telefone do setor.', max_length=200, verbose_name='contato')),
                ('alcance', models.CharField(choices=[('ler', 'Só ler o que já abriu'), ('abrir', 'Abrir o que não pede CPF'), ('convenio', 'Abrir tudo (há convênio)')], default='abrir', max_length=8, verbose_name='o que pode')),
                ('por_minuto', models.PositiveSmallIntegerField(default=60, help_text='Acima disso a resposta é 429.', verbose_name='pedidos à API por minuto')),
                ('hosts', models.CharField(blank=True, help_text='Nomes de servidor separados por espaço. Vazio: media_url é recusada.', max_length=500, validators=[transparencia.models.chaves.validar_hosts], verbose_name='de onde se buscam fotos')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical parceiros do Open311',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Parceiro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('nome', models.CharField(help_text='O do sistema, e o de quem responde por ele.', max_length=120, verbose_name='nome')),
                ('contato', models.CharField(help_text='E-mail ou telefone do setor.', max_length=200, verbose_name='contato')),
                ('alcance', models.CharField(choices=[('ler', 'Só ler o que já abriu'), ('abrir', 'Abrir o que não pede CPF'), ('convenio', 'Abrir tudo (há convênio)')], default='abrir', max_length=8, verbose_name='o que pode')),
                ('por_minuto', models.PositiveSmallIntegerField(default=60, help_text='Acima disso a resposta é 429.', verbose_name='pedidos à API por minuto')),
                ('hosts', models.CharField(blank=True, help_text='Nomes de servidor separados por espaço. Vazio: media_url é recusada.', max_length=500, validators=[transparencia.models.chaves.validar_hosts], verbose_name='de onde se buscam fotos')),
            ],
            options={
                'verbose_name': 'parceiro do Open311',
                'verbose_name_plural': 'parceiros do Open311',
                'ordering': ['nome'],
                'constraints': [models.UniqueConstraint(fields=('nome',), name='parceiro_nome_unico', violation_error_message='Este parceiro já existe.'), models.CheckConstraint(condition=models.Q(('por_minuto__gte', 1)), name='parceiro_por_minuto', violation_error_message='Ao menos um por minuto.')],
            },
        ),
        migrations.CreateModel(
            name='PedidoDoParceiro',
            fields=[
                ('caso', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='solicitacoes.solicitacao')),
                ('parceiro', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transparencia.parceiro')),
            ],
            options={
                'verbose_name': 'pedido de um parceiro',
                'verbose_name_plural': 'pedidos de parceiros',
            },
        ),
        migrations.CreateModel(
            name='Chave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vaga', models.PositiveSmallIntegerField(verbose_name='vaga')),
                ('comeco', models.CharField(max_length=12, verbose_name='começo')),
                ('soma', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('criada_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criada em')),
                ('revogada_em', models.DateTimeField(null=True, verbose_name='revogada em')),
                ('criada_por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='criada por')),
                ('revogada_por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revogada por')),
                ('parceiro', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chaves', to='transparencia.parceiro')),
            ],
            options={
                'verbose_name': 'chave',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(fields=('soma',), name='chave_soma_unica', violation_error_message='Chave já usada.'), models.UniqueConstraint(condition=models.Q(('revogada_em', None)), fields=('parceiro', 'vaga'), name='chave_duas_por_parceiro', violation_error_message='O parceiro já tem duas chaves. Revogue uma.'), models.CheckConstraint(condition=models.Q(('vaga__in', (1, 2))), name='chave_vaga', violation_error_message='São duas vagas.')],
            },
        ),
        migrations.CreateModel(
            name='UsoDoParceiro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dia', models.DateField(verbose_name='dia')),
                ('abertos', models.PositiveIntegerField(default=0, verbose_name='pedidos abertos')),
                ('repetidos', models.PositiveIntegerField(default=0, verbose_name='envios repetidos')),
                ('recusados', models.PositiveIntegerField(default=0, verbose_name='envios recusados')),
                ('ultimo_em', models.DateTimeField(verbose_name='último envio')),
                ('ultimo_erro', models.CharField(blank=True, help_text='O código e o parâmetro; nunca o que veio nele.', max_length=80, verbose_name='último erro')),
                ('parceiro', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='usos', to='transparencia.parceiro')),
            ],
            options={
                'verbose_name': 'uso do parceiro',
                'verbose_name_plural': 'uso',
                'ordering': ['-dia'],
                'constraints': [models.UniqueConstraint(fields=('parceiro', 'dia'), name='uso_do_dia', violation_error_message='O dia já se conta.')],
            },
        ),
    ]
