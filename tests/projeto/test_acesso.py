"""Cada endereço do URLconf × cada papel, sobre um objeto próprio e um alheio."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponseForbidden
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from avisos.models import Notificacao
from contas.autor import SISTEMA, Autor
from contas.models import Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from entrada.entrar.email_ou_cpf import EmailOuCpf
from esic.models import Pedido
from guia import acoes as guia
from guia.models import PontoFocal, Servico
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import ArquivoDeRascunho, Rascunho
from roteamento.models import Lotacao, Regra, Unidade
from roteamento.models.unidades import GABINETE, TRIAGEM
from solicitacoes.models import Anexo, FiltroGuardado, ModeloDeResposta, Solicitacao, Turma
from tests.atendimento.ligando import central
from tests.bancos import desfeito
from tests.esic import elenco as esic
from tests.esic.pedindo import QuemPede
from tests.ouvidoria import elenco as ouvidoria
from tests.ouvidoria.acompanhando import anexo, com_chave
from tests.ouvidoria.manifestando import Manifestante
from tests.projeto.acesso import MATRIZ, QUEM_GUARDA
from tests.projeto.da_transparencia import da_transparencia
from tests.projeto.do_atendimento import LONGE, da_conversa, do_atendimento
from tests.projeto.papeis_de_acesso import COM_CONTA, PAPEIS, R
from tests.projeto.tentativas import cada_pagina_uma_vez, classificar, igual, tentativa
from tests.referencia import achar_ou_gravar
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]


def _partes(padrao: URLPattern | URLResolver) -> set[str]:
    """Os nomes que o endereço pede: `slug`, `protocolo`…; "" para grupo sem nome."""
    regex = getattr(padrao.pattern, "regex", None)
    sem_nome = {""} if regex and regex.groups > len(regex.groupindex) else set()
    return set(padrao.pattern.converters) | set(regex.groupindex if regex else ()) | sem_nome


def enderecos(
    padroes: list[Any], espaco: str = "", partes: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    """Todos os nomes do URLconf, com o espaço de nomes e o que cada endereço pede."""
    for padrao in padroes:
        pede = partes | _partes(padrao)
        if isinstance(padrao, URLResolver):
            dentro = f"{espaco}{padrao.namespace}:" if padrao.namespace else espaco
            yield from enderecos(padrao.url_patterns, dentro, pede)
        else:
            yield f"{espaco}{padrao.name}", pede


TODOS = list(enderecos(get_resolver().url_patterns))
PARTES = dict(TODOS)
SEM_NOME = {"None", "admin:None"}
NOMES = sorted({nome for nome, _ in TODOS if not nome.startswith("admin:")} - SEM_NOME)


@dataclass(frozen=True)
class Mundo:
    """O pedido, um navegador por papel e a pasta dos arquivos: feito uma vez, lido por todos daqui."""

    caso: Solicitacao
    navegadores: dict[str, Client]
    pasta: Path
    lidos: dict[Any, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def mundo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mundo]:
    pasta = tmp_path_factory.mktemp("acesso")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=pasta), desfeito():
        caso = novo_caso()
        yield Mundo(caso, novos_navegadores(caso), pasta)


@pytest.fixture(autouse=True)
def arquivos_privados(mundo: Mundo, settings: Settings) -> None:
    """A pasta do mundo no lugar de uma por teste."""
    settings.MEDIA_ROOT = mundo.pasta


@pytest.fixture
def caso(mundo: Mundo, db: None) -> Solicitacao:
    return Solicitacao.objects.get(pk=mundo.caso.pk)


@pytest.fixture
def navegadores(mundo: Mundo, db: None) -> dict[str, Client]:
    """Só o do dono age antes das tentativas, ao montar o endereço; cada tentativa faz a sua cópia."""
    return {**mundo.navegadores, "dono": igual(mundo.navegadores["dono"])}


@pytest.fixture
def recusa_crua(monkeypatch: pytest.MonkeyPatch) -> None:
    """O 403 sem a sua página: seriam três mil iguais, e um teste daqui a abre uma vez por papel."""
    monkeypatch.setattr("sp156.urls.handler403", lambda *_, **__: HttpResponseForbidden(), raising=False)


@pytest.fixture(autouse=True)
def quem_entrou(mundo: Mundo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linha de quem está na sessão se lê uma vez; cada pedido leva a sua cópia, e lê dela os papéis."""
    ler = EmailOuCpf.get_user

    def lida_uma_vez(backend: EmailOuCpf, chave: Any) -> Any:
        if chave not in mundo.lidos:
            mundo.lidos[chave] = ler(backend, chave)
        return copy(mundo.lidos[chave])

    monkeypatch.setattr(EmailOuCpf, "get_user", lida_uma_vez)


