"""As páginas de quem conversa: entrar, escrever, pedir alguém, deixar contato, acabar."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from assistente import aparelho
from atendimento import acoes
from atendimento.acoes.conversar import resumo_da_rede
from atendimento.conversa_municipe.guardas import COOKIE
from atendimento.models import Bloqueio, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Fim, SituacaoDaConversa
from guia.busca import indice
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


def foto(cor: str = "red") -> SimpleUploadedFile:
    arquivo = BytesIO()
    Image.new("RGB", (40, 30), cor).save(arquivo, "JPEG")
    return SimpleUploadedFile("buraco.jpg", arquivo.getvalue(), "image/jpeg")


def nota() -> SimpleUploadedFile:
    return SimpleUploadedFile("nota.jpg", b"%PDF-1.7 nao e foto", "image/jpeg")


CONTATO = {"nome": "Maria", "email": "maria@exemplo.invalid", "telefone": ""}


@pytest.fixture(autouse=True)
def aberta() -> None:
    conversando.sempre_aberta()


@pytest.fixture
def maria(client: Client) -> QuemConversa:
    return QuemConversa(client)


@pytest.fixture
def conversando_com(maria: QuemConversa) -> QuemConversa:
    """Maria, na conversa com quem atende."""
    quem = conversando.quem_atende(recebe=False)
    maria.comecar()
    maria.pedir(**CONTATO)
    acoes.tomar(conversa=maria.conversa, por=quem)
    return maria


# --- entrar ----------------------------------------------------------------------------------


def test_a_entrada_diz_as_horas_a_fila_e_a_espera(client: Client) -> None:
    conversando.quem_atende(recebe=True)
    conversando.regra(conversas_por_atendente=1)
    conversando.na_fila()
    conversando.na_fila()
    saiu = conversando.na_fila()
    Conversa.objects.filter(pk=saiu.pk).update(sumiu_em=timezone.now())
    pagina = client.get(reverse("conversa:inicio")).content.decode()
    assert "Há quem converse agora" in pagina
    assert "2 pessoas esperam" in pagina
    assert "das 0h às 23h59" in pagina


def test_fora_de_hora_a_entrada_diz_quando_volta(client: Client) -> None:
    conversando.fechada()
    assert "Agora não há quem converse" in client.get(reverse("conversa:inicio")).content.decode()


def test_na_hora_mas_sem_ninguem_diz_que_estao_ocupados(client: Client) -> None:
    assert "todos estão ocupados" in client.get(reverse("conversa:inicio")).content.decode()


def test_comecar_leva_a_conversa_e_o_guia_responde(maria: QuemConversa) -> None:
    indice.atualizar([elenco.servico().pk])
    resposta = maria.comecar("tem um buraco")
    assert resposta.status_code == 303
    quem, texto = (m.de for m in maria.conversa.mensagens.all()), maria.texto()
    assert list(quem) == [DeQuem.PESSOA, DeQuem.AUTOMATICA]
    assert "Resposta automática" in texto
    assert "Falar com uma pessoa" in texto
    (link,) = BeautifulSoup(maria.ver().content, "lxml").select(".sp-fala--automatica a")
    assert str(link["href"]).endswith("/servicos/tapa-buraco/")
    assert link.get_text() == "Tapa-buraco"


def test_o_que_o_guia_nao_acha_diz_o_que_fazer(maria: QuemConversa) -> None:
    maria.comecar("xyzw qwxz")
    assert "Não achei no Guia" in maria.texto()


def test_comecar_sem_nada_escrito_e_422_e_chamar_alguem_nao_precisa(maria: QuemConversa) -> None:
    assert maria.comecar("").status_code == 422
    resposta = maria.comecar("", pessoa="sim")
    assert resposta["Location"] == maria.endereco("pessoa")


def test_quem_ja_conversa_volta_a_mesma(maria: QuemConversa) -> None:
    maria.comecar()
    assert maria.codigo in maria.client.get(reverse("conversa:inicio"))["Location"]
    maria.comecar("outra")
    assert Conversa.objects.count() == 1


def test_bloqueado_le_por_que_e_nao_perde_o_que_escreveu(maria: QuemConversa) -> None:
    conversando.regra(conversas_por_rede=1)
    Client().post(reverse("conversa:inicio"), {"texto": "oi", "envio": uuid4()})
    resposta = maria.comecar("um texto comprido")
    assert resposta.status_code == 429
    assert "um texto comprido" in resposta.content.decode()


# --- de quem é -------------------------------------------------------------------------------


def test_outro_navegador_nao_abre(maria: QuemConversa) -> None:
    maria.comecar()
    outro = QuemConversa(Client())
    outro.codigo = maria.codigo
    assert outro.ver().status_code == 403
    assert outro.dizer().status_code == 403
    assert outro.client.get(reverse("conversa:conversa", args=[uuid4()])).status_code == 404


def test_o_cookie_so_vai_a_conversa_e_o_adulterado_nao_abre(maria: QuemConversa) -> None:
    maria.comecar()
    cookie = maria.client.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"]) == ("/conversa/", True)
    maria.client.cookies[COOKIE] = cookie.value + "x"
    assert maria.ver().status_code == 403


def test_a_da_conta_abre_em_outro_navegador_e_pede_para_entrar(maria: QuemConversa) -> None:
    conta = elenco.pessoa()
    maria.client.force_login(conta)
    maria.comecar()
    noutro = QuemConversa(Client())
    noutro.codigo = maria.codigo
    assert noutro.ver()["Location"].startswith("/conta/login/")
    assert noutro.dizer("fica").status_code == 409
    assert noutro.dizer(pelo_modulo=True).status_code == 401
    noutro.client.force_login(conta)
    assert noutro.ver().status_code == 200
    noutro.client.force_login(elenco.pessoa())
    assert noutro.ver().status_code == 403
    maria.client.logout()
    assert maria.ver()["Location"].startswith("/conta/login/")


def test_no_aparelho_de_todos_o_cookie_dura_pouco_e_sair_o_esquece(maria: QuemConversa) -> None:
    maria.client.cookies[aparelho.DE_TODOS] = "sim"
    maria.comecar()
    assert maria.client.cookies[COOKIE]["max-age"] == 1800
    assert "data-guarda" not in maria.ver().content.decode()
    maria.client.post(maria.endereco("acabar"))
    assert "apagar deste computador" in maria.texto()
    maria.client.post(maria.endereco("acabar"), {"sair": "sim"})
    assert maria.ver().status_code == 403


# --- escrever --------------------------------------------------------------------------------


def test_a_mensagem_repetida_nao_se_dobra(conversando_com: QuemConversa) -> None:
    chave = str(uuid4())
    for _ in range(2):
        assert conversando_com.dizer("uma vez", chave=chave).status_code == 303
    assert Mensagem.objects.filter(texto="uma vez").count() == 1


def test_pelo_modulo_volta_so_o_que_e_novo(conversando_com: QuemConversa) -> None:
    antes = conversando_com.conversa.ultima
    resposta = conversando_com.dizer("nova", pelo_modulo=True, ultima=antes)
    pedaco = BeautifulSoup(resposta.content, "lxml")
    assert [li["data-ordem"] for li in pedaco.select("[data-ordem]")] == [str(antes + 1)]
    assert resposta.headers["Versao"].startswith(f"{conversando_com.conversa.versao}.")


def test_a_foto_que_nao_serve_diz_por_que_e_o_texto_fica(conversando_com: QuemConversa) -> None:
    resposta = conversando_com.dizer("veja", fotos=[nota(), foto()])
    assert resposta.status_code == 303
    assert "PDF" in conversando_com.texto()
    mensagem = Mensagem.objects.get(texto="veja")
    assert mensagem.arquivos.count() == 1
    pelo_modulo = conversando_com.dizer("de novo", pelo_modulo=True, fotos=[nota()])
    assert "PDF" in BeautifulSoup(pelo_modulo.content, "lxml").select("[data-recusa]")[0]["data-recusa"]


def test_nada_escrito_e_422_com_a_razao(conversando_com: QuemConversa) -> None:
    assert "Escreva a mensagem" in conversando_com.dizer("").content.decode()
    pelo_modulo = conversando_com.dizer("  ", pelo_modulo=True)
    assert (pelo_modulo.status_code, pelo_modulo["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_mensagens_demais_e_422_e_o_texto_volta(conversando_com: QuemConversa) -> None:
    conversando.regra(mensagens_por_minuto=1)
    conversando_com.dizer("uma")
    resposta = conversando_com.dizer("outra")
    assert resposta.status_code == 422
    assert ">outra</textarea>" in resposta.content.decode().replace("\n", "")


def test_ao_modulo_as_demais_dizem_quando_se_mandam_outra_vez(conversando_com: QuemConversa) -> None:
    conversando.regra(mensagens_por_minuto=1)
    conversando_com.dizer("uma")
    chave = str(uuid4())
    resposta = conversando_com.dizer("outra", pelo_modulo=True, chave=chave)
    assert resposta.status_code == 429
    assert 50 <= int(resposta["Retry-After"]) <= 60
    conversando.regra(mensagens_por_minuto=20)
    assert conversando_com.dizer("outra", pelo_modulo=True, chave=chave).status_code == 200


def test_so_a_pessoa_ve_a_sua_foto(conversando_com: QuemConversa) -> None:
    conversando_com.dizer("foto", fotos=[foto()])
    guardada = Mensagem.objects.get(texto="foto").arquivos.get()
    endereco = conversando_com.endereco("foto", guardada.pk, "pequena")
    resposta = conversando_com.client.get(endereco)
    assert resposta.getvalue().startswith(b"\xff\xd8")
    assert "no-store" in resposta["Cache-Control"]
    assert Client().get(endereco).status_code == 403


def test_links_so_os_de_quem_responde(conversando_com: QuemConversa) -> None:
    conversando_com.dizer("veja https://mau.exemplo.invalid/ e <b>isto</b>")
    esta = conversando_com.conversa
    assert esta.atendente
    conversando.diz(esta, "Guia: https://bom.exemplo.invalid/\nLigue 156 <i>", por=esta.atendente)
    pagina = BeautifulSoup(conversando_com.ver().content, "lxml")
    links = [a["href"] for a in pagina.select("[data-mensagens] a")]
    assert "https://bom.exemplo.invalid/" in links
    assert "tel:156" in links
    assert not [link for link in links if "mau" in link]
    assert not pagina.select("[data-mensagens] b, [data-mensagens] i")


# --- sem JavaScript --------------------------------------------------------------------------


def test_atualizar_devolve_o_que_se_escrevia_e_conta_o_que_se_viu(conversando_com: QuemConversa) -> None:
    ultima = conversando_com.conversa.ultima
    resposta = conversando_com.dizer("pela metade", enviar="", atualizar="sim", ultima=ultima)
    assert resposta.status_code == 303
    assert "pela metade" in conversando_com.texto()
    assert not Mensagem.objects.filter(texto="pela metade").exists()
    assert conversando_com.conversa.lida_pela_pessoa == ultima
    conversando_com.dizer("outra coisa")
    assert "pela metade" not in conversando_com.texto()


def test_o_texto_que_nao_cabe_num_cookie_volta_na_propria_resposta(conversando_com: QuemConversa) -> None:
    comprido = "".join(chr(0x4E00 + n) for n in range(1900))
    resposta = conversando_com.dizer(comprido, atualizar="sim")
    assert resposta.status_code == 200
    assert comprido in resposta.content.decode()


def test_chamar_alguem_guarda_o_que_se_escrevia(maria: QuemConversa) -> None:
    maria.comecar()
    resposta = maria.dizer("pela metade", pessoa="sim")
    assert resposta["Location"] == maria.endereco("pessoa")
    assert "pela metade" in maria.texto()


# --- o que há de novo ------------------------------------------------------------------------


def test_nada_mudou_e_204_e_a_novidade_vem_com_a_versao(conversando_com: QuemConversa) -> None:
    nada = conversando_com.buscar()
    assert nada.status_code == 204
    esta = conversando_com.conversa
    assert conversando.acompanhado(nada.headers["Corrente"]) == f"p{esta.pk}"
    assert esta.atendente
    antes = esta.ultima
    conversando.diz(esta, "Olá!", por=esta.atendente)
    novo = conversando_com.buscar(v="0", d=antes)
    assert "Olá!" in novo.content.decode()
    assert novo.headers["Versao"].startswith(f"{conversando_com.conversa.versao}.")
    acoes.ver_ate(conversa=esta, ate=antes, lado=DeQuem.ATENDENTE)
    assert conversando_com.buscar(v=novo.headers["Versao"]).status_code == 200, "o outro lado viu"


def test_a_que_acabou_ja_nao_se_acompanha(conversando_com: QuemConversa) -> None:
    acoes.acabar(conversa=conversando_com.conversa, fim=Fim.PESSOA)
    assert conversando_com.buscar(v="0").headers["Corrente"] == ""
    assert 'data-corrente=""' in conversando_com.ver().content.decode()


def test_so_de_quem_e_a_conversa_se_busca_e_se_da_sinal(conversando_com: QuemConversa) -> None:
    outro = QuemConversa(Client())
    outro.codigo = conversando_com.codigo
    assert outro.client.get(outro.endereco("novidades")).status_code == 403
    assert outro.dar_sinal(vista=1).status_code == 403


def test_o_sinal_conta_o_que_se_viu_e_o_que_nao_se_le_nao_conta(conversando_com: QuemConversa) -> None:
    """Nunca anda para trás, nem passa da última mensagem."""
    ultima = conversando_com.conversa.ultima
    for dito, vista in (("x", 0), (-1, 0), (10**12, 0), (1, 1), (ultima + 5, ultima), (1, ultima)):
        assert conversando_com.dar_sinal(vista=dito).status_code == 204
        assert conversando_com.conversa.lida_pela_pessoa == vista


def test_os_numeros_da_pagina_sao_os_que_o_modulo_le(conversando_com: QuemConversa) -> None:
    """Sem vírgula nem ponto de milhar."""
    Conversa.objects.update(ultima=12345, lida_pela_pessoa=12345, lida_por_quem_atende=12345)
    Mensagem.objects.filter(conversa=conversando_com.conversa, ordem=1).update(ordem=12345)
    pagina = BeautifulSoup(conversando_com.ver().content, "lxml")
    (dados,) = pagina.select("[data-conversa]")
    assert (dados["data-pergunta"], dados["data-lida"]) == ("15", "12345")
    assert [campo["value"] for campo in pagina.select("[data-ultima]")] == ["12345"]
    assert pagina.select('[data-ordem="12345"]')
    pedaco = BeautifulSoup(conversando_com.buscar(v="0").content, "lxml")
    assert pedaco.select('[data-vista="12345"]')


# --- pedir alguém ----------------------------------------------------------------------------


def test_na_fila_diz_o_lugar(maria: QuemConversa) -> None:
    conversando.quem_atende(recebe=True)
    conversando.regra(conversas_por_atendente=1)
    conversando.atendida()
    conversando.na_fila()
    maria.comecar()
    maria.pedir()
    assert maria.conversa.situacao in {SituacaoDaConversa.NA_FILA, SituacaoDaConversa.COM_ATENDENTE}


def test_fora_de_hora_pede_contato_e_diz_ate_quando_responde(maria: QuemConversa) -> None:
    conversando.fechada()
    maria.comecar()
    assert "Deixe um contato" in maria.client.get(maria.endereco("pessoa")).content.decode()
    recusa = maria.pedir()
    assert recusa.status_code == 422
    assert "Escreva um e-mail ou um telefone" in recusa.content.decode()
    assert maria.pedir(**CONTATO).status_code == 303
    assert maria.conversa.situacao == SituacaoDaConversa.PENDENTE
    assert "Respondemos até" in maria.texto()
    assert "maria@exemplo.invalid" in maria.texto()


def test_quem_ja_pediu_volta_a_conversa(conversando_com: QuemConversa) -> None:
    resposta = conversando_com.client.get(conversando_com.endereco("pessoa"))
    assert resposta["Location"].startswith(conversando_com.endereco())


def test_diz_com_quem_fala_pelo_primeiro_nome(conversando_com: QuemConversa) -> None:
    atendente = conversando_com.conversa.atendente
    assert atendente
    assert f"Você está falando com {atendente.nome.split()[0]}" in conversando_com.texto()


# --- o contato -------------------------------------------------------------------------------


def test_deixar_o_contato_e_prova_lo(maria: QuemConversa, mailoutbox: list[object]) -> None:
    maria.comecar()
    assert maria.client.post(maria.endereco("contato"), {}).status_code == 422
    maria.client.post(maria.endereco("contato"), CONTATO)
    assert maria.conversa.interessado
    maria.client.post(maria.endereco("codigo"), {"mandar": "sim"})
    pagina = maria.client.get(maria.endereco("codigo")).content.decode()
    assert "Escreva o código" in pagina
    errado = maria.client.post(maria.endereco("codigo"), {"codigo": "000000"})
    assert errado.status_code == 422


def test_sem_contato_o_codigo_nao_se_manda(maria: QuemConversa) -> None:
    maria.comecar()
    resposta = maria.client.post(maria.endereco("codigo"), {"mandar": "sim"}, follow=True)
    assert "Deixe primeiro" in resposta.content.decode()


# --- o fim -----------------------------------------------------------------------------------


def test_acabar_pergunta_antes_e_depois_pede_a_nota(conversando_com: QuemConversa) -> None:
    pagina = conversando_com.client.get(conversando_com.endereco("acabar")).content.decode()
    assert "Terminar a conversa?" in pagina
    acabar, ilegivel = conversando_com.endereco("acabar"), 'multipart/form-data; boundary="\x00"'
    assert conversando_com.client.post(acabar, b"--limite--", content_type=ilegivel).status_code == 400
    assert conversando_com.conversa.aberta
    conversando_com.client.post(acabar)
    assert conversando_com.conversa.fim == Fim.PESSOA
    assert "Como foi a conversa?" in conversando_com.texto()
    sem_nota = conversando_com.client.post(conversando_com.endereco("avaliar"), {})
    assert sem_nota.status_code == 422
    conversando_com.client.post(conversando_com.endereco("avaliar"), {"nota": "4", "comentario": "Bom."})
    assert (conversando_com.conversa.nota, conversando_com.conversa.comentario) == (4, "Bom.")
    assert "Como foi a conversa?" not in conversando_com.texto()


def test_sair_da_fila_e_desistir(maria: QuemConversa) -> None:
    conversando.quem_atende(recebe=True)
    conversando.regra(conversas_por_atendente=1)
    maria.comecar()
    Conversa.objects.update(situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=timezone.now())
    assert "Você perde o lugar na fila" in maria.client.get(maria.endereco("acabar")).content.decode()
    maria.client.post(maria.endereco("acabar"))
    assert maria.conversa.fim == Fim.DESISTIU


def test_a_copia_tem_o_que_se_disse_e_nao_as_notas(conversando_com: QuemConversa) -> None:
    esta = conversando_com.conversa
    acoes.dizer(conversa=esta, de=DeQuem.NOTA, texto="só nosso", chave=uuid4(), autor=esta.atendente)
    resposta = conversando_com.client.get(conversando_com.endereco("copia"))
    texto = resposta.content.decode()
    assert "attachment" in resposta["Content-Disposition"]
    assert "buraco na rua" in texto
    assert "só nosso" not in texto
    assert "só nosso" not in conversando_com.texto()


def test_a_denuncia_leva_ao_formulario_e_nada_fica(conversando_com: QuemConversa) -> None:
    esta = conversando_com.conversa
    assert esta.atendente
    acoes.levar_a_denuncia(conversa=esta, por=esta.atendente)
    texto = conversando_com.texto()
    assert "Fazer a denúncia no formulário" in texto
    assert "buraco" not in texto
    assert "Como foi a conversa?" not in texto
    assert conversando_com.client.get(conversando_com.endereco("copia")).status_code == 404


def test_quem_percebe_que_e_denuncia_apaga_e_vai_ao_formulario(maria: QuemConversa) -> None:
    maria.client.force_login(elenco.pessoa())
    maria.comecar("o fiscal pediu dinheiro")
    maria.client.post(maria.endereco("contato"), CONTATO)
    resposta = maria.client.post(maria.endereco("denuncia"))
    assert resposta["Location"] == reverse("ouvidoria:comecar", args=["denuncia"])
    esta = maria.conversa
    assert (esta.fim, esta.conta, esta.interessado) == (Fim.DENUNCIA, None, None)
    assert not esta.mensagens.filter(texto__contains="fiscal").exists()
    assert "Fazer a denúncia no formulário" in maria.texto()
    assert maria.client.post(maria.endereco("denuncia")).status_code == 302


def test_na_conversa_acabada_nada_se_escreve(conversando_com: QuemConversa) -> None:
    conversando_com.client.post(conversando_com.endereco("acabar"))
    resposta = conversando_com.dizer("tarde demais", pelo_modulo=True)
    assert (resposta.status_code, "já acabou" in resposta.content.decode()) == (422, True)
    assert conversando_com.dizer("tarde demais").status_code == 422
    for nome in ("contato", "codigo", "acabar"):
        volta = conversando_com.client.get(conversando_com.endereco(nome))
        assert volta["Location"].startswith(conversando_com.endereco())


def test_o_bloqueio_diz_ate_quando(maria: QuemConversa) -> None:
    agora = timezone.now()
    rede = resumo_da_rede("127.0.0.1")
    campos = {"motivo": "ofensas", "por": elenco.pessoa(), "em": agora, "ate": agora + timedelta(hours=1)}
    Bloqueio.objects.create(rede=rede, **campos)
    assert "ofensas" in maria.comecar().content.decode()


def test_o_pedaco_e_igual_ao_da_pagina_inteira(conversando_com: QuemConversa) -> None:
    inteira = BeautifulSoup(conversando_com.ver().content, "lxml")
    pedaco = BeautifulSoup(conversando_com.buscar(v="0", d=0).content, "lxml")
    assert [str(li) for li in pedaco.select("ol > li")] == [
        str(li) for li in inteira.select("[data-mensagens] > li")
    ]
    assert pedaco.select("[data-estado]") == inteira.select("[data-estado]")
