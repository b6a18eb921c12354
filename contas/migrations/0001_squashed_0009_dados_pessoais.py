import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """O banco do pouso de 28/11/2026 (8747b5f4), numa migração só."""

    replaces = [('contas', '0001_initial'), ('contas', '0002_papeis_de_orgao'), ('contas', '0003_endereco_postal'), ('contas', '0004_chave_de_acesso'), ('contas', '0005_proposta_de_acesso'), ('contas', '0006_segundo_fator_e_registro'), ('contas', '0007_juncoes_e_cpf_provado'), ('contas', '0008_celular_da_conta'), ('contas', '0009_dados_pessoais')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Usuario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('nome', models.CharField(max_length=150, verbose_name='nome')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail')),
                ('cpf', models.CharField(blank=True, help_text='Só números.', max_length=11, null=True, verbose_name='CPF')),
                ('is_active', models.BooleanField(default=True, verbose_name='ativo')),
                ('is_staff', models.BooleanField(default=False, verbose_name='entra na administração')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('celular', models.CharField(blank=True, editable=False, help_text='Só números, com o DDD.', max_length=11, null=True, verbose_name='celular')),
            ],
            options={
                'verbose_name': 'usuário',
                'verbose_name_plural': 'usuários',
                'constraints': [models.UniqueConstraint(fields=('email',), name='usuario_email_unico', violation_error_message='Já existe um usuário com este e-mail.'), models.UniqueConstraint(fields=('cpf',), name='usuario_cpf_unico', violation_error_message='Já existe um usuário com este CPF.'), models.UniqueConstraint(fields=('celular',), name='usuario_celular_unico', violation_error_message='Já existe um usuário com este celular.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalUsuario',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('nome', models.CharField(max_length=150, verbose_name='nome')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail')),
                ('cpf', models.CharField(blank=True, help_text='Só números.', max_length=11, null=True, verbose_name='CPF')),
                ('is_active', models.BooleanField(default=True, verbose_name='ativo')),
                ('is_staff', models.BooleanField(default=False, verbose_name='entra na administração')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('celular', models.CharField(blank=True, editable=False, help_text='Só números, com o DDD.', max_length=11, null=True, verbose_name='celular')),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical usuários',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Municipe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cpf', models.CharField(max_length=11, verbose_name='CPF')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('usuario', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='conta comprovada')),
                ('provado_como', models.CharField(blank=True, choices=[('prata', 'pelo gov.br, nível prata'), ('ouro', 'pelo gov.br, nível ouro'), ('documento', 'com um documento, numa Praça')], max_length=9, verbose_name='como se provou')),
                ('provado_em', models.DateTimeField(editable=False, null=True, verbose_name='provado em')),
            ],
            options={
                'verbose_name': 'munícipe',
                'constraints': [models.UniqueConstraint(fields=('cpf',), name='municipe_cpf_unico', violation_error_message='Já existe um munícipe com este CPF.')],
            },
        ),
        migrations.CreateModel(
            name='Interessado',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identidade', models.CharField(choices=[('anonima', 'Sem identificação'), ('declarada', 'Declarada'), ('comprovada', 'Comprovada')], max_length=10, verbose_name='identidade')),
                ('nome', models.CharField(blank=True, max_length=150, verbose_name='nome')),
                ('tipo_documento', models.CharField(blank=True, choices=[('cpf', 'CPF'), ('cnpj', 'CNPJ'), ('crnm', 'Registro de migrante (CRNM ou RNE)'), ('passaporte', 'Passaporte'), ('rg', 'RG'), ('outro', 'Outro documento')], max_length=10, verbose_name='tipo de documento')),
                ('documento', models.CharField(blank=True, max_length=30, verbose_name='número do documento')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('telefone', models.CharField(blank=True, max_length=20, verbose_name='telefone')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('selado_em', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='selado em')),
                ('anonimizado_em', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='anonimizado em')),
                ('usuario', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='conta de quem pediu')),
                ('municipe', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='contas.municipe', verbose_name='munícipe declarado')),
                ('endereco', models.CharField(blank=True, max_length=300, verbose_name='endereço postal')),
                ('apagado_em', models.DateTimeField(blank=True, editable=False, help_text='Quando o caso perdeu também os textos e os arquivos: acabou o tempo de o guardar.', null=True, verbose_name='caso apagado em')),
            ],
            options={
                'verbose_name': 'interessado',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('identidade', 'anonima'), _negated=True), models.Q(('documento', ''), ('email', ''), ('endereco', ''), ('municipe', None), ('nome', ''), ('telefone', ''), ('usuario', None)), _connector='OR'), name='interessado_anonimo_sem_dados', violation_error_message='Pedido sem identificação não guarda nenhum dado pessoal.'), models.CheckConstraint(condition=models.Q(('selado_em', None), models.Q(('documento', ''), ('email', ''), ('endereco', ''), ('nome', ''), ('telefone', '')), _connector='OR'), name='interessado_selado_em_branco', violation_error_message='Os dados de quem está selado ficam só no selo.')],
            },
        ),
        migrations.CreateModel(
            name='LeituraDePessoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('papel', models.CharField(choices=[('interessado', 'Munícipe'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação'), ('integracao', 'Integração'), ('sistema', 'Sistema')], max_length=12, verbose_name='papel')),
                ('protocolo', models.CharField(max_length=20, verbose_name='protocolo')),
                ('o_que', models.CharField(max_length=60, verbose_name='o que foi lido')),
                ('motivo', models.CharField(blank=True, max_length=300, verbose_name='motivo')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='em')),
                ('interessado', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leituras', to='contas.interessado')),
                ('usuario', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'leitura de dado pessoal',
                'verbose_name_plural': 'leituras de dados pessoais',
                'indexes': [models.Index(fields=['usuario', 'em'], name='leitura_por_usuario'), models.Index(condition=models.Q(('o_que', 'identidade selada')), fields=['em'], name='leitura_do_selo_por_dia')],
            },
        ),
        migrations.CreateModel(
            name='Selo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cifrado', models.BinaryField(verbose_name='valores cifrados')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='criado em')),
                ('interessado', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='selo', to='contas.interessado')),
            ],
            options={
                'verbose_name': 'selo',
                'permissions': [('abrir_selo', 'Pode abrir a identidade selada')],
            },
        ),
        migrations.CreateModel(
            name='ChaveDeAcesso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protocolo', models.CharField(max_length=15, verbose_name='protocolo')),
                ('serie', models.PositiveSmallIntegerField(default=1, verbose_name='série')),
                ('de_antes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, verbose_name='resumos de antes')),
                ('trocada_em', models.DateTimeField(blank=True, null=True, verbose_name='trocada em')),
            ],
            options={
                'verbose_name': 'chave de acesso',
                'verbose_name_plural': 'chaves de acesso',
                'constraints': [models.UniqueConstraint(fields=('protocolo',), name='chave_de_acesso_unica', violation_error_message='Este protocolo já tem a sua linha.'), models.CheckConstraint(condition=models.Q(('serie__gte', 1)), name='chave_de_acesso_da_serie', violation_error_message='A primeira série é a 1.')],
            },
        ),
        migrations.CreateModel(
            name='PropostaDeAcesso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tipo', models.CharField(choices=[('contato', 'Trocar o e-mail e mandar o link da senha ao novo'), ('segundo_fator', 'Desligar a verificação em duas etapas'), ('grupos', 'Dar um grupo que guarda sigilo'), ('designacao', 'Designar a um papel que lê denúncias')], max_length=13, verbose_name='o que se propõe')),
                ('dados', models.JSONField(default=dict, verbose_name='dados')),
                ('resumo', models.CharField(max_length=400, verbose_name='em palavras')),
                ('motivo', models.CharField(max_length=300, verbose_name='por quê')),
                ('proposta_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposta em')),
                ('vale_ate', models.DateTimeField(verbose_name='vale até')),
                ('decidida_em', models.DateTimeField(null=True, verbose_name='decidida em')),
                ('aceita', models.BooleanField(null=True, verbose_name='aceita')),
                ('pelo_console', models.BooleanField(default=False, verbose_name='pelo console')),
                ('decidida_por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quem decidiu')),
                ('pessoa', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='propostas_de_acesso', to=settings.AUTH_USER_MODEL, verbose_name='pessoa')),
                ('proposta_por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quem propôs')),
            ],
            options={
                'verbose_name': 'proposta de acesso',
                'verbose_name_plural': 'propostas de acesso',
                'permissions': [('aceitar_proposta', 'Pode aceitar o acesso que outra pessoa propôs')],
                'indexes': [models.Index(fields=['-proposta_em'], name='proposta_por_dia')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('aceita', None), ('decidida_em', None), ('decidida_por', None)), models.Q(('aceita__isnull', False), ('decidida_em__isnull', False)), _connector='OR'), name='proposta_decidida_por_inteiro', violation_error_message='A decisão tem quem, quando e qual.'), models.CheckConstraint(condition=models.Q(models.Q(('aceita', True), _negated=True), models.Q(('decidida_por', None), ('pelo_console', True)), models.Q(('decidida_por__isnull', False), ('pelo_console', False), ('proposta_por__isnull', False), models.Q(('decidida_por', models.F('proposta_por')), _negated=True), models.Q(('decidida_por', models.F('pessoa')), _negated=True)), _connector='OR'), name='proposta_aceita_por_outra_pessoa', violation_error_message='Quem propõe, ou a própria pessoa, não aceita.'), models.UniqueConstraint(condition=models.Q(('aceita', None)), fields=('tipo', 'pessoa', 'dados'), name='proposta_em_aberto_unica', violation_error_message='Já há uma proposta igual à espera.')],
            },
        ),
        migrations.CreateModel(
            name='ExigenciaDeSegundoFator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('papel', models.CharField(choices=[('administracao', 'Quem entra na administração'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação')], max_length=13, verbose_name='papel')),
                ('desde', models.DateField(blank=True, help_text='Vazio: não se exige.', null=True, verbose_name='exigida desde')),
                ('prazo_em_dias', models.PositiveSmallIntegerField(default=30, help_text='Contados desse dia, ou do cadastro da pessoa, se for depois. Em todas as páginas aparece o aviso; passado o prazo, quem entra sem ela só tem o que é de munícipe.', verbose_name='dias para ligar')),
            ],
            options={
                'verbose_name': 'exigência de segundo fator',
                'verbose_name_plural': 'exigências de segundo fator',
                'constraints': [models.UniqueConstraint(fields=('papel',), name='exigencia_de_segundo_fator_unica', violation_error_message='Este papel já tem a sua exigência.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalExigenciaDeSegundoFator',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('papel', models.CharField(choices=[('administracao', 'Quem entra na administração'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação')], max_length=13, verbose_name='papel')),
                ('desde', models.DateField(blank=True, help_text='Vazio: não se exige.', null=True, verbose_name='exigida desde')),
                ('prazo_em_dias', models.PositiveSmallIntegerField(default=30, help_text='Contados desse dia, ou do cadastro da pessoa, se for depois. Em todas as páginas aparece o aviso; passado o prazo, quem entra sem ela só tem o que é de munícipe.', verbose_name='dias para ligar')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical exigências de segundo fator',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RegistroDeAcesso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ato', models.CharField(choices=[('conta_criada', 'Conta criada'), ('conta_desativada', 'Conta desativada'), ('conta_ativada', 'Conta ativada de novo'), ('contato', 'E-mail ou CPF trocado'), ('admin_dada', 'Entra na administração'), ('admin_tirada', 'Não entra mais na administração'), ('grupo_dado', 'Grupo dado'), ('grupo_tirado', 'Grupo tirado'), ('perm_dada', 'Permissão dada ao grupo'), ('perm_tirada', 'Permissão tirada do grupo'), ('senha', 'Senha trocada'), ('fator_ligado', 'Verificação em duas etapas ligada'), ('fator_desligado', 'Verificação em duas etapas desligada'), ('chave_posta', 'Chave do aparelho cadastrada'), ('chave_tirada', 'Chave do aparelho retirada'), ('codigos', 'Códigos de reserva novos'), ('sessao', 'Sessão encerrada em outro aparelho'), ('link', 'Link para escolher a senha gerado')], max_length=16, verbose_name='o que mudou')),
                ('detalhe', models.CharField(blank=True, max_length=300, verbose_name='detalhe')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='em')),
                ('pessoa', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'registro de acesso',
                'verbose_name_plural': 'registros de acesso',
                'permissions': [('ler_acessos', 'Pode ler quem ganhou, perdeu ou mudou acesso')],
                'indexes': [models.Index(fields=['pessoa', '-em'], name='acesso_da_pessoa'), models.Index(fields=['-em'], name='acesso_por_dia')],
            },
        ),
        migrations.CreateModel(
            name='Juncao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tipo', models.CharField(choices=[('cpf', 'O CPF passou a outra conta'), ('conta', 'Duas contas viraram uma')], max_length=5, verbose_name='o que passou')),
                ('passou', models.JSONField(default=dict, verbose_name='linhas que passaram')),
                ('motivo', models.CharField(max_length=300, verbose_name='por quê')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='quando')),
                ('desfeita_em', models.DateTimeField(null=True, verbose_name='desfeita em')),
                ('de', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='da conta')),
                ('desfeita_por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quem desfez')),
                ('para', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='para a conta')),
                ('por', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quem juntou')),
            ],
            options={
                'verbose_name': 'junção de contas',
                'verbose_name_plural': 'junções de contas',
                'constraints': [models.CheckConstraint(condition=models.Q(('de', models.F('para')), _negated=True), name='juncao_de_duas_contas', violation_error_message='São a mesma conta.')],
            },
        ),
        migrations.CreateModel(
            name='CopiaDosDados',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pedida_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='pedida em')),
                ('tomada_em', models.DateTimeField(blank=True, null=True, verbose_name='começada em')),
                ('tentativas', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('pronta_em', models.DateTimeField(blank=True, null=True, verbose_name='pronta em')),
                ('vence_em', models.DateTimeField(blank=True, null=True, verbose_name='baixa-se até')),
                ('arquivo', models.FileField(blank=True, max_length=200, upload_to='copias', verbose_name='pacote')),
                ('falhou', models.BooleanField(default=False, verbose_name='não deu')),
                ('usuario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copias_dos_dados', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'cópia dos dados',
                'verbose_name_plural': 'cópias dos dados',
                'indexes': [models.Index(condition=models.Q(('falhou', False), ('pronta_em', None)), fields=['pedida_em'], name='copia_a_fazer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('falhou', False), ('pronta_em', None)), fields=('usuario',), name='copia_uma_de_cada_vez', violation_error_message='Já há uma cópia a caminho.'), models.CheckConstraint(condition=models.Q(models.Q(('arquivo', ''), ('pronta_em', None), ('vence_em', None)), models.Q(('pronta_em__isnull', False), ('vence_em__isnull', False), models.Q(('arquivo', ''), _negated=True)), _connector='OR'), name='copia_pronta_por_inteiro', violation_error_message='A cópia pronta tem arquivo e até quando se baixa.')],
            },
        ),
    ]
