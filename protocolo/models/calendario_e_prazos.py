"""O calendário da cidade e os prazos de lei, como dados."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from protocolo.prazos.contagem import Contagem
from referencia.tabelas import Referencia, VigenciaQuerySet


class DiaNaoUtil(Referencia):
    """Dia em que a cidade não trabalha, além dos feriados do calendário. Nunca se apaga: revoga-se."""

    class Tipo(models.TextChoices):
        FERIADO = "feriado", "Feriado"
        FACULTATIVO = "facultativo", "Ponto facultativo"
        SUSPENSO = "suspenso", "Expediente suspenso"

    data = models.DateField("data")
    nome = models.CharField("nome", max_length=80)
    tipo = models.CharField("tipo", max_length=11, choices=Tipo)
    meio_expediente = models.BooleanField("meio expediente", default=False, help_text="Conta como dia útil.")
    ato = models.CharField("ato que o criou", max_length=120)
    registrado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)

    class Meta:
        verbose_name = "dia não útil"
        verbose_name_plural = "dias não úteis"
        ordering = ["data"]
        constraints = [
            models.UniqueConstraint(
                fields=["data"],
                condition=models.Q(revogado_em=None),
                name="dia_nao_util_unico",
                violation_error_message="Este dia já está no calendário.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.data:%d/%m/%Y} – {self.nome}"


class PrazoLegalQuerySet(VigenciaQuerySet["PrazoLegal"]):
    de, ate = "vigente_de", "vigente_ate"


class PrazoLegal(Referencia):
    """Um prazo de lei ou decreto, como dado: muda aqui, não no código."""

    class Qual(models.TextChoices):
        """A chave com que o código pede cada prazo, e as palavras com que as pessoas o leem."""

        ESIC_RESPOSTA = "ESIC_RESPOSTA", "Responder a um pedido de informação"
        ESIC_PRORROGACAO = "ESIC_PRORROGACAO", "Prorrogação da resposta a um pedido de informação"
        ESIC_RECURSO_CIDADAO = "ESIC_RECURSO_CIDADAO", "A pessoa recorrer da resposta"
        ESIC_RECURSO_1_DECISAO = (
            "ESIC_RECURSO_1_DECISAO",
            "Decidir o recurso, 1ª instância (autoridade)",
        )
        ESIC_RECURSO_2_DECISAO = "ESIC_RECURSO_2_DECISAO", "Decidir o recurso, 2ª instância (Ouvidoria)"
        ESIC_RECURSO_3_DECISAO = "ESIC_RECURSO_3_DECISAO", "Decidir o recurso, 3ª instância (Comissão)"
        ESIC_RECURSO_3_PARADO = "ESIC_RECURSO_3_PARADO", "Recurso parado na Comissão, que pede um alerta"
        ESIC_RECLAMACAO_CIDADAO = "ESIC_RECLAMACAO_CIDADAO", "A pessoa reclamar da falta de resposta"
        ESIC_RECLAMACAO_DECISAO = "ESIC_RECLAMACAO_DECISAO", "Decidir a reclamação pela falta de resposta"
        ESIC_CUMPRIMENTO = "ESIC_CUMPRIMENTO", "O órgão cumprir a decisão de um recurso"
        OUV_RESPOSTA = "OUV_RESPOSTA", "A Ouvidoria responder a uma manifestação"
        OUV_PRORROGACAO = "OUV_PRORROGACAO", "Prorrogação da resposta da Ouvidoria"
        OUV_ORGAO = "OUV_ORGAO", "O órgão responder à Ouvidoria"
        OUV_ORGAO_PRORROGACAO = "OUV_ORGAO_PRORROGACAO", "Prorrogação da resposta do órgão à Ouvidoria"
        OUV_COMPLEMENTO = "OUV_COMPLEMENTO", "A pessoa completar a manifestação"
        OUV_REVISAO = "OUV_REVISAO", "A pessoa pedir a revisão da resposta da Ouvidoria"
        COMPLEMENTO_MUNICIPE = "COMPLEMENTO_MUNICIPE", "A pessoa completar o pedido de serviço"
        PRAZO_PROVISORIO = "PRAZO_PROVISORIO", "Serviço cujo órgão ainda não disse o prazo"
        REVISAO_DO_GUIA = "REVISAO_DO_GUIA", "O órgão reler um serviço do Guia"

    chave = models.SlugField("prazo", max_length=40, choices=Qual, db_index=False)
    quantidade = models.PositiveIntegerField(
        "quantidade", null=True, blank=True, help_text="Vazio: sem prazo em dias."
    )
    contagem = models.CharField("contagem", max_length=9, choices=Contagem, default=Contagem.CORRIDOS)
    base_legal = models.CharField("base legal", max_length=200)
    vigente_de = models.DateField("vale de")
    vigente_ate = models.DateField("vale até", null=True, blank=True)

    objects = PrazoLegalQuerySet.as_manager()

    class Meta:
        verbose_name = "prazo legal"
        verbose_name_plural = "prazos legais"
        constraints = [
            models.UniqueConstraint(
                fields=["chave", "vigente_de"],
                name="prazo_legal_unico",
                violation_error_message="Já existe este prazo com a mesma data de início.",
            )
        ]

    def __str__(self) -> str:
        return self.get_chave_display()
