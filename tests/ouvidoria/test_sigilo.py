"""Canários: de quem denunciou, o nome, o CPF, o e-mail e o telefone só existem cifrados, no selo.

Uma denúncia passa por todos os atos; depois se procura no banco inteiro, nos e-mails, nos registros, nos
arquivos, nas páginas de cada papel e na administração (Lei 13.608/2018, art. 4º-B).
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.defaults import permission_denied

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from avisos.tasks import resumir_o_dia
from contas.acoes import Identificacao
from contas.models import Municipe
from contas.segredos import chaves
from documentos import texto_marcado
from ouvidoria import acoes, carga, tasks, versao_sem_nomes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from protocolo.models import Rascunho
from tests.correio import Correio
from tests.ouvidoria import elenco
from tests.projeto.acesso import MATRIZ
from tests.projeto.papeis_de_acesso import COM_CONTA, PAPEIS, R
from tests.projeto.test_acesso import TODOS, _usuario
from tests.solicitacoes import elenco as solicitacoes

pytestmark = pytest.mark.django_db

ZULMIRA = Identificacao(
    nome="Zulmira Quaresma Canindé",
    tipo_documento="cpf",
    documento="39053344705",
    email="zulmira.caninde@canario.invalid",
    telefone="11955550137",
)
CANARIOS = (
    "Zulmira",
    "Canindé",
    "39053344705",
    "390.533.447-05",
    "533.447",  # a máscara do CPF
    "zulmira.caninde",
    "11955550137",
    "95555-0137",
)
T = TipoDeManifestacao
CORREIO_DO_TESTE = {"mail.log", "asyncio"}
"""Os registros do servidor SMTP que o teste faz de conta que é o de quem recebe."""
DO_CASO = {"protocolo", "chave"}
NAO_SE_ABRE = {"portal:entrar_com_chave", "account_logout"}
"""Um daria a chave a todos os papéis; o outro os faria sair."""
VEEM_TUDO = {"anonimo", "dono", "outro_municipe", "ouvidoria_com_selo", "administracao"}
"""Também de dia abrem as páginas que a cidade inteira abre; cada um dos outros, a sua parte delas."""


@pytest.fixture(autouse=True)
def _preparar(correio: Correio, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    carga.carregar()


def cantam(texto: str) -> list[str]:
    """Os canários que estão no texto."""
    dito = texto.casefold()
    return [canario for canario in CANARIOS if canario.casefold() in dito]


# --- a denúncia, por todos os atos --------------------------------------------------------


def em_analise(nasceu: str) -> Manifestacao:
    """Nasce denúncia, ou nasce reclamação e a Ouvidoria corrige o tipo."""
    caso, ogm = elenco.registrada(nasceu, identificacao=ZULMIRA), elenco.ogm()
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=ogm)
    if nasceu == T.DENUNCIA:
        return caso
    return acoes.reclassificar(
        caso=caso, versao=caso.versao, por=ogm, tipo=T.DENUNCIA, motivo="O que a pessoa conta é uma denúncia."
    )


def por_todos_os_atos(nasceu: str) -> tuple[Manifestacao, Encaminhamento]:
    """Admitida, sem nomes, consentimento negado, apurada, lida, concluída; e o que o tempo causa."""
    caso, ogm, cora = em_analise(nasceu), elenco.ogm(), elenco.corregedoria()
    caso = acoes.admitir(caso=caso, versao=caso.versao, por=ogm, razao=elenco.FRASE)
    caso = acoes.pedir_consentimento(
        caso=caso, versao=caso.versao, por=ogm, a_quem="Corregedoria", finalidade="Ouvir como testemunha."
    )
    parte = elenco.municipe(caso.protocolo)
    caso = acoes.responder_consentimento(caso=caso, por=parte, consentiu=False)
    caso = acoes.mandar(caso=caso, por=parte, texto="Foi também na quinta-feira.")
    proposta = versao_sem_nomes.atual(caso)
    tudo = dict.fromkeys(range(len(proposta.marcas)), "tirar")
    acoes.decidir(caso=caso, por=ogm, estado=texto_marcado.estado(proposta), decisoes=tudo, concluir=True)
    envio = acoes.enviar_a_apuracao(
        caso=caso, versao=caso.versao, por=ogm, orgao=elenco.orgao("CGM", "Controladoria")
    )
    caso.refresh_from_db()
    lido = acoes.ler_identidade(caso=caso, por=ogm, motivo="Conferir se já denunciou antes.")
    assert lido["nome"] == ZULMIRA.nome
    envio = acoes.informar_apuracao(envio=envio, versao=caso.versao, por=cora, texto=elenco.FRASE, fim=False)
    o_tempo_passa()
    caso.refresh_from_db()
    acoes.informar_apuracao(envio=envio, versao=caso.versao, por=cora, texto=elenco.FRASE, fim=True)
    caso.refresh_from_db()
    caso = acoes.concluir_denuncia(caso=caso, versao=caso.versao, por=ogm, conclusao=elenco.FRASE)
    acoes.avaliar(caso=caso, por=parte, nota=4, resolveu="sim", comentario="Obrigada pela atenção.")
    entregar_pendentes()
    caso.refresh_from_db()
    return caso, envio


def uma_rotina_falha() -> None:
    """Numa denúncia vencida, com o aviso já escrito: o erro vai para o registro."""
    caso = elenco.registrada(T.DENUNCIA, identificacao=ZULMIRA, ha_dias=90)
    assert caso.interessado
    Aviso.objects.create(
        chave=f"{caso.protocolo}/2/ouvidoria_vencida/i{caso.interessado.pk}",
        interessado=caso.interessado,
        protocolo=caso.protocolo,
        modelo="outro",
        situacao=Aviso.Situacao.FALHOU,
    )
    tasks.avisar_vencidas()


def o_tempo_passa() -> None:
    """As rotinas, hoje e daqui a dois meses, e o resumo do dia a quem trabalha."""
    for dias in (0, 60):
        with time_machine.travel(timezone.now() + timedelta(days=dias), tick=False):
            tasks.avisar_vencidas()
            tasks.lembrar_ouvidoria()
            tasks.lembrar_quem_apura()
            tasks.recalcular_relogios()
            resumir_o_dia()


# --- onde se procura ----------------------------------------------------------------------


def no_banco() -> list[str]:
    """`tabela: canário` de cada um que se lê em qualquer coluna de qualquer tabela, fora o selo."""
    achados = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, array_agg(c.column_name::text) FILTER (WHERE c.data_type = 'bytea')"
            " FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY c.table_name"
        )
        tabelas = cursor.fetchall()
        assert len(tabelas) > 50
        for tabela, binarias in tabelas:
            if tabela == "contas_selo":
                continue
            partes = ["linha::text", *(f"encode(linha.\"{coluna}\", 'escape')" for coluna in binarias or ())]
            tudo = f"concat_ws(' ', {', '.join(partes)})"
            cursor.execute(
                "SELECT canario FROM unnest(%s::text[]) AS canario WHERE EXISTS"  # noqa: S608
                f" (SELECT FROM \"{tabela}\" AS linha WHERE {tudo} ILIKE '%%' || canario || '%%')",
                [list(CANARIOS)],
            )
            achados += [f"{tabela}: {canario}" for (canario,) in cursor.fetchall()]
    for sessao in Session.objects.all():
        achados += [f"sessão: {canario}" for canario in cantam(str(sessao.get_decoded()))]
    return achados


def partes_de(mensagem: EmailMessage) -> Iterator[str]:
    """Os cabeçalhos, fora o endereço de quem a recebe, e cada corpo, decodificados."""
    yield from (str(valor) for nome, valor in mensagem.items() if nome.casefold() != "to")
    for parte in mensagem.walk():
        if not parte.is_multipart():
            yield str(parte.get_content())


def nos_registros(caplog: pytest.LogCaptureFixture) -> str:
    """O que o nosso sistema escreveu, com os erros por extenso."""
    por_extenso = logging.Formatter("%(name)s %(message)s %(args)s")
    return "\n".join(por_extenso.format(r) for r in caplog.records if r.name not in CORREIO_DO_TESTE)


# --- as provas ----------------------------------------------------------------------------


def test_a_busca_acha_o_que_se_planta() -> None:
    amanha = timezone.now() + timedelta(days=1)
    Rascunho.objects.create(tipo="t", assunto="a", dados={"n": ZULMIRA.nome}, expira_em=amanha)
    Municipe.objects.create(cpf=ZULMIRA.documento)
    Client().session.save()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.canario (valor bytea)")
        cursor.execute("INSERT INTO canario VALUES (%s)", [ZULMIRA.email.encode()])
    assert set(no_banco()) == {
        "canario: zulmira.caninde",
        "canario: Zulmira",
        "contas_municipe: 39053344705",
        "protocolo_rascunho: Zulmira",
        "protocolo_rascunho: Canindé",
    }


@pytest.mark.parametrize("nasceu", [T.DENUNCIA, T.RECLAMACAO])
def test_nem_no_banco_nem_no_correio_nem_nos_registros_nem_nos_arquivos(
    nasceu: str, correio: Correio, caplog: pytest.LogCaptureFixture
) -> None:
    caso, _ = por_todos_os_atos(nasceu)
    uma_rotina_falha()
    assert caso.situacao == Situacao.CONCLUIDA
    assert caso.interessado
    assert chaves.decifrar(bytes(caso.interessado.selo.cifrado))["documento"] == ZULMIRA.documento
    assert no_banco() == []
    assert not Municipe.objects.exists()
    assert any(ZULMIRA.email in destino for destino in correio.destinos)
    assert any(destino != [ZULMIRA.email] for destino in correio.destinos)  # o resumo de quem trabalha
    for mensagem, destinos in zip(correio.mensagens, correio.destinos, strict=True):
        assert not [canto for parte in partes_de(mensagem) for canto in cantam(parte)]
        a_ela = destinos == [ZULMIRA.email]
        assert mensagem["To"] == ZULMIRA.email if a_ela else not cantam(str(mensagem["To"]))
    assert "avisar_vencimento falhou" in nos_registros(caplog)
    assert not cantam(nos_registros(caplog))
    for arquivo in Path(settings.MEDIA_ROOT).rglob("*"):
        assert not arquivo.is_file() or not cantam(arquivo.read_bytes().decode("latin-1"))


def test_quem_ja_tinha_outro_pedido_continua_municipe_mas_sem_ligacao_com_a_denuncia() -> None:
    solicitacoes.solicitacao(identificacao=ZULMIRA)
    caso, _ = por_todos_os_atos(T.RECLAMACAO)
    assert caso.interessado
    assert (caso.interessado.municipe, caso.interessado.usuario) == (None, None)
    assert Municipe.objects.get().interessado_set.count() == 1


def navegadores(denuncia: Manifestacao) -> dict[str, Client]:
    """Um por papel da matriz; o dono abriu a denúncia com a chave, o outro munícipe, um pedido seu."""
    clientes = {papel: Client() for papel in PAPEIS}
    pedido = solicitacoes.solicitacao()
    for papel, protocolo in (("dono", denuncia.protocolo), ("outro_municipe", pedido.protocolo)):
        clientes[papel].get(reverse("portal:entrar_com_chave", args=[protocolo, chaves.chave_de(protocolo)]))
    for papel in COM_CONTA:
        clientes[papel].force_login(_usuario(papel, pedido))
    return clientes


def enderecos(
    papel: str, caso: Manifestacao, envio: Encaminhamento, *, so_as_que_abrem: bool, todas: bool
) -> Iterator[str]:
    """As páginas da denúncia (ou só as que o papel abre) e as sem caso nenhum que ele abre.

    Sem `todas`, das que qualquer um abre cada papel leva uma parte, e cada página, um papel além dos que
    `VEEM_TUDO`: o que muda nelas de um a outro é o nome no cabeçalho.
    """
    a_vez = itertools.cycle([um for um in PAPEIS if um not in VEEM_TUDO])
    valores = {
        "protocolo": caso.protocolo,
        "chave": envio.pk,
        "slug": "tapa-buraco",
        "ano": timezone.now().year,
    }
    for nome, partes in TODOS:
        if nome not in MATRIZ or nome in NAO_SE_ABRE or not partes <= set(valores):
            continue
        da_denuncia = partes & DO_CASO and not so_as_que_abrem
        if not da_denuncia and MATRIZ[nome].esperado(papel) != R.PODE:
            continue
        de_todos = not partes & DO_CASO and all(MATRIZ[nome].esperado(um) == R.PODE for um in PAPEIS)
        if de_todos and not todas and papel not in {*VEEM_TUDO, next(a_vez)}:
            continue
        try:
            yield reverse(nome, kwargs={parte: valores[parte] for parte in partes})
        except NoReverseMatch:
            continue


@pytest.fixture
def recusa_inteira_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    """A página da recusa, a cada um na primeira; nas outras setecentas, só a frase dela, que é o que muda."""
    ja_viram: set[tuple[Any, str | None]] = set()

    def recusar(request: HttpRequest, exception: Exception) -> HttpResponse:
        quem = (request.user.pk, request.session.session_key)
        if quem in ja_viram:
            return HttpResponseForbidden(str(exception))
        ja_viram.add(quem)
        return permission_denied(request, exception)

    monkeypatch.setattr("sp156.urls.handler403", recusar, raising=False)


@pytest.mark.timeout(600)  # milhares de páginas
@pytest.mark.usefixtures("recusa_inteira_uma_vez")
@pytest.mark.parametrize("todas", [False, pytest.param(True, marks=pytest.mark.noturno)])
def test_em_nenhuma_pagina_de_nenhum_papel(*, todas: bool) -> None:
    caso, envio = por_todos_os_atos(T.DENUNCIA)
    aberta = elenco.em_analise(T.DENUNCIA, identificacao=ZULMIRA)
    vistas = 0
    for papel, navegador in navegadores(caso).items():
        concluida = enderecos(papel, caso, envio, so_as_que_abrem=True, todas=todas)
        for endereco in {*concluida, *enderecos(papel, aberta, envio, so_as_que_abrem=False, todas=todas)}:
            resposta = navegador.get(endereco)
            conteudo = b"".join(resposta) if resposta.streaming else resposta.content
            assert not cantam(conteudo.decode(errors="replace")), (papel, endereco)
            vistas += resposta.status_code == 200
    assert vistas > 200


def test_nem_na_administracao() -> None:
    por_todos_os_atos(T.RECLAMACAO)
    cliente = navegadores(elenco.registrada(T.DENUNCIA, identificacao=ZULMIRA))["administracao"]
    for modelo in admin.site._registry:
        base = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
        paginas = [reverse(f"{base}_changelist")]
        for linha in modelo._default_manager.order_by("-pk")[:5]:
            paginas += [reverse(f"{base}_{tela}", args=[linha.pk]) for tela in ("change", "history")]
        for pagina in paginas:
            resposta = cliente.get(pagina)
            assert resposta.status_code in (200, 302), pagina
            assert not cantam(resposta.content.decode()), pagina
