"""O relatório anual no navegador: um ano publicado, um em rascunho, e quem o escreve."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.situacoes import Falha, Resposta, TipoDeManifestacao
from tests.ouvidoria import elenco


def quem_escreve() -> Usuario:
    """Da Ouvidoria, no grupo do relatório."""
    quem = elenco.designar(Papel.OUVIDORIA, "OGM", nome="Olga do Relatório")
    quem.groups.add(Group.objects.get(name="Relatório da Ouvidoria"))
    return quem


def montar() -> dict[str, str]:
    """O ano passado por escrever e o retrasado publicado, com um pouco de tudo."""
    passado = timezone.localdate().year - 1
    for ano in (passado, passado - 1):
        _encher(ano)
    textos = {
        "pontos_recorrentes": "Buracos que voltam.\n\nFila no balcão.",
        "providencias": "Contrato novo.",
    }
    acoes.publicar_relatorio(ano=passado - 1, versao=0, por=elenco.ogm(), **textos)
    return {
        "ouvidoria:relatorio": reverse("ouvidoria:relatorio", args=[passado]),
        "mesa:relatorio": reverse("mesa:relatorio", args=[passado]),
        "relatório publicado": reverse("ouvidoria:relatorio", args=[passado - 1]),
        "relatório publicado, na mesa": reverse("mesa:relatorio", args=[passado - 1]),
        "relatório sem manifestação": reverse("mesa:relatorio", args=[passado + 1]),
    }


def _encher(ano: int) -> None:
    recebida = datetime(ano, 3, 10, 12, tzinfo=timezone.get_default_timezone())
    for tipo in TipoDeManifestacao:
        for falha in (Falha.MAU_ATENDIMENTO, Falha.MAL_FEITO):
            campos = {"falha": falha} if tipo == TipoDeManifestacao.RECLAMACAO else {}
            acoes.abrir(elenco.nova(tipo, **campos), por=elenco.municipe(), em=recebida)
    caso = acoes.abrir(elenco.nova(), por=elenco.municipe(), em=recebida)
    por = elenco.ogm()
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=por)
    envio = acoes.Envio(orgao=elenco.orgao(), texto=elenco.TEXTO)
    caso = acoes.encaminhar(caso=caso, versao=caso.versao, por=por, envios=[envio])
    acoes.responder_como_orgao(
        envio=caso.encaminhamentos.get(), versao=caso.versao, por=elenco.interlocutor(), resposta=elenco.FRASE
    )
    caso.refresh_from_db()
    acoes.concluir(caso=caso, versao=caso.versao, por=por, resposta=Resposta.ATENDIDA, conclusao=elenco.FRASE)
