"""Entrega por canal: reserva com prazo, envio, nova tentativa com espera crescente, o canal seguinte.

A caixa de saída no banco, não a fila, é a verdade. Uma repetição só é possível quando o trabalhador morre
entre o aceite de quem envia e a gravação, ou a resposta do correio se perde; ela é contada.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.core.mail import make_msgid
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from avisos import canais
from avisos.canais import senha_pedida, texto_curto
from avisos.canais.base import Provedor, Resultado, adiado, ligado, parado, sem_endereco
from avisos.canais.destinos import PASSOU_DO_TETO, com_quem, destinos, fim_do_silencio, fim_do_teto, seguinte
from avisos.canais.vez import Vez
from avisos.models import AssinaturaPush, Aviso, Envio
from avisos.models.avisos import AvisoQuerySet
from avisos.situacoes import ABERTOS, COM_RECIBO, QUE_TOCAM, Canal, SituacaoDoEnvio

registro = logging.getLogger(__name__)

LOTE = 50
RESERVA = timedelta(minutes=5)
ESPERAS = [timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 180, 360, 720, 1440, 1440)]
"""Espera depois de cada falha do último canal; acabada a lista, o aviso é dado como não entregue."""
COM_OUTRO = ESPERAS[:5]
"""Havendo outro canal que a pessoa aceita, passa-se a ele em menos de hora e meia."""
URGENTE = [timedelta(seconds=s) for s in (20, 40, 80)]
"""O urgente passa ao outro canal em menos de cinco minutos."""
SEM_NOTICIA = timedelta(hours=24)
SEM_NOTICIA_DO_URGENTE = timedelta(minutes=4)
"""Quanto se espera o recibo antes de tentar o canal seguinte."""
DA_VEZ = ("-urgente", "proxima_em", "pk")
"""Em que ordem saem: os da mesma hora, pela de chegada, venha o caso por que canal vier."""
FINAL = timedelta(hours=71)
"""Com as voltas da rotina, nada fica sem estado final depois de 72 horas."""
NAO_SAIU = "Não chegou a ser enviado por este canal."
type Pronto = tuple[Aviso, str]  # e o endereço a que vai


@dataclass(frozen=True, slots=True)
class Entregues:
    """Quantos saíram, quantos ficaram para depois e quantos esperam a sua hora ou o seu dia, nesta volta."""

    enviados: int = 0
    adiados: int = 0
    calados: int = 0


def encaminhar(em: datetime, limite: int = LOTE * 4) -> int:
    """Escolhe o canal dos que não têm, ou têm um que a cidade desligou; diz quantos.

    Quem não tem por onde fica sem contato.
    """
    desligados = [canal for canal in QUE_TOCAM if not ligado(canal)]
    avisos = _escolher_canais(em, desligados, limite)
    parados = Envio.objects.filter(aviso__in=avisos, canal__in=desligados, situacao=SituacaoDoEnvio.CRIADO)
    if avisos and desligados:  # depois de soltar os avisos: o recibo prende o envio primeiro
        parados.update(situacao=SituacaoDoEnvio.FALHA_TECNICA, erro=NAO_SAIU, mudou_em=timezone.now())
    return len(avisos)


@transaction.atomic
def _escolher_canais(em: datetime, desligados: list[Canal], limite: int) -> list[Aviso]:
    por_escolher = com_quem(Aviso.objects.a_entregar(em).filter(canal__in=["", *desligados]))
    avisos = list(
        por_escolher.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by(*DA_VEZ)[:limite]
    )
    for aviso in avisos:
        try:
            aviso.canal = _primeiro(aviso)
        except Exception as erro:  # noqa: BLE001  um contato que não se lê não para os outros
            aviso.erro, aviso.proxima_em = sem_endereco(f"{type(erro).__name__}: {erro}"), em + RESERVA
            registro.warning("aviso %s sem canal: %s", aviso.pk, aviso.erro)
            continue
        if not aviso.canal:
            aviso.situacao, aviso.para_cifrado = Aviso.Situacao.SEM_CONTATO, None
    campos = ["canal", "situacao", "erro", "proxima_em", "para_cifrado"]
    Aviso.objects.bulk_update(avisos, campos, batch_size=LOTE)
    return avisos


def _primeiro(aviso: Aviso) -> str:
    """Por onde vai um aviso novo; o que já passou por algum canal não volta a ele."""
    if aviso.interessado and aviso.interessado.selado_em:
        return Canal.EMAIL
    return (seguinte(aviso) if aviso.canal else next(iter(destinos(aviso)), None)) or ""


@transaction.atomic
def reservar(
    *, em: datetime, canal: str = Canal.EMAIL, limite: int = LOTE, urgentes: bool = False
) -> list[Aviso]:
    """Separa até `limite` avisos do canal para este trabalhador, por `RESERVA`; os outros os pulam.

    Os urgentes primeiro: o código de quem entra não espera a fila de um dia de prazos vencidos.
    """
    avisos = list(
        com_quem(_por_sair(em, canal, urgentes=urgentes))
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .order_by(*DA_VEZ)[:limite]
    )
    for aviso in avisos:
        if aviso.situacao == Aviso.Situacao.ENVIANDO:
            aviso.repeticoes_possiveis += 1  # quem o reservou morreu sem dizer se enviou
        aviso.situacao = Aviso.Situacao.ENVIANDO
        aviso.proxima_em = em + RESERVA
        aviso.tentativas += 1
        aviso.message_id = aviso.message_id or make_msgid(domain="avisos.sp156")
    campos = ["situacao", "proxima_em", "tentativas", "message_id", "repeticoes_possiveis"]
    Aviso.objects.bulk_update(avisos, campos, batch_size=LOTE)
    return avisos


def _por_sair(em: datetime, canal: str, *, urgentes: bool) -> AvisoQuerySet:
    todos = Aviso.objects.a_entregar(em).filter(canal=canal)
    return todos.filter(urgente=True) if urgentes else todos


def entregar_pendentes(
    canal: Canal = Canal.EMAIL,
    *,
    em: datetime | None = None,
    vez: Vez | None = None,
    urgentes: bool = False,
) -> Entregues:
    """Uma volta da entrega de um canal: escolhe por onde vão os novos, reserva um lote e o envia.

    Na metade da reserva, ou se outro toma a vez, o lote para e o resto volta à fila: outro já o enviaria.
    """
    inicio = em or timezone.now()
    encaminhar(inicio)
    if parado(canal) or not _por_sair(inicio, canal, urgentes=urgentes).exists():
        return Entregues()
    provedor, enviados, demais = canais.provedor_de(canal), 0, 0  # o que não se cria não reserva nada
    try:
        reservados = reservar(em=inicio, canal=canal, limite=_lote(provedor), urgentes=urgentes)
        avisos = _fora_do_silencio(reservados, inicio)
        with ThreadPoolExecutor(provedor.em_paralelo) as threads:
            for ordem, juntos in enumerate(batched(avisos, provedor.em_paralelo)):
                if timezone.now() > inicio + RESERVA / 2 or (vez and not vez.continua()):
                    _devolver(avisos[ordem * provedor.em_paralelo :])
                    break
                prontos = [(aviso, para) for aviso in juntos if (para := _preparar(aviso))]
                cabem = _dentro_do_teto(prontos)
                enviados += _enviar_juntos(provedor, threads, cabem)
                demais += len(prontos) - len(cabem)
    finally:
        provedor.fechar()
    calados = len(reservados) - len(avisos) + demais
    return Entregues(enviados=enviados, adiados=len(avisos) - enviados - demais, calados=calados)


def _lote(provedor: Provedor) -> int:
    """Com um provedor pela rede, pouco de cada vez: o urgente que chega vai na volta seguinte."""
    return LOTE if provedor.em_paralelo == 1 else provedor.em_paralelo * 2


def _fora_do_silencio(avisos: list[Aviso], em: datetime) -> list[Aviso]:
    """Os avisos que podem tocar agora; os outros voltam à fila, até a hora de cada um."""
    calados: dict[datetime, list[Aviso]] = {}
    for aviso in avisos:
        if fim := fim_do_silencio(aviso, aviso.canal, em):
            calados.setdefault(fim, []).append(aviso)
    for fim, juntos in calados.items():
        _devolver(juntos, fim)
    fora = {aviso.pk for juntos in calados.values() for aviso in juntos}
    return [aviso for aviso in avisos if aviso.pk not in fora]


def _devolver(avisos: list[Aviso], para: datetime | None = None, porque: str = "") -> None:
    """Devolve à fila, como estavam, os avisos que nem foram tentados."""
    Aviso.objects.filter(pk__in=[aviso.pk for aviso in avisos]).update(
        situacao=Aviso.Situacao.PENDENTE,
        tentativas=F("tentativas") - 1,
        proxima_em=para or timezone.now(),
        erro=porque or F("erro"),
    )


def _dentro_do_teto(prontos: list[Pronto]) -> list[Pronto]:
    """Os avisos que hoje cabem no que o seu contato recebe; os outros voltam à fila, até o dia seguinte."""
    cabem = []
    for aviso, para in prontos:
        if fim := fim_do_teto(aviso, para, timezone.now()):
            _devolver([aviso], fim, PASSOU_DO_TETO)
        else:
            cabem.append((aviso, para))
    return cabem


def _enviar_juntos(provedor: Provedor, threads: ThreadPoolExecutor, prontos: list[Pronto]) -> int:
    """Manda todos ao mesmo tempo e grava o que houve; diz quantos saíram."""
    envios = _criar_envios([aviso for aviso, _ in prontos])

    def mandar(pronto: tuple[Envio, str]) -> Resultado:
        return _tentar(provedor, *pronto)

    mapear = threads.map if provedor.em_paralelo > 1 else map
    resultados = list(mapear(mandar, zip(envios, [para for _, para in prontos], strict=True)))
    for envio, resultado in zip(envios, resultados, strict=True):
        _registrar(envio, resultado)
    return sum(resultado.aceito for resultado in resultados)


def _preparar(aviso: Aviso) -> str:
    """O endereço deste canal, lido agora; vazio se o aviso não sai nesta volta."""
    if aviso.interessado and aviso.interessado.selado_em and aviso.canal != Canal.EMAIL:
        _ao_email_do_selo(aviso)
        return ""
    try:
        senha_pedida.decidir(aviso)
        para = destinos(aviso).get(Canal(aviso.canal), "")
    except Exception as erro:  # noqa: BLE001  um selo que não abre fica para depois e não para os outros
        _adiar(aviso, f"{type(erro).__name__}: {erro}")
        return ""
    if not para:
        passar_adiante(aviso, "", se_nao=Aviso.Situacao.SEM_CONTATO)
    return para


def _ao_email_do_selo(aviso: Aviso) -> None:
    """Selou-se a pessoa com o aviso já noutro canal: só o e-mail do selo serve, se ainda não se tentou."""
    fechar_os_que_nao_sairam(aviso)
    if aviso.envios.filter(canal=Canal.EMAIL).exists():
        concluir(aviso, situacao=Aviso.Situacao.FALHOU)
        return
    Aviso.objects.filter(pk=aviso.pk).update(
        situacao=Aviso.Situacao.PENDENTE, canal=Canal.EMAIL, tentativas=0, proxima_em=timezone.now()
    )


def _criar_envios(avisos: list[Aviso]) -> list[Envio]:
    """A linha do canal existe antes de sair a mensagem: o recibo pode chegar antes da resposta."""
    envios = [
        Envio(
            aviso=aviso,
            canal=aviso.canal,
            tentativas=aviso.tentativas,
            id_no_provedor=aviso.message_id if aviso.canal == Canal.EMAIL else "",
        )
        for aviso in avisos
    ]
    return Envio.objects.bulk_create(
        envios, update_conflicts=True, unique_fields=["aviso", "canal"], update_fields=["tentativas"]
    )


def _tentar(provedor: Provedor, envio: Envio, para: str) -> Resultado:
    """O que quem envia respondeu; uma queda no meio é falha para tentar de novo."""
    try:
        return provedor.enviar(envio, para, texto_curto.de(envio.aviso))
    except Exception as erro:  # noqa: BLE001  um aviso ruim fica para depois e não para os outros
        provedor.fechar()
        return adiado(f"{type(erro).__name__}: {erro}")


@transaction.atomic(savepoint=False)
def _registrar(envio: Envio, resultado: Resultado) -> None:
    """Grava o que houve, tudo ou nada. O recibo que chegou antes da resposta não se desfaz."""
    aviso, agora = envio.aviso, timezone.now()
    if resultado.esquecer:
        AssinaturaPush.objects.filter(pk__in=resultado.esquecer).delete()
    if resultado.aceitaram:
        AssinaturaPush.objects.filter(pk__in=resultado.aceitaram).update(ultimo_aviso_em=agora)
    por_saber = Envio.objects.filter(pk=envio.pk, situacao__in=ABERTOS)
    if resultado.aceito:
        dito, espera = _da_resposta(resultado, agora), _ate_quando(envio, agora)
        aberto = por_saber.update(situacao=resultado.situacao, proxima_em=espera, erro="", **dito)
        if not aberto:
            Envio.objects.filter(pk=envio.pk).update(**dito)
        if aberto or _ainda_aqui(envio):
            _saiu(envio, agora)
    elif not por_saber.update(erro=resultado.erro) and not _ainda_aqui(envio):
        return  # o recibo já disse o que houve, e o aviso já seguiu por ele
    elif resultado.situacao == SituacaoDoEnvio.FALHA_TEMPORARIA:
        _adiar(aviso, resultado.erro, talvez=resultado.talvez)
    else:
        falhar(envio, resultado.situacao, resultado.erro)
        passar_adiante(aviso, resultado.erro)


def _saiu(envio: Envio, agora: datetime) -> None:
    """O aviso está enviado; aquele a que o aparelho não basta segue, uma vez, pelo canal seguinte."""
    aviso = envio.aviso
    so_tocou = envio.canal == Canal.PUSH and not aviso.basta_o_aparelho
    if so_tocou and (not _ainda_aqui(envio) or passar_adiante(aviso, "")):
        return
    concluir(aviso, situacao=Aviso.Situacao.ENVIADO, enviado_em=agora)


def _ainda_aqui(envio: Envio) -> bool:
    """O aviso continua reservado neste canal: nenhum recibo o levou a outro lado."""
    reservado = Aviso.objects.filter(pk=envio.aviso_id, situacao=Aviso.Situacao.ENVIANDO, canal=envio.canal)
    return reservado.exists()


def _da_resposta(resultado: Resultado, agora: datetime) -> dict[str, object]:
    dito = {"partes": resultado.partes, "custo": resultado.custo, "aceito_em": agora, "mudou_em": agora}
    return {**dito, "id_no_provedor": resultado.id} if resultado.id else dito


def _ate_quando(envio: Envio, agora: datetime) -> datetime:
    """Quando se deixa de esperar a confirmação: de quem não a dá, no fim das 72 horas."""
    fim = max(envio.aviso.criado_em + FINAL, agora + timedelta(minutes=1))
    if envio.canal not in COM_RECIBO:
        return fim
    if not envio.aviso.urgente:
        return min(agora + SEM_NOTICIA, fim)
    cedo = min(agora, envio.aviso.criado_em) + SEM_NOTICIA_DO_URGENTE
    return max(cedo, agora + timedelta(minutes=1))


def falhar(envio: Envio, situacao: SituacaoDoEnvio, erro: str) -> None:
    """O canal desistiu deste aviso, se o recibo não disse outra coisa."""
    por_saber = Envio.objects.filter(pk=envio.pk, situacao__in=ABERTOS)
    por_saber.update(situacao=situacao, erro=erro, mudou_em=timezone.now())


def fechar_os_que_nao_sairam(aviso: Aviso) -> None:
    """O canal de que o aviso saiu sem ter enviado nada já não espera."""
    aviso.envios.filter(situacao=SituacaoDoEnvio.CRIADO).update(
        situacao=SituacaoDoEnvio.FALHA_TECNICA, erro=NAO_SAIU, mudou_em=timezone.now()
    )


def _ja_chegou(aviso: Aviso) -> bool:
    """A pessoa recebeu por algum canal: o aviso está concluído, e nada o reabre.

    O recibo muda o envio e depois o aviso: com a linha do aviso presa, ou já se vê, ou ele o conclui depois.
    """
    preso = Aviso.objects.select_for_update(no_key=True).get(pk=aviso.pk)
    entregues = aviso.envios.filter(canal__in=COM_RECIBO, situacao=SituacaoDoEnvio.ENTREGUE)
    if not entregues.exists():
        return False
    fechar_os_que_nao_sairam(aviso)
    concluir(preso, situacao=Aviso.Situacao.ENVIADO, enviado_em=preso.enviado_em or timezone.now())
    return True


@transaction.atomic(savepoint=False)
def passar_adiante(aviso: Aviso, erro: str, se_nao: str = Aviso.Situacao.FALHOU) -> bool:
    """O próximo canal que a pessoa aceita e que falta tentar; sem ele, o aviso acaba em `se_nao`."""
    fechar_os_que_nao_sairam(aviso)  # antes de prender o aviso: todos prendem os envios primeiro
    if _ja_chegou(aviso):
        return False
    proximo = seguinte(aviso) if aviso.criado_em > timezone.now() - FINAL else None
    if proximo is None:
        concluir(aviso, situacao=se_nao, erro=erro)
        return False
    Aviso.objects.filter(pk=aviso.pk).update(
        situacao=Aviso.Situacao.PENDENTE, canal=proximo, tentativas=0, proxima_em=timezone.now(), erro=erro
    )
    return True


def concluir(aviso: Aviso, *, situacao: str, erro: str = "", enviado_em: datetime | None = None) -> None:
    """O aviso saiu da fila."""
    saiu = {"situacao": situacao, "erro": erro, "enviado_em": enviado_em, "para_cifrado": None}
    Aviso.objects.filter(pk=aviso.pk).update(**saiu)


@transaction.atomic(savepoint=False)
def _adiar(aviso: Aviso, erro: str, *, talvez: bool = False) -> None:
    if _ja_chegou(aviso):
        return
    if talvez:
        Aviso.objects.filter(pk=aviso.pk).update(repeticoes_possiveis=F("repeticoes_possiveis") + 1)
    dito, esperas = sem_endereco(erro), _esperas(aviso)
    registro.warning("aviso %s adiado na tentativa %s: %s", aviso.pk, aviso.tentativas, dito)
    if aviso.tentativas > len(esperas):
        aviso.envios.filter(canal=aviso.canal, situacao__in=ABERTOS).update(
            situacao=SituacaoDoEnvio.FALHA_TECNICA, erro=dito, mudou_em=timezone.now()
        )
        passar_adiante(aviso, dito)
        return
    aviso.envios.filter(canal=aviso.canal).update(erro=dito)
    Aviso.objects.filter(pk=aviso.pk).update(
        situacao=Aviso.Situacao.PENDENTE,
        erro=dito,
        proxima_em=timezone.now() + esperas[aviso.tentativas - 1],
    )


def _esperas(aviso: Aviso) -> list[timedelta]:
    """O plano de novas tentativas: curto se há outro canal, e mais curto se é urgente."""
    if aviso.modelo == Aviso.CODIGO_POR_SMS:
        return URGENTE  # quem espera o código já pediu outro
    if seguinte(aviso) is None:
        return ESPERAS
    return URGENTE if aviso.urgente else COM_OUTRO
