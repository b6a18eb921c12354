"""Quem publica um texto passa a ser uma regra, que a administração muda."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0019_grupo_do_tema"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRegraDoGuia",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[("carga", "Carga de referência"), ("edicao", "Edição por uma pessoa")],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "quem_publica",
                    models.CharField(
                        choices=[
                            ("outros", "Outra pessoa, se o serviço não é do órgão de quem escreveu"),
                            ("sempre", "Sempre outra pessoa"),
                            ("qualquer", "Qualquer pessoa da coordenação, também quem escreveu"),
                        ],
                        default="outros",
                        help_text="O órgão de uma pessoa é aquele de que ela é ponto focal.",
                        max_length=8,
                        verbose_name="quem publica um texto",
                    ),
                ),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                "verbose_name_plural": "historical regras do Guia",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RegraDoGuia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origem",
                    models.CharField(
                        choices=[("carga", "Carga de referência"), ("edicao", "Edição por uma pessoa")],
                        db_default="edicao",
                        default="edicao",
                        editable=False,
                        max_length=6,
                        verbose_name="origem",
                    ),
                ),
                (
                    "quem_publica",
                    models.CharField(
                        choices=[
                            ("outros", "Outra pessoa, se o serviço não é do órgão de quem escreveu"),
                            ("sempre", "Sempre outra pessoa"),
                            ("qualquer", "Qualquer pessoa da coordenação, também quem escreveu"),
                        ],
                        default="outros",
                        help_text="O órgão de uma pessoa é aquele de que ela é ponto focal.",
                        max_length=8,
                        verbose_name="quem publica um texto",
                    ),
                ),
            ],
            options={
                "verbose_name": "regra do Guia",
                "verbose_name_plural": "regras do Guia",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="regra_do_guia_uma_so",
                        violation_error_message="As regras do Guia são uma linha só.",
                    )
                ],
            },
        ),
    ]