@pytest.fixture(autouse=True)
def arquivos_ficam(monkeypatch: pytest.MonkeyPatch) -> None:
    """O disco não se desfaz com a tentativa: quem apaga o rascunho levaria a foto das outras."""
    monkeypatch.setattr("documentos.recebidos.default_storage.delete", lambda _nome: None)


def novo_caso() -> Solicitacao:
    Servico.objects.filter(pk=elenco.servico().pk).update(no_aplicativo=True)
    caso = elenco.solicitacao(unidade_anterior=elenco.unidade("OUTRA", subprefeitura=None))
    nome = default_storage.save("anexos/teste.jpg", ContentFile(b"foto"))
    campos = {"arquivo": nome, "miniatura": nome, "nome": "f.jpg", "sha256": "0" * 64}
    Anexo.objects.create(pk=LONGE, caso=caso, ordem=1, papel="interessado", **campos)
    return caso


def novos_navegadores(caso: Solicitacao) -> dict[str, Client]:
    """Um navegador por papel. O dono tem a chave do caso e um rascunho; o outro munícipe, os seus."""
    clientes = {papel: Client() for papel in PAPEIS}
    alheio = elenco.solicitacao()
    for papel, dele in (("dono", caso), ("outro_municipe", alheio)):
        clientes[papel].get(f"/acompanhar/{dele.protocolo}/{chaves.chave_de(dele.protocolo)}/")
        clientes[papel].post(reverse("solicitacoes:comecar", args=["tapa-buraco"]))
    for papel in COM_CONTA:
        clientes[papel].force_login(_usuario(papel, caso))
    digitou = Autor(papel=Papel.ATENDENTE, usuario=Usuario.objects.get(nome="atendente_que_digitou"))
    denuncia = acoes.abrir(ouvidoria.nova(TipoDeManifestacao.DENUNCIA), por=digitou, em=timezone.now())
    com_chave(denuncia, clientes["dono"])
    com_chave(esic.com_anexo(esic.vencido()), clientes["dono"])
    FiltroGuardado.objects.create(
        pk=caso.anexos.get().pk,
        usuario=Usuario.objects.get(nome="servidor"),
        unidade=caso.unidade,
        nome="Com foto",
        consulta="foto=sim",
    )
    arquivo = caso.anexos.get().arquivo.name
    rascunho = Rascunho.objects.order_by("criado_em")[0]
    ArquivoDeRascunho.objects.create(
        pk=caso.anexos.get().pk,
        rascunho=rascunho,
        arquivo=arquivo,
        miniatura=arquivo,
        nome="f.jpg",
        sha256="1" * 64,
    )
    return clientes


DESIGNADOS = {
    "ouvidoria": (Papel.OUVIDORIA, "OGM"),
    "ouvidoria_com_selo": (Papel.OUVIDORIA, "OGM"),
    "corregedoria": (Papel.CORREGEDORIA, "CGM"),
    "interlocutor": (Papel.INTERLOCUTOR, "SMSUB"),
    "interlocutor_de_fora": (Papel.INTERLOCUTOR, "SMT"),
    "sic": (Papel.SIC, "SMSUB"),
    "sic_de_fora": (Papel.SIC, "SMT"),
    "autoridade": (Papel.AUTORIDADE, "SMSUB"),
    "cmai": (Papel.CMAI, "CGM"),
}


def _usuario(papel: str, caso: Solicitacao) -> Usuario:
    if papel in DESIGNADOS:
        return _designado(papel)
    fora = elenco.unidade("UNIDADE-DE-FORA", subprefeitura=None)
    match papel:
        case "servidor" | "chefia":
            qual = Papel.CHEFIA if papel == "chefia" else Papel.SERVIDOR
            return elenco.servidor(caso.unidade, nome=papel, papel=qual)
        case "servidor_de_fora":
            return elenco.servidor(fora, nome=papel)
        case "coordenacao":
            return elenco.servidor(elenco.unidade(TRIAGEM, subprefeitura=None), nome=papel)
        case "atendente" | "atendente_que_digitou":
            return elenco.servidor(central(), nome=papel, papel=Papel.ATENDENTE)
        case "supervisao":
            return elenco.servidor(central(), nome=papel, papel=Papel.CHEFIA)
        case "focal":
            focal = elenco.pessoa(papel, is_staff=True)
            focal.groups.add(Group.objects.get(name="Ponto focal"))
            PontoFocal.objects.create(
                usuario=focal, orgao=elenco.orgao(), ato="teste", de=timezone.localdate()
            )
            return focal
        case _:
            return elenco.pessoa(papel, is_staff=True, is_superuser=True)


