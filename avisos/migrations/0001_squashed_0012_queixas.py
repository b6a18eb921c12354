import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """O banco do pouso de 28/11/2026 (8747b5f4), numa migração só."""

    replaces = [('avisos', '0001_initial'), ('avisos', '0002_caixa_de_trabalho'), ('avisos', '0003_notificacao_da_ouvidoria'), ('avisos', '0004_notificacao_do_esic'), ('avisos', '0005_mensagens_da_conta'), ('avisos', '0006_portas_da_cidade'), ('avisos', '0007_escritos_e_mapas'), ('avisos', '0008_recado_do_caso'), ('avisos', '0009_canais'), ('avisos', '0010_canais_sem_parar'), ('avisos', '0011_urgente_primeiro'), ('avisos', '0012_queixas')]

    initial = True

    dependencies = [
        ('contas', '0001_squashed_0009_dados_pessoais'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cidade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('nome', models.CharField(default='São Paulo', max_length=80, verbose_name='cidade')),
                ('prefeitura', models.CharField(default='Prefeitura de São Paulo', max_length=120, verbose_name='nome da prefeitura')),
                ('telefone_central', models.CharField(default='156', max_length=20, verbose_name='telefone da Central')),
                ('horario_central', models.CharField(blank=True, max_length=120, verbose_name='horário da Central')),
                ('site', models.URLField(blank=True, verbose_name='página da prefeitura')),
                ('encarregado', models.CharField(blank=True, max_length=150, verbose_name='encarregado de dados pessoais')),
                ('contato_do_encarregado', models.CharField(blank=True, max_length=200, verbose_name='contato do encarregado')),
                ('portal_da_transparencia', models.URLField(blank=True, verbose_name='Portal da Transparência')),
                ('suporte', models.CharField(blank=True, help_text='Quem ajuda quem não consegue entrar, como vai na frase “Fale com…”: nome, ramal, e-mail.', max_length=200, verbose_name='suporte a quem trabalha')),
                ('dados_abertos', models.URLField(blank=True, verbose_name='portal de dados abertos')),
                ('diario_oficial', models.URLField(blank=True, verbose_name='Diário Oficial')),
                ('dias_do_escrito', models.PositiveSmallIntegerField(default=7, help_text='Quem trabalha acha na página do ato o que escrevia; depois destes dias, apaga-se.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='dias que se guarda o que não se enviou')),
                ('mapa_de_um_ponto', models.CharField(default='geo:{lat},{lon}?q={lat},{lon}', help_text='O endereço que abre o aplicativo de mapas; {lat} e {lon} são o lugar.', max_length=200, validators=[django.core.validators.RegexValidator('^(geo:|https://)[^\\s<>\\"\']+$', 'Comece por geo: ou https://, sem espaços.')], verbose_name='mapa do telefone, um lugar')),
                ('mapa_de_varios', models.CharField(blank=True, help_text='O endereço que abre um caminho; {pontos} são os lugares, lat,lon/lat,lon, na ordem da visita. Vazio: o caminho inteiro não se oferece.', max_length=200, validators=[django.core.validators.RegexValidator('^(geo:|https://)[^\\s<>\\"\']+$', 'Comece por geo: ou https://, sem espaços.')], verbose_name='mapa do telefone, muitos lugares')),
            ],
            options={
                'verbose_name': 'cidade',
                'verbose_name_plural': 'cidade',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='cidade_uma_so', violation_error_message='Só existe uma cidade.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCidade',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('nome', models.CharField(default='São Paulo', max_length=80, verbose_name='cidade')),
                ('prefeitura', models.CharField(default='Prefeitura de São Paulo', max_length=120, verbose_name='nome da prefeitura')),
                ('telefone_central', models.CharField(default='156', max_length=20, verbose_name='telefone da Central')),
                ('horario_central', models.CharField(blank=True, max_length=120, verbose_name='horário da Central')),
                ('site', models.URLField(blank=True, verbose_name='página da prefeitura')),
                ('encarregado', models.CharField(blank=True, max_length=150, verbose_name='encarregado de dados pessoais')),
                ('contato_do_encarregado', models.CharField(blank=True, max_length=200, verbose_name='contato do encarregado')),
                ('portal_da_transparencia', models.URLField(blank=True, verbose_name='Portal da Transparência')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('suporte', models.CharField(blank=True, help_text='Quem ajuda quem não consegue entrar, como vai na frase “Fale com…”: nome, ramal, e-mail.', max_length=200, verbose_name='suporte a quem trabalha')),
                ('dados_abertos', models.URLField(blank=True, verbose_name='portal de dados abertos')),
                ('diario_oficial', models.URLField(blank=True, verbose_name='Diário Oficial')),
                ('dias_do_escrito', models.PositiveSmallIntegerField(default=7, help_text='Quem trabalha acha na página do ato o que escrevia; depois destes dias, apaga-se.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='dias que se guarda o que não se enviou')),
                ('mapa_de_um_ponto', models.CharField(default='geo:{lat},{lon}?q={lat},{lon}', help_text='O endereço que abre o aplicativo de mapas; {lat} e {lon} são o lugar.', max_length=200, validators=[django.core.validators.RegexValidator('^(geo:|https://)[^\\s<>\\"\']+$', 'Comece por geo: ou https://, sem espaços.')], verbose_name='mapa do telefone, um lugar')),
                ('mapa_de_varios', models.CharField(blank=True, help_text='O endereço que abre um caminho; {pontos} são os lugares, lat,lon/lat,lon, na ordem da visita. Vazio: o caminho inteiro não se oferece.', max_length=200, validators=[django.core.validators.RegexValidator('^(geo:|https://)[^\\s<>\\"\']+$', 'Comece por geo: ou https://, sem espaços.')], verbose_name='mapa do telefone, muitos lugares')),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical cidade',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalModeloDeAviso',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('chave', models.SlugField(db_index=False, max_length=40, verbose_name='chave')),
                ('nome', models.CharField(max_length=80, verbose_name='nome')),
                ('quando', models.CharField(max_length=200, verbose_name='quando é enviado')),
                ('assunto', models.CharField(max_length=150, verbose_name='assunto')),
                ('texto', models.TextField(help_text='Separe os parágrafos por linha em branco. Some o parágrafo cuja variável vier vazia.', verbose_name='texto')),
                ('variaveis', models.JSONField(default=list, editable=False, verbose_name='variáveis')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('curto', models.CharField(blank=True, help_text='Vai por SMS, sem acentos, e no aviso do aparelho; o endereço da página é posto no fim. Aparece na tela bloqueada: só pode usar o protocolo e datas. Vazio, diz só que há novidade.', max_length=300, verbose_name='texto curto')),
                ('modelo_no_whatsapp', models.CharField(blank=True, help_text='Tem uma variável só, o protocolo. Vazio, usa-se o modelo geral da cidade.', max_length=100, verbose_name='nome do modelo aprovado no WhatsApp')),
                ('tipo', models.CharField(choices=[('andamento', 'Novidades do que você pediu'), ('pergunta', 'Perguntas que esperam a sua resposta'), ('resposta', 'Respostas e decisões'), ('prazo', 'Prazos que mudaram ou venceram')], default='andamento', editable=False, max_length=9, verbose_name='assunto')),
                ('urgente', models.BooleanField(default=False, help_text='Vai a qualquer hora e, se não chegar em cinco minutos, pelo canal seguinte.', verbose_name='urgente')),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical modelos de aviso',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ModeloDeAviso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('chave', models.SlugField(db_index=False, max_length=40, verbose_name='chave')),
                ('nome', models.CharField(max_length=80, verbose_name='nome')),
                ('quando', models.CharField(max_length=200, verbose_name='quando é enviado')),
                ('assunto', models.CharField(max_length=150, verbose_name='assunto')),
                ('texto', models.TextField(help_text='Separe os parágrafos por linha em branco. Some o parágrafo cuja variável vier vazia.', verbose_name='texto')),
                ('variaveis', models.JSONField(default=list, editable=False, verbose_name='variáveis')),
                ('curto', models.CharField(blank=True, help_text='Vai por SMS, sem acentos, e no aviso do aparelho; o endereço da página é posto no fim. Aparece na tela bloqueada: só pode usar o protocolo e datas. Vazio, diz só que há novidade.', max_length=300, verbose_name='texto curto')),
                ('modelo_no_whatsapp', models.CharField(blank=True, help_text='Tem uma variável só, o protocolo. Vazio, usa-se o modelo geral da cidade.', max_length=100, verbose_name='nome do modelo aprovado no WhatsApp')),
                ('tipo', models.CharField(choices=[('andamento', 'Novidades do que você pediu'), ('pergunta', 'Perguntas que esperam a sua resposta'), ('resposta', 'Respostas e decisões'), ('prazo', 'Prazos que mudaram ou venceram')], default='andamento', editable=False, max_length=9, verbose_name='assunto')),
                ('urgente', models.BooleanField(default=False, help_text='Vai a qualquer hora e, se não chegar em cinco minutos, pelo canal seguinte.', verbose_name='urgente')),
            ],
            options={
                'verbose_name': 'modelo de aviso',
                'verbose_name_plural': 'modelos de aviso',
                'constraints': [models.UniqueConstraint(fields=('chave',), name='modelo_de_aviso_unico', violation_error_message='Já existe um modelo com esta chave.')],
            },
        ),
        migrations.CreateModel(
            name='Aviso',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chave', models.CharField(max_length=90, verbose_name='chave')),
                ('protocolo', models.CharField(blank=True, max_length=20, verbose_name='protocolo')),
                ('modelo', models.CharField(max_length=40, verbose_name='modelo')),
                ('assunto', models.CharField(max_length=200, verbose_name='assunto')),
                ('corpo', models.TextField(verbose_name='texto')),
                ('situacao', models.CharField(choices=[('pendente', 'Na fila'), ('enviando', 'Em entrega'), ('enviado', 'Enviado'), ('sem_contato', 'Sem contato'), ('falhou', 'Não foi possível entregar')], default='pendente', max_length=12, verbose_name='situação')),
                ('tentativas', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('repeticoes_possiveis', models.PositiveSmallIntegerField(default=0, verbose_name='repetições possíveis')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criado em')),
                ('proxima_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='próxima tentativa')),
                ('enviado_em', models.DateTimeField(blank=True, null=True, verbose_name='enviado em')),
                ('message_id', models.CharField(blank=True, max_length=120, verbose_name='Message-ID')),
                ('erro', models.CharField(blank=True, max_length=300, verbose_name='último erro')),
                ('interessado', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='contas.interessado')),
                ('usuario', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('para_cifrado', models.BinaryField(null=True, verbose_name='endereço de quem não tem conta')),
                ('canal', models.CharField(blank=True, choices=[('email', 'E-mail'), ('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('push', 'Aviso no aparelho')], db_default='', default='', max_length=8, verbose_name='canal')),
                ('curto', models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='texto curto')),
                ('tipo', models.CharField(choices=[('andamento', 'Novidades do que você pediu'), ('pergunta', 'Perguntas que esperam a sua resposta'), ('resposta', 'Respostas e decisões'), ('prazo', 'Prazos que mudaram ou venceram')], db_default='andamento', default='andamento', max_length=9, verbose_name='assunto')),
                ('urgente', models.BooleanField(db_default=False, default=False, verbose_name='urgente')),
            ],
            options={
                'verbose_name': 'aviso',
                'indexes': [models.Index(fields=['protocolo'], name='aviso_do_protocolo'), models.Index(condition=models.Q(('situacao__in', ['sem_contato', 'falhou'])), fields=['criado_em'], name='aviso_que_nao_chegou'), models.Index(condition=models.Q(('situacao__in', ['pendente', 'enviando'])), fields=['canal', '-urgente', 'proxima_em'], name='aviso_da_vez_no_canal')],
                'constraints': [models.UniqueConstraint(fields=('chave',), name='aviso_unico', violation_error_message='Este aviso já existe.'), models.CheckConstraint(condition=models.Q(models.Q(('interessado__isnull', False), ('para_cifrado', None), ('usuario', None)), models.Q(('interessado', None), ('para_cifrado', None), ('usuario__isnull', False)), models.Q(('interessado', None), ('modelo__startswith', 'conta'), ('usuario', None)), _connector='OR'), name='aviso_a_uma_pessoa', violation_error_message='O aviso vai ao interessado, a um usuário ou a quem não tem conta.')],
            },
        ),
        migrations.CreateModel(
            name='PreferenciaDeAvisos',
            fields=[
                ('usuario', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='preferencia_de_avisos', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('resumo_diario', models.BooleanField(default=True, verbose_name='resumo do dia por e-mail')),
                ('resumo_semanal', models.BooleanField(default=True, verbose_name='resumo da semana por e-mail')),
                ('canais', models.JSONField(blank=True, default=dict, verbose_name='canais por assunto')),
                ('comeca_por', models.CharField(blank=True, choices=[('email', 'E-mail'), ('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('push', 'Aviso no aparelho')], max_length=8, verbose_name='começa por')),
                ('silencio_ate', models.TimeField(blank=True, default=datetime.time(7, 0), null=True, verbose_name='silêncio até')),
                ('silencio_de', models.TimeField(blank=True, default=datetime.time(22, 0), null=True, verbose_name='silêncio desde')),
            ],
            options={
                'verbose_name': 'preferência de avisos',
                'verbose_name_plural': 'preferências de avisos',
            },
        ),
        migrations.CreateModel(
            name='Notificacao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chave', models.CharField(max_length=90, verbose_name='chave')),
                ('tipo', models.CharField(choices=[('atribuido', 'Pedido dado a você'), ('respondido', 'O munícipe respondeu'), ('recebido', 'Pedido recebido de outra unidade'), ('reaberto', 'Pedido reaberto'), ('prazo', 'Prazo perto ou vencido'), ('ouvidoria', 'Manifestação na Ouvidoria'), ('informacao', 'Pedido de informação')], max_length=10, verbose_name='tipo')),
                ('protocolo', models.CharField(blank=True, max_length=20, verbose_name='protocolo')),
                ('texto', models.CharField(max_length=300, verbose_name='texto')),
                ('endereco', models.CharField(max_length=200, verbose_name='caminho da página')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='quando')),
                ('lida_em', models.DateTimeField(blank=True, null=True, verbose_name='lida em')),
                ('resumida_em', models.DateTimeField(blank=True, null=True, verbose_name='foi no resumo em')),
                ('usuario', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notificacoes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notificação',
                'verbose_name_plural': 'notificações',
                'indexes': [models.Index(fields=['usuario', '-em', '-id'], name='notificacao_da_pessoa'), models.Index(condition=models.Q(('lida_em', None)), fields=['usuario'], name='notificacao_por_ler'), models.Index(condition=models.Q(('lida_em', None), ('resumida_em', None)), fields=['em'], name='notificacao_a_resumir'), models.Index(condition=models.Q(('lida_em', None)), fields=['protocolo'], name='notificacao_do_caso_por_ler')],
                'constraints': [models.UniqueConstraint(fields=('usuario', 'chave'), name='notificacao_unica', violation_error_message='Esta notificação já existe.')],
            },
        ),
        migrations.CreateModel(
            name='AssinaturaPush',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endpoint', models.URLField(max_length=500, verbose_name='endereço no serviço de push')),
                ('p256dh', models.CharField(max_length=120, verbose_name='chave pública do aparelho')),
                ('auth', models.CharField(max_length=60, verbose_name='segredo do aparelho')),
                ('criada_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criada em')),
                ('usuario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assinaturas_push', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'aparelho com avisos',
                'verbose_name_plural': 'aparelhos com avisos',
                'constraints': [models.UniqueConstraint(fields=('endpoint',), name='assinatura_push_unica', violation_error_message='Este aparelho já recebe avisos.')],
            },
        ),
        migrations.CreateModel(
            name='Envio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('canal', models.CharField(choices=[('email', 'E-mail'), ('whatsapp', 'WhatsApp'), ('sms', 'SMS'), ('push', 'Aviso no aparelho')], max_length=8, verbose_name='canal')),
                ('situacao', models.CharField(choices=[('criado', 'Na fila'), ('enviando', 'Enviado, sem confirmação'), ('entregue', 'Entregue'), ('falha_temporaria', 'Não chegou agora'), ('falha_permanente', 'Não existe ou recusa'), ('falha_tecnica', 'Falha nossa ou de quem envia')], default='criado', max_length=16, verbose_name='situação')),
                ('id_no_provedor', models.CharField(blank=True, max_length=200, verbose_name='número no provedor')),
                ('tentativas', models.PositiveSmallIntegerField(default=0, verbose_name='tentativas')),
                ('partes', models.PositiveSmallIntegerField(default=0, verbose_name='partes')),
                ('custo', models.DecimalField(decimal_places=4, default=0, max_digits=9, verbose_name='custo (R$)')),
                ('criado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='criado em')),
                ('aceito_em', models.DateTimeField(blank=True, null=True, verbose_name='aceito em')),
                ('proxima_em', models.DateTimeField(blank=True, null=True, verbose_name='espera a confirmação até')),
                ('mudou_em', models.DateTimeField(blank=True, null=True, verbose_name='última notícia em')),
                ('lido_em', models.DateTimeField(blank=True, null=True, verbose_name='lido em')),
                ('queixa_em', models.DateTimeField(blank=True, null=True, verbose_name='marcado como lixo em')),
                ('erro', models.CharField(blank=True, max_length=300, verbose_name='o que houve')),
                ('aviso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='envios', to='avisos.aviso')),
            ],
            options={
                'verbose_name': 'envio',
                'indexes': [models.Index(condition=models.Q(('id_no_provedor', ''), _negated=True), fields=['id_no_provedor'], name='envio_do_provedor'), models.Index(condition=models.Q(('situacao', 'enviando')), fields=['proxima_em'], name='envio_a_confirmar'), models.Index(fields=['criado_em'], name='envio_por_dia'), models.Index(condition=models.Q(('queixa_em__isnull', False)), fields=['queixa_em'], name='envio_com_queixa')],
                'constraints': [models.UniqueConstraint(fields=('aviso', 'canal'), name='envio_um_por_canal', violation_error_message='Este aviso já passou por este canal.')],
            },
        ),
    ]
