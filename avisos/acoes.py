"""Pôr o aviso na caixa de saída (`entrega.py` o manda) e deixar a notificação a quem trabalha."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos import textos
from avisos.canais import destinos
from avisos.canais.base import ligado
from avisos.canais.push import chaves_servem, endereco_aceito
from avisos.models import AssinaturaPush, Aviso, ModeloDeAviso, Notificacao, PreferenciaDeAvisos
from avisos.situacoes import Canal, TipoDeAviso
from contas.models import Interessado, Usuario
from contas.segredos import chaves

MAIS_APARELHOS = 10
"""Em que uma pessoa recebe avisos."""
MAIOR_ENDERECO = 500
UMA_A_CADA = 300
"""Segundos em que pedir a senha de novo não manda outra mensagem."""


def escrever(  # noqa: PLR0913  cada argumento é um dado do aviso
    *,
    modelo: str,
    contexto: Mapping[str, str],
    interessado: Interessado,
    protocolo: str,
    ordem: int,
    proprias: textos.Palavras | None = None,
) -> Aviso:
    """Monta o aviso de um andamento, sem gravar: quem grava é o `registrar` do caso.

    A chave (protocolo, ordem, modelo, pessoa) garante que o mesmo aviso nunca nasce duas vezes.
    `proprias` são as palavras que vão no lugar das do modelo. Levanta `ModeloDeAviso.DoesNotExist` se ele
    não está cadastrado.
    """
    geral = ModeloDeAviso.objects.get(chave=modelo)
    palavras = proprias or geral
    texto = textos.renderizar(palavras, contexto)
    so_por_email = bool(interessado.selado_em or (interessado.email and not interessado.usuario_id))
    tem_contato = bool(interessado.recebe_mensagem or interessado.usuario_id or interessado.telefone)
    return Aviso(
        chave=chave_do_aviso(protocolo, ordem, modelo, interessado.pk),
        interessado=interessado,
        protocolo=protocolo,
        modelo=modelo,
        assunto=texto.assunto,
        corpo=texto.corpo,
        curto=textos.encurtar(palavras.curto, contexto),
        tipo=geral.tipo,
        urgente=geral.urgente,
        canal=Canal.EMAIL if so_por_email else "",
        situacao=Aviso.Situacao.PENDENTE if tem_contato else Aviso.Situacao.SEM_CONTATO,
    )


def escrever_da_conta(*, qual: str, email: str, assunto: str, corpo: str) -> Aviso:
    """A mensagem da conta (`qual` é o modelo do allauth) a quem tem este e-mail, na caixa de saída.

    De quem não tem conta só se guarda o endereço cifrado, até a entrega. De quem pede outra senha também: se
    há conta, só então se olha (`senha_pedida`). Quem a pede muitas vezes seguidas recebe uma mensagem só:
    ninguém enche a caixa de correio de outro.
    """
    modelo = Aviso.DA_CONTA.get(qual, Aviso.CONTA)
    pede_senha, unica = modelo == Aviso.OUTRA_SENHA, str(uuid4())
    usuario = None if pede_senha else Usuario.objects.filter(email=email.lower()).first()
    if pede_senha:
        volta = int(timezone.now().timestamp()) // UMA_A_CADA
        unica = salted_hmac("avisos.conta", f"{email.lower()}/{volta}", algorithm="sha256").hexdigest()
    aviso, _ = Aviso.objects.get_or_create(
        chave=f"conta/{unica}",
        defaults={
            "usuario": usuario,
            "para_cifrado": None if usuario else chaves.cifrar({"email": email}),
            "modelo": modelo,
            "assunto": assunto[:200],
            "corpo": corpo,
            "canal": Canal.EMAIL,
            "urgente": True,
        },
    )
    return aviso


@transaction.atomic
def escrever_sms_da_conta(*, celular: str, texto: str) -> Aviso:
    """O código, ou o recado, da conta por SMS, na caixa de saída: urgente, a este celular e a nenhum outro.

    `celular` são os onze algarismos com o DDD. O número e o texto ficam cifrados, e somem na entrega. Sem ele
    não vai a ninguém, como em `escrever_codigo`.
    """
    aviso = Aviso.objects.create(
        chave=f"conta/{uuid4()}",
        para_cifrado=chaves.cifrar({"celular": celular, "texto": texto}),
        modelo=Aviso.CODIGO_POR_SMS,
        assunto="Código da conta",
        corpo="",
        canal=Canal.SMS,
        urgente=True,
    )
    _apagar_o_de_ninguem(aviso, celular)
    return aviso


def escrever_ao_contato(
    *, modelo: str, contexto: Mapping[str, str], contato: str, chave: str, sair: str = ""
) -> Aviso | None:
    """Monta, sem gravar, a mensagem a este e-mail ou celular e a nenhum outro, seja de quem for a conta.

    O contato fica cifrado e some na entrega. `sair` é o endereço inteiro a que o programa de correio manda
    um POST para a pessoa não receber mais (RFC 8058). None: é telefone fixo, ou a cidade não manda SMS.
    """
    canal, nome, para = Canal.EMAIL, "email", contato
    if "@" not in contato:
        canal, nome, para = Canal.SMS, "celular", destinos.celular(contato)
    if not para or not ligado(canal):
        return None
    palavras = ModeloDeAviso.objects.get(chave=modelo)
    texto = textos.renderizar(palavras, contexto)
    return Aviso(
        chave=chave,
        para_cifrado=chaves.cifrar({nome: para, **({"sair": sair} if sair else {})}),
        modelo=modelo,
        assunto=texto.assunto,
        corpo=texto.corpo,
        curto=textos.encurtar(palavras.curto, contexto),
        tipo=palavras.tipo,
        canal=canal,
    )


@transaction.atomic
def escrever_codigo(*, email: str, assunto: str, corpo: str, codigo: str) -> Aviso:
    """O código de quem entra, na caixa de saída: ele e o endereço ficam cifrados, e somem na entrega.

    É igual para quem tem conta e para quem não tem: nem o tempo diz qual é. Sem `email` não vai a ninguém: a
    linha escreve-se e apaga-se na mesma transação, e a consulta que a apaga faz-se também nas outras.
    """
    aviso = Aviso.objects.create(
        chave=f"conta/{uuid4()}",
        para_cifrado=chaves.cifrar({"email": email, "codigo": codigo}),
        modelo=Aviso.CODIGO,
        assunto=assunto[:200],
        corpo=corpo,
        canal=Canal.EMAIL,
        urgente=True,
    )
    _apagar_o_de_ninguem(aviso, email)
    return aviso


def contar_como_dito(*, aviso: Aviso, em: datetime) -> int:
    """Leu-se este aviso à pessoa por telefone: ele, e os de antes dele no caso, não estão mais por chegar."""
    do_caso = Aviso.objects.filter(
        protocolo=aviso.protocolo,
        interessado=aviso.interessado_id,
        situacao__in=(Aviso.Situacao.SEM_CONTATO, Aviso.Situacao.FALHOU),
        criado_em__lte=aviso.criado_em,
    )
    return do_caso.update(situacao=Aviso.Situacao.DITO, enviado_em=em)


def _apagar_o_de_ninguem(aviso: Aviso, para: str) -> None:
    ninguem = Aviso.objects.filter(pk=0 if para else aviso.pk)
    ninguem._raw_delete(ninguem.db)  # noqa: SLF001  `delete` olharia cada tabela que pode citar um aviso


def chave_do_aviso(protocolo: str, ordem: int, modelo: str, interessado: int) -> str:
    """O que faz um aviso único: o andamento que o causou, o modelo e a pessoa."""
    return f"{protocolo}/{ordem}/{modelo}/i{interessado}"


def notificar(  # noqa: PLR0913  cada argumento é um campo da notificação
    usuarios: Iterable[Usuario],
    *,
    tipo: Notificacao.Tipo,
    chave: str,
    texto: str,
    endereco: str,
    protocolo: str = "",
) -> None:
    """Deixa o mesmo recado a cada pessoa, uma vez só por chave, na transação de quem chama."""
    Notificacao.objects.bulk_create(
        (
            Notificacao(
                usuario=usuario,
                tipo=tipo,
                chave=chave,
                texto=texto[:300],
                endereco=endereco,
                protocolo=protocolo,
            )
            for usuario in usuarios
        ),
        ignore_conflicts=True,
    )


def marcar_lidas(*, usuario: Usuario, quais: Iterable[int] | None = None) -> int:
    """Marca lidos estes avisos da pessoa, ou todos; a primeira leitura é a que vale. Diz quantos mudaram."""
    por_ler = Notificacao.objects.filter(usuario=usuario, lida_em=None)
    if quais is not None:
        por_ler = por_ler.filter(pk__in=quais)
    return por_ler.update(lida_em=timezone.now())


def por_ler_do_caso(
    *, protocolo: str, tipo: Notificacao.Tipo, no_principal: str = "", so_de: Usuario | None = None
) -> QuerySet[Notificacao]:
    """Os recados deste tipo sobre o caso que ainda chamam alguém, ou só esta pessoa.

    O que se deixou em `no_principal` é deste caso se a chave dele começa pelo protocolo.
    """
    quais = Q(protocolo=protocolo)
    if no_principal:
        quais |= Q(protocolo=no_principal, chave__startswith=f"{protocolo}/")
    deles = Notificacao.objects.filter(quais, tipo=tipo, lida_em=None)
    return deles.filter(usuario=so_de) if so_de else deles


def calar(recados: QuerySet[Notificacao]) -> int:
    """Já não chamam ninguém: quem cuida sabe o que dizem. Diz quantos mudaram."""
    return recados.update(lida_em=timezone.now())


def preferencias_de(usuario: Usuario) -> dict[str, bool]:
    """O que a pessoa quer receber; quem nunca disse quer tudo."""
    dela = PreferenciaDeAvisos.objects.filter(usuario=usuario).first() or PreferenciaDeAvisos()
    return {"resumo_diario": dela.resumo_diario, "resumo_semanal": dela.resumo_semanal}


def escolher_canais(  # noqa: PLR0913  cada argumento é um campo da página
    *,
    usuario: Usuario,
    canais: Mapping[str, list[str]],
    comeca_por: str,
    silencio_de: time | None,
    silencio_ate: time | None,
) -> None:
    """Guarda por onde a pessoa quer cada assunto e a que horas o aparelho não toca."""
    valores = {
        "canais": dict(canais),
        "comeca_por": comeca_por,
        "silencio_de": silencio_de,
        "silencio_ate": silencio_ate,
    }
    PreferenciaDeAvisos.objects.update_or_create(usuario=usuario, defaults=valores)


@transaction.atomic
def guardar_aparelho(
    *, usuario: Usuario, endpoint: str, p256dh: str, auth: str, nome: str = "", aparelho: str = ""
) -> AssinaturaPush:
    """O aparelho passa a receber avisos desta pessoa, e só dela. Levanta ValidationError se não serve.

    Quem nunca escolheu o aparelho passa a ser avisado primeiro por ele.
    """
    _exigir_que_sirva(endpoint, p256dh, auth, contas=[usuario.pk])
    Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
    outros = AssinaturaPush.objects.filter(usuario=usuario).exclude(endpoint=endpoint)
    if aparelho:
        outros.filter(aparelho=aparelho).delete()  # o navegador trocou o endereço sem dizer
    if outros.count() >= MAIS_APARELHOS:
        raise ValidationError(f"Você já recebe avisos em {MAIS_APARELHOS} aparelhos. Desligue um antes.")
    ligado_agora, _ = AssinaturaPush.objects.update_or_create(
        endpoint=endpoint,
        defaults={"usuario": usuario, "p256dh": p256dh, "auth": auth, "nome": nome, "aparelho": aparelho},
    )
    _comecar_pelo_aparelho(usuario)
    return ligado_agora


def renovar_aparelho(
    *, contas: Iterable[int], aparelho: str, endpoint: str, p256dh: str, auth: str
) -> AssinaturaPush | None:
    """O navegador deste aparelho trocou de endereço: quem recebia nele continua. None se ninguém recebia.

    `contas` são as que já entraram no aparelho. Levanta ValidationError se o endereço não serve.
    """
    contas = list(contas)
    _exigir_que_sirva(endpoint, p256dh, auth, contas=contas)
    daqui = AssinaturaPush.objects.filter(usuario__in=contas, aparelho=aparelho).first() if aparelho else None
    if daqui is None:
        return None
    AssinaturaPush.objects.filter(endpoint=endpoint).exclude(pk=daqui.pk).delete()
    daqui.endpoint, daqui.p256dh, daqui.auth = endpoint, p256dh, auth
    daqui.save(update_fields=["endpoint", "p256dh", "auth"])
    return daqui


def calar_aparelho(*, contas: Iterable[int], aparelho: str, menos: int | None = None) -> int:
    """Neste aparelho, estas contas (`menos` uma) já não recebem avisos; diz quantas recebiam."""
    se_calam = AssinaturaPush.objects.filter(usuario__in=contas, aparelho=aparelho).exclude(usuario=menos)
    return se_calam.delete()[0] if aparelho else 0


def calar_os_outros(*, conta: int, aparelho: str) -> int:
    """Esta conta só recebe avisos neste aparelho; diz quantos se calaram."""
    outros = AssinaturaPush.objects.filter(usuario=conta)
    return (outros.exclude(aparelho=aparelho) if aparelho else outros).delete()[0]


def esquecer_aparelho(*, usuario: Usuario, pk: int) -> None:
    """Este aparelho da pessoa já não recebe avisos."""
    AssinaturaPush.objects.filter(usuario=usuario, pk=pk).delete()


def _exigir_que_sirva(endpoint: str, p256dh: str, auth: str, *, contas: Collection[int]) -> None:
    """O endereço que outra conta tem com outras chaves é de outro navegador: quem só o sabe não o toma."""
    comprido = len(endpoint) > MAIOR_ENDERECO
    if comprido or not ligado(Canal.PUSH) or not endereco_aceito(endpoint):
        raise ValidationError("Este navegador usa um serviço de avisos que não conhecemos.")
    alheias = AssinaturaPush.objects.filter(endpoint=endpoint).exclude(usuario__in=contas)
    de_outro_navegador = alheias.exclude(p256dh=p256dh, auth=auth)
    if not chaves_servem(p256dh, auth) or de_outro_navegador.exists():
        raise ValidationError("O navegador não mandou o que é preciso. Recarregue a página e tente de novo.")


def _comecar_pelo_aparelho(usuario: Usuario) -> None:
    """O que já valia fica para o que não chegar nele, e para o que pede mais que ele (`basta_o_aparelho`)."""
    escolha, _ = PreferenciaDeAvisos.objects.get_or_create(usuario=usuario)
    if any(Canal.PUSH in canais for canais in escolha.canais.values()):
        return
    antes = destinos.sem_escolha(destinos.contatos_da_conta(usuario))
    for tipo in TipoDeAviso:
        escolha.canais[tipo] = [*(escolha.canais.get(tipo) or antes), Canal.PUSH]
    escolha.comeca_por = Canal.PUSH
    escolha.save(update_fields=["canais", "comeca_por"])


def preferir(*, usuario: Usuario, resumo_diario: bool, resumo_semanal: bool) -> None:
    """Guarda que resumos a pessoa quer."""
    valores = {"resumo_diario": resumo_diario, "resumo_semanal": resumo_semanal}
    PreferenciaDeAvisos.objects.update_or_create(usuario=usuario, defaults=valores)