def _designado(papel: str) -> Usuario:
    quem = ouvidoria.designar(*DESIGNADOS[papel], nome=papel)
    if papel == "ouvidoria_com_selo":
        quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    return quem


DA_MANIFESTACAO = {"portal:consentir", "portal:avaliar", "portal:revisar", "portal:anexo"}
DO_PEDIDO = {"portal:recorrer", "portal:reclamar_da_falta", "portal:arquivo"}
SO_DEPOIS_DO_ENVIO = ("ouvidoria:comprovante", "ouvidoria:recibo")


def _da_escrita(nome: str, dono: Client, caso: Solicitacao) -> dict[str, Any]:
    """O pedido de informação ou a denúncia que o dono escreve, com foto; para o comprovante, já enviada."""
    if "uuid" in PARTES[nome] and nome.startswith("esic:"):
        pedinte = QuemPede(dono)
        pedinte.comecar(fotos=[pedindo.foto()])
        return {"uuid": pedinte.uuid, "pk": pedinte.rascunho.arquivos.get().pk}
    if not nome.startswith("ouvidoria:"):
        return {}
    quem = Manifestante(dono)
    quem.comecar("denuncia", {"o_que": ouvidoria.TEXTO, "fotos": [pedindo.foto()]})
    quem.mandar("identificacao/", {"como": "anonimo"})
    foto = quem.rascunho.arquivos.get().pk
    if nome in SO_DEPOIS_DO_ENVIO:
        quem.mandar("conferir/")
    return {"uuid": quem.uuid, "pk": foto, "tipo": "denuncia", "protocolo": caso.protocolo}


def _manifestacoes(nome: str) -> dict[str, Any]:
    """A denúncia de `navegadores`, para as páginas com protocolo; e um encaminhamento, para as do órgão."""
    if nome.startswith("orgao:"):
        envio = ouvidoria.encaminhada()[1]
        return {"chave": envio.pk, **({"pk": ouvidoria.anexo(envio).pk} if nome == "orgao:anexo" else {})}
    if nome.startswith(DO_ESIC) or nome in {*DO_ACERVO, "esic:reuniao"}:
        return _do_esic(nome)
    if nome in DO_PEDIDO:
        pedido = Pedido.objects.get()
        return {"protocolo": pedido.protocolo, "pk": pedido.anexos.get().pk}
    if nome in DA_MESA:
        return DA_MESA[nome]()
    if nome.startswith("mesa:") or nome in DA_MANIFESTACAO:
        denuncia = Manifestacao.objects.get(tipo=TipoDeManifestacao.DENUNCIA)
        prova = anexo(denuncia).pk
        return {"protocolo": denuncia.protocolo, "pk": prova, "anexo": prova, "qual": "original"}
    return {}


def _do_esic(nome: str) -> dict[str, Any]:
    """O pedido, o recurso, a publicação, a informação ou a reunião de que a página fala."""
    if nome.startswith("publicacao:") or nome in DO_ACERVO:
        return _publicacao(nome)
    if nome.startswith(("sic:", "recursos:")):
        pedido = esic.em_tramitacao() if nome.startswith("sic:") else esic.em_recurso()[0]
        return {"protocolo": pedido.protocolo, "pk": esic.com_anexo(pedido).anexos.get().pk}
    if nome.startswith("cmai:informacao"):
        return {"pk": esic.informacao().pk}
    return {"pk": esic.reuniao().pk}


def _publicacao(nome: str) -> dict[str, Any]:
    """Por revisar, à mesa; no acervo, no ar. Com um anexo de quem pediu e a cópia dele."""
    publicacao = esic.a_revisar()
    original = esic.com_anexo(publicacao.pedido).anexos.get()
    copia = esic.com_anexo(publicacao.pedido, papel=Papel.OUVIDORIA).anexos.get(papel=Papel.OUVIDORIA)
    copia.limpo_de = original
    copia.save()
    if nome in DO_ACERVO:
        publicacao = esic.publicada(publicacao)
    onde = {"numero": publicacao.pk, "slug": publicacao.slug, "pk": copia.pk}
    return {**onde, "ordem": 1, "anexo": original.pk, "qual": "original"}


DO_ESIC = ("publicacao:", "sic:", "recursos:", "cmai:")
DO_ACERVO = {"esic:resposta", "esic:arquivo"}


def _com_oficio() -> dict[str, Any]:
    caso, envio = ouvidoria.encaminhada()
    return {"protocolo": caso.protocolo, "envio": envio.pk}


