import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

SEGUE = """
CREATE FUNCTION public.solicitacoes_segue(principal bigint, unidade bigint, servico bigint)
RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2 AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.solicitacoes_solicitacao seguida
    WHERE seguida.id = principal AND seguida.unidade_id = unidade AND seguida.servico_id = servico
      AND seguida.encerrada_em IS NULL
  );
END
$$
"""
"""O pedido juntado a `principal` ainda o segue? Sim se ele está aberto, na mesma caixa e no mesmo serviço.

Uma função, e não uma subconsulta, por causa do custo: o banco estima uma subconsulta para cada linha da caixa e
foge do índice que já tem a ordem, quando quase nenhuma linha tem principal. Em plpgsql, que guarda o plano de
uma consulta para a outra; custo 2, para que os filtros de uma coluna só, que custam 1, venham antes dela e
a poupem de quase todas as linhas. Cada nome é escrito com o esquema: o pg_restore roda com search_path vazio.
"""


class Migration(migrations.Migration):
    """O banco do pouso de 28/11/2026 (8747b5f4), numa migração só."""

    replaces = [('solicitacoes', '0001_initial'), ('solicitacoes', '0002_indices_da_caixa'), ('solicitacoes', '0003_caixa_por_distrito'), ('solicitacoes', '0004_territorio_importado'), ('solicitacoes', '0005_indices_do_servico'), ('solicitacoes', '0006_caixa_de_trabalho'), ('solicitacoes', '0007_lista'), ('solicitacoes', '0008_papeis_e_canais'), ('solicitacoes', '0009_segue_o_principal'), ('solicitacoes', '0010_chaves_de_antes'), ('solicitacoes', '0011_quarentena'), ('solicitacoes', '0012_iguais_ali_perto'), ('solicitacoes', '0013_mensagem_por_ler'), ('solicitacoes', '0014_mapa_e_filtros_da_unidade'), ('solicitacoes', '0015_lista_do_dia'), ('solicitacoes', '0016_palavras_por_unidade'), ('solicitacoes', '0017_foi_resolvido'), ('solicitacoes', '0018_apoio')]

    initial = True

    dependencies = [
        ('contas', '0001_squashed_0009_dados_pessoais'),
        ('guia', '0001_squashed_0011_caminho_deste_portal'),
        ('protocolo', '0001_squashed_0007_dados_pessoais'),
        ('roteamento', '0001_squashed_0006_base_de_ruas'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.CreateModel(
            name='Solicitacao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protocolo', models.CharField(editable=False, max_length=15, verbose_name='protocolo')),
                ('chave_de_envio', models.CharField(editable=False, max_length=64, verbose_name='chave de envio')),
                ('canal', models.CharField(choices=[('portal', 'Portal'), ('aplicativo', 'Aplicativo'), ('central', 'Central 156'), ('praca', 'Praça de Atendimento'), ('chat', 'Chat'), ('carta', 'Carta'), ('balcao', 'Balcão do órgão'), ('integracao', 'Integração'), ('nao_informado', 'Não informado')], max_length=14, verbose_name='canal')),
                ('procedencia', models.CharField(choices=[('nativa', 'Aberto aqui'), ('importada', 'Importado')], default='nativa', editable=False, max_length=9, verbose_name='procedência')),
                ('situacao', models.CharField(max_length=20, verbose_name='situação')),
                ('versao', models.PositiveIntegerField(default=0, verbose_name='versão')),
                ('aberta_em', models.DateTimeField(verbose_name='aberta em')),
                ('encerrada_em', models.DateTimeField(blank=True, null=True, verbose_name='encerrada em')),
                ('conta_desde', models.DateTimeField(verbose_name='conta desde')),
                ('quantidade', models.PositiveIntegerField(verbose_name='prazo')),
                ('contagem', models.CharField(choices=[('corridos', 'dias corridos'), ('uteis', 'dias úteis'), ('horas', 'horas'), ('imediato', 'imediato'), ('sem_prazo', 'sem prazo definido')], max_length=9, verbose_name='contagem')),
                ('base_legal', models.CharField(max_length=200, verbose_name='de onde vem o prazo')),
                ('parada_em', models.DateTimeField(blank=True, null=True, verbose_name='parada em')),
                ('parado', models.PositiveIntegerField(default=0, verbose_name='tempo parado')),
                ('prorrogada_em', models.DateTimeField(blank=True, null=True, verbose_name='prorrogada em')),
                ('vence_em', models.DateTimeField(verbose_name='vence em')),
                ('calculada_em', models.DateTimeField(verbose_name='prazo calculado em')),
                ('logradouro', models.CharField(blank=True, max_length=150, verbose_name='logradouro')),
                ('logradouro_busca', models.CharField(blank=True, editable=False, max_length=150)),
                ('numero', models.CharField(blank=True, max_length=20, verbose_name='número')),
                ('complemento', models.CharField(blank=True, max_length=80, verbose_name='complemento')),
                ('referencia', models.CharField(blank=True, max_length=200, verbose_name='ponto de referência')),
                ('cep', models.CharField(blank=True, max_length=8, verbose_name='CEP')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('descricao', models.TextField(blank=True, verbose_name='descrição')),
                ('respostas', models.JSONField(default=list, help_text='Lista de {chave, rotulo, valor}, na ordem das perguntas.', verbose_name='respostas')),
                ('rota', models.JSONField(default=dict, verbose_name='por que veio para cá')),
                ('transferencias', models.PositiveSmallIntegerField(default=0, verbose_name='transferências')),
                ('devolucoes', models.PositiveSmallIntegerField(default=0, verbose_name='devoluções')),
                ('desfecho', models.CharField(blank=True, choices=[('realizado', 'Realizado'), ('ja_resolvido', 'Já estava resolvido'), ('nao_encontrado', 'Problema não encontrado no local'), ('improcedente', 'Improcedente'), ('fora_da_competencia', 'Fora da competência da Prefeitura'), ('nao_informado', 'Não informado')], max_length=20, verbose_name='desfecho')),
                ('motivo_de_recusa', models.CharField(blank=True, choices=[('area_particular', 'o local é particular'), ('falta_informacao', 'faltam informações para localizar ou entender o problema'), ('sem_requisitos', 'o pedido não atende aos requisitos do serviço'), ('repetido', 'já existe um pedido seu para o mesmo problema'), ('outra_esfera', 'o assunto é de outro governo ou empresa'), ('outro', 'outro motivo')], max_length=20, verbose_name='motivo da recusa')),
                ('responder_ate', models.DateTimeField(blank=True, null=True, verbose_name='o munícipe responde até')),
                ('lembrar_em', models.DateTimeField(blank=True, null=True, verbose_name='lembrar o munícipe em')),
                ('vencimento_avisado_em', models.DateTimeField(blank=True, null=True, verbose_name='vencimento avisado em')),
                ('atendente', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('distrito', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roteamento.distrito')),
                ('interessado', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='contas.interessado', verbose_name='interessado')),
                ('local_de_registro', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roteamento.unidade', verbose_name='registrada em')),
                ('principal', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agrupadas', to='solicitacoes.solicitacao')),
                ('responsavel', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsável')),
                ('servico', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='solicitacoes', to='guia.servico', verbose_name='serviço')),
                ('subprefeitura', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roteamento.subprefeitura')),
                ('unidade', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='solicitacoes', to='roteamento.unidade')),
                ('unidade_anterior', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roteamento.unidade')),
                ('versao_servico', models.ForeignKey(db_index=False, help_text='O texto do Guia em vigor quando o pedido foi aberto.', on_delete=django.db.models.deletion.PROTECT, related_name='solicitacoes', to='guia.versaodoservico', verbose_name='versão do serviço')),
                ('aguarda_decisao_desde', models.DateTimeField(blank=True, help_text='Devolvida duas vezes: fica com a última unidade até alguém decidir.', null=True, verbose_name='aguarda decisão da coordenação desde')),
                ('agendada_para', models.DateField(blank=True, help_text='O dia em que a equipe disse que vai ao local.', null=True, verbose_name='marcada para')),
                ('com_foto', models.BooleanField(db_default=False, default=False, verbose_name='tem foto')),
                ('executada_em', models.DateField(blank=True, null=True, verbose_name='feita em')),
                ('ordem_de_servico', models.CharField(blank=True, max_length=40, verbose_name='ordem de serviço')),
                ('reaberta_em', models.DateTimeField(blank=True, null=True, verbose_name='reaberta em')),
                ('por_ler_desde', models.DateTimeField(blank=True, help_text='Quando ele escreveu; vazio se alguém da unidade já abriu o pedido depois.', null=True, verbose_name='mensagem do munícipe por ler desde')),
            ],
            options={
                'verbose_name': 'solicitação',
                'verbose_name_plural': 'solicitações',
                'indexes': [models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'servico', 'vence_em', 'id'], name='solicitacao_caixa_servico'), models.Index(condition=models.Q(('encerrada_em', None), ('parada_em', None), ('procedencia', 'nativa'), ('vencimento_avisado_em', None)), fields=['vence_em'], name='solicitacao_a_vencer'), models.Index(condition=models.Q(('responder_ate__isnull', False)), fields=['responder_ate'], name='solicitacao_complemento'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'situacao', 'vence_em', 'id'], name='solicitacao_caixa_situacao'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'responsavel', 'vence_em', 'id'], name='solicitacao_caixa_pessoa'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'distrito', 'vence_em', 'id'], name='solicitacao_caixa_distrito'), models.Index(condition=models.Q(('aguarda_decisao_desde__isnull', False), ('encerrada_em', None)), fields=['aguarda_decisao_desde', 'id'], name='solicitacao_a_decidir'), models.Index(fields=['servico', 'aberta_em'], include=('distrito',), name='solicitacao_do_servico'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['servico', 'distrito'], name='solicitacao_abertas_do_servico'), models.Index(condition=models.Q(('encerrada_em', None), ('lat__isnull', False)), fields=['unidade', 'lat'], name='solicitacao_perto'), models.Index(condition=models.Q(('logradouro_busca', ''), _negated=True), fields=['logradouro_busca', 'numero', '-aberta_em'], name='solicitacao_endereco'), models.Index(condition=models.Q(('principal__isnull', False)), fields=['principal', 'encerrada_em'], name='solicitacao_juntadas'), models.Index(condition=models.Q(('encerrada_em', None), ('lat__isnull', False)), fields=['servico', 'lat'], name='solicitacao_perto_do_servico'), models.Index(condition=models.Q(('encerrada_em', None), ('por_ler_desde__isnull', False)), fields=['unidade', 'principal', 'id'], name='solicitacao_por_ler'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'vence_em', 'id'], include=('parada_em', 'contagem', 'principal', 'situacao', 'servico', 'distrito', 'responsavel', 'canal', 'com_foto', 'aberta_em', 'reaberta_em', 'lat', 'lon'), name='solicitacao_caixa'), models.Index(condition=models.Q(('encerrada_em', None)), fields=['unidade', 'aberta_em', 'id'], include=('servico', 'principal'), name='solicitacao_caixa_idade'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('protocolo'), name='gin_trgm_ops'), condition=models.Q(('encerrada_em', None)), name='solicitacao_pedaco'), models.Index(condition=models.Q(('encerrada_em__isnull', False)), fields=['unidade', '-encerrada_em', '-id'], include=('principal', 'situacao', 'servico', 'distrito', 'responsavel', 'canal', 'com_foto', 'aberta_em', 'reaberta_em', 'logradouro_busca', 'numero'), name='solicitacao_encerradas'), django.contrib.postgres.indexes.GinIndex(models.F('unidade'), django.contrib.postgres.indexes.OpClass(models.F('logradouro_busca'), name='gin_trgm_ops'), condition=models.Q(('encerrada_em', None)), name='solicitacao_caixa_rua'), django.contrib.postgres.indexes.GinIndex(models.F('unidade'), django.contrib.postgres.search.SearchVector(models.Func(models.F('descricao'), function='public.guia_normalizar', output_field=models.TextField()), config='pg_catalog.portuguese'), condition=models.Q(('encerrada_em', None)), fastupdate=False, name='solicitacao_caixa_palavras')],
                'constraints': [models.UniqueConstraint(fields=('protocolo',), name='solicitacao_protocolo_unico', violation_error_message='Protocolo já usado.'), models.UniqueConstraint(fields=('chave_de_envio',), name='solicitacao_envio_unico', violation_error_message='Este envio já foi feito.'), models.CheckConstraint(condition=models.Q(models.Q(('encerrada_em__isnull', True), ('situacao__in', ('aberta', 'em_andamento', 'aguardando_municipe'))), models.Q(('encerrada_em__isnull', False), ('situacao__in', ('finalizada', 'indeferida', 'cancelada'))), _connector='OR'), name='solicitacao_encerrada_tem_data', violation_error_message='Só as encerradas, e todas elas, têm data de encerramento.'), models.CheckConstraint(condition=models.Q(('situacao', 'finalizada'), ('desfecho', ''), _connector='XOR'), name='solicitacao_finalizada_tem_desfecho', violation_error_message='Só as finalizadas, e todas elas, têm desfecho.'), models.CheckConstraint(condition=models.Q(models.Q(('parada_em__isnull', False), ('responder_ate__isnull', False), ('situacao', 'aguardando_municipe')), models.Q(models.Q(('situacao', 'aguardando_municipe'), _negated=True), ('parada_em', None), ('responder_ate', None)), _connector='OR'), name='solicitacao_espera_com_relogio_parado', violation_error_message='O relógio fica parado só enquanto se espera o munícipe.'), models.CheckConstraint(condition=models.Q(('principal', None), models.Q(('principal', models.F('id')), _negated=True), _connector='OR'), name='solicitacao_nao_se_junta_a_si', violation_error_message='Um pedido não se junta a si mesmo.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSolicitacao',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('situacao', models.CharField(max_length=20, verbose_name='situação')),
                ('vence_em', models.DateTimeField(verbose_name='vence em')),
                ('desfecho', models.CharField(blank=True, choices=[('realizado', 'Realizado'), ('ja_resolvido', 'Já estava resolvido'), ('nao_encontrado', 'Problema não encontrado no local'), ('improcedente', 'Improcedente'), ('fora_da_competencia', 'Fora da competência da Prefeitura'), ('nao_informado', 'Não informado')], max_length=20, verbose_name='desfecho')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('responsavel', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsável')),
                ('servico', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guia.servico', verbose_name='serviço')),
                ('unidade', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roteamento.unidade')),
                ('principal', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='solicitacoes.solicitacao')),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical solicitações',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Anexo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arquivo', models.FileField(max_length=200, upload_to='anexos/%Y/%m', verbose_name='arquivo')),
                ('miniatura', models.FileField(blank=True, max_length=200, upload_to='anexos/%Y/%m', verbose_name='miniatura')),
                ('nome', models.CharField(max_length=150, verbose_name='nome')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('papel', models.CharField(choices=[('interessado', 'Munícipe'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação'), ('integracao', 'Integração'), ('sistema', 'Sistema')], max_length=12, verbose_name='enviado por')),
                ('enviado_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enviado em')),
                ('ordem', models.PositiveIntegerField(help_text='A ordem do andamento com que veio.', verbose_name='andamento')),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='anexos', to='solicitacoes.solicitacao')),
                ('quarentena', models.ForeignKey(blank=True, editable=False, help_text='Vazio se o arquivo está pronto.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='protocolo.quarentena', verbose_name='quarentena')),
            ],
            options={
                'verbose_name': 'anexo',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('caso', 'sha256'), name='anexo_sem_repeticao', violation_error_message='Esta foto já está no pedido.')],
            },
        ),
        migrations.CreateModel(
            name='Andamento',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordem', models.PositiveIntegerField(verbose_name='ordem')),
                ('tipo', models.CharField(max_length=24, verbose_name='tipo')),
                ('texto', models.TextField(blank=True, verbose_name='texto')),
                ('alcance', models.CharField(choices=[('publico', 'Público'), ('interessado', 'Interessado'), ('interno', 'Interno')], max_length=11, verbose_name='alcance')),
                ('papel', models.CharField(choices=[('interessado', 'Munícipe'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação'), ('integracao', 'Integração'), ('sistema', 'Sistema')], max_length=12, verbose_name='papel')),
                ('unidade', models.CharField(blank=True, max_length=60, verbose_name='unidade')),
                ('em', models.DateTimeField(verbose_name='em')),
                ('mudancas', models.JSONField(default=dict, verbose_name='mudanças')),
                ('usuario', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='andamentos', to='solicitacoes.solicitacao')),
            ],
            options={
                'verbose_name': 'andamento',
                'ordering': ['ordem'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('caso', 'ordem'), name='andamento_ordem_unica', violation_error_message='Este passo já existe.')],
            },
        ),
        migrations.CreateModel(
            name='SaidaDaPrimeiraUnidade',
            fields=[
                ('servico', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='guia.servico')),
                ('de', models.DateField(verbose_name='desde')),
                ('ate', models.DateField(verbose_name='até')),
                ('pedidos', models.PositiveIntegerField(verbose_name='pedidos')),
                ('sairam', models.PositiveIntegerField(verbose_name='saíram da primeira unidade')),
            ],
            options={
                'verbose_name': 'saída da primeira unidade',
                'verbose_name_plural': 'saídas da primeira unidade',
            },
        ),
        migrations.CreateModel(
            name='Escalonamento',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('dias', models.SmallIntegerField(help_text='Negativo: antes dele.', verbose_name='dias depois do vencimento')),
                ('quem', models.CharField(choices=[('responsavel', 'O responsável (sem ele, a chefia)'), ('chefia', 'A chefia da unidade'), ('superior', 'A chefia da unidade superior')], max_length=11, verbose_name='quem é chamado')),
                ('ativo', models.BooleanField(default=True, verbose_name='em uso')),
            ],
            options={
                'verbose_name': 'escalonamento',
                'verbose_name_plural': 'escalonamentos',
                'ordering': ['dias'],
                'constraints': [models.UniqueConstraint(fields=('dias', 'quem'), name='escalonamento_unico', violation_error_message='Este escalonamento já existe.')],
            },
        ),
        migrations.CreateModel(
            name='Chamado',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vence_em', models.DateTimeField(verbose_name='vencimento de então')),
                ('em', models.DateTimeField(verbose_name='quando')),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chamados', to='solicitacoes.solicitacao')),
                ('escalonamento', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='solicitacoes.escalonamento')),
            ],
            options={
                'verbose_name': 'chamado',
                'constraints': [models.UniqueConstraint(fields=('caso', 'escalonamento', 'vence_em'), name='chamado_uma_vez', violation_error_message='Este chamado já foi feito.')],
            },
        ),
        migrations.CreateModel(
            name='FiltroGuardado',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nome', models.CharField(max_length=40, verbose_name='nome')),
                ('consulta', models.CharField(help_text='Como estão no endereço da lista.', max_length=600, verbose_name='filtros')),
                ('unidade', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roteamento.unidade', verbose_name='caixa')),
                ('usuario', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='filtros_guardados', to=settings.AUTH_USER_MODEL, verbose_name='servidor')),
                ('partilhado', models.BooleanField(db_default=False, default=False, help_text='Todos os que servem na caixa o veem.', verbose_name='da unidade')),
            ],
            options={
                'verbose_name': 'filtro guardado',
                'verbose_name_plural': 'filtros guardados',
                'ordering': ['nome'],
                'constraints': [models.UniqueConstraint(fields=('usuario', 'unidade', 'nome'), name='filtro_guardado_unico', violation_error_message='Você já tem um filtro com este nome nesta caixa.'), models.UniqueConstraint(condition=models.Q(('partilhado', True)), fields=('unidade', 'nome'), name='filtro_partilhado_unico', violation_error_message='A unidade já tem um filtro com este nome.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalEscalonamento',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('dias', models.SmallIntegerField(help_text='Negativo: antes dele.', verbose_name='dias depois do vencimento')),
                ('quem', models.CharField(choices=[('responsavel', 'O responsável (sem ele, a chefia)'), ('chefia', 'A chefia da unidade'), ('superior', 'A chefia da unidade superior')], max_length=11, verbose_name='quem é chamado')),
                ('ativo', models.BooleanField(default=True, verbose_name='em uso')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical escalonamentos',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalModeloDeResposta',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('ato', models.CharField(choices=[('finalizar', 'Finalizar'), ('indeferir', 'Indeferir'), ('pedir-complemento', 'Pedir complemento'), ('prorrogar', 'Prorrogar o prazo')], max_length=20, verbose_name='ato')),
                ('resultado', models.CharField(blank=True, max_length=20, verbose_name='resultado')),
                ('nome', models.CharField(max_length=60, verbose_name='nome')),
                ('texto', models.TextField(max_length=2000, verbose_name='texto')),
                ('ativo', models.BooleanField(default=True, verbose_name='em uso')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('servico', models.ForeignKey(blank=True, db_constraint=False, help_text='Vazio: vale para todos os serviços.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guia.servico', verbose_name='serviço')),
                ('unidade', models.ForeignKey(blank=True, db_constraint=False, help_text='Vazio: vale em toda a cidade.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roteamento.unidade', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'histórico',
                'verbose_name_plural': 'historical modelos de resposta',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ModeloDeResposta',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origem', models.CharField(choices=[('carga', 'Carga de referência'), ('edicao', 'Edição por uma pessoa')], db_default='edicao', default='edicao', editable=False, max_length=6, verbose_name='origem')),
                ('ato', models.CharField(choices=[('finalizar', 'Finalizar'), ('indeferir', 'Indeferir'), ('pedir-complemento', 'Pedir complemento'), ('prorrogar', 'Prorrogar o prazo')], max_length=20, verbose_name='ato')),
                ('resultado', models.CharField(blank=True, max_length=20, verbose_name='resultado')),
                ('nome', models.CharField(max_length=60, verbose_name='nome')),
                ('texto', models.TextField(max_length=2000, verbose_name='texto')),
                ('ativo', models.BooleanField(default=True, verbose_name='em uso')),
                ('servico', models.ForeignKey(blank=True, help_text='Vazio: vale para todos os serviços.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='guia.servico', verbose_name='serviço')),
                ('unidade', models.ForeignKey(blank=True, help_text='Vazio: vale em toda a cidade.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='modelos_de_resposta', to='roteamento.unidade', verbose_name='unidade')),
            ],
            options={
                'verbose_name': 'modelo de resposta',
                'verbose_name_plural': 'modelos de resposta',
                'ordering': ['ato', 'resultado', 'nome'],
                'constraints': [models.UniqueConstraint(fields=('unidade', 'servico', 'ato', 'resultado', 'nome'), name='modelo_de_resposta_unico', nulls_distinct=False, violation_error_message='Já existe um modelo com este nome para o mesmo caso.')],
            },
        ),
        migrations.CreateModel(
            name='Visita',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dia', models.DateField(verbose_name='dia')),
                ('posta_em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='posta em')),
                ('sem_fazer_em', models.DateTimeField(blank=True, null=True, verbose_name='voltou sem fazer em')),
                ('motivo', models.CharField(blank=True, max_length=120, verbose_name='por que não deu')),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='visitas', to='solicitacoes.solicitacao', verbose_name='pedido')),
                ('quem', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visitas', to=settings.AUTH_USER_MODEL, verbose_name='quem vai')),
                ('unidade', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roteamento.unidade', verbose_name='caixa')),
            ],
            options={
                'verbose_name': 'visita',
                'indexes': [models.Index(fields=['quem', 'dia'], name='visita_do_dia')],
                'constraints': [models.UniqueConstraint(fields=('caso', 'dia'), name='visita_uma_por_dia', violation_error_message='Este pedido já está na lista de alguém neste dia.')],
            },
        ),
        migrations.CreateModel(
            name='PedidoDeReabertura',
            fields=[
                ('caso', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pedido_de_reabertura', serialize=False, to='solicitacoes.solicitacao')),
                ('em', models.DateTimeField(verbose_name='pedido em')),
                ('decidir_ate', models.DateTimeField(verbose_name='a unidade decide até')),
                ('decidido_em', models.DateTimeField(blank=True, null=True, verbose_name='decidido em')),
                ('aceito', models.BooleanField(default=False, verbose_name='aceito')),
            ],
            options={
                'verbose_name': 'pedido de reabertura',
                'verbose_name_plural': 'pedidos de reabertura',
                'indexes': [models.Index(condition=models.Q(('decidido_em', None)), fields=['decidir_ate'], name='reabertura_por_decidir')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decidido_em__isnull', False), ('aceito', False), _connector='OR'), name='reabertura_aceita_tem_data', violation_error_message='Só o que se decidiu é aceito.')],
            },
        ),
        migrations.CreateModel(
            name='Satisfacao',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resolveu', models.CharField(choices=[('sim', 'Sim'), ('em_parte', 'Em parte'), ('nao', 'Não')], max_length=8, verbose_name='resolveu')),
                ('em', models.DateTimeField(verbose_name='em')),
                ('do_fim_em', models.DateTimeField(verbose_name='do encerramento de')),
                ('nota', models.PositiveSmallIntegerField(choices=[(1, 'Muito ruim'), (2, 'Ruim'), (3, 'Regular'), (4, 'Boa'), (5, 'Muito boa')], null=True, verbose_name='como foi o atendimento')),
                ('no_prazo', models.CharField(blank=True, choices=[('sim', 'Sim'), ('nao', 'Não')], max_length=3, verbose_name='no tempo dito')),
                ('clareza', models.CharField(blank=True, choices=[('sim', 'Sim'), ('nao', 'Não')], max_length=3, verbose_name='resposta clara')),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='satisfacoes', to='solicitacoes.solicitacao')),
            ],
            options={
                'verbose_name': 'resposta a “foi resolvido?”',
                'verbose_name_plural': 'respostas a “foi resolvido?”',
                'indexes': [models.Index(fields=['em'], include=('caso', 'resolveu'), name='resolvido_no_periodo')],
                'constraints': [models.UniqueConstraint(fields=('caso', 'do_fim_em'), name='resolvido_uma_vez', violation_error_message='Já se disse se este pedido foi resolvido.'), models.CheckConstraint(condition=models.Q(('nota', None), models.Q(('nota__gte', 1), ('nota__lte', 5)), _connector='OR'), name='resolvido_nota_de_1_a_5', violation_error_message='A nota vai de 1 a 5.'), models.CheckConstraint(condition=models.Q(('resolveu__in', ['sim', 'nao'])), name='resolvido_sim_ou_nao', violation_error_message='Diga sim ou não.')],
            },
        ),
        migrations.CreateModel(
            name='Apoio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('em', models.DateTimeField(default=django.utils.timezone.now, verbose_name='em')),
                ('ate_versao', models.PositiveIntegerField(verbose_name='contado até o andamento')),
                ('caso', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='apoios', to='solicitacoes.solicitacao')),
                ('usuario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='apoios', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'apoio',
                'constraints': [models.UniqueConstraint(fields=('caso', 'usuario'), name='apoio_um_por_pessoa', violation_error_message='Você já acompanha este pedido.')],
            },
        ),
        migrations.RunSQL(SEGUE, "DROP FUNCTION public.solicitacoes_segue(bigint, bigint, bigint)"),
    ]
