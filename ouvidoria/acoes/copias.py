"""As cópias limpas dos anexos de uma denúncia: só elas chegam a quem apura.

Como se refazem está em `documentos.copias`; aqui, quando se podem mudar.
"""

from __future__ import annotations

from typing import IO

from django.db import transaction

from contas.autor import Autor
from documentos import copias
from documentos.fotos import Foto
from documentos.pdf import Documento
from ouvidoria.models import Anexo, Encaminhamento, Manifestacao
from ouvidoria.situacoes import DE_PREPARAR
from protocolo.acoes import travar
from protocolo.erros import TransicaoProibida

JA_ENVIADA = "A cópia deste anexo já foi enviada a quem apura, e não muda mais."
FORA_DA_HORA = "As cópias se preparam depois de assumir a denúncia e antes de ela acabar."


@transaction.atomic
def confirmar_copia(*, caso: Manifestacao, anexo: Anexo, por: Autor) -> Anexo:
    """Quem confere olhou a cópia do sistema e ela não diz quem denunciou."""
    return _guardar(caso, anexo, copias.refazer(anexo), por)


@transaction.atomic
def substituir_copia(*, caso: Manifestacao, anexo: Anexo, por: Autor, arquivo: IO[bytes]) -> Anexo:
    """A cópia é um arquivo tarjado por quem confere; também ele é refeito. Levanta ArquivoRecusado."""
    return _guardar(caso, anexo, copias.tratar(arquivo), por)


@transaction.atomic
def deixar_de_fora(*, caso: Manifestacao, anexo: Anexo, por: Autor) -> None:
    """O anexo não vai: a cópia que havia deixa de existir; o arquivo dela, a limpeza o apaga."""
    del por  # a guarda já conferiu, e o que não se envia não fica na história
    _exigir(caso, anexo)
    copias.deixar_de_fora(anexo)


def _guardar(caso: Manifestacao, anexo: Anexo, tratado: Foto | Documento, por: Autor) -> Anexo:
    _exigir(caso, anexo)
    copia: Anexo = copias.guardar(anexo, tratado, por)
    return copia


def _exigir(caso: Manifestacao, anexo: Anexo) -> None:
    """Trava a denúncia; o anexo é dela, é um original, e a cópia dele ainda não foi enviada."""
    caso = travar(caso)
    if not caso.denuncia or caso.situacao not in DE_PREPARAR:
        raise TransicaoProibida(FORA_DA_HORA)
    if anexo.caso_id != caso.pk or anexo.limpo_de_id is not None:
        raise TransicaoProibida("Este anexo não é um original desta denúncia.")
    if Encaminhamento.objects.filter(manifestacao=caso, anexos__limpo_de=anexo).exists():
        raise TransicaoProibida(JA_ENVIADA)
