"""Os agregados: o que se conta dos pedidos por dia, serviço, lugar, unidade e canal, e quando se contou."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guia", "0020_quatro_olhos"),
        ("roteamento", "0007_o_que_faz"),
        ("solicitacoes", "0024_identificador_publico"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContagemDosAgregados",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contada_em", models.DateTimeField(verbose_name="contada em")),
                ("segundos", models.FloatField(verbose_name="segundos")),
                ("linhas", models.PositiveIntegerField(verbose_name="linhas")),
                (
                    "diferencas",
                    models.PositiveIntegerField(
                        help_text="Em quantos dias e medidas a soma dos pedidos não deu o mesmo; vazio: por conferir.",
                        null=True,
                        verbose_name="diferenças",
                    ),
                ),
            ],
            options={
                "verbose_name": "contagem dos agregados",
                "verbose_name_plural": "contagens dos agregados",
            },
        ),
        migrations.CreateModel(
            name="Agregado",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dia", models.DateField(verbose_name="dia")),
                (
                    "canal",
                    models.CharField(
                        choices=[
                            ("portal", "Portal"),
                            ("aplicativo", "Aplicativo"),
                            ("central", "Central 156"),
                            ("praca", "Praça de Atendimento"),
                            ("chat", "Chat"),
                            ("carta", "Carta"),
                            ("balcao", "Balcão do órgão"),
                            ("integracao", "Integração"),
                            ("nao_informado", "Não informado"),
                        ],
                        max_length=14,
                        verbose_name="canal",
                    ),
                ),
                (
                    "sigilosa",
                    models.BooleanField(
                        help_text="De serviço sigiloso, hoje ou quando se pediu.", verbose_name="sigilosa"
                    ),
                ),
                (
                    "importada",
                    models.BooleanField(
                        help_text="Da base histórica: prazo, recusa e o que se seguiu não se registraram.",
                        verbose_name="importada",
                    ),
                ),
                (
                    "junta",
                    models.BooleanField(
                        help_text="Trata-se com outro pedido, igual a ele.", verbose_name="junta"
                    ),
                ),
                (
                    "medida",
                    models.CharField(
                        choices=[
                            ("pedida", "Pedidos, no dia em que se abriram"),
                            ("aberta", "Abertos quando se contou, no dia em que se abriram"),
                            ("parada", "Dos abertos, os que esperam o munícipe"),
                            ("de_volta", "Dos abertos, os que uma unidade devolveu"),
                            ("sem_ninguem", "Dos abertos, os sem responsável"),
                            ("encerrada", "Encerrados, no dia do fim"),
                            ("mudada", "Encerrados que tinham mudado de unidade, no dia do fim"),
                            ("voltada", "Encerrados que uma unidade tinha devolvido, no dia do fim"),
                            ("reaberta", "Reaberturas, cada uma no seu dia"),
                            ("prorrogada", "Prorrogações do prazo, cada uma no seu dia"),
                            ("transferida", "Idas a outra unidade, no dia e na unidade de que saiu"),
                            ("devolvida", "Voltas à unidade anterior, no dia e na unidade de que saiu"),
                            (
                                "permanencia",
                                "Saídas de uma unidade, por passar a outra ou no fim, com os dias nela",
                            ),
                            ("resolvido", "Respostas a “foi resolvido?”, no dia da resposta"),
                            ("nota", "Notas do atendimento"),
                            ("no_tempo", "Respostas a “foi no tempo dito?”"),
                            ("clareza", "Respostas a “a resposta foi clara?”"),
                        ],
                        max_length=12,
                        verbose_name="medida",
                    ),
                ),
                (
                    "valor",
                    models.CharField(
                        blank=True,
                        help_text="O resultado do que se encerrou, ou a resposta dada.",
                        max_length=32,
                        verbose_name="valor",
                    ),
                ),
                (
                    "prazo",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_prazo", "No prazo que o órgão deu"),
                            ("fora", "Fora do prazo que o órgão deu"),
                            ("sem_promessa", "Sem prazo dado pelo órgão"),
                            ("sem_promessa_passado", "Sem prazo dado pelo órgão, e o relógio passou"),
                        ],
                        max_length=20,
                        verbose_name="prazo",
                    ),
                ),
                (
                    "tempo",
                    models.IntegerField(
                        help_text="Dias do calendário: da abertura ao fim, ou na unidade.",
                        null=True,
                        verbose_name="tempo",
                    ),
                ),
                ("n", models.PositiveIntegerField(verbose_name="quantas vezes")),
                (
                    "distrito",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roteamento.distrito",
                    ),
                ),
                (
                    "servico",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="guia.servico",
                        verbose_name="serviço",
                    ),
                ),
                (
                    "unidade",
                    models.ForeignKey(
                        db_index=False,
                        help_text="A que tem o pedido ou o encerrou; nas saídas, a de que ele saiu.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roteamento.unidade",
                    ),
                ),
            ],
            options={
                "verbose_name": "agregado",
                "indexes": [
                    models.Index(fields=["dia"], name="agregado_dia"),
                    models.Index(fields=["unidade", "dia"], name="agregado_unidade"),
                    models.Index(fields=["servico", "dia"], name="agregado_servico"),
                    models.Index(fields=["distrito", "dia"], name="agregado_distrito"),
                ],
            },
        ),
    ]
