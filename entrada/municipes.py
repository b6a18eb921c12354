"""Uma pessoa, muitas portas: provar de quem é um CPF, e juntar as contas da mesma pessoa.

O CPF que alguém digita não liga nada a ninguém; só o provado (`Municipe.usuario`) abre o que se pediu com
ele.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos.acoes import escrever_da_conta
from contas.cpf_e_cnpj import validar_cpf
from contas.models import Interessado, Juncao, Municipe, RegistroDeAcesso, Usuario
from contas.quem_trabalha import papeis
from contas.registro import Mudanca, registrar
from entrada.acesso.guarda_sigilo import so_com_duas_pessoas

MAIS_CONTATOS = 50
PROVADO = "SP156: pedidos com este e-mail passam a aparecer numa conta"
TEXTO_AO_CONTATO = (
    "Este e-mail está em pedidos feitos à Prefeitura com um CPF. A pessoa dona do CPF comprovou quem é, "
    "{como}, e agora vê esses pedidos na conta dela no SP156.\n\n"
    "Se a conta é sua, não precisa fazer nada. Se o CPF é seu e a conta não é, ligue 156.\n"
)
PASSOU = "SP156: o CPF saiu da sua conta"
TEXTO_A_CONTA_DE_ANTES = (
    "O CPF que estava na sua conta do SP156 foi comprovado noutra conta, {como}, e passou a ela.\n\n"
    "Os pedidos que você fez com a sua conta continuam nela. Se as duas contas são suas, ou se o CPF é seu e "
    "não foi você, ligue 156.\n"
)
DESLIGADO = "SP156: o gov.br deixou de abrir a sua conta"
TEXTO_DO_DESLIGADO = (
    "O gov.br que abria a sua conta do SP156 nunca comprovou o CPF nela. Alguém o comprovou agora, no "
    "gov.br, e ele deixou de abrir esta conta. O que você pediu continua nela.\n\n"
    "Entre com um código no e-mail. Se você tem as duas contas, ligue 156.\n"
)
JUNTAS = "SP156: as suas duas contas viraram uma"
TEXTO_DAS_JUNTAS = (
    "As suas duas contas do SP156 viraram uma, a do e-mail {fica}. Nada do que você pediu se perdeu.\n\n"
    "Se você não esperava isto, ligue 156: dá para desfazer.\n"
)


class RecusaDeJuncao(Exception):
    """O que impede provar o CPF ou juntar as contas, em palavras."""


def municipe_de(usuario: Usuario) -> Municipe | None:
    """O munícipe que a conta provou ser; None enquanto não provou."""
    return Municipe.objects.filter(usuario=usuario).first()


def e_de(cpf: str, usuario: Usuario) -> bool:
    """Esta conta provou este CPF?"""
    return Municipe.objects.filter(cpf=cpf, usuario=usuario).exists()


@transaction.atomic
def desligar_o_govbr(*, usuario: Usuario, cpf: str) -> None:
    """O gov.br deixa de abrir a conta que não provou o CPF dele, e ela fica sabendo."""
    SocialAccount.objects.filter(user=usuario, uid=cpf).delete()
    registrar(ato=Mudanca.GOVBR_TIRADO, pessoa=usuario, por=None, detalhe="outra conta comprovou o CPF")
    dizer(usuario.email, DESLIGADO, TEXTO_DO_DESLIGADO)


@transaction.atomic
def provar_cpf(
    *,
    usuario: Usuario,
    cpf: str,
    como: Municipe.Prova,
    por: Usuario | None = None,
    avisados_em: datetime | None = None,
) -> Municipe:
    """O CPF é desta pessoa, que o provou agora. Levanta ValidationError e RecusaDeJuncao.

    Quem deixou um e-mail com ele fica sabendo, uma vez: não os contatos que já se avisaram, em `avisados_em`.

    Se outra conta o tinha, a prova mais nova fica com ele: a de antes é avisada, nada dela passa, e a troca
    fica escrita. Ninguém que trabalha perde a sua entrada: o CPF com que entra continua o da sua ficha.
    """
    numero = validar_cpf(cpf)
    municipe, _ = travados(usuario, numero)
    _esquecer_as_que_esperam(numero)
    if municipe.usuario_id == usuario.pk:
        return municipe
    if por and (razao := _so_com_duas(usuario, municipe.usuario)):
        raise RecusaDeJuncao(razao)
    antes = municipe.usuario
    if antes:
        _tirar_da_conta_de_antes(municipe, antes, usuario, como, por)
    municipe.usuario, municipe.provado_como, municipe.provado_em = usuario, como, timezone.now()
    municipe.save()
    _por_o_cpf(usuario, numero)
    registrar(ato=Mudanca.CONTATO, pessoa=usuario, por=por or usuario, detalhe=f"CPF comprovado {como.label}")
    if como == Municipe.Prova.DOCUMENTO:
        sabem = {usuario.email, antes.email if antes else None}
        _dizer_aos_contatos(municipe, como, sabem=sabem, avisados_em=avisados_em)
    return municipe


@transaction.atomic
def juntar_contas(*, de: Usuario, para: Usuario, motivo: str, por: Usuario) -> Juncao:
    """Passa à conta que fica tudo o que a outra tem, e a outra deixa de entrar. Levanta RecusaDeJuncao."""
    if razao := por_que_nao_se_juntam(de, para) or _da_propria(por, de, para):
        raise RecusaDeJuncao(razao)
    passam = _da_pessoa(de, para)
    passou = {nome: _chaves(linhas) for nome, (linhas, _) in passam.items()}
    passou["preferencia"] = [para.pk for _ in passou["preferencia"]]  # a chave dela é a da pessoa
    for linhas, campo in passam.values():
        linhas.update(**{campo: para})
    if _passar_o_celular(de, para):
        passou["celular"] = [_marca(para.celular)]
    if municipe := municipe_de(para):
        _tirar_o_cpf(de, municipe.cpf)
        _por_o_cpf(para, municipe.cpf)
    _ativar(de, ativa=False)
    _registrar_nas_duas(de, para, por, "duas contas viraram uma")
    for conta in (de, para):
        dizer(conta.email, JUNTAS, TEXTO_DAS_JUNTAS.format(fica=para.email or "que você já usa"))
    return Juncao.objects.create(
        tipo=Juncao.Tipo.CONTA, de=de, para=para, passou=passou, motivo=motivo[:300], por=por
    )


@transaction.atomic
def desfazer(*, juncao: Juncao, por: Usuario) -> Juncao:
    """Devolve o que passou e ainda está onde se pôs; o que se fez depois fica com quem o fez."""
    travada = Juncao.objects.select_for_update(of=("self",), no_key=True).get(pk=juncao.pk)
    if travada.desfeita_em:
        raise RecusaDeJuncao("Esta junção já foi desfeita.")
    municipe = municipe_de(travada.para)
    if razao := _da_propria(por, travada.de, travada.para) or _por_que_nao_volta(travada, municipe):
        raise RecusaDeJuncao(razao)
    for nome, (linhas, campo) in _da_pessoa(travada.para, travada.de).items():
        linhas.filter(pk__in=travada.passou.get(nome, [])).update(**{campo: travada.de})
    if _marca(travada.para.celular) in travada.passou.get("celular", []):
        _passar_o_celular(travada.para, travada.de)
    if municipe and (antes := travada.passou.get("prova")):
        Municipe.objects.filter(pk=municipe.pk).update(provado_como=antes[0], provado_em=antes[1])
    if municipe and municipe.pk in travada.passou.get("municipe", []):
        _tirar_o_cpf(travada.para, municipe.cpf)
        _por_o_cpf(travada.de, municipe.cpf)
    if travada.tipo == Juncao.Tipo.CONTA and not _desativada_depois(travada):
        _ativar(travada.de, ativa=True)
    _registrar_nas_duas(travada.de, travada.para, por, "junção desfeita")
    travada.desfeita_por, travada.desfeita_em = por, timezone.now()
    travada.save()
    return travada


def por_que_nao_se_juntam(de: Usuario, para: Usuario) -> str:
    """A razão por que estas duas contas não se juntam; vazio se se juntam."""
    if de.pk == para.pk:
        return "Escolha duas contas diferentes."
    if not (de.is_active and para.is_active):
        return "Uma das contas está desativada."
    for conta in (de, para):
        if papeis(conta, timezone.localdate()):
            return f"{conta} trabalha no SP156: a conta com que se trabalha não se junta a outra."
    cpfs = {m.cpf for m in (municipe_de(de), municipe_de(para)) if m} | {u.cpf for u in (de, para) if u.cpf}
    cpfs |= set(SocialAccount.objects.filter(user__in=[de, para]).values_list("uid", flat=True))
    return "Têm CPF diferentes: são duas pessoas." if len(cpfs) > 1 else _so_com_duas(de, para)


def _so_com_duas(*contas: Usuario | None) -> str:
    """A razão, se por onde alguma destas contas entra não muda sozinho ninguém (ADR 0035)."""
    dela = next((conta for conta in contas if conta and so_com_duas_pessoas(conta)), None)
    if dela is None:
        return ""
    return f"{dela} guarda sigilo, ou espera uma proposta de acesso: por onde entra só muda com duas pessoas."


def _da_propria(por: Usuario, de: Usuario, para: Usuario) -> str:
    return (
        "Ninguém junta nem separa a própria conta: peça a outra pessoa." if por.pk in {de.pk, para.pk} else ""
    )


def _da_pessoa(usuario: Usuario, outra: Usuario) -> dict[str, tuple[QuerySet[Any], str]]:
    """O que é de uma conta e passa a outra: as linhas e o campo que diz de quem são.

    O que a outra já tem igual fica onde está: o mesmo apoio, as suas preferências.
    """
    preferencias = apps.get_model("avisos", "PreferenciaDeAvisos").objects.all()
    if preferencias.filter(usuario=outra).exists():
        preferencias = preferencias.none()
    return {
        "apoio": (usuario.apoios.exclude(caso__in=outra.apoios.values("caso")), "usuario"),
        "aparelho": (usuario.assinaturas_push.all(), "usuario"),
        "preferencia": (preferencias.filter(usuario=usuario), "usuario"),
        "interessado": (Interessado.objects.filter(usuario=usuario), "usuario"),
        "municipe": (Municipe.objects.filter(usuario=usuario), "usuario"),
        "rascunho": (usuario.rascunhos.all(), "dono"),
        "govbr": (SocialAccount.objects.filter(user=usuario), "user"),
    }


def _passar_o_celular(de: Usuario, para: Usuario) -> bool:
    """O celular provado, se a outra conta não tem um; falso se nada passou."""
    if not de.celular or para.celular:
        return False
    de.celular, para.celular = None, de.celular
    de.save(update_fields=["celular"])
    para.save(update_fields=["celular"])
    return True


def _marca(celular: str | None) -> str:
    """O que a junção guarda do celular que passou: reconhece-o, e não o diz."""
    return salted_hmac("contas.juncao", celular or "", algorithm="sha256").hexdigest()


def _por_que_nao_volta(juncao: Juncao, municipe: Municipe | None) -> str:
    if not (juncao.de.nome and juncao.para.nome):
        return "Uma das contas já foi apagada: não há a quem devolver."
    passou = bool(municipe and municipe.pk in juncao.passou.get("municipe", []))
    if passou and municipe_de(juncao.de):
        return f"{juncao.de} já comprovou outro CPF: desfaça isso antes."
    return _so_com_duas(juncao.de, juncao.para)


def _registrar_nas_duas(de: Usuario, para: Usuario, por: Usuario, detalhe: str) -> None:
    for conta in (de, para):
        registrar(ato=Mudanca.CONTATO, pessoa=conta, por=por, detalhe=detalhe)


def _desativada_depois(juncao: Juncao) -> bool:
    """A conta de antes foi desativada por outra razão, depois de juntada?"""
    depois = RegistroDeAcesso.objects.filter(ato=RegistroDeAcesso.Mudanca.CONTA_DESATIVADA, em__gt=juncao.em)
    return depois.filter(pessoa=juncao.de).exists()


def _chaves(linhas: QuerySet[Any]) -> list[Any]:
    return [pk if isinstance(pk, int) else str(pk) for pk in linhas.values_list("pk", flat=True)]


def travados(usuario: Usuario, numero: str) -> tuple[Municipe, Usuario]:
    """O munícipe do CPF e a conta, travados nesta ordem: de dois CPF ao mesmo tempo, um só entra.

    Levanta RecusaDeJuncao se a conta já provou outro.
    """
    Municipe.objects.get_or_create(cpf=numero)
    municipe = Municipe.objects.select_for_update(no_key=True).get(cpf=numero)
    conta = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
    if Municipe.objects.filter(usuario=usuario).exclude(pk=municipe.pk).exists():
        raise RecusaDeJuncao("Esta conta já tem outro CPF comprovado.")
    return municipe, conta


def _esquecer_as_que_esperam(numero: str) -> None:
    """Provado o CPF, já não vale a prova mais velha que ainda esperava, nesta conta ou noutra."""
    vazios = dict.fromkeys(["cpf_novo", "cpf_novo_em", "cpf_novo_por"])
    Usuario.objects.filter(cpf_novo=numero).update(**vazios)


def deixados(partes: QuerySet[Interessado], campo: str) -> QuerySet[Any]:
    """Os contatos deixados nos pedidos, cada um uma vez, até `MAIS_CONTATOS`."""
    ditos = partes.exclude(**{campo: ""}).order_by(campo).values_list(campo, flat=True)
    return ditos.distinct()[:MAIS_CONTATOS]


def _tirar_da_conta_de_antes(
    municipe: Municipe, antes: Usuario, agora: Usuario, como: Municipe.Prova, por: Usuario | None
) -> None:
    _tirar_o_cpf(antes, municipe.cpf)
    registrar(ato=Mudanca.CONTATO, pessoa=antes, por=por, detalhe="CPF comprovado noutra conta")
    if SocialAccount.objects.filter(user=antes, uid=municipe.cpf).delete()[0]:
        registrar(ato=Mudanca.GOVBR_TIRADO, pessoa=antes, por=por, detalhe="outra conta comprovou o CPF")
    provado_em = municipe.provado_em.isoformat() if municipe.provado_em else None
    Juncao.objects.create(
        tipo=Juncao.Tipo.CPF,
        de=antes,
        para=agora,
        passou={"municipe": [municipe.pk], "prova": [municipe.provado_como, provado_em]},
        motivo=f"Comprovado {como.label}.",
        por=por,
    )
    dizer(antes.email, PASSOU, TEXTO_A_CONTA_DE_ANTES.format(como=como.label))


def _tirar_o_cpf(usuario: Usuario, cpf: str) -> None:
    """De quem trabalha não se tira: é com ele que entra."""
    if usuario.cpf == cpf and not papeis(usuario, timezone.localdate()):
        usuario.cpf = None
        usuario.save(update_fields=["cpf"])


def _por_o_cpf(usuario: Usuario, cpf: str) -> None:
    """O CPF passa a servir para entrar, se não é o da ficha de outra conta."""
    if usuario.cpf is not None or Usuario.objects.filter(cpf=cpf).exists():
        return
    try:
        with transaction.atomic():
            usuario.cpf = cpf
            usuario.save(update_fields=["cpf"])
    except IntegrityError:  # a administração acaba de o pôr noutra ficha
        usuario.cpf = None


def _ativar(usuario: Usuario, *, ativa: bool) -> None:
    usuario.is_active = ativa
    usuario.save(update_fields=["is_active"])


def _dizer_aos_contatos(
    municipe: Municipe, como: Municipe.Prova, *, sabem: Collection[str | None], avisados_em: datetime | None
) -> None:
    """Quem já pediu com este CPF fica sabendo, em cada e-mail que deixou, escrito como for, e uma vez."""
    partes = Interessado.objects.filter(municipe=municipe)
    if avisados_em:
        partes = partes.filter(criado_em__gt=avisados_em)
    ditos = {email.lower() for email in deixados(partes, "email")} - {(um or "").lower() for um in sabem}
    for email in sorted(ditos):
        dizer(email, PROVADO, TEXTO_AO_CONTATO.format(como=como.label))


def dizer(email: str | None, assunto: str, corpo: str) -> None:
    """Uma mensagem da conta a este e-mail, se há um."""
    if email:
        escrever_da_conta(qual="endereco_antigo", email=email, assunto=assunto, corpo=corpo)
