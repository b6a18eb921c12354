"""O pedido que se mandou na conversa, quando a pessoa o envia: volta à conversa, à mesa e às contas."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assistente import escritos
from atendimento import acoes
from atendimento.models import AtoDoAtendimento, Mensagem
from atendimento.situacoes import PEDIDO_ENVIADO, DeQuem, Fim, Providencia, Resultado
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.atendimento.formulario_mandado import PelosDois
from tests.atendimento.quem_conversa import DO_MODULO
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, PEQUENO, central, sopa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

ANONIMA = {"detalhes": PEQUENO, "identificacao": {"como": "anonimo"}}


@pytest.fixture
def os_dois(client: Client) -> PelosDois:
    return PelosDois(client)


def ditos(os_dois: PelosDois) -> list[str]:
    """O que o portal disse na conversa sobre o pedido."""
    avisos = os_dois.pessoa.conversa.mensagens.filter(de=DeQuem.AVISO, texto__startswith=PEDIDO_ENVIADO)
    return list(avisos.values_list("texto", flat=True))


def na_mesa(mesa: NaMesa) -> str:
    return " ".join(sopa(mesa.ver()).get_text(" ").split())


def novidades(os_dois: PelosDois) -> str:
    """O que a página da mesa recebe quando algo muda."""
    esta = os_dois.pessoa.conversa
    pedido: dict[str, str | int] = {"c": str(esta.codigo), "d": esta.ultima - 1, "q": os_dois.mesa.quem.pk}
    return os_dois.mesa.client.get(reverse("central:conversas_novidades"), pedido).content.decode()


def test_o_que_ela_envia_volta_a_conversa_e_a_mesa(os_dois: PelosDois) -> None:
    """O canal, o aviso nos dois lados, a mesa que acaba o seu, o fim que se sugere, e o caminho de volta."""
    pedinte = os_dois.preencher()
    velho, versao = os_dois.mesa.rascunho.pk, os_dois.pessoa.conversa.versao
    for _ in range(2):  # dois cliques: um pedido, um aviso, um ato
        recibo = pedinte.mandar("conferir/")
    caso = Solicitacao.objects.get()
    assert (caso.canal, caso.atendente, caso.local_de_registro) == (Canal.CHAT, None, None)
    assert ditos(os_dois) == [f"Pedido enviado: Tapa-buraco.\nProtocolo {caso.protocolo_escrito}"]
    assert os_dois.pessoa.conversa.versao == versao + 1, "as páginas abertas não souberam"
    assert caso.protocolo_escrito in os_dois.pessoa.texto()
    (volta,) = sopa(os_dois.pessoa.client.get(recibo["Location"])).select(
        f'a[href="{os_dois.pessoa.endereco()}"]'
    )
    assert volta.get_text(strip=True) == "Voltar à conversa"

    lido = na_mesa(os_dois.mesa)
    assert lido.count(f"Ela pediu: {caso.protocolo_escrito}") == 1
    assert "Terminar: Pedido registrado" in lido
    assert "Registrar pedido" not in lido
    assert not Rascunho.objects.filter(pk=velho).exists()
    assert 'data-pedido=""' in novidades(os_dois)
    ato = os_dois.mesa.atendimento.atos.get(tipo=Providencia.PEDIU)
    assert (ato.protocolo, ato.servico) == (caso.protocolo, caso.servico)

    for pagina in ("atendimento", "mandar_formulario"):  # a página que ficou aberta não o registra outra vez
        enviado = {"rascunho": str(velho), **TUDO}
        assert os_dois.mesa.client.post(os_dois.mesa.endereco(pagina), enviado).status_code == 409
    assert Solicitacao.objects.count() == 1
    os_dois.mesa.client.post(os_dois.mesa.endereco("terminar"), {"resultado": "pedido"})
    assert os_dois.mesa.atendimento.resultado == Resultado.PEDIDO


def test_quem_atende_nao_ganha_nada_da_pessoa(os_dois: PelosDois) -> None:
    """Nem fica reconhecida, nem se dita ou se imprime a chave dela."""
    os_dois.preencher().mandar("conferir/")
    caso, este = Solicitacao.objects.get(), os_dois.mesa.atendimento
    assert este.reconhecido is None
    lido = na_mesa(os_dois.mesa)
    assert "Chave de acesso" not in lido
    assert "Maria Silva" not in lido
    recibo = reverse("central:pracas_comprovante", args=[este.codigo, caso.protocolo])
    assert os_dois.mesa.client.get(recibo).status_code == 404


def test_do_anonimo_nada_guarda_o_protocolo(client: Client) -> None:
    """Nem a mensagem, nem o ato, nem o rascunho, nem o endereço que se mandou (ADR 0018)."""
    elenco.publicar_outra(elenco.servico(), identificacao="anonima")
    os_dois = PelosDois(client)
    recibo = os_dois.preencher(ANONIMA).mandar("conferir/")
    caso = Solicitacao.objects.get()
    (dito,) = ditos(os_dois)
    assert "estão só na página de quem pediu" in dito
    tudo_o_dito = " ".join(Mensagem.objects.values_list("texto", flat=True))
    assert caso.protocolo_escrito not in tudo_o_dito
    ato = os_dois.mesa.atendimento.atos.get(tipo=Providencia.PEDIU)
    assert (ato.protocolo, ato.servico) == ("", None)
    assert "Ela fez o pedido." in na_mesa(os_dois.mesa)
    assert Rascunho.objects.get(protocolo=caso.protocolo).dados == {"conversa": {}}
    assert not Mensagem.objects.filter(chave=caso.chave_de_envio).exists()
    lido = sopa(os_dois.pessoa.client.get(recibo["Location"]))
    assert lido.select(f'a[href="{reverse("conversa:inicio")}"]')


def test_a_conversa_ja_e_de_outra_pessoa_ou_ja_acabou(os_dois: PelosDois, subtests: pytest.Subtests) -> None:
    pedinte = os_dois.preencher()
    with subtests.test("passou a outra pessoa"):
        nova = NaMesa(Client(), central())
        acoes.devolver(conversa=os_dois.pessoa.conversa, motivo="Está de volta à fila.")
        os_dois.tomar(nova)
        pedinte.mandar("conferir/")
        assert "Ela pediu" in na_mesa(nova)
        assert "Terminar: Pedido registrado" in na_mesa(nova)
        assert not Rascunho.objects.filter(dados__has_key="atendimento", protocolo="").exists()
    with subtests.test("a pessoa acabou-a antes de enviar"):
        outros = PelosDois(Client())
        pedinte = outros.preencher()
        acoes.acabar(conversa=outros.pessoa.conversa, fim=Fim.PESSOA)
        pedinte.mandar("conferir/")
        assert len(ditos(outros)) == 1
        assert outros.mesa.atendimento.resultado == Resultado.PEDIDO
    with subtests.test("quem atende disse como acabou"):
        outros = PelosDois(Client())
        pedinte = outros.preencher()
        esta, resultado = outros.pessoa.conversa, Resultado.INFORMACAO
        acoes.acabar(conversa=esta, fim=Fim.ATENDENTE, por=outros.mesa.quem, resultado=resultado)
        pedinte.mandar("conferir/")
        assert outros.mesa.atendimento.resultado == Resultado.INFORMACAO
        assert outros.mesa.atendimento.atos.filter(tipo=Providencia.PEDIU).exists()


def test_o_que_se_escreve_de_outro_servico_fica(os_dois: PelosDois) -> None:
    """E o que estava escrito do que ela enviou não volta no pedido seguinte."""
    outro = elenco.servico("poda", "Poda de árvore", precisa_de_endereco=True)
    pedinte = os_dois.preencher()
    os_dois.mesa.consultar(outro.slug)
    aberto = os_dois.mesa.rascunho
    pedinte.mandar("conferir/")
    assert os_dois.mesa.rascunho == aberto
    assert f'data-pedido="{aberto.pk}"' in novidades(os_dois)
    assert "Ela pediu" in na_mesa(os_dois.mesa)

    outros = PelosDois(Client())
    pedinte = outros.preencher()
    outros.mesa.guardar({"descricao": "Buraco muito fundo."})
    pedinte.mandar("conferir/")
    onde = escritos.lugar("central:atendimento", codigo=outros.mesa.codigo)
    assert escritos.ler(outros.mesa.quem.pk, onde) is None


def test_a_que_era_denuncia_nao_diz_o_protocolo(os_dois: PelosDois) -> None:
    """O que ela já tinha enviado fica registrado, e a conversa deixa de levar a ele."""
    os_dois.preencher().mandar("conferir/")
    acoes.levar_a_denuncia(conversa=os_dois.pessoa.conversa)
    assert ditos(os_dois) == []
    assert not AtoDoAtendimento.objects.exclude(protocolo="").exists()
    assert not Rascunho.objects.filter(dados__conversa__codigo=os_dois.pessoa.codigo).exists()
    assert Solicitacao.objects.get().canal == Canal.CHAT


def test_se_o_aviso_nao_se_grava_nada_se_envia(os_dois: PelosDois, monkeypatch: pytest.MonkeyPatch) -> None:
    """O pedido e o que a conversa diz dele são uma transação só; e a pessoa envia outra vez."""
    pedinte = os_dois.preencher()

    def cai(**_: object) -> None:
        raise RuntimeError(str(uuid4()))

    with monkeypatch.context() as caindo:
        caindo.setattr(acoes, "pediu", cai)
        with pytest.raises(RuntimeError):
            pedinte.mandar("conferir/")
    assert not Solicitacao.objects.exists()
    assert pedinte.mandar("conferir/").status_code == 303
    assert len(ditos(os_dois)) == 1


def test_a_resposta_pronta_e_o_modulo_sabem_do_pedido_dela(os_dois: PelosDois) -> None:
    os_dois.preencher().mandar("conferir/")
    esta = os_dois.pessoa.conversa
    enviado = {"texto": "Vi.", "chave": str(uuid4()), "enviar": "sim", "ultima": esta.ultima - 1}
    endereco = reverse("central:conversa", args=[esta.codigo])
    resposta = os_dois.mesa.client.post(endereco, enviado, headers=DO_MODULO)
    assert 'data-pedido=""' in resposta.content.decode()
    assert MARIA["nome"] not in resposta.content.decode()
