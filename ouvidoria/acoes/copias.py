"""As cópias limpas dos anexos de uma denúncia: só elas chegam a quem apura.

Cada cópia é refeita do que se vê: a foto, dos pixels; o PDF, da imagem de cada página. Quem confere confirma
a do sistema, troca-a por um arquivo que tarjou ou deixa o anexo de fora. O nome do arquivo também se perde.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ouvidoria.models import Anexo, Encaminhamento
from ouvidoria.situacoes import Situacao
from protocolo import rascunhos
from protocolo.acoes import travar
from protocolo.erros import TransicaoProibida

if TYPE_CHECKING:
    from contas.autor import Autor
    from ouvidoria.models import Manifestacao
    from protocolo.documentos import Documento
    from protocolo.fotos import Foto

JA_ENVIADA = "A cópia deste anexo já foi enviada a quem apura, e não muda mais."
REPETIDA = "Este arquivo já está na denúncia como cópia de outro anexo."
FORA_DA_HORA = "As cópias se preparam depois de assumir a denúncia e antes de ela acabar."


def refazer_copia(anexo: Anexo) -> Foto | Documento:
    """A cópia que o sistema propõe, sem a gravar. Levanta FileNotFoundError ou ArquivoRecusado."""
    with anexo.arquivo.open("rb") as original:
        return rascunhos.tratar_arquivo(original, em_imagens=True)


@transaction.atomic
def confirmar_copia(*, caso: Manifestacao, anexo: Anexo, por: Autor) -> Anexo:
    """Quem confere olhou a cópia do sistema e ela não diz quem denunciou."""
    return _guardar(caso, anexo, refazer_copia(anexo), por)


@transaction.atomic
def substituir_copia(*, caso: Manifestacao, anexo: Anexo, por: Autor, arquivo: IO[bytes]) -> Anexo:
    """A cópia é um arquivo tarjado por quem confere; também ele é refeito. Levanta ArquivoRecusado."""
    return _guardar(caso, anexo, rascunhos.tratar_arquivo(arquivo, em_imagens=True), por)


@transaction.atomic
def deixar_de_fora(*, caso: Manifestacao, anexo: Anexo, por: Autor) -> None:
    """O anexo não vai: a cópia que havia deixa de existir; o arquivo dela, a limpeza o apaga."""
    del por  # a guarda já conferiu, e o que não se envia não fica na história
    _exigir(caso, anexo)
    Anexo.objects.filter(limpo_de=anexo).delete()


def _guardar(caso: Manifestacao, anexo: Anexo, tratado: Foto | Documento, por: Autor) -> Anexo:
    caso = _exigir(caso, anexo)
    iguais = Anexo.objects.filter(caso=caso, sha256=tratado.sha256, papel=por.papel)
    if iguais.exclude(limpo_de=anexo).exists():
        raise TransicaoProibida(REPETIDA)
    Anexo.objects.filter(limpo_de=anexo).delete()
    arquivo, miniatura = rascunhos.gravar(tratado)
    extensao = arquivo.rpartition(".")[2]
    return Anexo.objects.create(
        caso=caso,
        ordem=anexo.ordem,
        arquivo=arquivo,
        miniatura=miniatura,
        nome=f"anexo-{anexo.pk}.{extensao}",
        sha256=tratado.sha256,
        papel=por.papel,
        enviado_em=timezone.now(),
        limpo_de=anexo,
    )


def _exigir(caso: Manifestacao, anexo: Anexo) -> Manifestacao:
    """Trava a denúncia; o anexo é dela, é um original, e a cópia dele ainda não foi enviada."""
    caso = travar(caso)
    if not caso.denuncia or caso.situacao not in (
        Situacao.EM_ANALISE,
        Situacao.ADMITIDA,
        Situacao.EM_APURACAO,
    ):
        raise TransicaoProibida(FORA_DA_HORA)
    if anexo.caso_id != caso.pk or anexo.limpo_de_id is not None:
        raise TransicaoProibida("Este anexo não é um original desta denúncia.")
    if Encaminhamento.objects.filter(manifestacao=caso, anexos__limpo_de=anexo).exists():
        raise TransicaoProibida(JA_ENVIADA)
    return caso
