"""As conversas, do lado de quem as atende: receber, ler, responder, passar, acabar; e de quem não são."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento.models import (
    AssuntoDaConversa,
    Atendimento,
    Bloqueio,
    Conversa,
    Disponibilidade,
    Mensagem,
    RespostaDaConversa,
)
from atendimento.situacoes import DeQuem, Fim, Resultado, SituacaoDaConversa
from contas.models import Usuario
from contas.papeis import Papel
from tests.atendimento.conversando import acompanhado, atendida, diz, manda, na_fila, quem_atende, sem_sinal
from tests.atendimento.quem_conversa import DO_MODULO
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

CONVERSAS, CONVERSA = "central:conversas", "central:conversa"


def sopa(resposta: Resposta) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def pedaco(resposta: Resposta, seletor: str) -> Tag:
    """A parte da página que tem de estar lá."""
    achado = sopa(resposta).select_one(seletor)
    assert achado is not None, seletor
    return achado


def mesa(conversa: Conversa) -> Atendimento:
    return Atendimento.objects.abertos().get(conversa=conversa)


def endereco(nome: str, conversa: Conversa) -> str:
    return reverse(f"central:{nome}", args=[conversa.codigo])


def supervisora() -> Usuario:
    return elenco.servidor(central(), nome="Sônia Chefia", papel=Papel.CHEFIA)


# --- receber ---------------------------------------------------------------------------


def test_receber_escolher_os_assuntos_e_pausar(client: Client) -> None:
    """Em pausa fica com a que tem, e a da fila não vem."""
    quem = atendente(central())
    client.force_login(quem)
    assunto = AssuntoDaConversa.objects.create(nome="Buraco")
    primeira = na_fila()
    receber = reverse("central:conversas_receber")
    assert "Receber conversas" in client.get(reverse(CONVERSAS)).content.decode()
    client.post(receber, {"estado": "recebe", "assuntos": [assunto.pk]})
    primeira.refresh_from_db()
    assert primeira.atendente == quem
    assert [um.nome for um in Disponibilidade.objects.get(usuario=quem).assuntos.all()] == ["Buraco"]
    client.post(receber, {"estado": "pausa"})
    segunda = na_fila()
    acoes.distribuir(em=segunda.ultima_em)
    segunda.refresh_from_db()
    primeira.refresh_from_db()
    assert (primeira.atendente, segunda.atendente) == (quem, None)
    pagina = client.get(reverse(CONVERSAS)).content.decode()
    assert "Você está em pausa" in " ".join(pagina.split())
    assert "pessoa na fila" in pagina


def test_a_por_responder_toma_se_e_responde_se_por_email(da_ana: Client, ana: Usuario) -> None:
    """Sem nada escrito não se encerra; escrito, vai ao contato e a conversa acaba respondida."""
    esta = acoes.deixar_para_depois(conversa=atendida(ana), motivo="Ver com o órgão", por=ana)
    esta = acoes.deixar_contato(conversa=esta, nome="Rita", email="rita@exemplo.invalid")
    assert "Responder" in da_ana.get(reverse(CONVERSAS)).content.decode()
    resposta = da_ana.post(endereco("conversa_tomar", esta))
    assert resposta["Location"] == reverse("central:atendimento", args=[mesa(esta).codigo])
    terminar = reverse("central:terminar", args=[mesa(esta).codigo])
    recusa = da_ana.post(terminar, {"resultado": Resultado.INFORMACAO})
    assert recusa.status_code == 422
    assert "Escreva a resposta" in recusa.content.decode()
    manda(da_ana, esta, "O prazo é de dez dias.")
    assert da_ana.post(terminar, {"resultado": Resultado.INFORMACAO}).status_code == 302
    esta.refresh_from_db()
    assert (esta.fim, esta.situacao) == (Fim.RESPONDIDA, SituacaoDaConversa.ENCERRADA)


def test_sem_contato_pede_se_antes_de_deixar_por_responder(da_ana: Client, esta: Conversa) -> None:
    """A resposta não teria aonde ir: quem atende pede-o na conversa, ou diz que a pessoa não o deixa."""
    depois = endereco("conversa_depois", esta)
    pagina = da_ana.get(depois).content.decode()
    assert "não deixou e-mail nem telefone" in pagina
    recusa = da_ana.post(depois, {"motivo": "Falta o órgão."})
    assert (recusa.status_code, "Peça antes o contato" in recusa.content.decode()) == (422, True)
    assert "Falta o órgão." in recusa.content.decode(), "o que se escreveu fica"
    assert da_ana.post(depois, {"pedir": "sim"}).status_code == 303
    pedida = Mensagem.objects.get(conversa=esta, de=DeQuem.ATENDENTE)
    assert "Deixar o meu contato" in pedida.texto
    esta.refresh_from_db()
    assert esta.situacao == SituacaoDaConversa.COM_ATENDENTE
    assert da_ana.post(depois, {"motivo": "Falta o órgão.", "sem_contato": "on"}).status_code == 302
    esta.refresh_from_db()
    assert esta.situacao == SituacaoDaConversa.PENDENTE
    assert Mensagem.objects.filter(conversa=esta, texto__contains="nesta página: volte a ela").exists()


# --- ler e escrever --------------------------------------------------------------------


def test_a_mesa_traz_a_conversa_ao_lado(da_ana: Client, esta: Conversa) -> None:
    diz(esta, "Tem um buraco na minha rua.")
    resposta = da_ana.get(reverse("central:atendimento", args=[mesa(esta).codigo]))
    pagina = sopa(resposta)
    assert "Tem um buraco na minha rua." in pedaco(resposta, "#conversa [data-mensagens]").get_text()
    assert pagina.select_one("#o-que")
    assert pagina.select_one("#fim")
    raiz = pedaco(resposta, "[data-conversa]")
    assert raiz["data-conversa"] == str(esta.codigo)
    assert pedaco(resposta, "#abas-da-central")["data-corrente"]
    opcoes = {um["value"] for um in pagina.select("[name=resultado]")}
    assert not {Resultado.CAIU, Resultado.TRANSFERIDO} & opcoes


def test_o_que_falta_ler_conta_se_ate_se_responder(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    ultima = [diz(esta, texto) for texto in ("Oi", "Tem alguém?")][-1]
    aba = pedaco(da_ana.get(reverse(CONVERSAS)), "[data-por-ler]")
    assert aba["data-por-ler"] == "2"
    assert manda(da_ana, esta, "Tem sim.", ultima=ultima.ordem).status_code == 303
    assert leituras.por_ler(Conversa.objects.get(pk=esta.pk)) == 0
    dita = Mensagem.objects.get(conversa=esta, texto="Tem sim.")
    assert (dita.de, dita.autor) == (DeQuem.ATENDENTE, ana)


def test_a_mesma_chave_duas_vezes_e_uma_mensagem(da_ana: Client, esta: Conversa) -> None:
    chave = str(uuid4())
    for _ in range(2):
        resposta = manda(da_ana, esta, "Uma só.", chave=chave, headers=DO_MODULO)
        assert resposta.status_code == 200
        assert "Uma só." in resposta.content.decode()
    assert Mensagem.objects.filter(conversa=esta, texto="Uma só.").count() == 1


def test_a_nota_so_quem_atende_le(da_ana: Client, esta: Conversa) -> None:
    manda(da_ana, esta, "Já ligou ontem.", nota="sim", headers=DO_MODULO)
    assert Mensagem.objects.get(texto="Já ligou ontem.").de == DeQuem.NOTA
    assert "Já ligou ontem." in da_ana.get(endereco("conversa", esta)).content.decode()
    da_pessoa = leituras.mensagens_depois(esta, 0, DeQuem.PESSOA)
    assert "Já ligou ontem." not in [uma.texto for uma in da_pessoa]


def test_o_que_nao_serve_volta_com_o_que_se_escreveu(da_ana: Client, esta: Conversa) -> None:
    comprida = "x" * 2001
    resposta = manda(da_ana, esta, comprida)
    assert resposta.status_code == 422
    assert comprida in resposta.content.decode()
    frase = manda(da_ana, esta, "", headers=DO_MODULO)
    assert (frase.status_code, frase["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "Recarregue" in manda(da_ana, esta, "Oi", chave="x", headers=DO_MODULO).content.decode()
    assert "o que escrevia" in manda(da_ana, esta, "o que escrevia", atualizar="sim").content.decode()


def test_a_resposta_pronta_vem_com_o_que_muda(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    """Com o nome de quem se identificou; sem ele, a frase lê-se na mesma."""
    texto = "Olá, {pessoa}! Eu sou {atendente}. O protocolo é {protocolo}."
    pronta = RespostaDaConversa.objects.create(titulo="Olá", texto=texto)
    nome = ana.nome.split()[0]
    assert f"Olá! Eu sou {nome}. O protocolo é." in _com_a_pronta(da_ana, esta, pronta.pk)
    acoes.deixar_contato(conversa=esta, nome="Rita Sá", email="rita@exemplo.invalid")
    assert f"Bom dia.\nOlá, Rita! Eu sou {nome}." in _com_a_pronta(da_ana, esta, pronta.pk, "Bom dia.")


def _com_a_pronta(client: Client, esta: Conversa, pk: int, escrito: str = "") -> str:
    return pedaco(manda(client, esta, escrito, pronta=pk), "textarea[name=texto]").get_text().strip()


def test_mandar_o_endereco_de_um_servico(da_ana: Client, esta: Conversa) -> None:
    dados = {"servico": elenco.servico().slug, "chave": str(uuid4())}
    for _ in range(2):
        assert da_ana.post(endereco("conversa_servico", esta), dados).status_code == 303
    mandada = Mensagem.objects.get(conversa=esta, de=DeQuem.ATENDENTE)
    assert f"/servicos/{elenco.servico().slug}/" in mandada.texto
    assert da_ana.post(endereco("conversa_servico", esta), {"servico": "nenhum"}).status_code == 404


# --- o que há de novo ------------------------------------------------------------------


def novidades(client: Client, de: Usuario, **dados: Any) -> Resposta:
    return client.get(reverse("central:conversas_novidades"), {"q": de.pk, **dados})


def sinal(client: Client, **dito: Any) -> Resposta:
    return client.post(reverse("central:conversas_sinal"), dito)


def test_busca_se_o_que_mudou_em_todas(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    outra = atendida(ana)
    versao = f"{Disponibilidade.objects.get(usuario=ana).versao}.0"
    nada = novidades(da_ana, ana, v=versao, c=esta.codigo, d=0)
    assert (nada.status_code, nada["Versao"]) == (204, versao)
    assert acompanhado(nada["Corrente"]) == f"a{ana.pk}"
    diz(outra, "Na outra.")
    diz(esta, "Nesta.")
    tudo = novidades(da_ana, ana, v=versao, c=esta.codigo, d=0, lista="sim")
    pagina = sopa(tudo)
    assert "Nesta." in pedaco(tudo, "[data-novidades]").get_text()
    assert "Na outra." not in pedaco(tudo, "[data-novidades]").get_text()
    assert "Na outra." in pedaco(tudo, f"[data-abas] [data-codigo='{outra.codigo}']").get_text()
    assert [um["data-por-ler"] for um in pagina.select("[data-abas] [data-por-ler]")] == ["1", "1"]
    assert "Minhas conversas" in pedaco(tudo, "[data-lista]").get_text()
    assert int(tudo["Versao"].partition(".")[0]) > int(versao.partition(".")[0])
    depois = novidades(da_ana, ana, v="0", c=esta.codigo, d=esta.ultima + 1)
    assert "Nesta." not in pedaco(depois, "[data-novidades]").get_text()


def test_a_que_se_perdeu_diz_que_se_perdeu(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    acoes.tomar(conversa=esta, por=supervisora(), unidade=central(), supervisiona=True)
    resposta = novidades(da_ana, ana, v="0", c=esta.codigo)
    assert "já não está com você" in resposta.content.decode()
    for estranho in ("", "x", str(uuid4())):
        assert novidades(da_ana, ana, v="0", c=estranho).status_code == 200


def test_a_lista_de_quem_ainda_nao_recebe_tambem_acompanha_a_fila(client: Client) -> None:
    quem, outro = atendente(central()), quem_atende(recebe=False)
    client.force_login(quem)
    abas = pedaco(client.get(reverse(CONVERSAS)), "#abas-da-central")
    assert acompanhado(str(abas["data-corrente"])) == f"a{quem.pk}"
    assert not pedaco(client.get(reverse("central:inicio")), "#abas-da-central").has_attr("data-corrente")
    versoes, esta = [novidades(client, quem, v="", lista="sim")["Versao"]], na_fila()
    versoes.append(novidades(client, quem, v="", lista="sim")["Versao"])
    acoes.tomar(conversa=esta, por=outro, unidade=central())
    acoes.passar(conversa=esta, para=None, lugar=central(), motivo="", por=outro)
    resposta = novidades(client, quem, v=versoes[-1], lista="sim")
    assert f"passada a {central().nome}" in " ".join(pedaco(resposta, "[data-lista]").get_text(" ").split())
    assert len({*versoes, resposta["Versao"]}) == 3


def test_a_pagina_de_outra_pessoa_nao_busca(da_ana: Client, ana: Usuario) -> None:
    """A de quem saiu e deixou o navegador a outra."""
    assert novidades(da_ana, quem_atende(), v="0").status_code == 403
    assert novidades(da_ana, ana, v="0", q="").status_code == 403


def test_quem_saiu_deixa_de_dar_sinal(da_ana: Client, ana: Usuario) -> None:
    sem_sinal(ana)
    assert sinal(da_ana).status_code == 204
    assert esta_presente(ana)
    assert not esta_presente(ana, daqui_a=41)
    sinal(da_ana, pergunta="sim")
    assert esta_presente(ana, daqui_a=140), "a aba de trás que só pergunta dá um sinal por minuto"
    da_ana.logout()
    sem_sinal(ana)
    assert sinal(da_ana).status_code in {302, 401, 403}
    assert not esta_presente(ana)


def esta_presente(quem: Usuario, daqui_a: int = 0) -> bool:
    em = timezone.now() + timedelta(seconds=daqui_a)
    return Disponibilidade.objects.presentes(em).filter(usuario=quem).exists()


def test_quem_fecha_a_pagina_perde_as_conversas_em_segundos(
    da_ana: Client, esta: Conversa, ana: Usuario
) -> None:
    """Se nenhuma outra página sua responde; a que responde continua presente."""
    sinal(da_ana, fecha="sim")
    assert esta_presente(ana)
    assert not esta_presente(ana, daqui_a=6)
    sinal(da_ana)
    assert esta_presente(ana, daqui_a=39)
    sinal(da_ana, fecha="sim")
    assert acoes.devolver_sem_sinal(em=timezone.now() + timedelta(seconds=6)) == 1
    esta.refresh_from_db()
    assert esta.situacao == SituacaoDaConversa.NA_FILA


def test_o_sinal_so_conta_o_que_se_viu_na_propria(da_ana: Client, esta: Conversa) -> None:
    ordem, doutro = diz(esta, "Oi").ordem, Client()
    doutro.force_login(quem_atende())
    sinal(doutro, conversa=esta.codigo, vista=ordem)
    assert Conversa.objects.get(pk=esta.pk).lida_por_quem_atende == 0
    for estranho in ("x", uuid4()):
        assert sinal(da_ana, conversa=estranho, vista=ordem).status_code == 204
    sinal(da_ana, conversa=esta.codigo, vista=ordem)
    assert Conversa.objects.get(pk=esta.pk).lida_por_quem_atende == ordem


def test_a_foto_recusada_nao_dobra_o_texto(da_ana: Client, esta: Conversa) -> None:
    dados = {"texto": "Veja a foto.", "chave": str(uuid4()), "enviar": "sim"}
    for vez in range(2):
        nada = SimpleUploadedFile("rasgada.jpg", b"nada", "image/jpeg")
        resposta = da_ana.post(endereco("conversa", esta), {**dados, "fotos": nada}, headers=DO_MODULO)
        assert resposta.status_code == 200, "o texto foi: o módulo não o volta a mandar"
        assert ("rasgada.jpg" in resposta.content.decode()) == (vez == 0)
    assert esta.mensagens.filter(texto="Veja a foto.").count() == 1


def test_quem_toma_da_sinal_e_nao_a_perde_logo(ana: Usuario) -> None:
    sem_sinal(ana)
    acoes.tomar(conversa=na_fila(), por=ana, unidade=central())
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 0


# --- passar, deixar, denunciar, bloquear -----------------------------------------------


def test_passar_a_um_colega_ou_a_fila(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    beto = quem_atende()
    assert da_ana.post(endereco("conversa_passar", esta), {"para": beto.pk, "motivo": ""}).status_code == 422
    da_ana.post(endereco("conversa_passar", esta), {"para": beto.pk, "motivo": "É de IPTU"})
    esta.refresh_from_db()
    assert (esta.atendente, mesa(esta).atendente) == (beto, beto)
    assert Atendimento.objects.get(conversa=esta, atendente=ana).resultado == Resultado.TRANSFERIDO
    assert Mensagem.objects.get(conversa=esta, de=DeQuem.NOTA).texto == "É de IPTU"
    outra = atendida(ana)
    pagina = da_ana.get(endereco("conversa_passar", outra)).content.decode()
    assert beto.nome in pagina
    da_ana.post(endereco("conversa_passar", outra), {"para": "", "motivo": "Acabou o turno"})
    outra.refresh_from_db()
    assert outra.situacao == SituacaoDaConversa.NA_FILA


def test_responder_depois(da_ana: Client, esta: Conversa) -> None:
    acoes.deixar_contato(conversa=esta, nome="Rita", email="rita@exemplo.invalid")
    assert "não deixou e-mail" not in da_ana.get(endereco("conversa_depois", esta)).content.decode()
    da_ana.post(endereco("conversa_depois", esta), {"motivo": "Falta a resposta do órgão"})
    esta.refresh_from_db()
    assert esta.situacao == SituacaoDaConversa.PENDENTE
    assert esta.responder_ate
    assert not Mensagem.objects.filter(conversa=esta, texto__contains="volte a ela").exists()


def test_a_denuncia_apaga_se_e_acaba(da_ana: Client, esta: Conversa) -> None:
    diz(esta, "O fiscal pediu dinheiro.")
    assert "Não há como desfazer" in da_ana.get(endereco("conversa_denuncia", esta)).content.decode()
    da_ana.post(endereco("conversa_denuncia", esta))
    esta.refresh_from_db()
    assert esta.fim == Fim.DENUNCIA
    assert not Mensagem.objects.filter(texto__contains="fiscal").exists()


def test_bloquear_por_um_tempo(da_ana: Client, ana: Usuario) -> None:
    """De quem não se sabe a rede nem a conta não há a quem bloquear."""
    sem_rede = atendida(ana)
    recusa = da_ana.post(endereco("conversa_bloquear", sem_rede), {"motivo": "Ofensas", "horas": "24"})
    assert recusa.status_code == 422
    Conversa.objects.filter(pk=sem_rede.pk).update(rede="abc")
    da_ana.post(endereco("conversa_bloquear", sem_rede), {"motivo": "Ofensas", "horas": "24"})
    sem_rede.refresh_from_db()
    feito = Bloqueio.objects.get()
    assert (sem_rede.fim, feito.rede, feito.por) == (Fim.ABUSO, "abc", ana)
    assert (feito.ate - feito.em).total_seconds() == 24 * 3600


# --- os outros -------------------------------------------------------------------------

DE_QUEM_A_ATENDE = (
    *("conversa", "conversa_passar", "conversa_depois", "conversa_denuncia", "conversa_bloquear"),
    *("conversa_servico", "conversa_mandar_codigo", "conversa_casos"),
)


def test_a_conversa_de_outro_nao_se_abre_nem_se_muda(
    client: Client, esta: Conversa, subtests: pytest.Subtests
) -> None:
    """Outra pessoa que atende, a chefia sem a tomar, e quem não atende; a que não existe é 404."""
    antes = Mensagem.objects.count()
    for quem in (atendente(central()), supervisora(), elenco.servidor(elenco.unidade())):
        client.force_login(quem)
        for nome in DE_QUEM_A_ATENDE:
            with subtests.test(f"{quem}: {nome}"):
                assert client.post(endereco(nome, esta), {"texto": "x", "motivo": "x"}).status_code == 403
        assert client.get(endereco("conversa", esta)).status_code == 403
        assert client.get(reverse("central:atendimento", args=[mesa(esta).codigo])).status_code == 403
    assert Mensagem.objects.count() == antes
    client.force_login(atendente(central()))
    assert client.get(reverse(CONVERSA, args=[uuid4()])).status_code == 404


def test_so_a_chefia_toma_a_que_esta_com_alguem(client: Client, esta: Conversa, ana: Usuario) -> None:
    """Toma-a mesmo sem receber conversas, e atende-a na mesa como qualquer um."""
    client.force_login(atendente(central()))
    assert client.post(endereco("conversa_tomar", esta)).status_code == 403
    chefe = supervisora()
    client.force_login(chefe)
    resposta = client.post(endereco("conversa_tomar", esta), follow=True)
    assert resposta.status_code == 200
    esta.refresh_from_db()
    assert esta.atendente == chefe
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 0
    assert Atendimento.objects.get(conversa=esta, atendente=ana).resultado == Resultado.TRANSFERIDO
    assert manda(client, esta, "Sou a chefia.").status_code == 303
    assert client.post(endereco("conversa_tomar", esta)).status_code == 302


def test_a_encerrada_ja_nao_se_escreve(da_ana: Client, esta: Conversa) -> None:
    este = mesa(esta)
    da_ana.post(reverse("central:terminar", args=[este.codigo]), {"resultado": Resultado.INFORMACAO})
    esta.refresh_from_db()
    assert esta.fim == Fim.ATENDENTE
    assert manda(da_ana, esta).status_code == 409
    pagina = da_ana.get(reverse("central:atendimento", args=[este.codigo]))
    assert "Só informação" in pagina.content.decode()
    assert not sopa(pagina).select_one("[data-conversa]")
