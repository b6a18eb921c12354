"""A conversa do portal, do começo ao fim. Tudo o que a muda trava a linha dela, e só ela."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atendimento.acoes.contato import da_conta, mandar_resposta
from atendimento.acoes.da_conversa import (
    NAO_E_SUA,
    RecusaDaConversa,
    encerrar,
    escrever,
    ficar_pendente,
    gravar,
    travar,
    travar_mesmo_acabada,
)
from atendimento.acoes.distribuir import distribuir
from atendimento.acoes.dizer import dizer
from atendimento.conversa import guarda_o_lugar, ha_quem_converse, pode_continuar, tem_contato
from atendimento.models import (
    MAIOR_MENSAGEM,
    AssuntoDaConversa,
    Bloqueio,
    Conversa,
    Mensagem,
    RegraDaConversa,
)
from atendimento.situacoes import SEM_NADA_DEPOIS, DeQuem, Fim, Resultado, SituacaoDaConversa
from contas.models import Usuario
from guia.busca import encaminhar, ordem
from guia.busca.achado import procurar
from guia.busca.sinonimos import simplificar
from guia.models import RespostaDeBusca, Servico
from protocolo.erros import RecusaNoCampo, TransicaoProibida
from protocolo.prazos.em_palavras import dia_e_hora
from referencia.enderecos import inteiro

MUITAS_DA_REDE = "Já se começaram muitas conversas deste lugar na última hora. Espere um pouco, ou ligue 156."
BLOQUEADA = "Deste lugar não se aceitam conversas até {ate}. Motivo: {motivo}. Se há engano, ligue 156."
DEIXE_CONTATO = "Deixe um e-mail ou um telefone: agora não há quem converse, e a resposta vai para lá."
NA_FILA = "Você está na fila. Fique nesta página, ou volte a ela depois: o seu lugar é o mesmo."
PENDENTE = "Agora não há quem converse. Respondemos até {ate}, no contato que você deixou."
CONTINUA = "A conversa continua de onde parou."
REDE_GUARDADA = timedelta(days=1)
MAIS_SERVICOS = 3
PALAVRA = re.compile(r"\w+")
MAIOR_CHAMADO = 80
"""Letras: o que é mais comprido conta um problema, e o Guia responde."""
NADA = "Não achei no Guia um serviço para isso. Escreva de outro jeito, ou fale com uma pessoa."
SERVICOS = "Talvez seja isto. Toque no nome para ler e pedir:"
SE_NAO = "Não é nada disso? Escreva de outro jeito ou fale com uma pessoa."
DENUNCIA = (
    "Se é denúncia contra um agente público ou uma empresa contratada, não a conte aqui: o formulário "
    "protege quem denuncia."
)
DA_OUVIDORIA = "portal:quando_procurar"
JA_NAO_VALE = "Este bloqueio já acabou, ou outra pessoa o levantou."
SEM_QUEM = "Desta conversa já não se sabe de onde veio: não há a quem bloquear. Encerre-a."


# --- começar -------------------------------------------------------------------------


@transaction.atomic
def comecar_conversa(*, rede: str, conta: Usuario | None, servico: Servico | None = None) -> Conversa:
    """Uma conversa nova; quem tem conta e já conversa continua na que tem.

    `rede` é o endereço de quem pede (`referencia.limite_de_tentativas.quem_pede`): guarda-se um resumo.
    Levanta RecusaDaConversa a quem está bloqueado e à rede que já começou muitas.
    """
    agora, resumo = timezone.now(), resumo_da_rede(rede)
    if conta:  # dois cliques ao mesmo tempo não começam duas
        Usuario.objects.select_for_update(of=("self",), no_key=True).get(pk=conta.pk)
    if conta and (aberta := Conversa.objects.abertas().filter(conta=conta).order_by("-pk").first()):
        return aberta
    _exigir_que_nao_se_bloqueou(resumo, conta, agora)
    da_rede = Conversa.objects.filter(rede=resumo, comecada_em__gt=agora - timedelta(hours=1))
    if resumo and da_rede.count() >= RegraDaConversa.atual().conversas_por_rede:
        raise RecusaDaConversa(MUITAS_DA_REDE)
    return Conversa.objects.create(
        conta=conta,
        interessado=da_conta(conta) if conta else None,
        servico=servico,
        rede=resumo,
        comecada_em=agora,
        ultima_em=agora,
    )


def resumo_da_rede(rede: str) -> str:
    """O que se guarda da rede: sem o segredo do portal não diz qual é."""
    return salted_hmac("atendimento.conversa", rede, algorithm="sha256").hexdigest() if rede else ""


def bloqueio_de(resumo: str, conta: Usuario | None, em: datetime) -> Bloqueio | None:
    """O que impede esta rede, ou esta conta, de conversar agora."""
    quem = Q(rede=resumo) & ~Q(rede="")
    if conta:
        quem |= Q(conta=conta)
    return Bloqueio.objects.em_vigor(em).filter(quem).order_by("-ate").first()


def _exigir_que_nao_se_bloqueou(resumo: str, conta: Usuario | None, em: datetime) -> None:
    if bloqueio := bloqueio_de(resumo, conta, em):
        raise RecusaDaConversa(BLOQUEADA.format(ate=dia_e_hora(bloqueio.ate), motivo=bloqueio.motivo))


# --- a fila --------------------------------------------------------------------------


def pedir_alguem(*, conversa: Conversa, assunto: AssuntoDaConversa | None) -> Conversa:
    """Entra na fila, e tenta já quem a atenda; fora de hora, ou sem ninguém, fica por responder.

    Levanta RecusaNoCampo (campo `contato`) a quem fica por responder e não deixou contato.
    """
    agora = timezone.now()
    na_fila = _entrar_na_fila(conversa, assunto, agora)
    if na_fila.situacao == SituacaoDaConversa.NA_FILA and distribuir(em=agora):
        na_fila.refresh_from_db()
    return na_fila


@transaction.atomic
def _entrar_na_fila(conversa: Conversa, assunto: AssuntoDaConversa | None, agora: datetime) -> Conversa:
    travada = travar(conversa)
    if travada.situacao not in {SituacaoDaConversa.COMECO, SituacaoDaConversa.PENDENTE}:
        return travada
    ha_quem = ha_quem_converse(agora, assunto)
    if travada.situacao == SituacaoDaConversa.PENDENTE and not ha_quem:
        return travada
    travada.assunto = assunto
    if ha_quem:
        travada.situacao = SituacaoDaConversa.NA_FILA
        if travada.atendida_em and travada.na_fila_desde:  # a quem já se atendeu, o lugar que tinha
            travada.voltou_em = agora
        else:  # a espera conta-se de novo
            travada.na_fila_desde, travada.voltou_em, travada.atendida_em = agora, None, None
        travada.sinal_em, travada.sumiu_em = agora, None
        travada.responder_ate = None
        escrever(travada, de=DeQuem.AVISO, texto=NA_FILA, em=agora)
    else:
        if not tem_contato(travada):
            raise RecusaNoCampo(DEIXE_CONTATO, "contato")
        ficar_pendente(travada, PENDENTE, agora)
    gravar(travada)
    return travada


# --- continuar -----------------------------------------------------------------------


def continuar_conversa(*, conversa: Conversa, rede: str) -> Conversa:
    """A que acabou parada continua, com a mesma história; a que alguém atendia volta à fila.

    Volta ao lugar que tinha se parou há pouco (`GUARDA_O_LUGAR_POR`); senão, ao fim dela.
    A que não parou, ou parou há mais de um dia, fica como está. Levanta RecusaDaConversa a quem está
    bloqueado e, como `pedir_alguem`, RecusaNoCampo a quem falta o contato: essa já está outra vez no começo.
    """
    travada, continua = _voltar_ao_comeco(conversa, rede)
    if not (continua and travada.atendida_em):
        return travada
    return pedir_alguem(conversa=travada, assunto=travada.assunto)


@transaction.atomic
def _voltar_ao_comeco(conversa: Conversa, rede: str) -> tuple[Conversa, bool]:
    """A conversa, e se era das que se continuam."""
    travada, agora = travar_mesmo_acabada(conversa), timezone.now()
    if not pode_continuar(travada, agora):
        return travada, False
    travada.rede = resumo_da_rede(rede)
    _exigir_que_nao_se_bloqueou(travada.rede, travada.conta, agora)
    if not guarda_o_lugar(travada, agora):
        travada.na_fila_desde = None
    travada.situacao, travada.fim, travada.encerrada_em = SituacaoDaConversa.COMECO, "", None
    antes, travada.atendente = travada.atendente, None
    travada.avisada_em, travada.ultima_em = None, agora
    escrever(travada, de=DeQuem.AVISO, texto=CONTINUA, em=agora)
    gravar(travada, tambem=antes)
    return travada, True


# --- avaliar --------------------------------------------------------------------------


@transaction.atomic
def avaliar(*, conversa: Conversa, nota: int, comentario: str = "") -> Conversa:
    """O que a pessoa achou, depois do fim; de novo, a última vale. A denúncia não se avalia."""
    travada = travar_mesmo_acabada(conversa)
    if travada.aberta or travada.fim in SEM_NADA_DEPOIS:
        raise TransicaoProibida("Esta conversa não se avalia.")
    if nota not in range(1, 6):
        raise RecusaNoCampo("Escolha uma nota de 1 a 5.", "nota")
    travada.nota, travada.comentario = nota, comentario.strip()[:1000]
    travada.save(update_fields=["nota", "comentario"])
    return travada


# --- acabar --------------------------------------------------------------------------


@transaction.atomic
def acabar(
    *,
    conversa: Conversa,
    fim: Fim,
    por: Usuario | None = None,
    resultado: Resultado | None = None,
    nota: str = "",
) -> Conversa:
    """A conversa acaba, e o atendimento dela com o resultado dito, ou o que se fez nele sugere.

    Repetida não muda nada. Quem atende (`por`) só acaba a sua, e a nota fica a quem atender a pessoa depois;
    respondida, vai ao contato o que se escreveu depois da última mensagem da pessoa. Levanta
    TransicaoProibida, também se não há o que mandar.
    """
    travada = travar_mesmo_acabada(conversa)
    if not travada.aberta:
        return travada
    if por and travada.atendente_id != por.pk:
        raise TransicaoProibida(NAO_E_SUA)
    if fim == Fim.RESPONDIDA:
        mandar_resposta(travada)
    if nota.strip():
        escrever(travada, de=DeQuem.NOTA, texto=nota.strip(), autor=por)
    encerrar(travada, fim, resultado)
    return travada


def esquecer_redes(*, em: datetime) -> int:
    """O resumo da rede de quem acabou há mais de um dia se apaga."""
    velhas = Conversa.objects.filter(encerrada_em__lt=em - REDE_GUARDADA).exclude(rede="")
    return velhas.update(rede="")


# --- o que o Guia responde, antes de alguém ---------------------------------------------


def responder(*, conversa: Conversa, pergunta: Mensagem) -> Mensagem | None:
    """Responde à mensagem com o que a busca do Guia acha; None se a pessoa já pediu alguém, ou o pede nela.

    A mesma mensagem não se responde duas vezes: a chave da resposta sai da chave dela.
    """
    no_comeco = conversa.situacao == SituacaoDaConversa.COMECO
    if not no_comeco or not pergunta.texto or pede_uma_pessoa(pergunta.texto):
        return None
    chave = uuid5(pergunta.chave, "resposta")
    texto = resposta_do_guia(pergunta.texto)
    return dizer(conversa=conversa, de=DeQuem.AUTOMATICA, texto=texto, chave=chave)


def pede_uma_pessoa(texto: str) -> bool:
    """É só isso que se quer: a frase curta diz uma das que a regra da conversa traz."""
    if len(texto) > MAIOR_CHAMADO:
        return False
    dito = _palavras(texto)
    frases = (_palavras(uma) for uma in RegraDaConversa.atual().chamam_uma_pessoa.splitlines())
    return any(frase.strip() and frase in dito for frase in frases)


def _palavras(texto: str) -> str:
    """Sem acentos nem pontos, com um espaço de cada lado: só se acham palavras inteiras."""
    return f" {' '.join(PALAVRA.findall(simplificar(texto)))} "


def resposta_do_guia(texto: str) -> str:
    """A emergência e o que não é da Prefeitura, as outras portas e os serviços, nesta ordem."""
    procurado = texto[: ordem.MAIOR_BUSCA]
    achado = procurar(procurado, MAIS_SERVICOS)
    partes = ["\n".join(_dita(resposta)) for resposta in achado.respostas]
    partes += ["\n".join(_porta(porta)) for porta in achado.portas]
    if achado.servicos:
        achados = [f"{servico.titulo}: {inteiro(servico.get_absolute_url())}" for servico in achado.servicos]
        partes.append("\n".join([SERVICOS, *achados]))
    escrito = "\n\n".join([*partes, SE_NAO] if partes else [NADA])
    return escrito[:MAIOR_MENSAGEM]


def _dita(resposta: RespostaDeBusca) -> Iterator[str]:
    yield resposta.titulo
    if resposta.frase:
        yield resposta.frase
    for telefone in resposta.telefones:
        yield f"Ligue {telefone['numero']}: {telefone['quem']}"
    if resposta.link:
        yield f"{resposta.rotulo_do_link}: {resposta.link}"


def _porta(porta: encaminhar.Porta) -> Iterator[str]:
    yield porta.porque
    yield f"{porta.nome}: {inteiro(reverse(porta.pagina))}"
    if porta.pagina == DA_OUVIDORIA:
        yield DENUNCIA
        yield f"Fazer uma denúncia: {inteiro(reverse('ouvidoria:comecar', args=['denuncia']))}"


# --- não aceitar conversas --------------------------------------------------------------


@transaction.atomic
def bloquear(
    *, conversa: Conversa, por: Usuario, motivo: str, tempo: timedelta, supervisiona: bool = False
) -> Bloqueio:
    """Quem a atende, ou supervisiona, acaba-a, e de quem conversa não se aceitam outras por este tempo.

    Levanta TransicaoProibida se já não está com quem bloqueia, ou se não há a quem bloquear.
    """
    if not (conversa.rede or conversa.conta_id):
        raise TransicaoProibida(SEM_QUEM)
    acabada = acabar(conversa=conversa, fim=Fim.ABUSO, por=None if supervisiona else por)
    agora = timezone.now()
    # Quem entrou bloqueia-se pela conta: a rede pode ser de muita gente.
    return Bloqueio.objects.create(
        conta=acabada.conta,
        rede="" if acabada.conta_id else acabada.rede,
        motivo=motivo,
        por=por,
        em=agora,
        ate=agora + tempo,
        conversa=acabada,
    )


@transaction.atomic
def levantar_bloqueio(*, bloqueio: Bloqueio, por: Usuario, motivo: str) -> Bloqueio:
    """Acaba antes do tempo, e fica escrito por quê. Levanta TransicaoProibida se já não vale."""
    agora = timezone.now()
    em_vigor = Bloqueio.objects.em_vigor(agora).select_for_update(of=("self",), no_key=True)
    travado = em_vigor.filter(pk=bloqueio.pk).first()
    if travado is None:
        raise TransicaoProibida(JA_NAO_VALE)
    travado.levantado_em, travado.levantado_por, travado.porque_levantado = agora, por, motivo
    travado.save(update_fields=["levantado_em", "levantado_por", "porque_levantado"])
    return travado
