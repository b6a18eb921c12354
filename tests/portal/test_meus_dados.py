"""`/area/meus-dados/`: o que guardamos, a cópia, quem leu, corrigir e apagar a conta."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from avisos.models import Aviso, Cidade
from contas.acoes import registrar_leitura
from contas.autor import SISTEMA
from contas.models import CopiaDosDados, Municipe, Usuario
from contas.papeis import Papel
from portal import tasks
from portal.meus_dados import copias
from portal.meus_dados.apagar import apagar_conta
from portal.meus_dados.pacote import legivel
from portal.meus_dados.secoes import SECOES
from protocolo.models import Retencao
from solicitacoes import acoes
from solicitacoes.acoes import anotar, finalizar
from solicitacoes.models import Anexo, PedidoDeReabertura, Solicitacao
from solicitacoes.situacoes import Desfecho
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
PAGINA = "/area/meus-dados/"
NOTA = "Nota de quem trabalha, só da equipe."


@pytest.fixture
def dona(client: Client) -> Usuario:
    quem = elenco.pessoa("Dora Dona", email="dora@exemplo.invalid")
    client.force_login(quem)
    return quem


def confirmar(client: Client) -> None:
    assert client.post("/conta/reauthenticate/", {"password": elenco.SENHA}).status_code == 302


def pedido(dona: Usuario, **campos: Any) -> Solicitacao:
    return elenco.solicitacao(identificacao=replace(elenco.MARIA, usuario=dona), **campos)


def lido(client: Client, onde: str = PAGINA) -> BeautifulSoup:
    resposta = client.get(onde)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def texto(client: Client, onde: str = PAGINA) -> str:
    return " ".join(lido(client, onde).get_text(" ").split())


def pacote(client: Client, dona: Usuario) -> dict[str, bytes]:
    """Pede, espera a rotina, baixa e abre."""
    confirmar(client)
    CopiaDosDados.objects.filter(usuario=dona).update(pedida_em=timezone.now() - copias.UMA_A_CADA)
    assert client.post(f"{PAGINA}copia/").status_code == 302
    tasks.fazer_copias()
    botao = lido(client, f"{PAGINA}copia/").find("a", string="Baixar a cópia")
    assert botao
    baixado = client.get(str(botao["href"]))
    assert {"private", "no-store"} <= set(baixado["Cache-Control"].split(", "))
    conteudo = baixado.getvalue()
    with ZipFile(io.BytesIO(conteudo)) as aberto:
        return {nome: aberto.read(nome) for nome in aberto.namelist()}


def test_diz_o_que_guarda_para_que_e_ate_quando(client: Client, dona: Usuario) -> None:
    Cidade.objects.update_or_create(pk=1, defaults={"encarregado": "Eva Encarregada"})
    assert "ainda não fez nenhum pedido" in texto(client)
    caso = pedido(dona)
    elenco.solicitacao(identificacao=replace(elenco.MARIA, nome="Otávio Outro"))
    dito = texto(client)
    for frase in (
        "Dora Dona",
        "dora@exemplo.invalid",
        "Até quando?",
        "Eva Encarregada",
        "Denúncia não aparece",
    ):
        assert frase in dito
    assert "Maria Silva" in dito, "o que se disse no pedido também se mostra"
    assert "Otávio" not in dito
    assert caso.interessado


def test_os_pedidos_do_cpf_provado_entram_e_os_so_declarados_nao(client: Client, dona: Usuario) -> None:
    caso = elenco.solicitacao()
    assert "Maria Silva" not in texto(client)
    Municipe.objects.filter(interessado=caso.interessado).update(usuario=dona)
    assert "Maria Silva" in texto(client)


def test_o_que_outra_conta_pediu_com_o_cpf_nao_se_copia_nem_se_apaga(client: Client, dona: Usuario) -> None:
    outra = elenco.pessoa("Olga Outra")
    caso = elenco.solicitacao(
        identificacao=replace(elenco.MARIA, usuario=outra, email="olga@exemplo.invalid")
    )
    Municipe.objects.filter(interessado=caso.interessado).update(usuario=dona)
    assert "olga@exemplo.invalid" not in texto(client)
    apagar_conta(usuario=dona)
    caso.refresh_from_db()
    assert caso.interessado
    assert (caso.interessado.usuario, caso.interessado.email) == (outra, "olga@exemplo.invalid")


@pytest.mark.parametrize("quantos", [1, 5])
def test_consultas_nao_crescem(
    client: Client, dona: Usuario, quantos: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(quantos):
        caso = pedido(dona)
        servidor = elenco.autor(elenco.servidor(caso.unidade))
        assert caso.interessado
        registrar_leitura(
            interessado=caso.interessado, por=servidor, protocolo=caso.protocolo, o_que="contato"
        )
    with django_assert_num_queries(5):
        client.get(PAGINA)
    with django_assert_num_queries(8):
        client.get(f"{PAGINA}quem-leu/")


def test_quem_leu_diz_o_papel_e_a_unidade_e_nunca_o_nome(client: Client, dona: Usuario) -> None:
    assert "Ninguém leu" in texto(client, f"{PAGINA}quem-leu/")
    caso = pedido(dona)
    leitor = elenco.autor(elenco.servidor(caso.unidade, nome="Sérgio Sigiloso"))
    alheio = elenco.solicitacao()
    assert caso.interessado
    assert alheio.interessado
    for parte, por, o_que in (
        (caso.interessado, leitor, "contato"),
        (caso.interessado, SISTEMA, "e-mail, para escrever"),
        (alheio.interessado, leitor, "outra coisa"),
    ):
        registrar_leitura(interessado=parte, por=por, protocolo=caso.protocolo, o_que=o_que)
    dito = texto(client, f"{PAGINA}quem-leu/")
    assert all(frase in dito for frase in (Papel.SERVIDOR.label, caso.unidade.nome, caso.protocolo_escrito))
    assert not any(frase in dito for frase in ("Sigiloso", "para escrever", "Outra coisa"))


def test_a_copia_leva_o_que_e_da_pessoa_e_mais_nada(client: Client, dona: Usuario) -> None:
    caso = pedido(dona, descricao="O buraco é na porta da minha casa")
    por = elenco.autor(elenco.servidor(caso.unidade, nome="Sérgio Sigiloso"), caso.unidade)
    caso = anotar(caso=caso, por=por, texto=NOTA)
    finalizar(caso=caso, versao=caso.versao, por=por, resposta=elenco.FRASE, desfecho=Desfecho.REALIZADO)
    acoes.dizer_se_resolveu(
        caso=caso, por=elenco.municipe(), resolveu="nao", nota=2, no_prazo="nao", clareza="sim"
    )
    quando = timezone.now()
    PedidoDeReabertura.objects.create(caso=caso, em=quando, decidir_ate=quando + timedelta(days=9))
    foto = default_storage.save("anexos/f.jpg", ContentFile(b"a-minha-foto"))
    Anexo.objects.create(
        caso=caso, ordem=1, arquivo=foto, nome="../casa.jpg", sha256="1", papel="interessado"
    )
    dela = replace(elenco.MARIA, usuario=dona)
    manifestacao, _ = ouvidoria.respondida(identificacao=dela)
    informacao = esic.respondido("concedido", esic.em_tramitacao(identificacao=dela))
    denuncia = ouvidoria.registrada("denuncia", identificacao=dela)
    alheio = elenco.solicitacao(descricao="Descrição de outra pessoa")
    dentro = pacote(client, dona)
    tudo = b"".join(dentro.values()).decode(errors="replace")
    for dito in (
        "O buraco é na porta da minha casa",
        elenco.FRASE,
        ouvidoria.TEXTO,
        esic.PERGUNTA,
        "a-minha-foto",
        *(um.protocolo_escrito for um in (caso, manifestacao, informacao)),
    ):
        assert dito in tudo, dito
    (do_pedido,) = json.loads(dentro["dados.json"])["pedidos-de-servico"]
    (dita,) = do_pedido["Você disse se foi resolvido"]
    assert (dita["No tempo dito?"], dita["A resposta foi clara?"]) == ("Não", "Sim")
    assert do_pedido["Você pediu que reabrissem"]["Reabriram?"] == "Ainda não se decidiu"
    senha = Usuario.objects.get(pk=dona.pk).password
    for segredo in (NOTA, "Sigiloso", "outra pessoa", denuncia.protocolo_escrito, alheio.protocolo, senha):
        assert segredo not in tudo, segredo
    (nome,) = [um for um in dentro if um.endswith(".jpg")]
    assert nome.startswith(f"arquivos/{caso.protocolo}/")
    assert ".." not in nome
    assert {"leia-primeiro.html", "dados.json"} <= set(dentro)
    _le_se_como_pagina(dentro["leia-primeiro.html"].decode(), nome)


def _le_se_como_pagina(escrita: str, foto: str) -> None:
    """A página de quem não é da informática: com cara, dita em português, e sem o que é só nosso."""
    lida = BeautifulSoup(escrita, "lxml")
    assert lida.select_one("style")
    assert not lida.select("script, [src]"), "nada de fora"
    for alvo in lida.select("a[href^='#']"):
        assert lida.find(id=str(alvo["href"]).removeprefix("#")), alvo
    assert lida.select_one(f"a[href='{foto}']")
    dito = lida.get_text(" ")
    for frase in (
        "Os seus pedidos de serviço",
        "O que você disse à Ouvidoria",
        "(11) 98765-4321",
        "529.982.247-25",
    ):
        assert frase in dito, frase
    assert "{{" not in dito, "o link da mensagem só existe na entrega"
    assert not re.search(r"\d{4}-\d\d-\d\d", dito), "os dias, como se escrevem aqui"


def test_toda_parte_da_copia_tem_titulo_e_o_que_e() -> None:
    escritos = {
        achado
        for modulo in settings.DADOS_PESSOAIS
        for achado in re.findall(r'"([a-z-]+)\.json"', Path(str(import_module(modulo).__file__)).read_text())
    }
    assert escritos == set(SECOES)


def test_a_pagina_do_pacote_escapa_o_que_se_escreveu(client: Client, dona: Usuario) -> None:
    pedido(dona, descricao="<script>alert(1)</script>")
    pedido(dona, descricao="2026-13-20T10:00:00-03:00")
    lida = pacote(client, dona)["leia-primeiro.html"]
    assert b"<script" not in lida
    assert b"2026-13-20T10:00:00-03:00" in lida, "o que se parece com uma data fica como se escreveu"


def test_na_pagina_do_pacote_a_nota_um_nao_e_um_sim() -> None:
    assert [str(legivel(valor)) for valor in (1, True, 0, False, None)] == ["1", "sim", "0", "não", "–"]
    assert str(legivel("2026-11-20T10:00 caiu")) == "2026-11-20T10:00 caiu"


def test_a_segunda_copia_depois_de_corrigir_e_igual_a_tela(client: Client, dona: Usuario) -> None:
    pedido(dona)
    assert json.loads(pacote(client, dona)["dados.json"])["conta"]["Nome"] == "Dora Dona"
    client.post(f"{PAGINA}corrigir/", {"nome": "  Dora  Doná  "})
    conta = json.loads(pacote(client, dona)["dados.json"])["conta"]
    tela = {
        linha.dt.get_text(strip=True): linha.dd.get_text(strip=True)
        for linha in lido(client).select("h2 + dl.govuk-summary-list")[0].select(".govuk-summary-list__row")
        if linha.dt and linha.dd
    }
    assert (conta["Nome"], conta["E-mail"]) == ("Dora Doná", "dora@exemplo.invalid")
    for nome in ("Nome", "E-mail", "CPF"):
        assert tela[nome] == (conta[nome] or "Não guardamos")


def test_pedir_e_baixar_pedem_a_senha_de_novo(client: Client, dona: Usuario) -> None:
    for onde in (f"{PAGINA}copia/", f"{PAGINA}apagar/"):
        assert client.get(onde)["Location"].startswith("/conta/reauthenticate/")
        assert client.post(onde)["Location"].startswith("/conta/reauthenticate/")
    assert not CopiaDosDados.objects.exists()
    feita = CopiaDosDados.objects.create(
        usuario=dona, pronta_em=timezone.now(), vence_em=timezone.now() + copias.VALE, arquivo="copias/x.zip"
    )
    assert client.get(f"{PAGINA}copia/{feita.pk}/")["Location"].startswith("/conta/reauthenticate/")


def test_quem_nunca_pediu_a_copia_ve_o_botao(client: Client, dona: Usuario) -> None:
    confirmar(client)
    assert "Pedir a cópia" in texto(client, f"{PAGINA}copia/")


def test_a_copia_e_so_de_quem_pediu_e_vence(client: Client, dona: Usuario) -> None:
    pacote(client, dona)
    feita = CopiaDosDados.objects.get()
    link = f"{PAGINA}copia/{feita.pk}/"
    outra = Client()
    assert outra.get(link)["Location"].startswith("/conta/login/")
    outra.force_login(elenco.pessoa("Olavo Outro"))
    confirmar(outra)
    assert outra.get(link).status_code == 404
    CopiaDosDados.objects.update(vence_em=timezone.now() - timedelta(minutes=1))
    assert client.get(link).status_code == 404
    tasks.limpar_copias()
    assert not CopiaDosDados.objects.exists()
    assert not default_storage.exists(str(feita.arquivo))
    aviso = Aviso.objects.get(usuario=dona)
    assert "pronta" in aviso.assunto
    assert str(feita.pk) not in aviso.corpo, "o link do pacote não vai por e-mail"


def test_uma_a_cada_seis_horas(client: Client, dona: Usuario) -> None:
    confirmar(client)
    onde = f"{PAGINA}copia/"
    assert client.post(onde).status_code == 302
    assert "Estamos juntando" in texto(client, onde)
    assert client.post(onde, follow=True).status_code == 409
    assert CopiaDosDados.objects.filter(usuario=dona).count() == 1
    assert "Você pode pedir outra a partir de" in texto(client, onde)


def test_a_que_nao_da_se_diz_e_pode_se_pedir_outra(
    client: Client, dona: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copias, "escrever", lambda *_: 1 / 0)
    copias.pedir(usuario=dona)
    for _ in range(copias.MAIS_TENTATIVAS):
        assert copias.fazer_uma()
        CopiaDosDados.objects.update(tomada_em=None)
    assert not copias.fazer_uma()
    confirmar(client)
    assert "por uma falha nossa" in texto(client, f"{PAGINA}copia/")
    monkeypatch.undo()
    assert pacote(client, dona)


def test_o_pacote_que_ficou_sem_linha_se_apaga(settings: Settings) -> None:
    nome = default_storage.save("copias/solto.zip", ContentFile(b"x"))
    copias.limpar(em=timezone.now())
    assert default_storage.exists(nome), "acabado de gravar, a linha ainda pode vir"
    copias.limpar(em=timezone.now() + timedelta(days=1))
    assert not default_storage.exists(nome)


def test_corrigir_o_nome(client: Client, dona: Usuario) -> None:
    onde = f"{PAGINA}corrigir/"
    recusada = client.post(onde, {"nome": "7"}, follow=True)
    assert recusada.status_code == 422
    assert b'value="7"' in recusada.content
    assert client.post(onde, {"nome": "Dora Doná"})["Location"] == PAGINA
    dona.refresh_from_db()
    assert dona.nome == "Dora Doná"
    historia: Any = Usuario.history.filter(id=dona.pk).latest()
    assert historia.history_user_id == dona.pk
    servidor = elenco.servidor(elenco.unidade())
    client.force_login(servidor)
    assert "quem corrige é a administração" in texto(client, onde)
    client.post(onde, {"nome": "Outro Nome"})
    servidor.refresh_from_db()
    assert servidor.nome != "Outro Nome"


def test_apagar_diz_antes_o_que_fica_e_so_apaga_com_o_sim(client: Client, dona: Usuario) -> None:
    aberto = pedido(dona)
    encerrado = elenco.na_situacao("finalizada", identificacao=replace(elenco.MARIA, usuario=dona))
    confirmar(client)
    onde = f"{PAGINA}apagar/"
    dito = texto(client, onde)
    for frase in (
        "1 pedido aberto",
        "1 pedido encerrado",
        aberto.protocolo_escrito,
        encerrado.protocolo_escrito,
    ):
        assert frase in dito
    por_que = Retencao.objects.get(processo="solicitacao", situacao="")
    assert por_que.base_legal in dito, "diz por que fica"
    assert f"{timezone.localdate().year + por_que.anos}" in dito, "e até quando"
    recusada = client.post(onde, {}, follow=True)
    assert recusada.status_code == 422
    assert Usuario.objects.filter(pk=dona.pk, is_active=True).exists()
    feita = client.post(onde, {"entendi": "on"})
    assert "A sua conta foi apagada" in feita.content.decode()
    assert client.get(PAGINA)["Location"].startswith("/conta/login/")
    entrou = client.post(
        "/conta/login/", {"login": "dora@exemplo.invalid", "password": elenco.SENHA}, follow=True
    )
    assert entrou.status_code == 422
    aberto.refresh_from_db()
    assert aberto.interessado
    assert (aberto.interessado.nome, aberto.descricao, aberto.aberta) == ("", aberto.descricao, True)


def test_quem_trabalha_nao_apaga_a_conta_daqui(client: Client) -> None:
    servidor = elenco.servidor(elenco.unidade())
    client.force_login(servidor)
    confirmar(client)
    assert "em nome da cidade" in texto(client, f"{PAGINA}apagar/")
    assert client.post(f"{PAGINA}apagar/", {"entendi": "on"}, follow=True).status_code == 409
    assert Usuario.objects.get(pk=servidor.pk).nome