def _com_anexo() -> dict[str, Any]:
    caso = ouvidoria.registrada(TipoDeManifestacao.DENUNCIA)
    nome = default_storage.save("anexos/prova.jpg", ContentFile(b"prova"))
    campos = {"ordem": 1, "nome": "prova.jpg", "sha256": "2" * 64, "papel": "interessado"}
    return {"protocolo": caso.protocolo, "pk": caso.anexos.create(arquivo=nome, **campos).pk}


def _com_foto() -> dict[str, Any]:
    pedido = Anexo.objects.order_by("pk")[0].caso
    return {"protocolo": ouvidoria.registrada(solicitacao=pedido).protocolo}


DA_MESA = {
    "mesa:imprimir": lambda: {"protocolo": ouvidoria.na_situacao("concluida").protocolo},
    "mesa:oficio": _com_oficio,
    "mesa:anexo": _com_anexo,
    "mesa:foto": _com_foto,
}
"""As páginas da mesa que pedem mais que uma manifestação."""


def _url(nome: str, caso: Solicitacao, rascunho: UUID, dono: Client) -> str:
    anexo = caso.anexos.get()
    valores = {
        "slug": "rua" if nome == "guia:tema" else "tapa-buraco",
        "distrito": caso.distrito.codigo if caso.distrito else 0,
        "uuid": rascunho,
        "envio": rascunho,
        "pk": anexo.pk,
        "tamanho": "pequena",
        "sigla": caso.unidade.sigla,
        "protocolo": caso.protocolo,
        "chave": "AAAAAAAA",
        "segredo": "o-que-ninguem-disse",
        "uidb36": "1",
        "token": "1-email-1:x",
        "key": "falsa",
        "nome": "nao-existe",
        "leiaute": "pedidos",
        "periodo": "2026-07",
        "sha256": "0" * 64,
        "formato": "json",
        "codigo": "tapa-buraco",
        "identificador": "nao-existe",
        "zoom": 16,
        "x": 24279,
        "y": 37181,
        **_do_periodo(nome),
        **_da_chefia(nome, caso),
        **_do_painel(nome, caso),
        **_manifestacoes(nome),
        **_da_escrita(nome, dono, caso),
        **_da_regra(nome, caso),
        **_do_guia(nome, caso),
        **da_transparencia(nome, PARTES[nome]),
        **do_atendimento(nome, caso, PARTES[nome]),
        **da_conversa(nome, dono, PARTES[nome]),
    }
    return reverse(nome, kwargs={parte: valores[parte] for parte in PARTES[nome]})


def _do_guia(nome: str, caso: Solicitacao) -> dict[str, int]:
    """O rascunho de um serviço do órgão do ponto focal; para abrir um, o serviço."""
    if nome in ("escrever:abrir", "escrever:dar_prazo"):
        return {"pk": caso.servico.pk}
    if not nome.startswith("escrever:") and nome != "roteamento:destino":
        return {}
    return {"pk": guia.propor(servico=caso.servico, por=SISTEMA).pk}


def _da_regra(nome: str, caso: Solicitacao) -> dict[str, int]:
    if "regra" not in PARTES[nome]:
        return {}
    onde = {"servico": caso.servico, "unidade": caso.unidade}
    return {"regra": achar_ou_gravar(Regra, lambda: {"vigencia": DateRange(elenco.DESDE, None)}, **onde).pk}


def _do_periodo(nome: str) -> dict[str, int]:
    """O ano corrente; de dados abertos, um semestre que acabou."""
    ano = timezone.localdate().year
    return {"ano": ano - 1, "semestre": 2} if nome.startswith("esic:dados") else {"ano": ano}


def _do_painel(nome: str, caso: Solicitacao) -> dict[str, str]:
    """O órgão e a subprefeitura da unidade, que tem gabinete do mesmo órgão."""
    if not nome.startswith("painel:") or "ambito" not in PARTES[nome]:
        return {}
    sub = caso.unidade.subprefeitura
    assert sub
    achar_ou_gravar(
        Unidade,
        lambda: {
            "sigla": "GABINETE",
            "nome": "Gabinete",
            "orgao": caso.unidade.orgao,
            "vigente_de": elenco.DESDE,
        },
        atribuicao=GABINETE,
        subprefeitura=sub,
    )
    nivel = nome.rpartition("_")[2].removeprefix("painel:")
    return {"ambito": {"unidade": caso.unidade.sigla, "orgao": "SMSUB", "subprefeitura": sub.sigla}[nivel]}


