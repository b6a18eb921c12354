"""Quem escreveu um texto não o publica sozinho: o histórico diz quem escreveu, e a regra, quando importa."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from contas.models import Usuario
from guia.models import PontoFocal, RegraDoGuia, VersaoDoServico

RECUSA = (
    "Você escreveu parte deste texto: quem publica é outra pessoa da coordenação, depois de o ler. "
    "Mande-o para a revisão."
)


def quem_escreveu(versao: VersaoDoServico) -> set[int]:
    """As pessoas que mudaram o texto desde o que está no ar; abrir, enviar e devolver não é escrever."""
    no_ar = versao.servico.publicada
    antes = tuple(getattr(no_ar, campo) for campo in VersaoDoServico.CONTEUDO) if no_ar else None
    historico: Any = versao.history
    escreveram = set[int]()
    gravadas = historico.order_by("history_id").values_list("history_user_id", *VersaoDoServico.CONTEUDO)
    for pessoa, *conteudo in gravadas:
        if tuple(conteudo) != antes:
            escreveram |= {pessoa} - {None}
        antes = tuple(conteudo)
    return escreveram


def impede(versao: VersaoDoServico, pessoa: Usuario | None) -> bool:
    """Esta pessoa escreveu o texto, e a regra pede que outra o publique? O sistema pode sempre."""
    regra = RegraDoGuia.atual().quem_publica
    if pessoa is None or regra == RegraDoGuia.QuemPublica.QUALQUER:
        return False
    if regra == RegraDoGuia.QuemPublica.OUTROS_ORGAOS and _do_seu_orgao(versao, pessoa):
        return False
    return pessoa.pk in quem_escreveu(versao)


def _do_seu_orgao(versao: VersaoDoServico, pessoa: Usuario) -> bool:
    designacoes = PontoFocal.objects.vigentes(timezone.localdate())
    return designacoes.filter(usuario=pessoa, orgao=versao.servico.orgao_id).exists()
