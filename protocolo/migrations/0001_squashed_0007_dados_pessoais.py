import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """O banco do pouso de 28/11/2026 (8747b5f4), numa migração só."""

    replaces = [('protocolo', '0001_initial'), ('protocolo', '0002_rascunho_sigiloso'), ('protocolo', '0003_quarentena'), ('protocolo', '0004_nomes_dos_prazos'), ('protocolo', '0005_resguarda_quem_pediu'), ('protocolo', '0006_recuperacao'), ('protocolo', '0007_dados_pessoais')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DiaNaoUtil',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('data', models.DateField(verbose_name='data')),
                ('nome', models.CharField(max_length=80, verbose_name='nome')),
                ('tipo', models.CharField(choices=[('feriado', 'Feriado'), ('facultativo', 'Ponto facultativo'), ('suspenso', 'Expediente suspenso')], max_length=11, verbose_name='tipo')),
                ('meio_expediente', models.BooleanField(default=False, help_text='Conta como dia útil.', verbose_name='meio expediente')),
                ('ato', models.CharField(max_length=120, verbose_name='ato que o criou')),
                ('registrado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='registrado em')),
                ('revogado_em', models.DateTimeField(blank=True, null=True, verbose_name='revogado em')),
            ],
            options={
                'verbose_name': 'dia não útil',
                'verbose_name_plural': 'dias não úteis',
                'ordering': ['data'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revogado_em', None)), fields=('data',), name='dia_nao_util_unico', violation_error_message='Este dia já está no calendário.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDiaNaoUtil',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('data', models.DateField(verbose_name='data')),
                ('nome', models.CharField(max_length=80, verbose_name='nome')),
                ('tipo', models.CharField(choices=[('feriado', 'Feriado'), ('facultativo', 'Ponto facultativo'), ('suspenso', 'Expediente suspenso')], max_length=11, verbose_name='tipo')),
                ('meio_expediente', models.BooleanField(default=False, help_text='Conta como dia útil.', verbose_name='meio expediente')),
                ('ato', models.CharField(max_length=120, verbose_name='ato que o criou')),
                ('registrado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='registrado em')),
                ('revogado_em', models.DateTimeField(blank=True, null=True, verbose_name='revogado em')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical dias não úteis',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPrazoLegal',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('chave', models.SlugField(choices=[('ESIC_RESPOSTA', 'Responder a um pedido de informação'), ('ESIC_PRORROGACAO', 'Prorrogação da resposta a um pedido de informação'), ('ESIC_RECURSO_CIDADAO', 'A pessoa recorrer da resposta'), ('ESIC_RECURSO_1_DECISAO', 'Decidir o recurso, 1ª instância (autoridade)'), ('ESIC_RECURSO_2_DECISAO', 'Decidir o recurso, 2ª instância (Ouvidoria)'), ('ESIC_RECURSO_3_DECISAO', 'Decidir o recurso, 3ª instância (Comissão)'), ('ESIC_RECURSO_3_PARADO', 'Recurso parado na Comissão, que pede um alerta'), ('ESIC_RECLAMACAO_CIDADAO', 'A pessoa reclamar da falta de resposta'), ('ESIC_RECLAMACAO_DECISAO', 'Decidir a reclamação pela falta de resposta'), ('ESIC_CUMPRIMENTO', 'O órgão cumprir a decisão de um recurso'), ('OUV_RESPOSTA', 'A Ouvidoria responder a uma manifestação'), ('OUV_PRORROGACAO', 'Prorrogação da resposta da Ouvidoria'), ('OUV_ORGAO', 'O órgão responder à Ouvidoria'), ('OUV_ORGAO_PRORROGACAO', 'Prorrogação da resposta do órgão à Ouvidoria'), ('OUV_COMPLEMENTO', 'A pessoa completar a manifestação'), ('OUV_REVISAO', 'A pessoa pedir a revisão da resposta da Ouvidoria'), ('COMPLEMENTO_MUNICIPE', 'A pessoa completar o pedido de serviço'), ('PRAZO_PROVISORIO', 'Serviço cujo órgão ainda não disse o prazo'), ('REVISAO_DO_GUIA', 'O órgão reler um serviço do Guia')], db_index=False, max_length=40, verbose_name='prazo')),
                ('quantidade', models.PositiveIntegerField(blank=True, help_text='Vazio: sem prazo em dias.', null=True, verbose_name='quantidade')),
                ('contagem', models.CharField(choices=[('corridos', 'dias corridos'), ('uteis', 'dias úteis'), ('horas', 'horas'), ('imediato', 'imediato'), ('sem_prazo', 'sem prazo definido')], default='corridos', max_length=9, verbose_name='contagem')),
                ('base_legal', models.CharField(max_length=200, verbose_name='base legal')),
                ('vigente_de', models.DateField(verbose_name='vale de')),
                ('vigente_ate', models.DateField(blank=True, null=True, verbose_name='vale até')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical prazos legais',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PrazoLegal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('chave', models.SlugField(choices=[('ESIC_RESPOSTA', 'Responder a um pedido de informação'), ('ESIC_PRORROGACAO', 'Prorrogação da resposta a um pedido de informação'), ('ESIC_RECURSO_CIDADAO', 'A pessoa recorrer da resposta'), ('ESIC_RECURSO_1_DECISAO', 'Decidir o recurso, 1ª instância (autoridade)'), ('ESIC_RECURSO_2_DECISAO', 'Decidir o recurso, 2ª instância (Ouvidoria)'), ('ESIC_RECURSO_3_DECISAO', 'Decidir o recurso, 3ª instância (Comissão)'), ('ESIC_RECURSO_3_PARADO', 'Recurso parado na Comissão, que pede um alerta'), ('ESIC_RECLAMACAO_CIDADAO', 'A pessoa reclamar da falta de resposta'), ('ESIC_RECLAMACAO_DECISAO', 'Decidir a reclamação pela falta de resposta'), ('ESIC_CUMPRIMENTO', 'O órgão cumprir a decisão de um recurso'), ('OUV_RESPOSTA', 'A Ouvidoria responder a uma manifestação'), ('OUV_PRORROGACAO', 'Prorrogação da resposta da Ouvidoria'), ('OUV_ORGAO', 'O órgão responder à Ouvidoria'), ('OUV_ORGAO_PRORROGACAO', 'Prorrogação da resposta do órgão à Ouvidoria'), ('OUV_COMPLEMENTO', 'A pessoa completar a manifestação'), ('OUV_REVISAO', 'A pessoa pedir a revisão da resposta da Ouvidoria'), ('COMPLEMENTO_MUNICIPE', 'A pessoa completar o pedido de serviço'), ('PRAZO_PROVISORIO', 'Serviço cujo órgão ainda não disse o prazo'), ('REVISAO_DO_GUIA', 'O órgão reler um serviço do Guia')], db_index=False, max_length=40, verbose_name='prazo')),
                ('quantidade', models.PositiveIntegerField(blank=True, help_text='Vazio: sem prazo em dias.', null=True, verbose_name='quantidade')),
                ('contagem', models.CharField(choices=[('corridos', 'dias corridos'), ('uteis', 'dias úteis'), ('horas', 'horas'), ('imediato', 'imediato'), ('sem_prazo', 'sem prazo definido')], default='corridos', max_length=9, verbose_name='contagem')),
                ('base_legal', models.CharField(max_length=200, verbose_name='base legal')),
                ('vigente_de', models.DateField(verbose_name='vale de')),
                ('vigente_ate', models.DateField(blank=True, null=True, verbose_name='vale até')),
            ],
            options={
                'verbose_name': 'prazo legal',
                'verbose_name_plural': 'prazos legais',
                'constraints': [models.UniqueConstraint(fields=('chave', 'vigente_de'), name='prazo_legal_unico', violation_error_message='Já existe este prazo com a mesma data de início.')],
            },
        ),
        migrations.CreateModel(
            name='Rascunho',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('tipo', models.SlugField(db_index=False, max_length=30, verbose_name='tipo')),
                ('assunto', models.CharField(help_text='O slug do serviço, por exemplo.', max_length=120, verbose_name='sobre o que é')),
                ('dados', models.JSONField(default=dict, verbose_name='respostas')),
                ('protocolo', models.CharField(blank=True, max_length=15, verbose_name='protocolo gerado')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criado em')),
                ('expira_em', models.DateTimeField(verbose_name='expira em')),
                ('dono', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rascunhos', to=settings.AUTH_USER_MODEL)),
                ('sigiloso', models.BooleanField(db_default=False, default=False, verbose_name='de uma denúncia')),
            ],
            options={
                'verbose_name': 'rascunho',
                'indexes': [models.Index(fields=['expira_em'], name='rascunho_expira')],
            },
        ),
        migrations.CreateModel(
            name='Vinculo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('de_protocolo', models.CharField(max_length=15, verbose_name='do protocolo')),
                ('para_protocolo', models.CharField(max_length=15, verbose_name='para o protocolo')),
                ('tipo', models.SlugField(db_index=False, max_length=30, verbose_name='tipo')),
                ('reservado', models.BooleanField(default=False, verbose_name='reservado')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criado em')),
                ('resguarda', models.BooleanField(db_default=False, default=False, help_text='A pessoa não deixou dizer quem é: quem tem o caso de baixo não abre o contato dela.', verbose_name='resguarda quem pediu')),
            ],
            options={
                'verbose_name': 'vínculo',
                'indexes': [models.Index(fields=['para_protocolo'], name='vinculo_inverso')],
                'constraints': [models.UniqueConstraint(fields=('de_protocolo', 'para_protocolo', 'tipo'), name='vinculo_unico', violation_error_message='Estes protocolos já estão ligados.')],
            },
        ),
        migrations.CreateModel(
            name='Quarentena',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('original', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='original')),
                ('arquivo', models.CharField(max_length=200, verbose_name='onde fica o refeito')),
                ('miniatura', models.CharField(blank=True, max_length=200, verbose_name='onde fica a miniatura')),
                ('situacao', models.CharField(choices=[('a_conferir', 'A conferir'), ('pronto', 'Pronto'), ('recusado', 'Recusado')], default='a_conferir', max_length=12, verbose_name='situação')),
                ('porque', models.CharField(blank=True, max_length=300, verbose_name='por que se recusou')),
                ('fila', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='fila')),
                ('chegou_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='chegou em')),
                ('tomada_em', models.DateTimeField(blank=True, null=True, verbose_name='tomada em')),
                ('tentativas', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('contada_em', models.DateTimeField(blank=True, help_text='Quando a pessoa foi avisada da recusa.', null=True, verbose_name='recusa contada em')),
            ],
            options={
                'verbose_name': 'arquivo em quarentena',
                'verbose_name_plural': 'arquivos em quarentena',
                'indexes': [models.Index(condition=models.Q(('situacao', 'a_conferir')), fields=['fila', 'id'], name='quarentena_espera'), models.Index(condition=models.Q(('contada_em', None), ('situacao', 'recusado')), fields=['id'], name='quarentena_por_contar')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('porque__gt', ''), ('situacao', 'recusado')), models.Q(models.Q(('situacao', 'recusado'), _negated=True), ('porque', '')), _connector='OR'), name='quarentena_recusa_com_razao', violation_error_message='Só a recusa tem razão, e não há recusa sem razão.'), models.CheckConstraint(condition=models.Q(models.Q(('fila__isnull', False), ('situacao', 'a_conferir')), models.Q(models.Q(('situacao', 'a_conferir'), _negated=True), ('fila__isnull', True), ('original', '')), _connector='OR'), name='quarentena_so_guarda_o_que_espera', violation_error_message='O que já se decidiu não guarda o original nem a fila.')],
            },
        ),
        migrations.CreateModel(
            name='ArquivoDeRascunho',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arquivo', models.FileField(max_length=200, upload_to='anexos/%Y/%m', verbose_name='arquivo')),
                ('miniatura', models.FileField(max_length=200, upload_to='anexos/%Y/%m', verbose_name='miniatura')),
                ('nome', models.CharField(max_length=150, verbose_name='nome')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('enviado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enviado em')),
                ('rascunho', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arquivos', to='protocolo.rascunho')),
                ('quarentena', models.ForeignKey(blank=True, editable=False, help_text='Vazio se o arquivo está pronto.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='protocolo.quarentena', verbose_name='quarentena')),
                ('do_original', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 do que se mandou')),
            ],
            options={
                'verbose_name': 'arquivo de rascunho',
                'verbose_name_plural': 'arquivos de rascunho',
                'constraints': [models.UniqueConstraint(fields=('rascunho', 'sha256'), name='arquivo_de_rascunho_unico', violation_error_message='Esta foto já foi enviada.')],
            },
        ),
        migrations.CreateModel(
            name='Recuperacao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cifrado', models.BinaryField(verbose_name='CPF e contato, cifrados')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
            ],
            options={
                'verbose_name': 'recuperação de protocolo',
                'verbose_name_plural': 'recuperações de protocolo',
            },
        ),
        migrations.CreateModel(
            name='RodadaDeRetencao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
                ('acabou_em', models.DateTimeField(null=True, verbose_name='acabou em')),
                ('apagados', models.JSONField(default=dict, verbose_name='apagados')),
                ('erros', models.JSONField(default=list, verbose_name='erros')),
            ],
            options={
                'verbose_name': 'rodada da guarda',
                'verbose_name_plural': 'rodadas da guarda',
                'ordering': ['-em', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRetencao',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('processo', models.CharField(choices=[('solicitacao', 'Pedido de serviço'), ('manifestacao', 'Manifestação à Ouvidoria'), ('denuncia', 'Denúncia'), ('pedido', 'Pedido de informação')], max_length=12, verbose_name='processo')),
                ('situacao', models.CharField(blank=True, help_text='Vazia: todas as que não têm linha sua.', max_length=20, verbose_name='situação')),
                ('anos', models.PositiveSmallIntegerField(help_text='Contados do dia em que o caso se encerrou.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='anos de guarda')),
                ('base_legal', models.CharField(max_length=200, verbose_name='base legal')),
                ('a_confirmar', models.BooleanField(default=True, help_text='A tabela de temporalidade da cidade ainda não foi lida.', verbose_name='por confirmar')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical tempos de guarda',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Retencao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('processo', models.CharField(choices=[('solicitacao', 'Pedido de serviço'), ('manifestacao', 'Manifestação à Ouvidoria'), ('denuncia', 'Denúncia'), ('pedido', 'Pedido de informação')], max_length=12, verbose_name='processo')),
                ('situacao', models.CharField(blank=True, help_text='Vazia: todas as que não têm linha sua.', max_length=20, verbose_name='situação')),
                ('anos', models.PositiveSmallIntegerField(help_text='Contados do dia em que o caso se encerrou.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='anos de guarda')),
                ('base_legal', models.CharField(max_length=200, verbose_name='base legal')),
                ('a_confirmar', models.BooleanField(default=True, help_text='A tabela de temporalidade da cidade ainda não foi lida.', verbose_name='por confirmar')),
            ],
            options={
                'verbose_name': 'tempo de guarda',
                'verbose_name_plural': 'tempos de guarda',
                'constraints': [models.UniqueConstraint(fields=('processo', 'situacao'), name='retencao_unica', violation_error_message='Este processo, nesta situação, já tem o seu tempo de guarda.')],
            },
        ),
    ]
