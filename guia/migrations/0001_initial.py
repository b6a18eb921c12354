import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

NORMALIZAR = r"""
CREATE FUNCTION public.guia_normalizar(texto text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT pg_catalog.regexp_replace(
    pg_catalog.regexp_replace(
      pg_catalog.regexp_replace(
        pg_catalog.regexp_replace(
          pg_catalog.regexp_replace(
            public.unaccent('public.unaccent'::regdictionary, pg_catalog.lower(texto)),
            '(oes|aes)\M', 'ao', 'g'),
          '([aeou])is\M', '\1l', 'g'),
        '([aeiou])ns\M', '\1m', 'g'),
      '(\w{4})acao\M', '\1ar', 'g'),
    '(\w{4})icao\M', '\1ir', 'g')
$$
"""
"""A forma de um texto na busca: minúsculas, sem acento, sem os plurais que o radical não desfaz
(caminhões, animais, imagens) e com os nomes de ação junto do verbo (iluminação, iluminar).

Cada nome é escrito com o esquema: o pg_restore roda com search_path vazio.
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(NORMALIZAR, "DROP FUNCTION public.guia_normalizar(text)"),
        migrations.CreateModel(
            name="Assunto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                ("nome", models.CharField(max_length=120, verbose_name="nome")),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=120, verbose_name="endereço"),
                ),
            ],
            options={
                "verbose_name": "assunto",
                "ordering": ["nome"],
            },
        ),
        migrations.CreateModel(
            name="Servico",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "codigo",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="O código da cidade, se houver.",
                        null=True,
                        verbose_name="código",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=120, verbose_name="endereço"),
                ),
                (
                    "no_aplicativo",
                    models.BooleanField(default=False, verbose_name="no aplicativo"),
                ),
                (
                    "arquivado_em",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="arquivado em",
                    ),
                ),
                (
                    "assunto",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="servicos",
                        to="guia.assunto",
                        verbose_name="assunto",
                    ),
                ),
            ],
            options={
                "verbose_name": "serviço",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOrgao",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                ("sigla", models.CharField(max_length=20, verbose_name="sigla")),
                ("nome", models.CharField(max_length=150, verbose_name="nome")),
                (
                    "fonte",
                    models.CharField(blank=True, max_length=200, verbose_name="fonte do nome"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical órgãos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTema",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=60, verbose_name="endereço"),
                ),
                ("nome", models.CharField(max_length=80, verbose_name="nome")),
                (
                    "icone",
                    models.SlugField(blank=True, db_index=False, max_length=30, verbose_name="ícone"),
                ),
                (
                    "ordem",
                    models.PositiveSmallIntegerField(default=99, verbose_name="ordem"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical temas",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Orgao",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                ("sigla", models.CharField(max_length=20, verbose_name="sigla")),
                ("nome", models.CharField(max_length=150, verbose_name="nome")),
                (
                    "fonte",
                    models.CharField(blank=True, max_length=200, verbose_name="fonte do nome"),
                ),
            ],
            options={
                "verbose_name": "órgão",
                "ordering": ["nome"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sigla",),
                        name="orgao_sigla_unica",
                        violation_error_message="Já existe um órgão com esta sigla.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PalavraDeBusca",
            fields=[
                (
                    "forma",
                    models.CharField(
                        max_length=60,
                        primary_key=True,
                        serialize=False,
                        verbose_name="forma",
                    ),
                ),
                (
                    "servicos",
                    models.PositiveIntegerField(verbose_name="em quantos serviços"),
                ),
            ],
            options={
                "verbose_name": "palavra de busca",
                "verbose_name_plural": "palavras de busca",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("forma", name="gin_trgm_ops"),
                        name="busca_palavra_trigramas",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Procura",
            fields=[
                (
                    "servico",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="procura",
                        serialize=False,
                        to="guia.servico",
                    ),
                ),
                (
                    "pedidos_por_ano",
                    models.PositiveIntegerField(default=0, verbose_name="pedidos por ano"),
                ),
            ],
            options={
                "verbose_name": "procura",
                "verbose_name_plural": "procura",
            },
        ),
        migrations.AddField(
            model_name="servico",
            name="orgao",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="servicos",
                to="guia.orgao",
                verbose_name="órgão",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalVersaoDoServico",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "numero",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="número"),
                ),
                (
                    "situacao",
                    models.CharField(
                        choices=[
                            ("rascunho", "Rascunho"),
                            ("em_revisao", "Em revisão"),
                            ("publicada", "Publicada"),
                            ("substituida", "Substituída"),
                        ],
                        default="rascunho",
                        editable=False,
                        max_length=11,
                        verbose_name="situação",
                    ),
                ),
                ("nome", models.CharField(max_length=200, verbose_name="nome")),
                ("o_que_e", models.TextField(blank=True, verbose_name="o que é")),
                (
                    "quando_solicitar",
                    models.TextField(blank=True, verbose_name="quando solicitar"),
                ),
                (
                    "publico_alvo",
                    models.TextField(blank=True, verbose_name="para quem é"),
                ),
                (
                    "requisitos",
                    models.TextField(blank=True, verbose_name="requisitos, documentos e informações"),
                ),
                (
                    "etapas",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Lista de frases: ["…", "…"].',
                        verbose_name="etapas",
                    ),
                ),
                (
                    "legislacao",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Lista de {"norma": "…", "fonte": "…"}.',
                        verbose_name="legislação",
                    ),
                ),
                (
                    "taxas",
                    models.TextField(blank=True, help_text="Vazio: gratuito.", verbose_name="taxas"),
                ),
                (
                    "prazo_quantidade",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="prazo"),
                ),
                (
                    "prazo_contagem",
                    models.CharField(
                        choices=[
                            ("corridos", "dias corridos"),
                            ("uteis", "dias úteis"),
                            ("horas", "horas"),
                            ("imediato", "imediato"),
                            ("sem_prazo", "sem prazo definido"),
                        ],
                        default="sem_prazo",
                        max_length=9,
                        verbose_name="contagem do prazo",
                    ),
                ),
                (
                    "prazo_provisorio",
                    models.BooleanField(
                        default=False,
                        help_text="É o prazo padrão da cidade; o órgão ainda não confirmou o seu.",
                        verbose_name="prazo provisório",
                    ),
                ),
                (
                    "canais",
                    models.JSONField(blank=True, default=list, verbose_name="canais"),
                ),
                (
                    "observacoes",
                    models.TextField(blank=True, verbose_name="observações"),
                ),
                (
                    "palavras",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Como as pessoas chamam este serviço, e nomes antigos.",
                        verbose_name="palavras do cidadão",
                    ),
                ),
                (
                    "perguntas",
                    models.JSONField(blank=True, default=list, verbose_name="perguntas"),
                ),
                (
                    "solicitavel",
                    models.BooleanField(default=False, verbose_name="pode ser solicitado aqui"),
                ),
                (
                    "identificacao",
                    models.CharField(
                        choices=[
                            ("anonima", "Pode ser pedido sem se identificar"),
                            ("cpf", "Pede identificação"),
                        ],
                        default="cpf",
                        max_length=7,
                        verbose_name="identificação",
                    ),
                ),
                (
                    "sigilosa",
                    models.BooleanField(
                        default=False,
                        help_text="O protocolo sozinho não diz qual é o serviço.",
                        verbose_name="sigilosa",
                    ),
                ),
                (
                    "precisa_de_endereco",
                    models.BooleanField(default=True, verbose_name="precisa de endereço"),
                ),
                (
                    "complemento_vencido",
                    models.CharField(
                        choices=[
                            ("encerra", "O pedido se encerra"),
                            ("prossegue", "O pedido segue sem a resposta"),
                        ],
                        default="encerra",
                        max_length=9,
                        verbose_name="sem resposta ao complemento",
                    ),
                ),
                (
                    "fontes",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="De onde veio cada fato.",
                        verbose_name="fontes",
                    ),
                ),
                (
                    "a_confirmar",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Campos que o órgão ainda precisa confirmar.",
                        verbose_name="a confirmar",
                    ),
                ),
                (
                    "motivo",
                    models.CharField(blank=True, max_length=300, verbose_name="por que mudou"),
                ),
                (
                    "publicada_em",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="publicada em",
                    ),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publicada_por",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="publicada por",
                    ),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="guia.servico",
                        verbose_name="serviço",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical versões dos serviços",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Tema",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=60, verbose_name="endereço"),
                ),
                ("nome", models.CharField(max_length=80, verbose_name="nome")),
                (
                    "icone",
                    models.SlugField(blank=True, db_index=False, max_length=30, verbose_name="ícone"),
                ),
                (
                    "ordem",
                    models.PositiveSmallIntegerField(default=99, verbose_name="ordem"),
                ),
            ],
            options={
                "verbose_name": "tema",
                "ordering": ["ordem", "nome"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug",),
                        name="tema_slug_unico",
                        violation_error_message="Já existe um tema com este endereço.",
                    ),
                    models.UniqueConstraint(
                        fields=("nome",),
                        name="tema_nome_unico",
                        violation_error_message="Já existe um tema com este nome.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAssunto",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                ("nome", models.CharField(max_length=120, verbose_name="nome")),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=120, verbose_name="endereço"),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tema",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="guia.tema",
                        verbose_name="tema",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical assuntos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="assunto",
            name="tema",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assuntos",
                to="guia.tema",
                verbose_name="tema",
            ),
        ),
        migrations.CreateModel(
            name="VersaoDoServico",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "numero",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="número"),
                ),
                (
                    "situacao",
                    models.CharField(
                        choices=[
                            ("rascunho", "Rascunho"),
                            ("em_revisao", "Em revisão"),
                            ("publicada", "Publicada"),
                            ("substituida", "Substituída"),
                        ],
                        default="rascunho",
                        editable=False,
                        max_length=11,
                        verbose_name="situação",
                    ),
                ),
                ("nome", models.CharField(max_length=200, verbose_name="nome")),
                ("o_que_e", models.TextField(blank=True, verbose_name="o que é")),
                (
                    "quando_solicitar",
                    models.TextField(blank=True, verbose_name="quando solicitar"),
                ),
                (
                    "publico_alvo",
                    models.TextField(blank=True, verbose_name="para quem é"),
                ),
                (
                    "requisitos",
                    models.TextField(blank=True, verbose_name="requisitos, documentos e informações"),
                ),
                (
                    "etapas",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Lista de frases: ["…", "…"].',
                        verbose_name="etapas",
                    ),
                ),
                (
                    "legislacao",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Lista de {"norma": "…", "fonte": "…"}.',
                        verbose_name="legislação",
                    ),
                ),
                (
                    "taxas",
                    models.TextField(blank=True, help_text="Vazio: gratuito.", verbose_name="taxas"),
                ),
                (
                    "prazo_quantidade",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="prazo"),
                ),
                (
                    "prazo_contagem",
                    models.CharField(
                        choices=[
                            ("corridos", "dias corridos"),
                            ("uteis", "dias úteis"),
                            ("horas", "horas"),
                            ("imediato", "imediato"),
                            ("sem_prazo", "sem prazo definido"),
                        ],
                        default="sem_prazo",
                        max_length=9,
                        verbose_name="contagem do prazo",
                    ),
                ),
                (
                    "prazo_provisorio",
                    models.BooleanField(
                        default=False,
                        help_text="É o prazo padrão da cidade; o órgão ainda não confirmou o seu.",
                        verbose_name="prazo provisório",
                    ),
                ),
                (
                    "canais",
                    models.JSONField(blank=True, default=list, verbose_name="canais"),
                ),
                (
                    "observacoes",
                    models.TextField(blank=True, verbose_name="observações"),
                ),
                (
                    "palavras",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Como as pessoas chamam este serviço, e nomes antigos.",
                        verbose_name="palavras do cidadão",
                    ),
                ),
                (
                    "perguntas",
                    models.JSONField(blank=True, default=list, verbose_name="perguntas"),
                ),
                (
                    "solicitavel",
                    models.BooleanField(default=False, verbose_name="pode ser solicitado aqui"),
                ),
                (
                    "identificacao",
                    models.CharField(
                        choices=[
                            ("anonima", "Pode ser pedido sem se identificar"),
                            ("cpf", "Pede identificação"),
                        ],
                        default="cpf",
                        max_length=7,
                        verbose_name="identificação",
                    ),
                ),
                (
                    "sigilosa",
                    models.BooleanField(
                        default=False,
                        help_text="O protocolo sozinho não diz qual é o serviço.",
                        verbose_name="sigilosa",
                    ),
                ),
                (
                    "precisa_de_endereco",
                    models.BooleanField(default=True, verbose_name="precisa de endereço"),
                ),
                (
                    "complemento_vencido",
                    models.CharField(
                        choices=[
                            ("encerra", "O pedido se encerra"),
                            ("prossegue", "O pedido segue sem a resposta"),
                        ],
                        default="encerra",
                        max_length=9,
                        verbose_name="sem resposta ao complemento",
                    ),
                ),
                (
                    "fontes",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="De onde veio cada fato.",
                        verbose_name="fontes",
                    ),
                ),
                (
                    "a_confirmar",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Campos que o órgão ainda precisa confirmar.",
                        verbose_name="a confirmar",
                    ),
                ),
                (
                    "motivo",
                    models.CharField(blank=True, max_length=300, verbose_name="por que mudou"),
                ),
                (
                    "publicada_em",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="publicada em",
                    ),
                ),
                (
                    "publicada_por",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="publicada por",
                    ),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versoes",
                        to="guia.servico",
                        verbose_name="serviço",
                    ),
                ),
            ],
            options={
                "verbose_name": "versão do serviço",
                "verbose_name_plural": "versões dos serviços",
                "ordering": ["servico", "-numero"],
                "permissions": [("publicar", "Pode publicar e arquivar serviços")],
            },
        ),
        migrations.AddField(
            model_name="servico",
            name="publicada",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="guia.versaodoservico",
                verbose_name="versão publicada",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalServico",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[
                            ("carga", "Carga de referência"),
                            ("edicao", "Edição por uma pessoa"),
                        ],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "codigo",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="O código da cidade, se houver.",
                        null=True,
                        verbose_name="código",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=120, verbose_name="endereço"),
                ),
                (
                    "no_aplicativo",
                    models.BooleanField(default=False, verbose_name="no aplicativo"),
                ),
                (
                    "arquivado_em",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="arquivado em",
                    ),
                ),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "assunto",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="guia.assunto",
                        verbose_name="assunto",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "orgao",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="guia.orgao",
                        verbose_name="órgão",
                    ),
                ),
                (
                    "publicada",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="guia.versaodoservico",
                        verbose_name="versão publicada",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical serviços",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PontoFocal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "ato",
                    models.CharField(max_length=150, verbose_name="ato de designação"),
                ),
                ("de", models.DateField(verbose_name="de")),
                ("ate", models.DateField(blank=True, null=True, verbose_name="até")),
                (
                    "orgao",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pontos_focais",
                        to="guia.orgao",
                        verbose_name="órgão",
                    ),
                ),
                (
                    "usuario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pontos_focais",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pessoa",
                    ),
                ),
            ],
            options={
                "verbose_name": "ponto focal",
                "verbose_name_plural": "pontos focais",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ate", None), ("ate__gte", models.F("de")), _connector="OR"),
                        name="ponto_focal_periodo",
                        violation_error_message="O fim da designação não pode ser antes do começo.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TextoDeBusca",
            fields=[
                (
                    "servico",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="texto_de_busca",
                        serialize=False,
                        to="guia.servico",
                    ),
                ),
                ("nome", models.TextField(verbose_name="nome")),
                ("palavras", models.TextField(verbose_name="palavras do cidadão")),
                ("divisao", models.TextField(verbose_name="tema e assunto")),
                ("texto", models.TextField(verbose_name="textos")),
                (
                    "vetor",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            models.F("nome"),
                                            function="public.guia_normalizar",
                                            output_field=models.TextField(),
                                        ),
                                        config="pg_catalog.portuguese",
                                        weight="A",
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            models.F("palavras"),
                                            function="public.guia_normalizar",
                                            output_field=models.TextField(),
                                        ),
                                        config="pg_catalog.portuguese",
                                        weight="B",
                                    ),
                                    django.contrib.postgres.search.SearchConfig("pg_catalog.portuguese"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        models.F("divisao"),
                                        function="public.guia_normalizar",
                                        output_field=models.TextField(),
                                    ),
                                    config="pg_catalog.portuguese",
                                    weight="C",
                                ),
                                django.contrib.postgres.search.SearchConfig("pg_catalog.portuguese"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func(
                                    models.F("texto"),
                                    function="public.guia_normalizar",
                                    output_field=models.TextField(),
                                ),
                                config="pg_catalog.portuguese",
                                weight="D",
                            ),
                            django.contrib.postgres.search.SearchConfig("pg_catalog.portuguese"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "texto de busca",
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["vetor"], name="busca_vetor")],
            },
        ),
        migrations.CreateModel(
            name="SlugAntigo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(db_index=False, max_length=120, verbose_name="endereço antigo"),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slugs_antigos",
                        to="guia.servico",
                    ),
                ),
            ],
            options={
                "verbose_name": "endereço antigo",
                "verbose_name_plural": "endereços antigos",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("slug",),
                        name="slug_antigo_unico",
                        violation_error_message="Outro serviço já teve este endereço.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="assunto",
            constraint=models.UniqueConstraint(
                fields=("tema", "slug"),
                name="assunto_unico_no_tema",
                violation_error_message="Este tema já tem um assunto com este nome.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.UniqueConstraint(
                fields=("servico", "numero"),
                name="versao_numero_unico",
                violation_error_message="Este serviço já tem uma versão com este número.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.UniqueConstraint(
                condition=models.Q(("situacao__in", ("rascunho", "em_revisao"))),
                fields=("servico",),
                name="versao_um_rascunho",
                violation_error_message="Este serviço já tem uma versão em elaboração.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.UniqueConstraint(
                condition=models.Q(("situacao", "publicada")),
                fields=("servico",),
                name="versao_uma_publicada",
                violation_error_message="Este serviço já tem uma versão publicada.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("situacao__in", ("rascunho", "em_revisao")),
                    ("publicada_em__isnull", False),
                    _connector="OR",
                ),
                name="versao_publicada_tem_data",
                violation_error_message="Uma versão publicada tem a data da publicação.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("prazo_contagem__in", ("corridos", "uteis", "horas")),
                        ("prazo_quantidade__gt", 0),
                        ("prazo_quantidade__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            ("prazo_contagem__in", ("corridos", "uteis", "horas")),
                            _negated=True,
                        ),
                        ("prazo_quantidade", None),
                    ),
                    _connector="OR",
                ),
                name="versao_prazo_coerente",
                violation_error_message="Dias e horas pedem um número; imediato e sem prazo não têm número.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versaodoservico",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("solicitavel", False),
                    models.Q(("prazo_contagem", "sem_prazo"), _negated=True),
                    _connector="OR",
                ),
                name="versao_solicitavel_tem_prazo",
                violation_error_message="O serviço que se pode solicitar tem prazo.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servico",
            constraint=models.UniqueConstraint(
                fields=("slug",),
                name="servico_slug_unico",
                violation_error_message="Já existe um serviço com este endereço.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servico",
            constraint=models.UniqueConstraint(
                fields=("codigo",),
                name="servico_codigo_unico",
                violation_error_message="Já existe um serviço com este código.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servico",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("orgao__isnull", False),
                    ("arquivado_em__isnull", False),
                    _connector="OR",
                ),
                name="servico_tem_orgao",
                violation_error_message="Só um serviço arquivado pode ficar sem órgão.",
            ),
        ),
    ]
