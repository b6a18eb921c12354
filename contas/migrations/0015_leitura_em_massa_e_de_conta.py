import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A leitura de uma conta, e a de muita gente de uma vez; desfeita, perde as linhas que antes não cabiam."""

    dependencies = [
        ('contas', '0014_planilha_mandada'),
    ]

    operations = [
        migrations.AddField(
            model_name='leituradepessoal',
            name='conta',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leituras', to=settings.AUTH_USER_MODEL, verbose_name='conta lida'),
        ),
        migrations.AddField(
            model_name='leituradepessoal',
            name='filtro',
            field=models.CharField(blank=True, max_length=300, verbose_name='o que se escolheu'),
        ),
        migrations.AddField(
            model_name='leituradepessoal',
            name='quantos',
            field=models.PositiveIntegerField(null=True, verbose_name='quantos'),
        ),
        migrations.AlterField(
            model_name='leituradepessoal',
            name='interessado',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leituras', to='contas.interessado', verbose_name='parte de um caso'),
        ),
        migrations.AlterField(
            model_name='leituradepessoal',
            name='papel',
            field=models.CharField(choices=[('interessado', 'Munícipe'), ('atendente', 'Atendente'), ('servidor', 'Servidor'), ('chefia', 'Chefia da unidade'), ('sic', 'Serviço de Informação ao Cidadão'), ('autoridade', 'Autoridade máxima do órgão'), ('ouvidoria', 'Ouvidoria Geral do Município'), ('corregedoria', 'Corregedoria Geral do Município'), ('interlocutor', 'Interlocutor do órgão'), ('cmai', 'Comissão Municipal de Acesso à Informação'), ('integracao', 'Integração'), ('sistema', 'Sistema'), ('administracao', 'Administração do portal')], max_length=13, verbose_name='papel'),
        ),
        migrations.AlterField(
            model_name='leituradepessoal',
            name='protocolo',
            field=models.CharField(blank=True, max_length=20, verbose_name='protocolo'),
        ),
        migrations.AlterField(
            model_name='leituradepessoal',
            name='usuario',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quem leu'),
        ),
        migrations.AddIndex(
            model_name='leituradepessoal',
            index=models.Index(condition=models.Q(('conta__isnull', False)), fields=['conta', 'em'], name='leitura_da_conta'),
        ),
        migrations.AddIndex(
            model_name='leituradepessoal',
            index=models.Index(condition=models.Q(('quantos__isnull', False)), fields=['em'], name='leitura_em_massa'),
        ),
        migrations.AddConstraint(
            model_name='leituradepessoal',
            constraint=models.CheckConstraint(condition=models.Q(('interessado__isnull', False), ('conta__isnull', False), ('quantos__isnull', False), _connector='OR'), name='leitura_de_alguem_ou_de_muitos', violation_error_message='Uma leitura diz de quem, ou de quantos.'),
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM contas_leituradepessoal WHERE interessado_id IS NULL"
        ),
    ]
