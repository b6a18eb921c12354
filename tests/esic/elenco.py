"""Pedidos de informação dos testes, levados a cada situação pelos próprios atos."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from documentos import texto_marcado
from esic import acoes
from esic.acoes import classificadas, publicar
from esic.models import Anexo, InformacaoClassificada, Pedido, Publicacao, Recurso, Reuniao
from esic.o_que_se_publica import estado
from esic.situacoes import Decisao, Grau, Instancia, MotivoDeRecurso, Resultado, Situacao
from tests.ouvidoria.elenco import autor, designar, ogm, orgao
from tests.solicitacoes.elenco import FRASE, MARIA, municipe, pessoa

if TYPE_CHECKING:
    from datetime import date

__all__ = ["FRASE", "MARIA", "autor", "municipe", "ogm", "orgao", "pessoa"]

_serie = count(1)
S = Situacao
PERGUNTA = "Quantos buracos a Prefeitura tapou em cada distrito em 2025?"


def sic(sigla: str = "SMSUB", nome: str = "Simone do SIC") -> Autor:
    return autor(designar(Papel.SIC, sigla, nome=nome), Papel.SIC, sigla)


def designar_depois(de: date) -> Autor:
    """Um SIC de SMSUB cuja designação só começa em `de`."""
    return autor(designar(Papel.SIC, "SMSUB", nome="Fausto do Futuro", de=de), Papel.SIC, "SMSUB")


def autoridade(sigla: str = "SMSUB") -> Autor:
    return autor(designar(Papel.AUTORIDADE, sigla, nome="Aurora Autoridade"), Papel.AUTORIDADE, sigla)


def cmai() -> Autor:
    return autor(designar(Papel.CMAI, "CGM", nome="Caio da CMAI"), Papel.CMAI, "CGM")


def julgador(instancia: int) -> Autor:
    """Quem decide a instância."""
    return {Instancia.PRIMEIRA: autoridade, Instancia.SEGUNDA: ogm, Instancia.TERCEIRA: cmai}[
        Instancia(instancia)
    ]()


def reuniao(dia: date | None = None, **campos: Any) -> Reuniao:
    """Uma reunião marcada; sem `dia`, para hoje."""
    quando = dia or timezone.localdate()
    dados = {"nome": f"{next(_serie)}ª reunião ordinária", "dia": quando, **campos}
    return acoes.marcar(por=cmai(), dados=dados)


def realizada(ha_dias: int = 10, **campos: Any) -> Reuniao:
    """Uma reunião que já aconteceu, sem ninguém na pauta."""
    quando = timezone.localdate() - timedelta(days=ha_dias)
    nome = f"{next(_serie)}ª reunião ordinária"
    return Reuniao.objects.create(nome=nome, dia=quando, situacao="realizada", **campos)


def em_pauta_de_hoje(recurso: Recurso) -> Pedido:
    """O recurso da 3ª instância já na reunião de hoje, que se marca se não há."""
    if not Reuniao.objects.a_partir_de(timezone.localdate()).exists():
        reuniao()
    acoes.por_os_que_esperam(por=cmai())
    recurso.refresh_from_db()
    return Pedido.objects.get(pk=recurso.pedido_id)


def perguntado(caso: Pedido | None = None) -> Pedido:
    """Em recurso, com uma pergunta de quem decide à espera do órgão."""
    caso, recurso = em_recurso(caso)
    quem = julgador(recurso.instancia)
    return acoes.pedir_esclarecimento(caso=caso, versao=caso.versao, por=quem, pergunta=FRASE)


def na_instancia(instancia: int) -> tuple[Pedido, Recurso]:
    """Um acesso negado, indeferido até a instância anterior, e com recurso nesta."""
    caso = respondido(Decisao.NEGADO)
    for _ in range(1, instancia):
        caso = decidido(caso=caso)
    return em_recurso(caso)


def novo(**campos: Any) -> acoes.NovoPedido:
    padrao: dict[str, Any] = {
        "orgao": orgao(),
        "texto": PERGUNTA,
        "chave_de_envio": f"teste-{next(_serie)}",
        "identificacao": MARIA,
    }
    return acoes.NovoPedido(**{**padrao, **campos})


def em_tramitacao(*, ha_dias: int = 0, **campos: Any) -> Pedido:
    return acoes.abrir(novo(**campos), por=municipe(), em=timezone.now() - timedelta(days=ha_dias))


def vencido() -> Pedido:
    return em_tramitacao(ha_dias=60)


def com_anexo(caso: Pedido, *, ordem: int = 1, papel: str = Papel.INTERESSADO, nome: str = "a.pdf") -> Pedido:
    """O caso com um arquivo do passo `ordem`."""
    onde = default_storage.save("anexos/a.pdf", ContentFile(b"arquivo"))
    sha256 = f"{next(_serie):064}"
    Anexo.objects.create(caso=caso, ordem=ordem, arquivo=onde, nome=nome, sha256=sha256, papel=papel)
    return caso


def respondido(decisao: str = Decisao.CONCEDIDO, caso: Pedido | None = None) -> Pedido:
    caso = caso or em_tramitacao()
    negada: dict[str, Any] = (
        {"fundamento": "pessoal", "base_legal": "LAI, art. 31"} if decisao == Decisao.NEGADO else {}
    )
    resposta = acoes.Resposta(decisao=decisao, texto=FRASE, **negada)
    return acoes.responder(caso=caso, versao=caso.versao, por=sic(), resposta=resposta)


def em_recurso(caso: Pedido | None = None) -> tuple[Pedido, Recurso]:
    """Um recurso aberto na instância que cabe; sem `caso`, de um acesso negado."""
    caso = caso or respondido(Decisao.NEGADO)
    recurso = acoes.recorrer(caso=caso, por=municipe(caso.protocolo), motivo=MotivoDeRecurso.NEGADO)
    return Pedido.objects.get(pk=caso.pk), recurso


def decidido(resultado: str = Resultado.INDEFERIDO, caso: Pedido | None = None) -> Pedido:
    caso, recurso = em_recurso(caso)
    if recurso.instancia == Instancia.TERCEIRA:
        caso = em_pauta_de_hoje(recurso)
    return acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=julgador(recurso.instancia),
        resultado=resultado,
        fundamentacao=FRASE,
    )


def na_situacao(situacao: str) -> Pedido:
    """Levado à situação pelos atos, como na vida."""
    if situacao == S.EM_TRAMITACAO:
        return em_tramitacao()
    if situacao == S.RESPONDIDO:
        return respondido()
    if situacao == S.EM_RECURSO:
        return em_recurso()[0]
    if situacao == S.DECIDIDO:
        return decidido()
    if situacao == S.DESISTENCIA:
        caso = em_tramitacao()
        return acoes.desistir(caso=caso, por=municipe(caso.protocolo))
    caso = respondido()
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    return acoes.encerrar(caso=caso, por=SISTEMA)


def encerrado(caso: Pedido) -> Pedido:
    """O caso, já respondido ou decidido, depois de passar o tempo de recorrer."""
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    return acoes.encerrar(caso=caso, por=SISTEMA)


def a_revisar(texto: str = PERGUNTA, *, resposta: str = FRASE, **campos: Any) -> Publicacao:
    """A publicação que nasce de um pedido respondido e encerrado, com a divulgação autorizada."""
    caso = em_tramitacao(texto=texto, autoriza_divulgar=True, **campos)
    dada = acoes.Resposta(decisao=Decisao.CONCEDIDO, texto=resposta)
    sigla = caso.orgao.sigla
    return encerrado(acoes.responder(caso=caso, versao=caso.versao, por=sic(sigla), resposta=dada)).publicacao


def conferida(publicacao: Publicacao) -> Publicacao:
    """Com todas as marcas tiradas e todas as partes concluídas."""
    for texto in publicacao.textos.all():
        publicar.decidir_texto(
            texto=texto,
            por=ogm(),
            estado=texto_marcado.estado(texto),
            decisoes=dict.fromkeys(range(len(texto.marcas)), texto_marcado.TIRAR),
            concluir=True,
        )
    return Publicacao.objects.get(pk=publicacao.pk)


def publicada(publicacao: Publicacao | None = None, *, titulo: str = "Buracos tapados em 2025") -> Publicacao:
    """No ar, pelos próprios atos."""
    esta, por = conferida(publicacao or a_revisar()), ogm()
    esta = publicar.intitular(publicacao=esta, por=por, estado=estado(esta), titulo=titulo)
    return publicar.publicar(publicacao=esta, por=por, estado=estado(esta))


def informacao(**campos: Any) -> InformacaoClassificada:
    """Uma informação reservada, produzida há um ano, em segredo por mais dois."""
    hoje = timezone.localdate()
    padrao: dict[str, Any] = {
        "codigo": f"SMSUB-{next(_serie)}",
        "orgao": orgao(),
        "assunto": "Plano de segurança de uma reserva de água",
        "grau": Grau.RESERVADA,
        "fundamento": "Lei 12.527/2011, art. 23, VII",
        "produzida_em": hoje - timedelta(days=365),
        "classificada_em": hoje - timedelta(days=300),
        "ate": hoje + timedelta(days=700),
    }
    return classificadas.classificar(por=cmai(), dados={**padrao, **campos})
