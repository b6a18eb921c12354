"""O que quem atende tem na tela quando as páginas se percorrem."""

from __future__ import annotations

from django.urls import reverse

from atendimento.acoes import anotar, comecar, terminar
from atendimento.models import Atendimento, Retorno
from atendimento.situacoes import Ato, Resultado
from contas.models import Usuario
from roteamento.models import Unidade
from tests.atendimento.ligando import COM_ENDERECO, na_lista, pegar, sem_aviso
from tests.solicitacoes import elenco


def montar(atendente: Usuario) -> dict[str, str]:
    """Um atendimento em curso na Central, uma ligação de retorno e outra por fazer, e uma carta."""
    na_lista()
    ligacao = pegar(atendente, na_lista())
    na_carta = na_lista(sem_aviso(COM_ENDERECO))
    Retorno.objects.filter(pk=na_carta.pk).update(situacao=Retorno.Situacao.CARTA)
    feito = terminar(atendimento=em_curso(atendente), resultado=Resultado.INFORMACAO)
    este, lido = em_curso(atendente), elenco.solicitacao()
    anotar(atendimento=este, tipo=Ato.LEU, protocolo=lido.protocolo)
    comprovante = reverse("central:pracas_comprovante", args=[este.codigo, lido.protocolo])
    return {
        "central:supervisao_atendimento": reverse("central:supervisao_atendimento", args=[feito.codigo]),
        "central:pracas_comprovante": comprovante,
        "central:atendimento": reverse("central:atendimento", args=[em_curso(atendente).codigo]),
        "central:retorno": reverse("central:retorno", args=[ligacao.atendimento.codigo]),
    }


def em_curso(atendente: Usuario) -> Atendimento:
    return comecar(atendente=atendente, unidade=Unidade.objects.get(sigla="Central 156"))
