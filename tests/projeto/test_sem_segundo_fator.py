"""Quem não provou o segundo fator exigido recebe, em todo endereço, no máximo o que um munícipe recebe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from contas.models import ExigenciaDeSegundoFator, Usuario
from contas.papeis import ADMINISTRACAO, Papel
from guia.models import PontoFocal
from ouvidoria.models import Encaminhamento
from protocolo.models import Rascunho
from roteamento.models import Designacao, Lotacao
from roteamento.models.designacoes import PAPEIS_DE_DESIGNACAO
from solicitacoes.models import Solicitacao
from tests.bancos import desfeito
from tests.projeto.acesso import MATRIZ
from tests.projeto.papeis_de_acesso import R
from tests.projeto.tentativas import cada_pagina_uma_vez, classificar, igual, tentativa
from tests.projeto.test_acesso import (  # noqa: F401 - as fixtures do mundo da matriz
    Mundo,
    _url,
    arquivos_privados,
    mundo,
    recusa_crua,
)
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.matriz, pytest.mark.django_db]


def com_todos_os_papeis(caso: Solicitacao) -> Usuario:
    """Chefia da unidade do caso, atendente, designado em tudo, ponto focal e quem administra tudo."""
    quem = elenco.servidor(caso.unidade, nome="tudo", papel=Papel.CHEFIA)
    hoje = timezone.localdate()
    Usuario.objects.filter(pk=quem.pk).update(is_staff=True, is_superuser=True)
    Lotacao.objects.create(
        usuario=quem,
        unidade=elenco.unidade("Praça de teste", subprefeitura=None),
        papel=Papel.ATENDENTE,
        de=hoje,
    )
    orgaos = {elenco.orgao().pk, *Encaminhamento.objects.values_list("orgao", flat=True)} - {None}
    for orgao in orgaos:
        PontoFocal.objects.create(usuario=quem, orgao_id=orgao, ato="teste", de=hoje)
        for papel in PAPEIS_DE_DESIGNACAO:
            Designacao.objects.create(usuario=quem, orgao_id=orgao, papel=papel, ato="teste", de=hoje)
    quem.user_permissions.add(Permission.objects.get(codename="abrir_selo"))
    return Usuario.objects.get(pk=quem.pk)


def exigir() -> None:
    """Basta um dos papéis da pessoa, com o prazo passado: nenhum dos outros vale sem o fator."""
    desde = timezone.localdate() - timedelta(days=30)
    ExigenciaDeSegundoFator.objects.update_or_create(
        papel=ADMINISTRACAO, defaults={"desde": desde, "prazo_em_dias": 0}
    )
    Usuario.objects.update(criado_em=timezone.now() - timedelta(days=60))


def pedir(navegador: Client, nome: str, url: str, caso: Solicitacao) -> R:
    resposta = navegador.post(url, {"versao": caso.versao}) if _muda(nome) else navegador.get(url)
    if resposta.streaming:
        b"".join(resposta)  # lê até o fim, e com isso fecha o arquivo
    return classificar(resposta)


def _muda(nome: str) -> bool:
    return nome in MATRIZ and MATRIZ[nome].metodo == "POST"


@pytest.mark.usefixtures("recusa_crua")
def test_em_nenhum_endereco_e_mais_que_um_municipe(mundo: Mundo, db: None) -> None:  # noqa: F811 - a fixture
    """A pessoa tem todos os papéis que há; a administração passa toda por uma porta só, a do início."""
    caso = Solicitacao.objects.get(pk=mundo.caso.pk)
    rascunho = Rascunho.objects.order_by("criado_em")[0].pk
    tudo, municipe = Client(), Client()
    tudo.force_login(com_todos_os_papeis(caso))
    municipe.force_login(elenco.pessoa("so_municipe"))
    assert pedir(tudo, "caixa:inicio", "/caixa/", caso) == pedir(tudo, "", "/mesa/", caso) == R.PODE
    exigir()
    a_mais: dict[str, tuple[R, R]] = {}
    desenhadas = set[str]()
    for nome in [*sorted(MATRIZ), "admin:index", "admin:acessos", "admin:implantacao"]:
        with desfeito():
            url = _url(nome, caso, rascunho, igual(mundo.navegadores["dono"]))
            with tentativa(tudo) as dela, cada_pagina_uma_vez(desenhadas):
                sem_fator = pedir(dela, nome, url, caso)
            if sem_fator is R.NEGADO:
                continue  # é o mínimo: não importa o que o munícipe recebe
            with tentativa(municipe) as dele, cada_pagina_uma_vez(desenhadas):
                de_municipe = pedir(dele, nome, url, caso)
        if sem_fator is not de_municipe:
            a_mais[nome] = (sem_fator, de_municipe)
    assert a_mais == {}
