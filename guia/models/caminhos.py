"""Como se age: as portas oficiais que os serviços citam."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import is_valid_path

from guia.models.lugares import Lugar
from referencia.tabelas import Referencia

DDD = "11"
CURTO = 5
"""Até tantos dígitos um número se liga como está: 190, 40199."""

COM_DDD = 10
"""O número que já traz o DDD tem daí para cima."""


PAGINA_DO_PORTAL_ANTIGO = f"{settings.PORTAL_ANTIGO}/"


def _nao_serve() -> Q:
    """O que alguém conferiu e sumiu; sem o portal antigo, também toda página dele."""
    conferido = Q(resultado=Caminho.Resultado.NAO_SERVE)
    if settings.PORTAL_ANTIGO_NO_AR:
        return conferido
    return conferido | Q(valor__startswith=PAGINA_DO_PORTAL_ANTIGO)


class CaminhoQuerySet(models.QuerySet["Caminho"]):
    """Vocabulário dos caminhos."""

    def que_servem(self) -> CaminhoQuerySet:
        """Os que se mostram."""
        return self.exclude(_nao_serve())

    def que_nao_servem(self) -> CaminhoQuerySet:
        """Os que ninguém vê, e que alguém tem de trocar."""
        return self.filter(_nao_serve())

    def do_portal_antigo(self) -> CaminhoQuerySet:
        return self.filter(valor__startswith=PAGINA_DO_PORTAL_ANTIGO)

    def enderecos(self) -> CaminhoQuerySet:
        """Os que uma rotina pode abrir."""
        return self.filter(tipo=Caminho.Tipo.URL)


class Caminho(Referencia):
    """Um jeito oficial de agir, com um toque: escrito uma vez, citado pelos serviços pelo seu `slug`.

    `conferido_em` é o dia em que alguém, ou a rotina, abriu o endereço ou ligou para o número; sem ele,
    sabe-se só o que a fonte diz. A certeza é de quem juntou o fato.
    """

    class Tipo(models.TextChoices):
        URL = "url", "Página oficial"
        PORTAL = "portal", "Página deste portal"
        TELEFONE = "telefone", "Telefone"
        WHATSAPP = "whatsapp", "WhatsApp"
        SMS = "sms", "Mensagem de texto (SMS)"
        LUGAR = "lugar", "Lugar"
        APLICATIVO = "aplicativo", "Aplicativo"
        EMAIL = "email", "E-mail"

    class Certeza(models.TextChoices):
        ALTA = "alta", "Alta"
        MEDIA = "media", "Média"

    class Resultado(models.TextChoices):
        POR_CONFERIR = "", "Ainda não conferido"
        SERVE = "serve", "Serve"
        NAO_SERVE = "nao_serve", "Não serve mais"

    slug = models.SlugField("chave", max_length=80, db_index=False)
    tipo = models.CharField("tipo", max_length=10, choices=Tipo)
    rotulo = models.CharField("o que dizer", max_length=120, help_text="Aonde leva ou quem atende.")
    valor = models.CharField(
        "endereço, número ou nome",
        max_length=300,
        blank=True,
        help_text=(
            "Página: https://… Deste portal: /ouvidoria/… Telefone: como se escreve. Aplicativo: o nome. "
            "Lugar: deixe vazio."
        ),
    )
    lugar = models.ForeignKey(
        Lugar, models.PROTECT, null=True, blank=True, related_name="caminhos", verbose_name="lugar"
    )
    horario = models.CharField("horário", max_length=120, blank=True)
    emergencia = models.BooleanField(
        "número de emergência", default=False, help_text="Aparece grande, antes de tudo, na página."
    )
    fonte = models.CharField("fonte", max_length=300, blank=True)
    certeza = models.CharField("certeza", max_length=5, choices=Certeza, default=Certeza.MEDIA)
    conferido_em = models.DateField("conferido em", null=True, blank=True)
    resultado = models.CharField(
        "resultado", max_length=9, choices=Resultado, default=Resultado.POR_CONFERIR, blank=True
    )
    detalhe = models.CharField("o que aconteceu ao conferir", max_length=300, blank=True)

    objects = CaminhoQuerySet.as_manager()

    class Meta:
        verbose_name = "caminho"
        verbose_name_plural = "caminhos"
        ordering = ["rotulo"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="caminho_slug_unico",
                violation_error_message="Já existe um caminho com esta chave.",
            ),
            models.CheckConstraint(
                condition=Q(tipo="lugar", lugar__isnull=False, valor="")
                | (~Q(tipo="lugar") & Q(lugar=None) & ~Q(valor="")),
                name="caminho_leva_a_algo",
                violation_error_message="Escolha o lugar da lista ou, nos outros tipos, diga o endereço.",
            ),
            models.CheckConstraint(
                condition=~Q(tipo="url") | Q(valor__startswith="https://"),
                name="caminho_seguro",
                violation_error_message="A página oficial começa por https://.",
            ),
            models.CheckConstraint(
                condition=~Q(tipo="portal") | Q(valor__startswith="/"),
                name="caminho_deste_portal",
                violation_error_message="A página deste portal começa por /, como /ouvidoria/.",
            ),
            models.CheckConstraint(
                condition=Q(emergencia=False) | Q(tipo="telefone"),
                name="caminho_emergencia_e_telefone",
                violation_error_message="Só um telefone é número de emergência.",
            ),
            models.CheckConstraint(
                condition=Q(resultado="", conferido_em=None)
                | (~Q(resultado="") & Q(conferido_em__isnull=False)),
                name="caminho_conferido_tem_dia",
                violation_error_message="Diga o dia em que conferiu e o resultado, os dois.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rotulo} ({self.valor or self.lugar})"

    def clean(self) -> None:
        """Um número tem dígitos, um e-mail tem arroba, e a página deste portal existe."""
        ligavel = self.tipo in (self.Tipo.TELEFONE, self.Tipo.WHATSAPP, self.Tipo.SMS)
        if ligavel and not discado(self.valor):
            raise ValidationError({"valor": "Escreva o número de telefone."})
        if self.tipo == self.Tipo.EMAIL and "@" not in self.valor:
            raise ValidationError({"valor": "Escreva o endereço de e-mail."})
        if self.tipo == self.Tipo.PORTAL and not is_valid_path(self.valor):
            raise ValidationError({"valor": "Este portal não tem esta página."})

    @property
    def link(self) -> str:
        """O que um toque abre; vazio para o lugar e o aplicativo, que se leem."""
        numero = discado(self.valor)
        links = {
            self.Tipo.URL: self.valor,
            self.Tipo.PORTAL: self.valor,
            self.Tipo.TELEFONE: f"tel:{numero}",
            self.Tipo.WHATSAPP: f"https://wa.me/{numero.removeprefix('+')}",
            self.Tipo.SMS: f"sms:{numero}",
            self.Tipo.EMAIL: f"mailto:{self.valor}",
        }
        return links.get(self.Tipo(self.tipo), "")

    @property
    def chamada(self) -> str:
        """O que diz o link: aonde leva ou para quem se liga."""
        chamadas = {
            self.Tipo.URL: self.rotulo,
            self.Tipo.PORTAL: self.rotulo,
            self.Tipo.TELEFONE: f"Ligar para {self.valor}",
            self.Tipo.WHATSAPP: f"WhatsApp {self.valor}",
            self.Tipo.SMS: f"Mandar SMS para {self.valor}",
            self.Tipo.EMAIL: f"Escrever para {self.valor}",
        }
        return chamadas.get(self.Tipo(self.tipo), self.valor)

    @property
    def do_portal_antigo(self) -> bool:
        return self.valor.startswith(PAGINA_DO_PORTAL_ANTIGO)

    @property
    def saiu_do_ar(self) -> bool:
        """Foi-se com o portal antigo."""
        return self.do_portal_antigo and not settings.PORTAL_ANTIGO_NO_AR

    @property
    def casa(self) -> str:
        """De quem é a página, como se lê no endereço: sp156.prefeitura.sp.gov.br."""
        return self.valor.split("/")[2].removeprefix("www.") if self.tipo == self.Tipo.URL else ""


def discado(numero: str) -> str:
    """O número como o telefone o disca: 190, 08007713733; os outros com o país e o DDD."""
    digitos = re.sub(r"\D", "", numero)
    if len(digitos) <= CURTO or digitos.startswith("0"):
        return digitos
    return f"+55{digitos}" if len(digitos) >= COM_DDD else f"+55{DDD}{digitos}"
