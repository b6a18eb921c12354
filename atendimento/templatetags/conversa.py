"""O texto de uma mensagem como se mostra: links e telefones tocáveis, só os de quem responde."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from atendimento import espera as previsao
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import DeQuem
from contas.nome_de_gente import primeiro_nome
from portal.templatetags.portugues import com_telefones

register = template.Library()
LINHA_COM_LINK = re.compile(r"^(?P<nome>\S.*?): (?P<endereco>https?://\S+)$")
"""“Tapa-buraco: https://…”: o nome é que se lê."""
SEM_NOME = "Não se identificou"
ENDERECO = re.compile(r"(https?://[^\s<>]*[^\s<>.,;:!?)])")


@register.filter
def com_links(mensagem: Mensagem) -> SafeString | str:
    """O texto, com os links e os telefones que quem responde escreveu; os da pessoa não se tocam."""
    if mensagem.de == DeQuem.PESSOA:
        return mensagem.texto
    return format_html_join("\n", "{}", ((_linha(linha),) for linha in mensagem.texto.splitlines()))


def _linha(linha: str) -> SafeString:
    if achado := LINHA_COM_LINK.match(linha):
        return _link(achado["endereco"], achado["nome"])
    partes = ENDERECO.split(linha)
    return format_html_join(
        "", "{}", ((_link(p, p) if n % 2 else com_telefones(p),) for n, p in enumerate(partes))
    )


def _link(endereco: str, nome: str) -> SafeString:
    return format_html('<a class="govuk-link" href="{}">{}</a>', endereco, nome)


@register.simple_tag
def quem_disse(mensagem: Mensagem, lado: str) -> str:
    """De quem é a mensagem, para quem está deste lado."""
    if mensagem.de == lado:
        return "Você"
    if mensagem.de == DeQuem.ATENDENTE and mensagem.autor:
        return mensagem.autor.get_short_name()
    if mensagem.de == DeQuem.NOTA and mensagem.autor:
        return f"Nota de {mensagem.autor.nome}"
    return str(DeQuem(mensagem.de).label)


@register.filter
def ha_quanto(desde: datetime) -> str:
    """“agora mesmo”, “há 4 minutos”: nunca “há 0 minuto”."""
    menos_de_um_minuto = timezone.now() - desde < timedelta(minutes=1)
    return "agora mesmo" if menos_de_um_minuto else f"há {timesince(desde)}"


@register.filter
def ha_minutos(desde: datetime) -> str:
    """“agora”, “há 3 min”, “há 2 h”: nas abas, que são pequenas. `conversa_atendente.js` o conta depois."""
    minutos = int((timezone.now() - desde).total_seconds() // 60)
    if minutos < 1:
        return "agora"
    return f"há {minutos} min" if minutos < previsao.UMA_HORA else f"há {minutos // previsao.UMA_HORA} h"


@register.filter
def quem_e(conversa: Conversa) -> str:
    """O nome de quem conversa, ou que não o disse."""
    return (conversa.interessado.nome if conversa.interessado else "") or SEM_NOME


@register.filter
def com_quem(conversa: Conversa) -> str:
    """“Maria Silva”, ou “quem não se identificou”: depois de “Conversa com”."""
    return (conversa.interessado.nome if conversa.interessado else "") or "quem não se identificou"


@register.filter
def como_se_diz(conversa: Conversa) -> str:
    """O primeiro nome de quem conversa; de quem não o disse, o número da conversa."""
    nome = conversa.interessado.nome if conversa.interessado else ""
    return primeiro_nome(nome) or f"nº {conversa.pk}"


@register.filter
def em_minutos(espera: timedelta | None) -> str:
    """“1 minuto”, “uns 4 minutos”, “mais de uma hora”; vazio se não se espera, ou não se sabe."""
    minutos = previsao.em_minutos(espera)
    if not minutos:
        return ""
    if minutos == 1:
        return "1 minuto"
    return f"uns {minutos} minutos" if minutos < previsao.UMA_HORA else "mais de uma hora"
