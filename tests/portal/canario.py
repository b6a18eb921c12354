"""Uma pessoa com casos em toda parte, e uma palavra única em cada campo que diz algo dela."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from assistente.escritos import TIPO
from atendimento.models import (
    ArquivoDaMensagem,
    Atendimento,
    Bloqueio,
    Conversa,
    Mensagem,
    Reconhecimento,
    Retorno,
)
from avisos.models import AssinaturaPush, Aviso, Envio, Notificacao, PreferenciaDeAvisos
from contas.acoes import registrar_leitura
from contas.dados_pessoais.pessoa import modulos
from contas.models import CopiaDosDados, Interessado, Juncao, PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.papeis import Papel
from esic.models import Anexo as AnexoDoPedido
from esic.models import Pedido, Publicacao, ReclamacaoPorOmissao, TextoPublico
from ouvidoria.models import Anexo as AnexoDaManifestacao
from ouvidoria.models import Consentimento, Manifestacao, Satisfacao, Versao
from protocolo.models import ArquivoDeRascunho, Quarentena, Rascunho
from solicitacoes.models import Anexo, Apoio, FotoTirada, Solicitacao, Visita
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco
from transparencia.avaliacao.convites import resumo_da_conta
from transparencia.models import AssinaturaDoBoletim, Convite, RecusaDeConvite

NO_ARQUIVO = "zqNOARQUIVOxk"
HA_MUITO = timedelta(days=6 * 366)
FICAM = {"roteamento", "guia"}
"""O que quem trabalha faz em nome da cidade não se apaga; a pessoa daqui não trabalha."""
A_PARTE = {"pessoa", "session_key", "contato"}
"""O contato é de quem não tem conta (`solicitacoes/test_acompanhar_sem_conta.py`); a pessoa, um resumo."""
SEM_PALAVRA = {"contas.Selo", "protocolo.Quarentena", "contas.CopiaDosDados"}
"""Só guardam o cifrado, o arquivo ou a ligação: a prova deles é o arquivo sumir."""


@dataclass
class Canario:
    """A conta, os casos e as palavras plantadas."""

    usuario: Usuario
    casos: list[Any]
    palavras: dict[str, str] = field(default_factory=dict)


def arquivo(nome: str = "foto.jpg") -> str:
    return default_storage.save(f"anexos/{nome}", ContentFile(NO_ARQUIVO.encode()))


def criar(*, ha: timedelta = HA_MUITO) -> Canario:
    """Um caso encerrado de cada processo, com tudo o que cada um guarda; encerrado há tanto tempo."""
    usuario = elenco.pessoa("Cândida Canária", email="candida@exemplo.invalid")
    dela = replace(elenco.MARIA, usuario=usuario)
    casos = [_solicitacao(dela), _manifestacao(dela), _pedido(dela)]
    quando = timezone.now() - ha
    Solicitacao.objects.filter(pk=casos[0].pk).update(encerrada_em=quando)
    sem_relogio: dict[str, Any] = {"parada_em": None, "responder_ate": None, "encerrada_em": quando}
    Manifestacao.objects.filter(pk=casos[1].pk).update(situacao="arquivada", **sem_relogio)
    Pedido.objects.filter(pk=casos[2].pk).update(situacao="encerrado", encerrada_em=quando)
    for caso in casos:
        caso.refresh_from_db()
    _conta(usuario)
    _em_volta(usuario, casos)
    _atendida(casos)
    _conversou(usuario)
    _convidada(usuario, casos[0])
    return Canario(usuario, casos)


def _convidada(usuario: Usuario, caso: Any) -> None:
    quem: dict[str, Any] = {"pessoa": resumo_da_conta(usuario.pk), "em": timezone.now()}
    Convite.objects.create(caso=caso, trimestre="2020-1", **quem)
    RecusaDeConvite.objects.create(**quem)
    AssinaturaDoBoletim.objects.create(
        contato=str(usuario.email), distrito=caso.distrito, ate=timezone.localdate()
    )


def _solicitacao(dela: Any) -> Solicitacao:
    caso = elenco.na_situacao("finalizada", identificacao=dela)
    foto: dict[str, Any] = {"caso": caso, "nome": "a.jpg", "sha256": "1"}
    dele: dict[str, Any] = {"ordem": 1, "papel": "interessado"}
    Anexo.objects.create(arquivo=arquivo(), miniatura=arquivo(), **foto, **dele)
    FotoTirada.objects.create(
        arquivo=arquivo(), miniatura=arquivo(), ordem=2, papel="servidor", tirada_na=1, **foto
    )
    servidor = elenco.servidor(caso.unidade)
    Visita.objects.create(
        caso=caso, unidade=caso.unidade, quem=servidor, dia=timezone.localdate(), motivo="x"
    )
    return caso


def _manifestacao(dela: Any) -> Manifestacao:
    caso, envio = ouvidoria.respondida(identificacao=dela)
    original = ouvidoria.anexo(envio)
    AnexoDaManifestacao.objects.create(
        caso=caso, ordem=1, arquivo=arquivo(), nome="c.jpg", sha256="3", papel="ouvidoria", limpo_de=original
    )
    agora = timezone.now()
    Satisfacao.objects.create(manifestacao=caso, nota=4, resolveu="sim", em=agora)
    Versao.objects.create(manifestacao=caso, original="x", texto="x")
    Consentimento.objects.create(
        manifestacao=caso,
        pedido_em=timezone.now(),
        pedido_por=elenco.pessoa("Olga"),
        a_quem="x",
        finalidade="x",
    )
    return caso


def _pedido(dela: Any) -> Pedido:
    caso = esic.em_recurso(esic.respondido("negado", esic.em_tramitacao(identificacao=dela)))[0]
    AnexoDoPedido.objects.create(
        caso=caso, ordem=1, arquivo=arquivo("a.pdf"), nome="a.pdf", sha256="2", papel="interessado"
    )
    TextoPublico.objects.create(
        publicacao=Publicacao.objects.create(pedido=caso),
        ordem=1,
        parte="pergunta",
        em=timezone.now(),
        original="x",
        texto="x",
    )
    relogio = {campo: getattr(caso, campo) for campo in ("quantidade", "contagem", "base_legal", "vence_em")}
    agora = timezone.now()
    ReclamacaoPorOmissao.objects.create(
        pedido=caso, aberta_em=agora, conta_desde=agora, calculada_em=agora, **relogio
    )
    return caso


def _conta(usuario: Usuario) -> None:
    usuario.save()  # deixa história
    EmailAddress.objects.create(user=usuario, email=usuario.email)
    Authenticator.objects.create(user=usuario, type="totp", data={})
    social = SocialAccount.objects.create(user=usuario, provider="govbr", uid="x")
    app = SocialApp.objects.create(provider="govbr", name="gov.br", client_id="x")
    SocialToken.objects.create(app=app, account=social, token="x")
    sessao = SessionStore()
    sessao["nada"] = NO_ARQUIVO
    sessao.create()
    UserSession.objects.create(user=usuario, ip="192.0.2.7", session_key=sessao.session_key, user_agent="x")
    RegistroDeAcesso.objects.create(pessoa=usuario, ato=RegistroDeAcesso.Mudanca.SESSAO)
    PropostaDeAcesso.objects.create(
        tipo="contato",
        pessoa=usuario,
        resumo="x",
        motivo="x",
        vale_ate=timezone.now(),
        decidida_em=timezone.now(),
        aceita=False,
    )
    antiga = elenco.pessoa("Cândida Canária de antes", email="antes@exemplo.invalid")
    Juncao.objects.create(tipo="conta", de=antiga, para=usuario, motivo="x")
    LogEntry.objects.create(
        user=usuario,
        content_type=ContentType.objects.get_for_model(Usuario),
        object_id=str(usuario.pk),
        object_repr=NO_ARQUIVO,
        action_flag=CHANGE,
        change_message=NO_ARQUIVO,
    )
    PreferenciaDeAvisos.objects.create(usuario=usuario)
    AssinaturaPush.objects.create(
        usuario=usuario, endpoint="https://push.invalid/x", nome=NO_ARQUIVO[:60], aparelho="x"
    )
    CopiaDosDados.objects.create(
        usuario=usuario, pronta_em=timezone.now(), vence_em=timezone.now(), arquivo=arquivo("copia.zip")
    )


def _em_volta(usuario: Usuario, casos: list[Any]) -> None:
    """O que começou e não enviou, o que se escrevia sobre os casos, os recados, os envios e as leituras."""
    for aviso in Aviso.objects.filter(interessado__in=[caso.interessado_id for caso in casos]):
        Envio.objects.create(aviso=aviso, canal="sms")
    agora = timezone.now()
    comecado = Rascunho.objects.create(tipo="solicitacao", assunto="x", dono=usuario, expira_em=agora)
    espera = Quarentena.objects.create(original=arquivo("q.pdf"), arquivo="anexos/q.pdf", fila=1)
    ArquivoDeRascunho.objects.create(
        rascunho=comecado, arquivo=arquivo(), miniatura=arquivo(), nome="x", sha256="9", quarentena=espera
    )
    quem = elenco.pessoa("Sérgio Souza")
    servidor = elenco.autor(quem)
    Apoio.objects.create(usuario=usuario, caso=casos[0], ate_versao=1)
    for caso in casos:
        Rascunho.objects.create(
            tipo=TIPO, assunto=caso.protocolo, dono=quem, expira_em=agora, dados={"campos": "x"}
        )
        Rascunho.objects.create(tipo="x", assunto="x", protocolo=caso.protocolo, expira_em=agora)
        Notificacao.objects.create(
            usuario=quem, chave=caso.protocolo, tipo="prazo", protocolo=caso.protocolo, texto="x"
        )
        registrar_leitura(
            interessado=caso.interessado, por=servidor, protocolo=caso.protocolo, o_que="contato", motivo="x"
        )


def _atendida(casos: list[Any]) -> None:
    """Ligou, foi reconhecida num caso seu, e a Central lhe ligaria de volta por um aviso que não chegou."""
    pedido = casos[0]
    atendimento = Atendimento.objects.create(
        atendente=elenco.servidor(pedido.unidade, nome="Cecília Central", papel=Papel.ATENDENTE),
        unidade=pedido.unidade,
        canal="central",
        identidade="declarada",
        reconhecido=pedido.interessado,
    )
    Reconhecimento.objects.create(
        atendimento=atendimento, interessado=pedido.interessado, fatos="cpf nome", conferiu=True
    )
    aviso = Aviso.objects.filter(interessado__in=[caso.interessado_id for caso in casos])[0]
    assert aviso.interessado
    Retorno.objects.create(
        protocolo=aviso.protocolo, interessado=aviso.interessado, aviso=aviso, desde=aviso.criado_em
    )


def _conversou(usuario: Usuario) -> None:
    """Escreveu na conversa do portal, com uma foto, deixou o contato e ficou um tempo sem poder voltar."""
    parte = Interessado.objects.create(
        usuario=usuario, identidade="declarada", email="candida@exemplo.invalid"
    )
    conversa = Conversa.objects.create(conta=usuario, interessado=parte, prova=b"cifrado", ultima=1)
    mensagem = Mensagem.objects.create(
        conversa=conversa, ordem=1, chave=uuid4(), de="pessoa", texto="Bom dia."
    )
    ArquivoDaMensagem.objects.create(
        mensagem=mensagem, arquivo=arquivo(), miniatura=arquivo(), nome="foto.jpg"
    )
    chefia, agora = elenco.pessoa("Carla Chefia"), timezone.now()
    Bloqueio.objects.create(
        conta=usuario,
        motivo="x",
        por=chefia,
        ate=agora + timedelta(days=1),
        levantado_por=chefia,
        levantado_em=agora,
        porque_levantado="x",
    )


EM_JSON: dict[str, Any] = {
    "respostas": lambda palavra: [{"chave": "o_que", "rotulo": "O que", "valor": palavra}],
    "marcas": lambda palavra: [{"tipo": palavra}],
    "mudancas": lambda palavra: {"endereco": [palavra, palavra], "prazo": ["", "dia 1"]},
}


def plantar(canario: Canario) -> None:
    """Em cada campo de texto que os módulos dizem guardar, uma palavra que não há em lugar nenhum."""
    partes = [caso.interessado_id for caso in canario.casos]
    da_pessoa = {
        "contas.Usuario": Q(pk=canario.usuario.pk),
        "contas.HistoricalUsuario": Q(id=canario.usuario.pk),
        "avisos.Aviso": Q(interessado__in=partes) | Q(usuario=canario.usuario),
    }
    for modulo in modulos():
        for guarda in modulo.GUARDA:
            for nome, campos in guarda.campos.items():
                if nome.partition(".")[0] not in FICAM | {"sessions"}:
                    _plantar_em(canario, nome, campos.split(), da_pessoa.get(nome, Q()))


def _plantar_em(canario: Canario, nome: str, campos: list[str], quais: Q) -> None:
    modelo = apps.get_model(nome)
    linhas = modelo._default_manager.filter(quais)
    assert nome in SEM_PALAVRA - {"contas.CopiaDosDados"} or linhas.exists(), f"falta uma linha de {nome}"
    novos: dict[str, Any] = {}
    for nome_do_campo in campos:
        campo = modelo._meta.get_field(nome_do_campo)
        palavra = f"zq{len(canario.palavras) + len(novos):03}xk"
        if isinstance(campo, models.JSONField):
            novos[nome_do_campo] = EM_JSON.get(nome_do_campo, lambda dita: {"dito": dita})(palavra)
        elif isinstance(campo, (models.CharField, models.TextField)) and nome_do_campo not in A_PARTE:
            novos[nome_do_campo] = palavra
        else:
            continue
        canario.palavras[f"{nome}.{nome_do_campo}"] = palavra
    if novos:
        with connection.cursor() as cursor:  # também no que só se acrescenta, que o banco guarda
            cursor.execute("SET session_replication_role = replica")
            linhas.update(**novos)
            cursor.execute("SET session_replication_role = DEFAULT")
