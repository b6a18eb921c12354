"""Rascunhos: o que se escreveu e fotografou antes de o caso existir."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from protocolo import documentos, fotos
from protocolo.documentos import Documento
from protocolo.erros import ArquivoRecusado
from protocolo.fotos import Foto, FotoRecusada
from protocolo.models import ArquivoDeRascunho, Rascunho

if TYPE_CHECKING:
    from typing import IO
    from uuid import UUID

    from contas.models import Usuario

VALIDADE = timedelta(days=7)
MAXIMO_DE_FOTOS = 5


def criar(*, tipo: str, assunto: str, dono: Usuario | None = None) -> Rascunho:
    """Um rascunho vazio, válido por `VALIDADE`."""
    return Rascunho.objects.create(tipo=tipo, assunto=assunto, dono=dono, expira_em=timezone.now() + VALIDADE)


def guardar(rascunho: Rascunho, passo: str, respostas: dict[str, object]) -> None:
    """Guarda as respostas de um passo e renova a validade."""
    rascunho.dados = {**rascunho.dados, passo: respostas}
    rascunho.expira_em = timezone.now() + VALIDADE
    rascunho.save(update_fields=["dados", "expira_em"])


def travar(uuid: UUID) -> Rascunho:
    """Trava o rascunho até o fim da transação: o segundo envio espera o primeiro."""
    return Rascunho.objects.select_for_update(of=("self",), no_key=True).get(pk=uuid)


def guardar_foto(rascunho: Rascunho, arquivo: IO[bytes], nome: str) -> ArquivoDeRascunho | None:
    """Trata a foto e a guarda; a que já estava no rascunho é devolvida. None se ele já foi enviado.

    Levanta `fotos.FotoRecusada` com a razão. O arquivo é gravado antes da linha e tem nome sorteado.
    """
    foto = fotos.tratar(arquivo)
    with transaction.atomic():
        return _guardar(travar(rascunho.pk), foto, nome)


def guardar_arquivo(rascunho: Rascunho, arquivo: IO[bytes], nome: str) -> ArquivoDeRascunho | None:
    """O mesmo para quem aceita fotos e PDF. Levanta `ArquivoRecusado` com a razão. PDF não tem miniatura."""
    tratado = tratar_arquivo(arquivo)
    with transaction.atomic():
        return _guardar(travar(rascunho.pk), tratado, nome, "arquivos")


def tratar_arquivo(arquivo: IO[bytes], *, em_imagens: bool = False) -> Foto | Documento:
    """A foto ou o PDF refeitos, conforme o conteúdo; `em_imagens` só muda o PDF."""
    if documentos.parece_pdf(arquivo):
        return documentos.tratar(arquivo, em_imagens=em_imagens)
    try:
        return fotos.tratar(arquivo)
    except FotoRecusada as recusa:
        raise FotoRecusada(
            str(recusa).replace("Envie uma foto em", "Envie um PDF, ou uma foto em")
        ) from recusa


def _guardar(
    rascunho: Rascunho, tratado: Foto | Documento, nome: str, que: str = "fotos"
) -> ArquivoDeRascunho | None:
    """Com o rascunho travado: dois envios ao mesmo tempo não passam do máximo nem repetem o arquivo."""
    if rascunho.protocolo:
        return None
    if repetido := rascunho.arquivos.filter(sha256=tratado.sha256).first():
        return repetido
    if rascunho.arquivos.count() >= MAXIMO_DE_FOTOS:
        ja = f"Você já enviou {MAXIMO_DE_FOTOS} {que}, que é o máximo."
        if que == "fotos":
            raise FotoRecusada(f"{ja} Tire uma para pôr outra.")
        raise ArquivoRecusado(f"{ja} Tire um para pôr outro.")
    arquivo, miniatura = gravar(tratado)
    return ArquivoDeRascunho.objects.create(
        rascunho=rascunho, arquivo=arquivo, miniatura=miniatura, nome=nome[:150], sha256=tratado.sha256
    )


def gravar(tratado: Foto | Documento) -> tuple[str, str]:
    """Grava o arquivo refeito, com nome sorteado, e a miniatura, se há uma. Devolve onde ficaram."""
    base = f"anexos/{timezone.localdate():%Y/%m}/{uuid4().hex}"
    if isinstance(tratado, Documento):
        return default_storage.save(f"{base}.pdf", ContentFile(tratado.conteudo)), ""
    arquivo = default_storage.save(f"{base}.jpg", ContentFile(tratado.conteudo))
    return arquivo, default_storage.save(f"{base}-p.jpg", ContentFile(tratado.miniatura))


def apagar_foto(foto: ArquivoDeRascunho) -> None:
    """Tira a foto do rascunho e apaga os seus arquivos, se nenhum caso os herdou nesse instante."""
    if not foto.delete()[0]:
        return
    for nome in (foto.arquivo.name, foto.miniatura.name):
        if nome:
            default_storage.delete(nome)


def apagar(rascunho: Rascunho) -> None:
    """Apaga o rascunho e os arquivos que nenhum caso herdou; interrompido, continua na próxima vez."""
    for foto in rascunho.arquivos.all():
        apagar_foto(foto)
    rascunho.delete()
