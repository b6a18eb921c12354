"""Pessoas, designações e manifestações dos testes da Ouvidoria: o mínimo."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils import timezone

from contas.acoes import Identificacao
from contas.autor import SISTEMA, Autor
from contas.models import Usuario
from contas.papeis import Papel
from documentos import recebidos
from guia.models import Orgao
from ouvidoria import acoes, versoes
from ouvidoria.models import Anexo, Encaminhamento, Manifestacao, Versao
from ouvidoria.situacoes import Falha, Resposta, Situacao, TipoDeManifestacao
from roteamento.models import Designacao
from solicitacoes.models import Solicitacao
from tests.referencia import achar_ou_gravar, gravar_linha
from tests.solicitacoes import elenco as solicitacoes
from tests.solicitacoes.elenco import DESDE, FRASE, MARIA, municipe, pessoa
from tests.solicitacoes.pedindo import foto

__all__ = ["DESDE", "FRASE", "MARIA", "municipe", "pessoa"]

_serie = count(1)
S = Situacao
T = TipoDeManifestacao
TEXTO = "O buraco da Rua Direita continua aberto e já furou dois pneus."


def orgao(sigla: str = "SMSUB", nome: str = "Secretaria das Subprefeituras") -> Orgao:
    return achar_ou_gravar(Orgao, lambda: {"nome": nome}, sigla=sigla)


def designar(papel: Papel, sigla: str, *, nome: str = "Olga Ouvidora", **campos: Any) -> Usuario:
    """Uma pessoa designada pelo órgão, desde sempre."""
    quem = campos.pop("usuario", None) or pessoa(nome)
    valores = {"ato": "Portaria 1/2020", "de": DESDE, **campos}
    gravar_linha(Designacao(usuario=quem, orgao=orgao(sigla), papel=papel, **valores))
    return quem


def ogm(nome: str = "Olga Ouvidora") -> Autor:
    """Quem trabalha na Ouvidoria."""
    return autor(designar(Papel.OUVIDORIA, "OGM", nome=nome), Papel.OUVIDORIA, "OGM")


def interlocutor(sigla: str = "SMSUB", nome: str = "Ivo Interlocutor") -> Autor:
    return autor(designar(Papel.INTERLOCUTOR, sigla, nome=nome), Papel.INTERLOCUTOR, sigla)


def corregedoria(nome: str = "Cora Corregedora") -> Autor:
    return autor(designar(Papel.CORREGEDORIA, "CGM", nome=nome), Papel.CORREGEDORIA, "CGM")


def autor(usuario: Usuario, papel: Papel, sigla: str) -> Autor:
    return Autor(papel=papel, usuario=usuario, orgaos=frozenset({orgao(sigla).pk}))


def pedido_vencido(**campos: Any) -> Solicitacao:
    """Um tapa-buraco cujo prazo já passou."""
    return solicitacoes.na_situacao("aberta", ha_dias=90, **campos)


def nova(tipo: str = T.RECLAMACAO, **campos: Any) -> acoes.NovaManifestacao:
    """Uma manifestação pronta para registrar; a reclamação é de mau atendimento, que não pede protocolo."""
    padrao: dict[str, Any] = {
        "tipo": tipo,
        "chave_de_envio": f"teste-{next(_serie)}",
        "respostas": [{"chave": "o_que", "rotulo": "O que aconteceu", "valor": TEXTO}],
        "falha": Falha.MAU_ATENDIMENTO if tipo == T.RECLAMACAO else "",
        "orgao": orgao(),
        "identificacao": MARIA,
    }
    return acoes.NovaManifestacao(**{**padrao, **campos})


def anonima() -> Identificacao:
    return Identificacao()


def registrada(tipo: str = T.RECLAMACAO, *, ha_dias: int = 0, **campos: Any) -> Manifestacao:
    em = timezone.now() - timedelta(days=ha_dias)
    return acoes.abrir(nova(tipo, **campos), por=municipe(), em=em)


def em_analise(tipo: str = T.RECLAMACAO, **campos: Any) -> Manifestacao:
    caso = registrada(tipo, **campos)
    return acoes.assumir(caso=caso, versao=caso.versao, por=ogm())


def encaminhada(**campos: Any) -> tuple[Manifestacao, Encaminhamento]:
    caso = em_analise(**campos)
    envio = acoes.Envio(orgao=orgao(), texto=TEXTO)
    caso = acoes.encaminhar(caso=caso, versao=caso.versao, por=ogm(), envios=[envio])
    return caso, caso.encaminhamentos.get()


def anexo(envio: Encaminhamento, *, enviado: bool = True, **campos: Any) -> Anexo:
    """Uma foto da manifestação, que vai junto do encaminhamento (`enviado`) ou não."""
    nome = default_storage.save("anexos/foto.jpg", foto())
    padrao = {"ordem": 1, "nome": "foto.jpg", "sha256": f"{next(_serie):064}", "papel": Papel.INTERESSADO}
    novo = Anexo.objects.create(caso=envio.manifestacao, arquivo=nome, miniatura=nome, **{**padrao, **campos})
    if enviado:
        envio.anexos.add(novo)
    return novo


def respondida(**campos: Any) -> tuple[Manifestacao, Encaminhamento]:
    """Com a resposta do órgão já na mesa da Ouvidoria."""
    caso, envio = encaminhada(**campos)
    envio = acoes.responder_como_orgao(envio=envio, versao=caso.versao, por=interlocutor(), resposta=FRASE)
    return Manifestacao.objects.get(pk=caso.pk), envio


def admitida(**campos: Any) -> Manifestacao:
    """Uma denúncia admitida, com a versão sem nomes já conferida."""
    caso = em_analise(T.DENUNCIA, **campos)
    caso = acoes.admitir(caso=caso, versao=caso.versao, por=ogm(), razao=FRASE)
    Versao.objects.create(
        manifestacao=caso,
        original=versoes.texto_da(caso),
        texto=TEXTO,
        conferida_em=timezone.now(),
        conferida_por=pessoa(),
    )
    return caso


def em_apuracao(**campos: Any) -> tuple[Manifestacao, Encaminhamento]:
    caso = admitida(**campos)
    envio = acoes.enviar_a_apuracao(
        caso=caso, versao=caso.versao, por=ogm(), orgao=orgao("CGM", "Controladoria")
    )
    return Manifestacao.objects.get(pk=caso.pk), envio


def anexada(caso: Manifestacao, conteudo: IO[bytes] | None = None) -> Anexo:
    """Um anexo que veio com a manifestação: uma foto, ou o que se der."""
    tratado = recebidos.tratar_arquivo(conteudo or foto("prova.jpg"))
    arquivo, miniatura = recebidos.gravar(tratado)
    return Anexo.objects.create(
        caso=caso,
        ordem=1,
        arquivo=arquivo,
        miniatura=miniatura,
        nome="RG da Maria Canário.jpg",
        sha256=tratado.sha256,
        papel=Papel.INTERESSADO,
    )


def na_situacao(situacao: str, tipo: str = "") -> Manifestacao:
    """Uma manifestação levada à situação pelas ações, como na vida."""
    denuncia = tipo or (T.DENUNCIA if situacao in (S.ADMITIDA, S.EM_APURACAO) else T.RECLAMACAO)
    if situacao == S.REGISTRADA:
        return registrada(denuncia)
    if situacao == S.ADMITIDA:
        return admitida()
    if situacao == S.EM_APURACAO:
        return em_apuracao()[0]
    if situacao == S.ENCAMINHADA:
        return encaminhada()[0]
    if situacao == S.RESPOSTA_RECEBIDA:
        return respondida()[0]
    return _a_partir_da_analise(situacao, em_analise(denuncia))


def _a_partir_da_analise(situacao: str, caso: Manifestacao) -> Manifestacao:
    por, versao = ogm(), caso.versao
    if situacao == S.AGUARDANDO_MUNICIPE:
        return acoes.pedir_complemento(caso=caso, versao=versao, por=por, pergunta="Em que dia foi?")
    if situacao == S.CONCLUIDA and caso.denuncia:
        caso, _ = em_apuracao()
        return acoes.concluir_denuncia(caso=caso, versao=caso.versao, por=por, conclusao=FRASE)
    if situacao == S.CONCLUIDA:
        return acoes.concluir(caso=caso, versao=versao, por=por, resposta=Resposta.ATENDIDA, conclusao=FRASE)
    if situacao == S.ARQUIVADA:
        return _arquivada(caso, por)
    if situacao == S.REDIRECIONADA:
        return acoes.redirecionar_para_fora(
            caso=caso, versao=versao, por=por, onde="o Governo do Estado", motivo=FRASE
        )
    if situacao == S.CANCELADA:
        return acoes.cancelar(caso=caso, por=municipe(caso.protocolo))
    return caso


def _arquivada(caso: Manifestacao, por: Autor) -> Manifestacao:
    if caso.denuncia:
        return acoes.nao_admitir(caso=caso, versao=caso.versao, por=por, razao=FRASE)
    caso = acoes.pedir_complemento(caso=caso, versao=caso.versao, por=por, pergunta="Em que dia foi?")
    ontem = timezone.now() - timedelta(days=1)
    Manifestacao.objects.filter(pk=caso.pk).update(responder_ate=ontem)
    return acoes.encerrar_complemento(caso=caso, por=SISTEMA)
