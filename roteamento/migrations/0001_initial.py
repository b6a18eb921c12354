"""Território, unidades, regras e lotações, com as extensões e a função de busca de que dependem."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models

import roteamento.models.territorio

# Todo nome vem com o esquema: sem isso o pg_restore pula as tabelas que usam a função.
SIMPLIFICAR = r"""
CREATE OR REPLACE FUNCTION public.roteamento_simplificar(texto text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT pg_catalog.btrim(pg_catalog.regexp_replace(
    pg_catalog.lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary, texto)),
    '[^a-z0-9]+', ' ', 'g'))
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("guia", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(SIMPLIFICAR, "DROP FUNCTION public.roteamento_simplificar(text)"),
        migrations.CreateModel(
            name="Distrito",
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
                ("codigo", models.PositiveSmallIntegerField(verbose_name="código")),
                ("sigla", models.CharField(max_length=3, verbose_name="sigla")),
                ("nome", models.CharField(max_length=60, verbose_name="nome")),
                (
                    "nome_busca",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("nome"),
                            function="public.roteamento_simplificar",
                            output_field=models.TextField(),
                        ),
                        output_field=models.CharField(max_length=60),
                    ),
                ),
                ("lat", models.FloatField(verbose_name="latitude de um ponto interno")),
                (
                    "lon",
                    models.FloatField(verbose_name="longitude de um ponto interno"),
                ),
            ],
            options={
                "verbose_name": "distrito",
                "verbose_name_plural": "distritos",
                "ordering": ["nome_busca"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLogradouro",
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
                    "nome",
                    models.CharField(
                        max_length=120,
                        validators=[roteamento.models.territorio.validar_por_extenso],
                        verbose_name="nome",
                    ),
                ),
                (
                    "nome_busca",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("nome"),
                            function="public.roteamento_simplificar",
                            output_field=models.TextField(),
                        ),
                        output_field=models.CharField(max_length=120),
                    ),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "numero_de",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="do número"),
                ),
                (
                    "numero_ate",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="até o número"),
                ),
                (
                    "lado",
                    models.CharField(
                        choices=[
                            ("ambos", "Os dois lados"),
                            ("par", "Lado par"),
                            ("impar", "Lado ímpar"),
                        ],
                        default="ambos",
                        max_length=5,
                        verbose_name="lado",
                    ),
                ),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("lon", models.FloatField(verbose_name="longitude")),
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
                    "distrito",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.distrito",
                        verbose_name="distrito",
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
                "verbose_name_plural": "historical logradouros",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPrefixoDeCep",
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
                    "cep5",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$",
                                "Escreva os cinco primeiros algarismos do CEP.",
                            )
                        ],
                        verbose_name="prefixo do CEP",
                    ),
                ),
                ("concordancia", models.FloatField(verbose_name="concordância")),
                (
                    "pedidos",
                    models.PositiveIntegerField(verbose_name="pedidos vistos no prefixo"),
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
                    "distrito",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.distrito",
                        verbose_name="distrito",
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
                "verbose_name_plural": "historical prefixos de CEP",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSubprefeitura",
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
                ("codigo", models.PositiveSmallIntegerField(verbose_name="código")),
                ("sigla", models.CharField(max_length=10, verbose_name="sigla")),
                ("nome", models.CharField(max_length=60, verbose_name="nome")),
                (
                    "endereco",
                    models.CharField(blank=True, max_length=120, verbose_name="endereço"),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "telefone",
                    models.CharField(blank=True, max_length=30, verbose_name="telefone"),
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
                "verbose_name_plural": "historical subprefeituras",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Subprefeitura",
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
                ("codigo", models.PositiveSmallIntegerField(verbose_name="código")),
                ("sigla", models.CharField(max_length=10, verbose_name="sigla")),
                ("nome", models.CharField(max_length=60, verbose_name="nome")),
                (
                    "endereco",
                    models.CharField(blank=True, max_length=120, verbose_name="endereço"),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "telefone",
                    models.CharField(blank=True, max_length=30, verbose_name="telefone"),
                ),
            ],
            options={
                "verbose_name": "subprefeitura",
                "verbose_name_plural": "subprefeituras",
                "ordering": ["codigo"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("codigo",),
                        name="subprefeitura_codigo_unico",
                        violation_error_message="Já existe uma subprefeitura com este código.",
                    ),
                    models.UniqueConstraint(
                        fields=("sigla",),
                        name="subprefeitura_sigla_unica",
                        violation_error_message="Já existe uma subprefeitura com esta sigla.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDistrito",
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
                ("codigo", models.PositiveSmallIntegerField(verbose_name="código")),
                ("sigla", models.CharField(max_length=3, verbose_name="sigla")),
                ("nome", models.CharField(max_length=60, verbose_name="nome")),
                (
                    "nome_busca",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("nome"),
                            function="public.roteamento_simplificar",
                            output_field=models.TextField(),
                        ),
                        output_field=models.CharField(max_length=60),
                    ),
                ),
                ("lat", models.FloatField(verbose_name="latitude de um ponto interno")),
                (
                    "lon",
                    models.FloatField(verbose_name="longitude de um ponto interno"),
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
                    "subprefeitura",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.subprefeitura",
                        verbose_name="subprefeitura",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical distritos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="distrito",
            name="subprefeitura",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="distritos",
                to="roteamento.subprefeitura",
                verbose_name="subprefeitura",
            ),
        ),
        migrations.CreateModel(
            name="Unidade",
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
                    "sigla",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[\\w .'()-]+$",
                                "A sigla vai no endereço da caixa: use letras, algarismos, espaço, hífen, ponto, apóstrofo e parênteses.",
                            )
                        ],
                        verbose_name="sigla",
                    ),
                ),
                ("nome", models.CharField(max_length=160, verbose_name="nome")),
                (
                    "atribuicao",
                    models.CharField(
                        blank=True,
                        help_text="O que ela faz na sua subprefeitura, como CPO-STM. Vazia nas unidades da cidade toda.",
                        max_length=30,
                        verbose_name="atribuição",
                    ),
                ),
                ("vigente_de", models.DateField(verbose_name="existe desde")),
                (
                    "vigente_ate",
                    models.DateField(blank=True, null=True, verbose_name="existiu até"),
                ),
                (
                    "atende_publico",
                    models.BooleanField(default=False, verbose_name="atende o público"),
                ),
                (
                    "endereco",
                    models.CharField(blank=True, max_length=160, verbose_name="endereço"),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "telefone",
                    models.CharField(blank=True, max_length=30, verbose_name="telefone"),
                ),
                (
                    "horario",
                    models.CharField(blank=True, max_length=120, verbose_name="horário"),
                ),
                (
                    "orgao",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unidades",
                        to="guia.orgao",
                        verbose_name="órgão",
                    ),
                ),
                (
                    "subprefeitura",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vazia nas unidades da cidade toda.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unidades",
                        to="roteamento.subprefeitura",
                        verbose_name="subprefeitura",
                    ),
                ),
                (
                    "sucede",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sucessoras",
                        to="roteamento.unidade",
                        verbose_name="sucede a",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subordinadas",
                        to="roteamento.unidade",
                        verbose_name="unidade superior",
                    ),
                ),
            ],
            options={
                "verbose_name": "unidade",
                "verbose_name_plural": "unidades",
                "ordering": ["sigla"],
            },
        ),
        migrations.CreateModel(
            name="Regra",
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
                    "atribuicao",
                    models.CharField(
                        blank=True,
                        help_text="CPO-STM, por exemplo: vai para a unidade do lugar.",
                        max_length=30,
                        verbose_name="atribuição",
                    ),
                ),
                (
                    "logradouro",
                    models.CharField(
                        blank=True,
                        help_text="Nome por extenso; exige o distrito. Rua que passa por dois distritos são duas regras.",
                        max_length=120,
                        validators=[roteamento.models.territorio.validar_por_extenso],
                        verbose_name="rua",
                    ),
                ),
                (
                    "numero_de",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="do número"),
                ),
                (
                    "numero_ate",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="até o número"),
                ),
                (
                    "lado",
                    models.CharField(
                        choices=[
                            ("ambos", "Os dois lados"),
                            ("par", "Lado par"),
                            ("impar", "Lado ímpar"),
                        ],
                        default="ambos",
                        max_length=5,
                        verbose_name="lado",
                    ),
                ),
                (
                    "vigencia",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="Primeiro dia em que vale e primeiro dia em que já não vale (vazio: sem fim).",
                        verbose_name="vigência",
                    ),
                ),
                (
                    "norma",
                    models.CharField(
                        blank=True,
                        help_text="A norma que dá a competência.",
                        max_length=200,
                        verbose_name="norma",
                    ),
                ),
                (
                    "alcance",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("logradouro", ""), _negated=True),
                                then=django.db.models.functions.text.Concat(
                                    models.Value("rua:", output_field=models.TextField()),
                                    django.db.models.functions.comparison.Cast(
                                        "distrito_id", models.TextField()
                                    ),
                                    models.Value(":", output_field=models.TextField()),
                                    models.Func(
                                        models.F("logradouro"),
                                        function="public.roteamento_simplificar",
                                        output_field=models.TextField(),
                                    ),
                                ),
                            ),
                            models.When(
                                distrito__isnull=False,
                                then=django.db.models.functions.text.Concat(
                                    models.Value("distrito:", output_field=models.TextField()),
                                    django.db.models.functions.comparison.Cast(
                                        "distrito_id", models.TextField()
                                    ),
                                ),
                            ),
                            models.When(
                                subprefeitura__isnull=False,
                                then=django.db.models.functions.text.Concat(
                                    models.Value(
                                        "subprefeitura:",
                                        output_field=models.TextField(),
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        "subprefeitura_id", models.TextField()
                                    ),
                                ),
                            ),
                            default=models.Value("cidade", output_field=models.TextField()),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "distrito",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regras",
                        to="roteamento.distrito",
                        verbose_name="distrito",
                    ),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regras",
                        to="guia.servico",
                        verbose_name="serviço",
                    ),
                ),
                (
                    "subprefeitura",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regras",
                        to="roteamento.subprefeitura",
                        verbose_name="subprefeitura",
                    ),
                ),
                (
                    "unidade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regras",
                        to="roteamento.unidade",
                        verbose_name="unidade",
                    ),
                ),
            ],
            options={
                "verbose_name": "regra",
                "verbose_name_plural": "regras",
                "ordering": ["servico", "alcance", "numero_de"],
            },
        ),
        migrations.CreateModel(
            name="Lotacao",
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
                    "papel",
                    models.CharField(
                        choices=[
                            ("atendente", "Atendente"),
                            ("servidor", "Servidor"),
                            ("chefia", "Chefia da unidade"),
                            ("sic", "Serviço de Informação ao Cidadão"),
                            ("autoridade", "Autoridade máxima do órgão"),
                            ("ouvidoria", "Ouvidoria Geral do Município"),
                            ("cmai", "Comissão Municipal de Acesso à Informação"),
                        ],
                        max_length=12,
                        verbose_name="papel",
                    ),
                ),
                ("de", models.DateField(verbose_name="desde")),
                (
                    "ate",
                    models.DateField(
                        blank=True,
                        help_text="Vazio enquanto a pessoa servir na unidade.",
                        null=True,
                        verbose_name="até",
                    ),
                ),
                (
                    "usuario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lotacoes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pessoa",
                    ),
                ),
                (
                    "unidade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lotacoes",
                        to="roteamento.unidade",
                        verbose_name="unidade",
                    ),
                ),
            ],
            options={
                "verbose_name": "lotação",
                "verbose_name_plural": "lotações",
                "ordering": ["unidade__sigla", "-de"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalUnidade",
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
                    "sigla",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[\\w .'()-]+$",
                                "A sigla vai no endereço da caixa: use letras, algarismos, espaço, hífen, ponto, apóstrofo e parênteses.",
                            )
                        ],
                        verbose_name="sigla",
                    ),
                ),
                ("nome", models.CharField(max_length=160, verbose_name="nome")),
                (
                    "atribuicao",
                    models.CharField(
                        blank=True,
                        help_text="O que ela faz na sua subprefeitura, como CPO-STM. Vazia nas unidades da cidade toda.",
                        max_length=30,
                        verbose_name="atribuição",
                    ),
                ),
                ("vigente_de", models.DateField(verbose_name="existe desde")),
                (
                    "vigente_ate",
                    models.DateField(blank=True, null=True, verbose_name="existiu até"),
                ),
                (
                    "atende_publico",
                    models.BooleanField(default=False, verbose_name="atende o público"),
                ),
                (
                    "endereco",
                    models.CharField(blank=True, max_length=160, verbose_name="endereço"),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "telefone",
                    models.CharField(blank=True, max_length=30, verbose_name="telefone"),
                ),
                (
                    "horario",
                    models.CharField(blank=True, max_length=120, verbose_name="horário"),
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
                    "subprefeitura",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Vazia nas unidades da cidade toda.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.subprefeitura",
                        verbose_name="subprefeitura",
                    ),
                ),
                (
                    "sucede",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.unidade",
                        verbose_name="sucede a",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.unidade",
                        verbose_name="unidade superior",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical unidades",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRegra",
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
                    "atribuicao",
                    models.CharField(
                        blank=True,
                        help_text="CPO-STM, por exemplo: vai para a unidade do lugar.",
                        max_length=30,
                        verbose_name="atribuição",
                    ),
                ),
                (
                    "logradouro",
                    models.CharField(
                        blank=True,
                        help_text="Nome por extenso; exige o distrito. Rua que passa por dois distritos são duas regras.",
                        max_length=120,
                        validators=[roteamento.models.territorio.validar_por_extenso],
                        verbose_name="rua",
                    ),
                ),
                (
                    "numero_de",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="do número"),
                ),
                (
                    "numero_ate",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="até o número"),
                ),
                (
                    "lado",
                    models.CharField(
                        choices=[
                            ("ambos", "Os dois lados"),
                            ("par", "Lado par"),
                            ("impar", "Lado ímpar"),
                        ],
                        default="ambos",
                        max_length=5,
                        verbose_name="lado",
                    ),
                ),
                (
                    "vigencia",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="Primeiro dia em que vale e primeiro dia em que já não vale (vazio: sem fim).",
                        verbose_name="vigência",
                    ),
                ),
                (
                    "norma",
                    models.CharField(
                        blank=True,
                        help_text="A norma que dá a competência.",
                        max_length=200,
                        verbose_name="norma",
                    ),
                ),
                (
                    "alcance",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("logradouro", ""), _negated=True),
                                then=django.db.models.functions.text.Concat(
                                    models.Value("rua:", output_field=models.TextField()),
                                    django.db.models.functions.comparison.Cast(
                                        "distrito_id", models.TextField()
                                    ),
                                    models.Value(":", output_field=models.TextField()),
                                    models.Func(
                                        models.F("logradouro"),
                                        function="public.roteamento_simplificar",
                                        output_field=models.TextField(),
                                    ),
                                ),
                            ),
                            models.When(
                                distrito__isnull=False,
                                then=django.db.models.functions.text.Concat(
                                    models.Value("distrito:", output_field=models.TextField()),
                                    django.db.models.functions.comparison.Cast(
                                        "distrito_id", models.TextField()
                                    ),
                                ),
                            ),
                            models.When(
                                subprefeitura__isnull=False,
                                then=django.db.models.functions.text.Concat(
                                    models.Value(
                                        "subprefeitura:",
                                        output_field=models.TextField(),
                                    ),
                                    django.db.models.functions.comparison.Cast(
                                        "subprefeitura_id", models.TextField()
                                    ),
                                ),
                            ),
                            default=models.Value("cidade", output_field=models.TextField()),
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
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
                    "distrito",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.distrito",
                        verbose_name="distrito",
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
                (
                    "subprefeitura",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.subprefeitura",
                        verbose_name="subprefeitura",
                    ),
                ),
                (
                    "unidade",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.unidade",
                        verbose_name="unidade",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical regras",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLotacao",
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
                    "papel",
                    models.CharField(
                        choices=[
                            ("atendente", "Atendente"),
                            ("servidor", "Servidor"),
                            ("chefia", "Chefia da unidade"),
                            ("sic", "Serviço de Informação ao Cidadão"),
                            ("autoridade", "Autoridade máxima do órgão"),
                            ("ouvidoria", "Ouvidoria Geral do Município"),
                            ("cmai", "Comissão Municipal de Acesso à Informação"),
                        ],
                        max_length=12,
                        verbose_name="papel",
                    ),
                ),
                ("de", models.DateField(verbose_name="desde")),
                (
                    "ate",
                    models.DateField(
                        blank=True,
                        help_text="Vazio enquanto a pessoa servir na unidade.",
                        null=True,
                        verbose_name="até",
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
                    "usuario",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pessoa",
                    ),
                ),
                (
                    "unidade",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="roteamento.unidade",
                        verbose_name="unidade",
                    ),
                ),
            ],
            options={
                "verbose_name": "histórico",
                "verbose_name_plural": "historical lotações",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Logradouro",
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
                    "nome",
                    models.CharField(
                        max_length=120,
                        validators=[roteamento.models.territorio.validar_por_extenso],
                        verbose_name="nome",
                    ),
                ),
                (
                    "nome_busca",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("nome"),
                            function="public.roteamento_simplificar",
                            output_field=models.TextField(),
                        ),
                        output_field=models.CharField(max_length=120),
                    ),
                ),
                (
                    "cep",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$",
                                "Escreva o CEP com oito algarismos, sem traço.",
                            )
                        ],
                        verbose_name="CEP",
                    ),
                ),
                (
                    "numero_de",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="do número"),
                ),
                (
                    "numero_ate",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="até o número"),
                ),
                (
                    "lado",
                    models.CharField(
                        choices=[
                            ("ambos", "Os dois lados"),
                            ("par", "Lado par"),
                            ("impar", "Lado ímpar"),
                        ],
                        default="ambos",
                        max_length=5,
                        verbose_name="lado",
                    ),
                ),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("lon", models.FloatField(verbose_name="longitude")),
                (
                    "distrito",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="logradouros",
                        to="roteamento.distrito",
                        verbose_name="distrito",
                    ),
                ),
            ],
            options={
                "verbose_name": "logradouro",
                "verbose_name_plural": "logradouros",
                "ordering": ["nome_busca", "distrito", "numero_de"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["nome_busca"],
                        name="logradouro_nome_trgm",
                        opclasses=["gin_trgm_ops"],
                    ),
                    models.Index(
                        condition=models.Q(("cep", ""), _negated=True),
                        fields=["cep"],
                        name="logradouro_cep",
                    ),
                    models.Index(fields=["lat", "lon"], name="logradouro_ponto"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("nome_busca"),
                        models.F("distrito"),
                        models.F("cep"),
                        models.F("numero_de"),
                        models.F("lado"),
                        name="logradouro_trecho_unico",
                        nulls_distinct=False,
                        violation_error_message="Este trecho da rua já está na tabela.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("numero_de__isnull", True),
                            ("numero_ate__isnull", True),
                            ("numero_de__lte", models.F("numero_ate")),
                            _connector="OR",
                        ),
                        name="logradouro_faixa_em_ordem",
                        violation_error_message="O número inicial da faixa não pode passar do final.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cep", ""), ("cep__regex", "^[0-9]{8}$"), _connector="OR"),
                        name="logradouro_cep_oito_algarismos",
                        violation_error_message="Escreva o CEP com oito algarismos, sem traço.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrefixoDeCep",
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
                    "cep5",
                    models.CharField(
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$",
                                "Escreva os cinco primeiros algarismos do CEP.",
                            )
                        ],
                        verbose_name="prefixo do CEP",
                    ),
                ),
                ("concordancia", models.FloatField(verbose_name="concordância")),
                (
                    "pedidos",
                    models.PositiveIntegerField(verbose_name="pedidos vistos no prefixo"),
                ),
                (
                    "distrito",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prefixos",
                        to="roteamento.distrito",
                        verbose_name="distrito",
                    ),
                ),
            ],
            options={
                "verbose_name": "prefixo de CEP",
                "verbose_name_plural": "prefixos de CEP",
                "ordering": ["cep5", "-concordancia"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cep5", "distrito"),
                        name="prefixo_distrito_unico",
                        violation_error_message="Este prefixo já tem uma linha para este distrito.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("concordancia__gt", 0), ("concordancia__lte", 1)),
                        name="prefixo_concordancia_valida",
                        violation_error_message="A concordância vai de 0 (exclusive) a 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cep5__regex", "^[0-9]{5}$")),
                        name="prefixo_cinco_algarismos",
                        violation_error_message="Escreva os cinco primeiros algarismos do CEP.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="distrito",
            constraint=models.UniqueConstraint(
                fields=("codigo",),
                name="distrito_codigo_unico",
                violation_error_message="Já existe um distrito com este código.",
            ),
        ),
        migrations.AddConstraint(
            model_name="distrito",
            constraint=models.UniqueConstraint(
                models.F("nome_busca"),
                name="distrito_nome_unico",
                violation_error_message="Já existe um distrito com este nome.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unidade",
            constraint=models.UniqueConstraint(
                fields=("sigla",),
                name="unidade_sigla_unica",
                violation_error_message="Já existe uma unidade com esta sigla.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unidade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("atribuicao", ""),
                    ("subprefeitura__isnull", False),
                    _connector="OR",
                ),
                name="unidade_atribuicao_tem_territorio",
                violation_error_message="Uma unidade com atribuição precisa da subprefeitura onde a exerce.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unidade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vigente_ate__isnull", True),
                    ("vigente_ate__gte", models.F("vigente_de")),
                    _connector="OR",
                ),
                name="unidade_vigencia_em_ordem",
                violation_error_message="A unidade não pode acabar antes de começar.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unidade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("atende_publico", False),
                    models.Q(("endereco", ""), _negated=True),
                    models.Q(("telefone", ""), _negated=True),
                    _connector="OR",
                ),
                name="unidade_aberta_tem_contato",
                violation_error_message="A unidade que atende o público precisa de endereço ou de telefone.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unidade",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("atribuicao", ""), _negated=True),
                expressions=[
                    ("atribuicao", "="),
                    ("subprefeitura", "="),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Cast(models.F("vigente_de"), models.DateField()),
                        models.Case(
                            models.When(
                                **{
                                    "vigente_ate__lt": models.F("vigente_de"),
                                    "then": django.db.models.functions.comparison.Cast(models.F("vigente_de"), models.DateField()),
                                }
                            ),
                            default=django.db.models.functions.comparison.Cast(models.F("vigente_ate"), models.DateField()),
                            output_field=models.DateField(),
                        ),
                        models.Value("[]"),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="unidade_uma_por_atribuicao",
                violation_error_message="Esta atribuição já tem unidade nesta subprefeitura neste período.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("atribuicao", ""), ("unidade__isnull", False)),
                    models.Q(
                        models.Q(("atribuicao", ""), _negated=True),
                        ("unidade__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="regra_um_destino",
                violation_error_message="Diga a unidade ou a atribuição: uma das duas, e só uma.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("subprefeitura__isnull", True),
                    ("distrito__isnull", True),
                    _connector="OR",
                ),
                name="regra_um_alcance",
                violation_error_message="Escolha a subprefeitura ou o distrito, não os dois.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(("logradouro", ""), ("distrito__isnull", False), _connector="OR"),
                name="regra_de_rua_tem_distrito",
                violation_error_message="A regra de uma rua precisa do distrito dela.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("logradouro", ""), _negated=True),
                    models.Q(
                        ("numero_de__isnull", True),
                        ("numero_ate__isnull", True),
                        ("lado", "ambos"),
                    ),
                    _connector="OR",
                ),
                name="regra_numeros_so_com_rua",
                violation_error_message="Faixa de números e lado só valem para a regra de uma rua.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("numero_de__isnull", True),
                    ("numero_ate__isnull", True),
                    ("numero_de__lte", models.F("numero_ate")),
                    _connector="OR",
                ),
                name="regra_faixa_em_ordem",
                violation_error_message="O número inicial da faixa não pode passar do final.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=models.CheckConstraint(
                condition=models.Q(("vigencia__isempty", False)),
                name="regra_vigencia_com_dias",
                violation_error_message="A regra precisa valer ao menos um dia.",
            ),
        ),
        migrations.AddConstraint(
            model_name="regra",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("servico", "="),
                    ("alcance", "="),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Cast(models.F("numero_de"), models.IntegerField()),
                        models.Case(
                            models.When(
                                **{
                                    "numero_ate__lt": models.F("numero_de"),
                                    "then": django.db.models.functions.comparison.Cast(models.F("numero_de"), models.IntegerField()),
                                }
                            ),
                            default=django.db.models.functions.comparison.Cast(models.F("numero_ate"), models.IntegerField()),
                            output_field=models.IntegerField(),
                        ),
                        models.Value("[]"),
                            function="INT4RANGE",
                            output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Case(
                            models.When(
                                lado="par",
                                then=models.Func(
                                    models.Value(0),
                                    models.Value(0),
                                    models.Value("[]"),
                                    function="INT4RANGE",
                                    output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                                ),
                            ),
                            models.When(
                                lado="impar",
                                then=models.Func(
                                    models.Value(1),
                                    models.Value(1),
                                    models.Value("[]"),
                                    function="INT4RANGE",
                                    output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                                ),
                            ),
                            default=models.Func(
                                models.Value(0),
                                models.Value(1),
                                models.Value("[]"),
                                function="INT4RANGE",
                                output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                            ),
                            output_field=django.contrib.postgres.fields.ranges.IntegerRangeField(),
                        ),
                        "&&",
                    ),
                    ("vigencia", "&&"),
                ],
                name="regra_sem_empate",
                violation_error_message="Já existe uma regra deste serviço para este lugar neste período.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotacao",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "papel__in",
                        [
                            "atendente",
                            "servidor",
                            "chefia",
                            "sic",
                            "autoridade",
                            "ouvidoria",
                            "cmai",
                        ],
                    )
                ),
                name="lotacao_papel_de_quem_serve",
                violation_error_message="Este papel não vem de uma lotação.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotacao",
            constraint=models.CheckConstraint(
                condition=models.Q(("ate__isnull", True), ("ate__gte", models.F("de")), _connector="OR"),
                name="lotacao_periodo_em_ordem",
                violation_error_message="A lotação não pode acabar antes de começar.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotacao",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("usuario", "="),
                    ("unidade", "="),
                    (
                        models.Func(
                            django.db.models.functions.comparison.Cast(models.F("de"), models.DateField()),
                        models.Case(
                            models.When(
                                **{
                                    "ate__lt": models.F("de"),
                                    "then": django.db.models.functions.comparison.Cast(models.F("de"), models.DateField()),
                                }
                            ),
                            default=django.db.models.functions.comparison.Cast(models.F("ate"), models.DateField()),
                            output_field=models.DateField(),
                        ),
                        models.Value("[]"),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="lotacao_um_papel_por_vez",
                violation_error_message="Esta pessoa já tem um papel nesta unidade neste período.",
            ),
        ),
    ]
