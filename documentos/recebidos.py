"""Por onde todo arquivo entra: conferido, tratado e guardado num rascunho, ou apagado com ele."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from prometheus_client import Counter

from documentos import disco, fotos, pdf, quarentena
from documentos.fotos import Foto, FotoRecusada
from documentos.pdf import Documento
from protocolo.acoes import travar_rascunho
from protocolo.erros import ArquivoRecusado
from protocolo.models import ArquivoDeRascunho, Rascunho
from referencia.a_parte.vez import SemVez, tomar_a_vez

type Guardar = Callable[[Rascunho, IO[bytes], str, str], ArquivoDeRascunho | None]
"""Trata um arquivo que veio de uma rede e o guarda no rascunho; levanta ArquivoRecusado."""

MAXIMO_DE_FOTOS = 5
SEGUNDOS_NA_HORA = 2
"""De CPU, para o PDF que se refaz enquanto a pessoa espera; um comum leva menos de um."""
PACIENCIA = 10
"""Segundos que quem prepara uma cópia espera pela vez."""
RECUSADOS = Counter("sp156_arquivos_recusados", "Arquivos que não se aceitaram ao chegar.")


class Caro(Exception):
    """O arquivo não se refaz enquanto a pessoa espera."""


@dataclass(frozen=True, slots=True)
class Preparado:
    """Um arquivo conferido e, se é barato, já refeito; o caro vai à quarentena."""

    original: IO[bytes]
    resumo: str
    tratado: Foto | Documento | None
    pdf: bool

    @property
    def resumos(self) -> list[str]:
        """O que o faz igual a outro: o refeito e o original; o caro, enquanto espera, só o original."""
        return [self.tratado.sha256, self.resumo] if self.tratado else [self.resumo]

    def assentar(self, fila: int) -> dict[str, Any]:
        """Grava o refeito, ou guarda o original em quarentena; devolve os campos da linha que o terá.

        Levanta ArquivoRecusado se a fila ou o disco encheram.
        """
        if self.tratado:
            arquivo, miniatura = gravar(self.tratado)
            return {"arquivo": arquivo, "miniatura": miniatura, "sha256": self.tratado.sha256}
        espera = quarentena.guardar(self.original, pdf=self.pdf, fila=fila)
        campos = {"arquivo": espera.arquivo, "miniatura": espera.miniatura, "quarentena": espera}
        return {**campos, "sha256": self.resumo}


def preparar(arquivo: IO[bytes], *, so_fotos: bool = False) -> Preparado:
    """Confere o arquivo e refaz o barato, fora de toda trava. Levanta ArquivoRecusado com a razão."""
    e_pdf = not so_fotos and pdf.parece_pdf(arquivo)
    try:
        tratado = na_hora(arquivo, so_fotos=so_fotos)
    except Caro:
        tratado = None
    except ArquivoRecusado:
        RECUSADOS.inc()
        raise
    return Preparado(arquivo, quarentena.resumo_de(arquivo), tratado, e_pdf)


def guardar_foto(
    rascunho: Rascunho, arquivo: IO[bytes], nome: str, rede: str = ""
) -> ArquivoDeRascunho | None:
    """Trata a foto e a guarda; a que já estava no rascunho é devolvida. None se ele já foi enviado.

    A cara de refazer fica em quarentena. Levanta `fotos.FotoRecusada` com a razão, ou ArquivoRecusado. O
    arquivo é gravado antes da linha e tem nome sorteado.
    """
    return _guardar(rascunho, preparar(arquivo, so_fotos=True), nome, rede, "fotos")


def guardar_arquivo(
    rascunho: Rascunho, arquivo: IO[bytes], nome: str, rede: str = ""
) -> ArquivoDeRascunho | None:
    """Guarda uma foto ou um PDF no rascunho. Levanta `ArquivoRecusado` com a razão. PDF não tem miniatura."""
    return _guardar(rascunho, preparar(arquivo), nome, rede, "arquivos")


def na_hora(arquivo: IO[bytes], *, so_fotos: bool = False) -> Foto | Documento:
    """O arquivo refeito já, se é barato e é a vez dele. Levanta Caro, ou ArquivoRecusado com a razão."""
    if getattr(arquivo, "sem_espaco", False):
        raise disco.SemEspaco
    e_pdf = not so_fotos and pdf.parece_pdf(arquivo)
    if not (pdf.conferir(arquivo) if e_pdf else _conferir_foto(arquivo, so_fotos=so_fotos)):
        raise Caro
    try:
        with tomar_a_vez():
            if e_pdf:
                return pdf.tratar(arquivo, segundos=SEGUNDOS_NA_HORA)
            return fotos.tratar(arquivo)
    except (SemVez, pdf.Demorado) as espera:
        raise Caro from espera


def _conferir_foto(arquivo: IO[bytes], *, so_fotos: bool) -> bool:
    """A recusa fala do que se aceita aqui."""
    try:
        return fotos.conferir(arquivo)
    except FotoRecusada as recusa:
        if so_fotos:
            raise
        raise _com_pdf(recusa) from recusa


def _com_pdf(recusa: FotoRecusada) -> FotoRecusada:
    return FotoRecusada(str(recusa).replace("Envie uma foto em", "Envie um PDF, ou uma foto em"))


def receber_fotos(
    *,
    rascunho: Rascunho,
    arquivos: Sequence[UploadedFile[Any]],
    guardar: Guardar = guardar_foto,
    rede: str = "",
) -> list[str]:
    """Trata e guarda cada foto; devolve as recusas. Uma foto recusada não custa as outras.

    `rede` é de onde vieram (`referencia.limite_de_tentativas.quem_pede`), para a fila de quem não entrou.
    """
    recusas = []
    if len(arquivos) > MAXIMO_DE_FOTOS:
        so_fotos = guardar is guardar_foto
        sobra = (
            "fotos. As últimas não foram recebidas"
            if so_fotos
            else "arquivos. Os últimos não foram recebidos"
        )
        recusas.append(f"Envie no máximo {MAXIMO_DE_FOTOS} {sobra}.")
    cabem = arquivos[:MAXIMO_DE_FOTOS]
    for vez, arquivo in enumerate(cabem):
        nome = arquivo.name or "foto"
        try:
            guardar(rascunho, arquivo, nome, rede)
        except disco.SemArmazenamento as recusa:  # os outros esperariam o mesmo, um a um
            recusas += [f"{um.name or 'foto'}: {recusa}" for um in cabem[vez:]]
            break
        except ArquivoRecusado as recusa:
            recusas.append(f"{nome}: {recusa}")
    return recusas


def receber_arquivos(
    *, rascunho: Rascunho, arquivos: Sequence[UploadedFile[Any]], rede: str = ""
) -> list[str]:
    """Guarda no rascunho fotos e PDF; devolve por que se recusou cada um que não serviu."""
    return receber_fotos(rascunho=rascunho, arquivos=arquivos, guardar=guardar_arquivo, rede=rede)


def tratar_arquivo(arquivo: IO[bytes]) -> Foto | Documento:
    """A cópia de uma foto, ou de um PDF em imagens, para quem a prepara e espera por ela.

    Levanta ArquivoRecusado, também se a vez não chega.
    """
    try:
        with tomar_a_vez(PACIENCIA):
            if pdf.parece_pdf(arquivo):
                return pdf.tratar(arquivo, em_imagens=True)
            return fotos.tratar(arquivo)
    except FotoRecusada as recusa:
        raise _com_pdf(recusa) from recusa
    except SemVez as espera:
        raise ArquivoRecusado(
            "O portal está refazendo outro arquivo. Tente de novo em um minuto."
        ) from espera


@transaction.atomic
def _guardar(
    rascunho: Rascunho, vindo: Preparado, nome: str, rede: str, que: str
) -> ArquivoDeRascunho | None:
    """Com o rascunho travado: dois envios ao mesmo tempo não passam do máximo nem repetem o arquivo."""
    travado = travar_rascunho(rascunho.pk)
    if travado.protocolo:
        return None
    if repetido := _ja_esta(travado, vindo.resumos, que):
        return repetido
    campos = vindo.assentar(quarentena.fila_de(dono=travado.dono_id, rede=rede or str(travado.pk)))
    return _juntar(travado, nome, do_original=vindo.resumo, **campos)


def _juntar(rascunho: Rascunho, nome: str, **campos: Any) -> ArquivoDeRascunho:
    """A linha do arquivo; em segredo ele perde o nome, que pode dizer de quem vem."""
    if rascunho.sigiloso:
        nome = f"arquivo-{rascunho.arquivos.count() + 1}{Path(campos['arquivo']).suffix}"
    return ArquivoDeRascunho.objects.create(rascunho=rascunho, nome=nome[:150], **campos)


def _ja_esta(rascunho: Rascunho, resumos: list[str], que: str) -> ArquivoDeRascunho | None:
    """O arquivo igual a este, se já veio. Levanta ArquivoRecusado se não cabe mais nenhum."""
    if repetido := rascunho.arquivos.filter(Q(sha256__in=resumos) | Q(do_original__in=resumos)).first():
        return repetido
    if rascunho.arquivos.count() >= MAXIMO_DE_FOTOS:
        ja = f"Você já enviou {MAXIMO_DE_FOTOS} {que}, que é o máximo."
        if que == "fotos":
            raise FotoRecusada(f"{ja} Tire uma para pôr outra.")
        raise ArquivoRecusado(f"{ja} Tire um para pôr outro.")
    return None


def gravar(tratado: Foto | Documento) -> tuple[str, str]:
    """Grava o arquivo refeito, com nome sorteado, e a miniatura, se há uma. Devolve onde ficaram.

    Levanta ArquivoRecusado se o disco encheu ou o S3 não responde (`disco.gravando`).
    """
    base = quarentena.nome_sorteado()
    if isinstance(tratado, Documento):
        return gravar_em(f"{base}.pdf", "", tratado)
    return gravar_em(f"{base}.jpg", f"{base}-p.jpg", tratado)


def gravar_em(arquivo: str, miniatura: str, tratado: Foto | Documento) -> tuple[str, str]:
    """Grava com estes nomes o arquivo e a miniatura, no lugar do que uma tentativa parada deixou ali."""
    conteudos = {arquivo: tratado.conteudo}
    if isinstance(tratado, Foto):
        conteudos[miniatura] = tratado.miniatura
    with disco.gravando():
        for nome, conteudo in conteudos.items():
            default_storage.delete(nome)
            default_storage.save(nome, ContentFile(conteudo))
    return arquivo, miniatura


def tirar_arquivo(rascunho: Rascunho, pk: int) -> bool:
    """Apaga um arquivo do rascunho e diz se o fez; o que não é dele fica onde está."""
    achado = rascunho.arquivos.filter(pk=pk).first()
    if achado is None:
        return False
    apagar_foto(achado)
    return True


def apagar_foto(foto: ArquivoDeRascunho) -> None:
    """Tira a foto do rascunho e apaga os seus arquivos, se nenhum caso os herdou nesse instante."""
    if not foto.delete()[0]:
        return
    for nome in (foto.arquivo.name, foto.miniatura.name):
        if nome:
            default_storage.delete(nome)
    if foto.quarentena is not None:
        quarentena.apagar([foto.quarentena])