def _da_chefia(nome: str, caso: Solicitacao) -> dict[str, int]:
    """A lotação e o aviso do servidor da unidade, uma turma e um modelo dela (da cidade, só para copiar)."""
    if not {"lotacao", "modelo", "turma", "aviso"} & PARTES[nome]:
        return {}
    lotacao = Lotacao.objects.get(unidade=caso.unidade, usuario__nome="servidor")
    recado = {"tipo": "atribuido", "texto": "Teste", "endereco": "/caixa/"}
    return {
        "lotacao": lotacao.pk,
        "turma": Turma.objects.create(unidade=caso.unidade, nome="Do teste").pk,
        "modelo": ModeloDeResposta.objects.create(
            unidade=None if nome == "caixa:modelo_copiar" else caso.unidade,
            ato="finalizar",
            nome="Do teste",
            texto=elenco.FRASE,
        ).pk,
        "aviso": Notificacao.objects.create(usuario=lotacao.usuario, chave="teste", **recado).pk,
    }


def test_todo_endereco_tem_linha_na_matriz_e_toda_linha_tem_endereco() -> None:
    assert set(MATRIZ) == set(NOMES)


def _se_guarda(resposta: Any) -> bool:
    return "no-store" not in resposta.headers.get("Cache-Control", "")


@pytest.mark.usefixtures("recusa_crua")
@pytest.mark.parametrize("nome", sorted(MATRIZ))
def test_cada_papel_recebe_o_que_a_matriz_diz(
    nome: str, caso: Solicitacao, navegadores: dict[str, Client]
) -> None:
    url = _url(nome, caso, Rascunho.objects.order_by("criado_em")[0].pk, navegadores["dono"])
    dados = {"versao": caso.versao}
    so_le = MATRIZ[nome].metodo == "GET"
    recebido, desenhadas = {}, set[str]()
    for papel in PAPEIS:
        with tentativa(navegadores[papel], so_le=so_le) as navegador, cada_pagina_uma_vez(desenhadas):
            resposta = navegador.get(url) if so_le else navegador.post(url, dados)
            if resposta.streaming:
                b"".join(resposta)  # lê até o fim, e com isso fecha o arquivo
            assert resposta.status_code < 500, (papel, resposta.status_code)
            recebido[papel] = classificar(resposta)
            assert _se_guarda(resposta) <= (papel in QUEM_GUARDA.get(nome, ())), (papel, "guarda-se")
    assert recebido == {papel: MATRIZ[nome].esperado(papel) for papel in PAPEIS}


def test_a_pagina_da_recusa_abre_a_cada_papel(caso: Solicitacao, navegadores: dict[str, Client]) -> None:
    """Com o cabeçalho de cada um: quem entrou vê nela o seu nome."""
    url = reverse("portal:mandar", args=[caso.protocolo])
    for papel in PAPEIS:
        with tentativa(navegadores[papel]) as navegador:
            resposta = navegador.get(url)
            recusado = "Você não pode ver esta página" in resposta.content.decode()
            assert (resposta.status_code, recusado) == ((200, False) if papel == "dono" else (403, True)), (
                papel
            )


@pytest.mark.usefixtures("recusa_crua")
@pytest.mark.parametrize("nome", sorted(n for n in MATRIZ if MATRIZ[n].metodo == "POST"))
def test_o_que_muda_algo_nao_responde_a_get(
    nome: str, caso: Solicitacao, navegadores: dict[str, Client]
) -> None:
    """Ou recusa o método, ou mostra o formulário sem mudar nada."""
    url = _url(nome, caso, Rascunho.objects.order_by("criado_em")[0].pk, navegadores["dono"])
    with tentativa(navegadores["servidor"]) as navegador:
        navegador.get(url)
        assert Solicitacao.objects.get(pk=caso.pk).versao == caso.versao


ADMIN = sorted({nome for nome, partes in TODOS if nome.startswith("admin:") and not partes})


@pytest.mark.parametrize("nome", [n for n in ADMIN if n not in {"admin:login", "admin:logout", "admin:None"}])
def test_administracao_so_para_quem_tem_acesso_a_ela(nome: str, navegadores: dict[str, Client]) -> None:
    url = reverse(nome)
    for papel in ("anonimo", "dono", "servidor", "chefia", "atendente"):
        with tentativa(navegadores[papel], so_le=True) as navegador:
            assert classificar(navegador.get(url)) == R.ENTRAR, papel
    with tentativa(navegadores["administracao"], so_le=True) as navegador:
        assert classificar(navegador.get(url)) in {R.PODE, R.NEGADO, R.SUMIU, R.METODO}
