"""O que só a denúncia tem: admissibilidade, apuração, identidade selada e consentimento.

Portaria CGM 01/2022, art. 2º (registro, admissibilidade, envio à Corregedoria); Lei 13.608/2018, arts. 3º a
4º-C, e, como modelo, o Decreto federal 10.153/2019 (sigilo, versão sem nomes, registro de cada leitura).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contas.acoes import abrir_selo
from contas.autor import Autor
from contas.papeis import Papel
from entrada.acesso import recados
from entrada.acesso.guarda_sigilo import ABRIR_SELO, com_permissao
from guia.models import Orgao
from ouvidoria import pendencias, versao_sem_nomes
from ouvidoria.acoes.encaminhamento import registrar_envio, travar_envio
from ouvidoria.acoes.encerrar import dar_resposta, encerrar
from ouvidoria.models import Andamento, Anexo, Consentimento, Encaminhamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria, chamar_o_orgao
from ouvidoria.situacoes import Destino, Resposta, Situacao, Tipo
from protocolo import prazos_legais
from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.resposta_suficiente import conferir_resposta
from referencia.enderecos import inteiro

Alcance = Andamento.Alcance
PERGUNTA_SEM_RESPOSTA = "Já há uma pergunta sem resposta."
SEM_PRAZO = "A apuração não tem prazo em dias na Lei 13.460/2017 (norma municipal a confirmar)"


@transaction.atomic
def admitir(*, caso: Manifestacao, versao: int, por: Autor, razao: str) -> Manifestacao:
    """A denúncia diz o órgão ou quem, e o mínimo dos fatos: segue para apuração."""
    razao = conferir_resposta(razao)
    caso = _denuncia(caso, versao)
    exigir(caso, Situacao.ADMITIDA, por)
    caso.situacao = Situacao.ADMITIDA
    return registrar(caso, tipo=Tipo.ADMISSAO, por=por, alcance=Alcance.INTERNO, texto=razao)


@transaction.atomic
def nao_admitir(*, caso: Manifestacao, versao: int, por: Autor, razao: str) -> Manifestacao:
    """Falta o mínimo para apurar: arquiva-se, com a razão, que a pessoa lê na página da chave."""
    razao = conferir_resposta(razao)
    caso = _denuncia(caso, versao, em=Situacao.EM_ANALISE)
    exigir(caso, Situacao.ARQUIVADA, por)
    return encerrar(
        caso,
        Situacao.ARQUIVADA,
        tipo=Tipo.NAO_ADMISSAO,
        por=por,
        texto=razao,
        avisos=avisar(caso, "ouvidoria_arquivada", motivo=razao),
    )


@transaction.atomic
def enviar_a_apuracao(  # noqa: PLR0913  cada argumento é um dado do envio
    *,
    caso: Manifestacao,
    versao: int,
    por: Autor,
    orgao: Orgao | None = None,
    externo: str = "",
    anexos: Sequence[Anexo] = (),
) -> Encaminhamento:
    """Envia à Corregedoria (`orgao`) ou a quem apura fora da Prefeitura a versão sem nomes, conferida.

    Só vão cópias limpas dos anexos. Quem denunciou só aparece se consentiu. Sem prazo em dias.
    """
    caso = _denuncia(caso, versao, em=Situacao.ADMITIDA)
    exigir(caso, Situacao.EM_APURACAO, por)
    _exigir_limpos(caso, anexos)
    agora = timezone.now()
    envio = Encaminhamento(
        manifestacao=caso,
        destino=Destino.CORREGEDORIA if orgao else Destino.EXTERNO,
        orgao=orgao,
        externo=externo,
        texto=caso.versao_sem_nomes.texto,
        mostra_quem=caso.consentimentos.filter(consentiu=True).exists(),
        enviado_em=agora,
        enviado_por=por.usuario,
    )
    prazos_legais.partir_sem_prazo(envio, inicio=agora, base_legal=SEM_PRAZO)
    caso.situacao = Situacao.EM_APURACAO
    registrar_envio(
        caso,
        envio,
        tipo=Tipo.APURACAO,
        por=por,
        alcance=Alcance.INTERESSADO,
        mudancas={"orgao": ["", envio.quem]},
        avisos=avisar(caso, "ouvidoria_apuracao"),
    )
    envio.anexos.set(anexos)
    if envio.destino == Destino.CORREGEDORIA:
        pendencias.APURACAO.contar(envio)
    return envio


@transaction.atomic
def complementar_apuracao(
    *, envio: Encaminhamento, versao: int, por: Autor, anexos: Sequence[Anexo] = ()
) -> Encaminhamento:
    """Passa a quem apura o que a pessoa mandou depois: o texto conferido de novo e as cópias que faltavam."""
    caso, envio = travar_envio(envio, versao=versao)
    exigir(caso, Situacao.EM_APURACAO, por)
    if not caso.denuncia or envio.destino == Destino.ORGAO:
        raise TransicaoProibida("Este encaminhamento não é de uma apuração.")
    _exigir_limpos(caso, anexos)
    novos = [anexo for anexo in anexos if not envio.anexos.filter(pk=anexo.pk).exists()]
    if envio.texto == caso.versao_sem_nomes.texto and not novos:
        raise TransicaoProibida("Quem apura já tem tudo: não há nada de novo a mandar.")
    envio.texto = caso.versao_sem_nomes.texto
    envio.anexos.add(*novos)
    nota = "Há mais informações de quem denunciou: o texto e os anexos abaixo já as trazem."
    registrar_envio(caso, envio, tipo=Tipo.NOTA, por=por, texto=nota)
    chamar_o_orgao(envio, "Mais informações de uma denúncia", chave=f"enc/{envio.pk}/mais/{caso.versao}")
    return envio


def _exigir_limpos(caso: Manifestacao, anexos: Sequence[Anexo]) -> None:
    """O texto conferido é o de agora, e os anexos são cópias limpas desta denúncia."""
    if not versao_sem_nomes.em_dia(caso):
        raise TransicaoProibida("Antes de enviar é preciso conferir a versão sem nomes do texto.")
    if any(anexo.limpo_de_id is None or anexo.caso_id != caso.pk for anexo in anexos):
        raise TransicaoProibida("Só vão a quem apura as cópias limpas dos anexos desta denúncia.")


@transaction.atomic
def informar_apuracao(
    *, envio: Encaminhamento, versao: int, por: Autor, texto: str, fim: bool
) -> Encaminhamento:
    """Quem apura diz à Ouvidoria como está; `fim` diz que a apuração acabou."""
    texto = conferir_resposta(texto)
    caso, envio = travar_envio(envio, versao=versao)
    if envio.destino == Destino.ORGAO:
        raise TransicaoProibida("Este encaminhamento não é de uma apuração.")
    exigir(caso, Situacao.EM_APURACAO, por)
    agora = timezone.now()
    if fim:
        envio.resposta = texto
        envio.respondido_em = envio.encerrado_em = agora
        envio.respondido_por = por.usuario
    caso = registrar_envio(
        caso, envio, tipo=Tipo.APURACAO_INFORMADA, por=por, texto=texto, unidade=envio.quem, em=agora
    )
    chamar_a_ouvidoria(caso, "Quem recebeu o envio respondeu" if fim else "Quem recebeu o envio deu notícia")
    return envio


@transaction.atomic
def concluir_denuncia(*, caso: Manifestacao, versao: int, por: Autor, conclusao: str) -> Manifestacao:
    """A resposta conclusiva da Ouvidoria a quem denunciou: a quem foi e, se não é segredo, em que deu."""
    conclusao = conferir_resposta(conclusao)
    caso = _denuncia(caso, versao, em=Situacao.EM_APURACAO)
    return dar_resposta(caso, por, Resposta.EM_APURACAO, conclusao)


@transaction.atomic
def ler_identidade(*, caso: Manifestacao, por: Autor, motivo: str) -> dict[str, str]:
    """Abre o selo de quem denunciou; quem leu, quando e por quê fica escrito, e os outros que podem o sabem.

    Quem chama já conferiu a permissão `contas.abrir_selo` e o segundo fator. Levanta ValueError sem motivo.
    """
    if caso.interessado is None or caso.interessado.selado_em is None:
        raise TransicaoProibida("Esta manifestação não tem identidade selada.")
    aberta = abrir_selo(selo=caso.interessado.selo, por=por, protocolo=caso.protocolo, motivo=motivo)
    _contar_a_quem_tambem_pode(caso, por, motivo)
    return aberta


def _contar_a_quem_tambem_pode(caso: Manifestacao, por: Autor, motivo: str) -> None:
    """A quem recebeu a mesma permissão: quem abriu, de que protocolo e por quê; nunca a identidade."""
    valores = {
        "quem": str(por.usuario or Papel(por.papel).label),
        "protocolo": caso.protocolo_escrito,
        "motivo": motivo,
        "pagina": inteiro(reverse("mesa:aberturas")),
    }
    chave = f"selo/{caso.protocolo}/{uuid4().hex}"
    for pessoa in com_permissao(ABRIR_SELO).filter(is_active=True):
        if pessoa != por.usuario:
            recados.avisar(pessoa, "identidade_aberta", chave, valores)


@transaction.atomic
def pedir_consentimento(
    *, caso: Manifestacao, versao: int, por: Autor, a_quem: str, finalidade: str
) -> Manifestacao:
    """Pergunta a quem denunciou se pode dizer quem é, a quem e para quê. Sem resposta, vale o não."""
    caso = _denuncia(caso, versao)
    if not caso.aberta or caso.anonima:
        raise TransicaoProibida("Não há a quem perguntar.")
    if por.usuario is None:
        raise ValueError("Quem pergunta é uma pessoa da Ouvidoria.")
    if caso.consentimentos.filter(respondido_em=None).exists():
        raise TransicaoProibida(PERGUNTA_SEM_RESPOSTA)
    Consentimento.objects.create(
        manifestacao=caso,
        a_quem=a_quem,
        finalidade=finalidade,
        pedido_em=timezone.now(),
        pedido_por=por.usuario,
    )
    return registrar(
        caso,
        tipo=Tipo.CONSENTIMENTO_PEDIDO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=finalidade,
        avisos=avisar(caso, "ouvidoria_consentimento"),
    )


@transaction.atomic
def responder_consentimento(*, caso: Manifestacao, por: Autor, consentiu: bool) -> Manifestacao:
    """A pessoa responde à pergunta em aberto. O que já foi enviado sem nome continua sem nome."""
    caso = travar(caso)
    pergunta = caso.consentimentos.filter(respondido_em=None).first()
    if pergunta is None:
        raise TransicaoProibida("Não há pergunta em aberto.")
    pergunta.respondido_em, pergunta.consentiu = timezone.now(), consentiu
    pergunta.save()
    caso = registrar(
        caso,
        tipo=Tipo.CONSENTIMENTO_DADO if consentiu else Tipo.CONSENTIMENTO_NEGADO,
        por=por,
        alcance=Alcance.INTERESSADO,
    )
    chamar_a_ouvidoria(caso, "A pessoa respondeu à pergunta da Ouvidoria")
    return caso


def _denuncia(caso: Manifestacao, versao: int, *, em: Situacao | None = None) -> Manifestacao:
    """Travada; e na única situação em que o ato cabe, quando há uma só."""
    caso = travar(caso, versao=versao)
    if not caso.denuncia:
        raise TransicaoProibida("Só uma denúncia passa por aqui.")
    if em and caso.situacao != em:
        raise TransicaoProibida(f"Este ato só cabe com a denúncia em: {em.label.lower()}.")
    return caso
