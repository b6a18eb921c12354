"""A versão sem nomes de uma denúncia: de que texto é, que marcas tem e o que falta decidir. Só leituras."""

from __future__ import annotations

from itertools import takewhile
from operator import eq

from django.utils import timezone

from contas.papeis import Papel
from documentos.texto_marcado import propor
from ouvidoria.models import Manifestacao, Versao
from ouvidoria.situacoes import DE_PREPARAR, Situacao, Tipo

DA_PESSOA = (Tipo.INFORMACAO, Tipo.COMPLEMENTO_RESPONDIDO)
JA_ENVIADA = (
    "Esta versão já foi enviada a quem apura. Só se confere outra se a pessoa mandar mais informações."
)
FORA_DA_HORA = "A versão sem nomes se prepara depois de assumir a denúncia e antes de ela acabar."


def texto_da(caso: Manifestacao) -> str:
    """Tudo o que a pessoa escreveu: as respostas, na ordem das perguntas, e o que mandou depois."""
    depois = caso.andamentos.filter(tipo__in=DA_PESSOA, papel=Papel.INTERESSADO).order_by("ordem")
    mais = [
        f"Mais informações, em {timezone.localtime(passo.em):%d/%m/%Y}\n{passo.texto}"
        for passo in depois
        if passo.texto
    ]
    return "\n\n".join(filter(None, [caso.respondido, *mais])).replace("\r\n", "\n")


def em_dia(caso: Manifestacao) -> bool:
    """Conferida, e do texto de agora: se a pessoa mandou mais, é preciso conferir de novo."""
    guardada = Versao.objects.filter(pk=caso.pk, conferida_em__isnull=False).first()
    return guardada is not None and guardada.original == texto_da(caso)


def atual(caso: Manifestacao) -> Versao:
    """A guardada ou, se o texto mudou ou ainda não há uma, a que o sistema propõe, sem a gravar."""
    texto = texto_da(caso)
    guardada = Versao.objects.filter(pk=caso.pk).select_related("conferida_por").first()
    if guardada is not None and guardada.original == texto:
        return guardada
    nova = guardada or Versao(manifestacao=caso)
    igual = sum(takewhile(bool, map(eq, nova.original, texto)))  # no começo igual vale o que já se decidiu
    velhas = [marca for marca in nova.marcas if marca["fim"] <= igual]
    nova.original, nova.texto = texto, ""
    nova.conferida_em = nova.conferida_por = None
    nova.marcas = propor(texto, velhas)
    return nova


def por_que_nao(caso: Manifestacao) -> str:
    """A razão por que a versão não se muda agora; vazio se pode."""
    if not caso.denuncia or caso.situacao not in DE_PREPARAR:
        return FORA_DA_HORA
    if caso.situacao == Situacao.EM_APURACAO and em_dia(caso):
        return JA_ENVIADA
    return ""
