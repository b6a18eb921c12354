"""Conferir, enviar uma vez só, e o que se vê depois."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django import Settings

from assistente import aparelho
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.guardas import protocolos_abertos
from contas.segredos.chaves import chave_escrita
from protocolo.models import ArquivoDeRascunho, Rascunho
from roteamento.models import Regra
from solicitacoes.models import Andamento, Solicitacao
from sp156.canais import PUSH_DE_DEMONSTRACAO, SMS_DE_DEMONSTRACAO
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import (
    BADARO,
    MARIA,
    PEQUENO,
    Pedinte,
    atributos,
    foto,
    sopa,
    territorio,
    valor,
)

PESSOAIS = ("Maria", "52998224725", "529.982.247-25", "maria@exemplo.invalid", "11987654321")


@pytest.fixture
def quem(db: None, client: Client) -> Pedinte:
    territorio()
    return Pedinte(client)


def test_confere_tudo_e_altera_cada_parte(quem: Pedinte) -> None:
    pagina = sopa(quem.ate("conferir"))
    texto = pagina.get_text(" ", strip=True)
    lugar = ("Rua Líbero Badaró, 425", "Sé, na área da Subprefeitura Sé")
    for dito in (*lugar, "Menor que um prato"):
        assert dito in texto
    alterar = atributos(pagina.select("main .sp-secao button[name=ir]"), "value")
    assert alterar == ["local", "detalhes"]
    assert valor(quem.ver("conferir/"), "nome") == "Maria Silva", "quem pede se muda aqui mesmo"


def test_o_mesmo_pedido_pelo_portal_e_pelo_aplicativo(db: None, client: Client) -> None:
    """Mesma equipe, mesmo prazo, mesma fila: só o canal diz por onde veio."""
    territorio()
    pelo_portal = Pedinte(client)
    pelo_portal.enviar()
    pelo_aplicativo = Pedinte(Client())
    pelo_aplicativo.client.cookies[aparelho.ABERTO_POR] = aparelho.APLICATIVO
    pelo_aplicativo.enviar()
    um, outro = (Solicitacao.objects.get(chave_de_envio=quem.uuid) for quem in (pelo_portal, pelo_aplicativo))
    assert (um.canal, outro.canal) == ("portal", "aplicativo")
    for campo in ("servico_id", "unidade_id", "situacao", "quantidade", "contagem", "endereco", "respostas"):
        assert getattr(um, campo) == getattr(outro, campo), campo


def test_alterar_volta_a_conferir(quem: Pedinte) -> None:
    quem.ate("conferir")
    pagina = quem.ver("detalhes/?de=conferir")
    voltar = sopa(pagina).select_one("a.govuk-back-link")
    assert voltar is not None
    assert voltar["href"] == quem.endereco("conferir/")
    resposta = quem.mandar("detalhes/?de=conferir", {**BADARO, **PEQUENO})
    assert resposta["Location"] == quem.endereco("conferir/")


def test_alterar_o_lugar_com_duvida_tambem_volta_a_conferir(quem: Pedinte) -> None:
    quem.ate("conferir")
    resposta = quem.mandar("local/?de=conferir", {"logradouro": "Avenida Comprida", "numero": "1"})
    assert resposta["Location"] == quem.endereco("local/escolher/?de=conferir")
    distrito = elenco.distrito(62).pk
    resposta = quem.mandar("local/escolher/?de=conferir", {"lugar": f"{distrito}|Avenida Comprida"})
    assert resposta["Location"] == quem.endereco("conferir/")


def test_enviar_abre_o_pedido_na_equipe_certa(quem: Pedinte) -> None:
    quem.ate("detalhes")
    quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto()]})
    resposta = quem.enviar()
    assert (resposta.status_code, resposta["Location"]) == (303, quem.endereco("confirmacao/"))
    caso = Solicitacao.objects.select_related("interessado").get()
    assert caso.unidade.sigla == "SMPR-CPO-STM-Sé"
    assert (caso.canal, caso.chave_de_envio) == ("portal", quem.uuid)
    assert (caso.endereco, caso.descricao) == ("Rua Líbero Badaró, 425", PEQUENO["descricao"])
    assert caso.respostas == [
        {"chave": "tamanho", "rotulo": "Qual é o tamanho do buraco?", "valor": "Menor que um prato"}
    ]
    assert caso.interessado is not None
    assert (caso.interessado.nome, caso.interessado.documento) == ("Maria Silva", "52998224725")
    assert caso.anexos.count() == 1
    assert Andamento.objects.get().papel == "interessado"
    assert Aviso.objects.get().modelo == "registrado"


def test_depois_do_envio_o_rascunho_nao_guarda_nada_pessoal(quem: Pedinte) -> None:
    quem.enviar()
    assert quem.rascunho.dados == {}
    assert quem.rascunho.protocolo == Solicitacao.objects.get().protocolo
    assert not ArquivoDeRascunho.objects.exists()
    for passo in ("local", "detalhes", "identificacao", "conferir", ""):
        caminho = f"{passo}/" if passo else ""
        assert quem.ver(caminho)["Location"] == quem.endereco("confirmacao/")
    assert quem.mandar("identificacao/", MARIA)["Location"] == quem.endereco("confirmacao/")
    assert quem.rascunho.dados == {}, "uma aba esquecida não traz os dados de volta"


def test_enviar_de_novo_da_a_mesma_resposta(quem: Pedinte) -> None:
    primeira = quem.enviar()
    assert quem.mandar("conferir/")["Location"] == primeira["Location"]
    assert Solicitacao.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_dois_envios_ao_mesmo_tempo_fazem_um_pedido() -> None:
    """Duplo clique de verdade: duas conexões, o mesmo cookie, o mesmo instante."""
    territorio()
    quem = Pedinte(Client())
    quem.ate("conferir")
    largada = Barrier(4)

    def enviar() -> tuple[int, str]:
        aba = Client()
        aba.cookies["rascunhos"] = quem.client.cookies["rascunhos"].value
        largada.wait(timeout=10)
        try:
            resposta = aba.post(quem.endereco("conferir/"))
        finally:
            connection.close()
        return resposta.status_code, resposta["Location"]

    with ThreadPoolExecutor(4) as abas:
        respostas = {f.result() for f in [abas.submit(enviar) for _ in range(4)]}
    assert respostas == {(303, quem.endereco("confirmacao/"))}
    assert Solicitacao.objects.count() == 1
    assert Aviso.objects.count() == 1


def test_outro_navegador_nao_envia_nem_ve(quem: Pedinte) -> None:
    quem.ate("conferir")
    outro = Client()
    assert outro.post(quem.endereco("conferir/")).status_code == 403
    assert not Solicitacao.objects.exists()
    quem.mandar("conferir/")
    assert outro.post(quem.endereco("conferir/")).status_code == 403
    assert outro.get(quem.endereco("confirmacao/")).status_code == 403


def test_sem_rota_vai_a_triagem_e_diz_isso(quem: Pedinte) -> None:
    Regra.objects.all().delete()
    quem.enviar()
    assert Solicitacao.objects.get().unidade.sigla == "TRIAGEM"
    assert "vai escolher a equipe" in sopa(quem.ver("confirmacao/")).get_text()


def test_pergunta_nova_no_meio_do_pedido_e_cobrada(quem: Pedinte) -> None:
    quem.ate("conferir")
    versao = elenco.servico().publicada
    assert versao is not None
    versao.perguntas = [{"chave": "nova", "rotulo": "Nova?", "tipo": "texto", "obrigatoria": True}]
    versao.save()
    assert quem.mandar("conferir/")["Location"] == quem.endereco("detalhes/")
    assert not Solicitacao.objects.exists()


def test_servico_que_deixou_de_ser_pedido_no_meio_e_409(quem: Pedinte) -> None:
    quem.ate("conferir")
    versao = elenco.servico().publicada
    assert versao is not None
    versao.solicitavel = False
    versao.save()
    resposta = quem.mandar("conferir/")
    assert resposta.status_code == 409
    assert "deixou de ser pedido por aqui" in sopa(resposta).get_text()


def test_sessao_que_expira_nao_perde_nada(quem: Pedinte) -> None:
    quem.ate("identificacao")
    Session.objects.all().delete()
    quem.client.cookies.pop("sessionid", None)
    quem.mandar("identificacao/", MARIA)
    quem.mandar("conferir/")
    assert Solicitacao.objects.get().descricao == PEQUENO["descricao"]


def test_confirmacao_diz_tudo_o_que_importa(quem: Pedinte) -> None:
    quem.enviar()
    caso = Solicitacao.objects.get()
    resposta = quem.ver("confirmacao/")
    texto = sopa(resposta).get_text(" ", strip=True)
    assert caso.protocolo_escrito in texto
    assert chave_escrita(caso.protocolo) in texto
    assert f"{caso.vence_em.astimezone():%d/%m/%Y}" in texto
    assert "O prazo é de 30 dias corridos." in texto, "como calculamos"
    assert "Supervisão Técnica de Manutenção – Sé" in texto
    assert "SMPR-CPO-STM-Sé" not in texto, "sigla é para servidor"
    assert "ma•••@exemplo.invalid" in texto
    assert "maria@exemplo.invalid" not in texto
    assert f'href="/acompanhar/{caso.protocolo}/"' in resposta.content.decode()
    assert quem.client.get(f"/acompanhar/{caso.protocolo}/").status_code == 200
    assert protocolos_abertos(quem.client.session) == [caso.protocolo]


def test_sem_email_a_confirmacao_manda_anotar(quem: Pedinte) -> None:
    quem.ate("identificacao")
    quem.mandar("identificacao/", {**MARIA, "email": ""})
    quem.mandar("conferir/")
    assert "Você não deixou e-mail: anote" in sopa(quem.ver("confirmacao/")).get_text()
    entregar_pendentes()
    assert Aviso.objects.get().situacao == Aviso.Situacao.SEM_CONTATO


def test_sem_email_onde_ha_sms_a_confirmacao_diz_que_vai_ao_celular(
    quem: Pedinte, settings: Settings
) -> None:
    settings.CANAIS = {"sms": SMS_DE_DEMONSTRACAO}
    quem.ate("identificacao")
    quem.mandar("identificacao/", {**MARIA, "email": ""})
    quem.mandar("conferir/")
    assert "mandamos um SMS ao celular que você deixou" in sopa(quem.ver("confirmacao/")).get_text()


def test_depois_do_primeiro_protocolo_oferecem_se_os_avisos_no_aparelho(
    quem: Pedinte, settings: Settings
) -> None:
    settings.CANAIS = {"push": PUSH_DE_DEMONSTRACAO}
    ana = elenco.pessoa("Ana Souza", cpf="52998224725")
    quem.enviar()

    def oferece() -> bool:
        return "Ligar os avisos neste aparelho" in sopa(quem.ver("confirmacao/")).get_text()

    assert not oferece(), "sem conta não há a quem"
    quem.client.force_login(ana)
    quem.uuid = ""
    quem.enviar()
    assert oferece()
    quem.client.cookies[aparelho.DE_TODOS] = "sim"
    assert not oferece()
    del quem.client.cookies[aparelho.DE_TODOS]
    ana.assinaturas_push.create(endpoint="https://push.exemplo/1", p256dh="p", auth="a")
    assert not oferece()


def test_confirmacao_e_comprovante_so_depois_do_envio_e_so_por_get(quem: Pedinte) -> None:
    quem.ate("conferir")
    for pagina in ("confirmacao/", "recibo/"):
        assert quem.ver(pagina)["Location"] == quem.endereco("conferir/")
        assert quem.mandar(pagina).status_code == 405


def test_comprovante_traz_o_essencial_e_nenhum_dado_pessoal(quem: Pedinte) -> None:
    quem.enviar()
    texto = sopa(quem.ver("recibo/")).get_text(" ", strip=True)
    caso = Solicitacao.objects.get()
    for dito in (
        caso.protocolo_escrito,
        chave_escrita(caso.protocolo),
        "Tapa-buraco",
        "Rua Líbero Badaró, 425",
    ):
        assert dito in texto
    assert not [dado for dado in PESSOAIS if dado in texto]


def test_de_servico_sigiloso_nada_diz_o_nome(client: Client, db: None) -> None:
    territorio(sigilosa=True)
    quem = Pedinte(client)
    quem.enviar()
    for pagina in ("confirmacao/", "recibo/"):
        visto = sopa(quem.ver(pagina))
        assert visto.title is not None
        assert visto.main is not None
        for parte in (visto.title, visto.main):
            assert "Tapa-buraco" not in parte.get_text()
            assert "Badaró" not in parte.get_text()


def test_nenhum_dado_pessoal_em_endereco(quem: Pedinte) -> None:
    quem.comecar()
    vistos = []
    for passo, dados in (
        ("local", BADARO),
        ("detalhes", PEQUENO),
        ("identificacao", MARIA),
        ("conferir", {}),
    ):
        vistos.append(quem.mandar(f"{passo}/", dados)["Location"].replace(quem.uuid, ""))  # o acaso dá um 425
    assert not [dado for dado in (*PESSOAIS, "Badar", "425", "ponto") for visto in vistos if dado in visto]


def test_rascunho_que_nao_existe_e_404(quem: Pedinte) -> None:
    quem.comecar()
    quem.rascunho.delete()
    for passo in ("", "local/", "detalhes/", "identificacao/", "conferir/", "confirmacao/", "recibo/"):
        assert quem.ver(passo).status_code == 404
    assert Rascunho.objects.count() == 0
