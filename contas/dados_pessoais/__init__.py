"""O que a conta e a parte de um caso guardam de uma pessoa: mostrar, entregar e apagar (ADR 0056)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from contas.cpf_e_cnpj import formatar_cnpj, formatar_cpf
from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from contas.models import (
    Interessado,
    Juncao,
    LeituraDePessoal,
    Municipe,
    PropostaDeAcesso,
    RegistroDeAcesso,
    Selo,
    Usuario,
)

GUARDA = (
    Guarda(
        "Nome, e-mail, celular e CPF da conta",
        "Saber quem entra, falar com você e juntar os seus pedidos.",
        "Até você apagar a conta.",
        {
            "contas.Usuario": "nome email email_novo celular celular_novo cpf cpf_novo",
            "contas.HistoricalUsuario": "nome email celular cpf history_change_reason",
            "account.EmailAddress": "user email",
            "socialaccount.SocialAccount": "user uid extra_data",
            "socialaccount.SocialToken": "token token_secret",
            "contas.Municipe": "cpf usuario",
        },
    ),
    Guarda(
        "Senha, códigos e chaves de entrar",
        "Só você entrar na sua conta. A senha é guardada de um jeito que ninguém consegue ler.",
        "Até você os trocar, ou apagar a conta. Não vão na cópia: quem a achasse entraria no seu lugar.",
        {"mfa.Authenticator": "user data", "contas.Usuario": "password"},
    ),
    Guarda(
        "Os aparelhos em que a conta está aberta",
        "Você ver, e fechar, uma sessão que não é sua.",
        "Até a sessão acabar.",
        {
            "usersessions.UserSession": "user ip user_agent data session_key",
            "sessions.Session": "session_key session_data",
        },
    ),
    Guarda(
        "Nome, documento e contato que você disse em cada pedido",
        "Responder a você e avisar quando o pedido anda.",
        "Até você apagar a conta, ou até acabar o tempo de guarda do pedido.",
        {
            "contas.Interessado": "usuario municipe nome documento email telefone endereco",
            "contas.Selo": "interessado cifrado",
        },
    ),
    Guarda(
        "Quem leu os seus dados, e quando",
        "Você conferir. A lei manda escrever cada leitura.",
        "Fica, sem dizer de quem eram os dados.",
        {"contas.LeituraDePessoal": "interessado conta usuario motivo"},
    ),
    Guarda(
        "As contas suas que viraram uma, ou o CPF que passou de uma a outra",
        "Desfazer o que se juntou por engano.",
        "Fica, sem dizer quem é você.",
        {"contas.Juncao": "de para passou motivo"},
    ),
    Guarda(
        "O que mudou na sua conta: senha trocada, aparelho novo",
        "Você perceber se alguém mexeu nela.",
        "Fica, sem dizer quem é você.",
        {
            "contas.RegistroDeAcesso": "pessoa detalhe",
            "contas.PropostaDeAcesso": "pessoa dados retrato resumo motivo",
        },
    ),
)
SEM_PESSOA = {
    "contas.RegistroDeAcesso.por": "quem mudou, que trabalha na administração",
    "contas.Juncao.por": "quem juntou, que trabalha na administração",
    "contas.Usuario.cpf_novo_por": "quem viu o documento, que atende numa Praça",
    "contas.LeituraDePessoal.filtro": "o que se escolheu numa planilha ou numa procura, sem o que se digitou",
    "contas.ExigenciaDeSegundoFator": "uma regra, de nenhuma pessoa",
    "contas.PlanilhaMandada": "o que deu da planilha que alguém da administração mandou; some num dia",
    "contas.ChaveDeAcesso": "resumos de chaves, que não dizem de quem",
    "account.EmailConfirmation": "some com o endereço a que pertence",
    "socialaccount.SocialApp": "a configuração do provedor de identidade",
    "socialaccount.SocialToken.account": "some com a conta a que pertence",
    "admin.LogEntry": "o que a administração mudou; o nome que cita se apaga com a conta",
    "auth.Group": "o nome de um grupo",
    "auth.Permission": "o nome de uma permissão",
    "contas.Usuario_groups.usuario": "some com os grupos, que se tiram",
    "contas.Usuario_user_permissions.usuario": "some com as permissões, que se tiram",
    "contenttypes.ContentType": "o nome de uma tabela",
}


COMO_SE_ESCREVE: Final[dict[str, Callable[[str], str]]] = {
    Interessado.Documento.CPF: formatar_cpf,
    Interessado.Documento.CNPJ: formatar_cnpj,
}


def ficha(usuario: Usuario) -> dict[str, Any]:
    """O que a conta tem, como se mostra na tela e como vai na cópia: é a mesma leitura."""
    novos = {
        "E-mail novo": usuario.email_novo,
        "Celular novo": usuario.celular_novo,
        "CPF a valer": usuario.cpf_novo and formatar_cpf(usuario.cpf_novo),
    }
    return {
        "Nome": usuario.nome,
        "E-mail": usuario.email or "",
        "Celular": usuario.celular or "",
        **{nome: novo for nome, novo in novos.items() if novo},
        "CPF": formatar_cpf(usuario.cpf) if usuario.cpf else "",
        "Conta criada em": usuario.criado_em,
        "Última entrada": usuario.last_login,
    }


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    if usuario := pessoa.usuario:
        yield em_json("conta.json", {**ficha(usuario), **_da_conta(usuario)})
    yield em_json("contatos-dos-pedidos.json", contatos(pessoa))


def contatos(pessoa: Pessoa, ate: int | None = None) -> list[dict[str, Any]]:
    """O que a pessoa disse de si em cada pedido, do mais novo ao mais antigo."""
    partes = Interessado.objects.filter(pk__in=pessoa.interessados, selado_em=None).order_by("-pk")[:ate]
    return [_da_parte(parte) for parte in partes]


def _da_conta(usuario: Usuario) -> dict[str, Any]:
    registros = RegistroDeAcesso.objects.filter(pessoa=usuario).order_by("em")
    return {
        "Verificação em duas etapas": "ligada" if usuario.segundos_fatores() else "desligada",
        "Aparelhos": [
            {"Aparelho": s.user_agent, "Endereço na rede": s.ip, "Visto em": s.last_seen_at}
            for s in UserSession.objects.filter(user=usuario).order_by("pk")
        ],
        "O que mudou na conta": [{"Quando": r.em, "O que": r.get_ato_display()} for r in registros],
    }


def _da_parte(parte: Interessado) -> dict[str, Any]:
    return {
        "Guardado em": parte.criado_em,
        "Nome": parte.nome,
        "Documento": _documento(parte),
        "E-mail": parte.email,
        "Telefone": parte.telefone,
        "Endereço postal": parte.endereco,
    }


def _documento(parte: Interessado) -> str:
    escrever = COMO_SE_ESCREVE.get(parte.tipo_documento, str)
    return escrever(parte.documento) if parte.documento else ""


def anonimizar(pessoa: Pessoa) -> None:
    """Por último, depois dos de cima: eles acham os casos por aqui."""
    partes = Interessado.objects.filter(pk__in=pessoa.interessados | pessoa.sem_guarda)
    municipes = set(partes.exclude(municipe=None).values_list("municipe", flat=True))
    Selo.objects.filter(interessado__in=partes).delete()
    LeituraDePessoal.objects.filter(interessado__in=pessoa.sem_guarda).update(motivo="")
    agora = timezone.now()
    vazios = dict.fromkeys(Interessado.PESSOAIS, "")
    partes.update(**vazios, usuario=None, municipe=None, anonimizado_em=agora)
    Interessado.objects.filter(pk__in=pessoa.sem_guarda).update(apagado_em=agora)
    if pessoa.usuario:
        dela = Municipe.objects.filter(usuario=pessoa.usuario)
        municipes |= set(dela.values_list("pk", flat=True))
        dela.update(usuario=None, provado_como="", provado_em=None)
        _apagar_a_conta(pessoa.usuario)
    Municipe.objects.filter(pk__in=municipes, usuario=None, interessado__isnull=True).delete()


def _apagar_a_conta(usuario: Usuario) -> None:
    """A linha fica, vazia, porque o que a cidade registrou aponta para ela; ninguém mais entra com ela."""
    sessoes = list(UserSession.objects.filter(user=usuario).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=sessoes).delete()
    for modelo in (UserSession, Authenticator, EmailAddress, SocialAccount):
        modelo.objects.filter(user=usuario).delete()
    usuario.groups.clear()
    usuario.user_permissions.clear()
    RegistroDeAcesso.objects.filter(pessoa=usuario).update(detalhe="")
    Juncao.objects.filter(Q(de=usuario) | Q(para=usuario)).update(passou={}, motivo="")
    propostas = PropostaDeAcesso.objects.filter(pessoa=usuario)
    propostas.filter(aceita=None).delete()
    propostas.update(dados={}, retrato={}, resumo="", motivo="")
    tipo = ContentType.objects.get_for_model(Usuario)
    LogEntry.objects.filter(content_type=tipo, object_id=str(usuario.pk)).update(
        object_repr="conta apagada", change_message=""
    )
    Usuario.history.filter(id=usuario.pk).delete()
    usuario.set_unusable_password()
    Usuario.objects.filter(pk=usuario.pk).update(
        nome="",
        email=None,
        email_novo=None,
        email_novo_em=None,
        celular=None,
        celular_novo=None,
        celular_novo_em=None,
        cpf=None,
        cpf_novo=None,
        cpf_novo_em=None,
        cpf_novo_por=None,
        password=usuario.password,
        is_active=False,
        is_staff=False,
        is_superuser=False,
        last_login=None,
    )
