"""O contato de quem conversa: deixá-lo, prová-lo, o que se manda a ele; a denúncia, que se apaga."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from atendimento import acoes, conversa
from atendimento.acoes import contato
from atendimento.acoes.guarda import apagar_conversas
from atendimento.models import ArquivoDaMensagem, Atendimento, Conversa, Mensagem, Reconhecimento
from atendimento.situacoes import DeQuem, Fim, Providencia, Resultado
from avisos.models import Aviso
from contas.models import Interessado, LeituraDePessoal
from contas.segredos import chaves
from protocolo.erros import RecusaDeAcao, RecusaNoCampo, TransicaoProibida
from protocolo.models import Rascunho, Retencao
from tests.atendimento import conversando
from tests.atendimento.test_fotos_da_conversa import manda
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import foto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo", "limites_zerados")]

EMAIL = "maria@exemplo.invalid"


def com_contato() -> Conversa:
    return acoes.deixar_contato(conversa=conversando.comecada(), nome="Maria", email=EMAIL)


def provado(esta: Conversa) -> Conversa:
    """O contato, já provado."""
    Conversa.objects.filter(pk=esta.pk).update(contato_provado_em=timezone.now())
    return esta


def codigo_mandado() -> str:
    aviso = Aviso.objects.filter(modelo=Aviso.CODIGO).latest("pk")
    assert aviso.para_cifrado
    dito = chaves.decifrar(bytes(aviso.para_cifrado))
    assert dito["email"] == EMAIL
    return dito["codigo"]


def test_o_codigo_vai_ao_contato_da_conversa_e_prova_o() -> None:
    feita = acoes.mandar_codigo(conversa=com_contato())
    codigo = codigo_mandado()
    assert feita.prova
    assert codigo.encode() not in bytes(feita.prova)
    acoes.conferir_codigo(conversa=feita, codigo=f"{codigo[:3]} {codigo[3:]}")
    feita.refresh_from_db()
    assert feita.contato_provado_em
    with pytest.raises(RecusaNoCampo, match="deixou de valer"):
        acoes.conferir_codigo(conversa=feita, codigo=codigo)


def test_sem_contato_nao_ha_codigo_e_outro_contato_tem_de_se_provar() -> None:
    with pytest.raises(RecusaNoCampo, match="Deixe primeiro"):
        acoes.mandar_codigo(conversa=conversando.comecada())
    feita = acoes.mandar_codigo(conversa=com_contato())
    acoes.conferir_codigo(conversa=feita, codigo=codigo_mandado())
    acoes.deixar_contato(conversa=feita, nome="Maria Silva", email=EMAIL.upper())
    feita.refresh_from_db()
    assert feita.contato_provado_em
    acoes.deixar_contato(conversa=feita, nome="Maria", email="outra@exemplo.invalid")
    assert Conversa.objects.get(pk=feita.pk).contato_provado_em is None
    assert Interessado.objects.filter(email__contains="exemplo").count() == 1


def test_o_celular_prova_so_o_nome_que_se_disse() -> None:
    """O celular é de uma casa: provado com um nome, não abre os casos de outro."""
    esta = acoes.deixar_contato(conversa=conversando.comecada(), nome="Maria", telefone="+5511988887777")
    provado(esta)
    acoes.deixar_contato(conversa=esta, nome="MARIA", telefone="+5511988887777")
    assert Conversa.objects.get(pk=esta.pk).contato_provado_em
    acoes.deixar_contato(conversa=esta, nome="José", telefone="+5511988887777")
    assert Conversa.objects.get(pk=esta.pk).contato_provado_em is None


def test_tres_erros_acabam_com_o_codigo_e_dez_minutos_tambem() -> None:
    feita = acoes.mandar_codigo(conversa=com_contato())
    for vez in range(3):
        with pytest.raises(RecusaNoCampo, match="não confere" if vez < 2 else "deixou de valer"):
            acoes.conferir_codigo(conversa=feita, codigo="errado")
    with pytest.raises(RecusaNoCampo, match="deixou de valer"):
        acoes.conferir_codigo(conversa=feita, codigo=codigo_mandado())
    Conversa.objects.update(prova_em=timezone.now() - timedelta(minutes=2))
    acoes.mandar_codigo(conversa=feita)
    Conversa.objects.update(prova_em=timezone.now() - timedelta(minutes=11))
    with pytest.raises(RecusaNoCampo, match="deixou de valer"):
        acoes.conferir_codigo(conversa=feita, codigo=codigo_mandado())


def test_ninguem_enche_o_correio_de_outro() -> None:
    feita = acoes.mandar_codigo(conversa=com_contato())
    with pytest.raises(RecusaDeAcao, match="Espere um minuto"):
        acoes.mandar_codigo(conversa=feita)
    for _ in range(5):
        outra = acoes.mandar_codigo(conversa=com_contato())
    assert Aviso.objects.filter(modelo=Aviso.CODIGO).count() == 5
    with pytest.raises(RecusaNoCampo, match="não confere"):
        acoes.conferir_codigo(conversa=outra, codigo=codigo_mandado())


def test_a_transcricao_vai_por_email_uma_vez_e_sem_as_notas() -> None:
    quem = conversando.quem_atende(recebe=False)
    feita = conversando.atendida(quem)
    acoes.deixar_contato(conversa=feita, nome="Maria", email=EMAIL)
    conversando.diz(feita, "Tem {{ link }} na minha rua")
    conversando.diz(feita, "Qual é a rua?", quem)
    acoes.passar(conversa=feita, para=None, motivo="nota da casa", por=quem)
    with pytest.raises(RecusaNoCampo, match="Prove primeiro"):
        acoes.mandar_transcricao(conversa=feita)
    primeiro = acoes.mandar_transcricao(conversa=provado(feita))
    assert acoes.mandar_transcricao(conversa=feita) == primeiro
    assert "{{ link }}" not in primeiro.corpo
    assert "Você:\nTem {{ link }} na minha rua" in primeiro.corpo.replace("\u2060", ""), (
        "lê-se o que se escreveu"
    )
    assert f"{quem.get_short_name()}:\nQual é a rua?" in primeiro.corpo
    assert "nota da casa" not in primeiro.corpo
    assert (primeiro.canal, primeiro.protocolo) == ("email", "")
    with pytest.raises(RecusaNoCampo) as recusa:
        acoes.mandar_transcricao(conversa=conversando.comecada())
    assert recusa.value.campo == "email"


def test_as_copias_a_um_email_tem_um_teto() -> None:
    esta = conversando.comecada()
    provado(acoes.deixar_contato(conversa=esta, nome="", email="vizinho@exemplo.invalid"))
    for _ in range(contato.COPIAS_POR_HORA):
        conversando.diz(esta)
        acoes.mandar_transcricao(conversa=esta)
    conversando.diz(esta)
    with pytest.raises(RecusaDeAcao, match="muitas cópias"):
        acoes.mandar_transcricao(conversa=esta)


def test_mudar_o_contato_nao_manda_outro_codigo_logo() -> None:
    esta = conversando.comecada()
    acoes.deixar_contato(conversa=esta, nome="", email="um@exemplo.invalid")
    acoes.mandar_codigo(conversa=esta)
    acoes.deixar_contato(conversa=esta, nome="", email="dois@exemplo.invalid")
    with pytest.raises(RecusaDeAcao, match="Espere um minuto"):
        acoes.mandar_codigo(conversa=esta)


@pytest.mark.parametrize("provou", [True, False])
def test_respondida_a_resposta_vai_ao_contato(*, provou: bool) -> None:
    """A pergunta só a lê quem provou o e-mail: noutro, seria um estranho a escrever em nosso nome."""
    quem = conversando.quem_atende(recebe=False)
    feita = conversando.atendida(quem)
    acoes.deixar_contato(conversa=feita, nome="Maria", email=EMAIL)
    if provou:
        provado(feita)
    conversando.diz(feita, "Onde tiro a segunda via?")
    with pytest.raises(TransicaoProibida, match="Escreva a resposta"):
        acoes.acabar(conversa=feita, fim=Fim.RESPONDIDA, por=quem)
    conversando.diz(feita, "Na página do IPTU.", quem)
    acoes.acabar(conversa=feita, fim=Fim.RESPONDIDA, por=quem)
    aviso = Aviso.objects.get(modelo="conversa_respondida")
    assert ("Onde tiro a segunda via?" in aviso.corpo) == provou
    assert ("Você escreveu" in aviso.corpo) == provou
    assert "Na página do IPTU." in aviso.corpo
    assert ("à conversa que você, Maria, começou" in aviso.corpo) == provou
    assert f"comece outra conversa: {settings.ENDERECO_PUBLICO}/conversa/" in aviso.corpo


def denuncia() -> tuple[Conversa, Any]:
    quem = conversando.quem_atende(recebe=False)
    feita = conversando.atendida(quem)
    acoes.deixar_contato(conversa=feita, nome="Zuleica Denunciante", email="zuleica@exemplo.invalid")
    manda(feita, foto(), texto="O fiscal cobrou propina na zqRUAxk.")
    conversando.diz(feita, "Em que rua?", quem)
    acoes.dizer(conversa=feita, de=DeQuem.NOTA, texto="zqNOTAxk", chave=uuid4(), autor=quem)
    acoes.mandar_transcricao(conversa=provado(feita))
    deste, caso = Atendimento.objects.get(conversa=feita), elenco.solicitacao()
    quem_e = caso.interessado
    assert quem_e
    acoes.anotar(atendimento=deste, tipo=Providencia.LEU, protocolo=caso.protocolo)
    do_pedido = {"atendimento": {"atendimento": str(deste.codigo)}}
    Rascunho.objects.create(dono=quem, dados=do_pedido, expira_em=timezone.now() + timedelta(days=7))
    lida = {"papel": "atendente", "usuario": quem, "protocolo": caso.protocolo, "motivo": str(deste)}
    LeituraDePessoal.objects.create(interessado=quem_e, **lida)
    Reconhecimento.objects.create(atendimento=deste, interessado=quem_e, fatos="nome", conferiu=True)
    Atendimento.objects.filter(conversa=feita).update(
        reconhecido=Interessado.objects.create(identidade="declarada"), identidade="declarada"
    )
    return feita, quem


def test_de_uma_denuncia_nao_fica_o_que_se_disse_nem_quem(
    django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    feita, quem = denuncia()
    with pytest.raises(TransicaoProibida):
        acoes.levar_a_denuncia(conversa=feita, por=elenco.pessoa("outro"))
    guardada = ArquivoDaMensagem.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        acoes.levar_a_denuncia(conversa=feita, por=quem)
    feita.refresh_from_db()
    assert (feita.fim, feita.interessado, feita.conta, feita.rede) == (Fim.DENUNCIA, None, None, "")
    ditas = feita.mensagens.exclude(de=DeQuem.AVISO)
    assert set(ditas.values_list("texto", "expurgada")) == {("", True)}
    assert not ArquivoDaMensagem.objects.exists()
    assert not default_storage.exists(guardada.arquivo.name or "")
    assert not Interessado.objects.filter(nome__contains="Zuleica").exists()
    assert not Aviso.objects.filter(corpo__contains="zqRUAxk").exists()
    atendimento = Atendimento.objects.get(conversa=feita)
    assert (atendimento.resultado, atendimento.reconhecido) == (Resultado.OUVIDORIA, None)
    assert not atendimento.atos.exclude(protocolo="", servico=None).exists()
    assert not Rascunho.objects.filter(dados__atendimento__atendimento=str(atendimento.codigo)).exists()
    assert not LeituraDePessoal.objects.exclude(motivo="").exists()
    assert not Reconhecimento.objects.exists()
    assert "zq" not in conversa.transcricao(feita)
    with pytest.raises(TransicaoProibida, match="não há transcrição"):
        acoes.mandar_transcricao(conversa=feita)
    assert not mailoutbox


def test_passado_o_tempo_de_guarda_a_conversa_some_com_as_fotos_e_com_quem_era() -> None:
    Retencao.objects.update_or_create(
        processo=Retencao.Processo.ATENDIMENTO, situacao="", defaults={"anos": 1, "base_legal": "x"}
    )
    velha, quem = denuncia()
    nova = conversando.atendida(quem)
    for uma in (velha, nova):
        acoes.acabar(conversa=uma, fim=Fim.PESSOA)
    ha_muito = timezone.now() - timedelta(days=500)
    Conversa.objects.filter(pk=velha.pk).update(encerrada_em=ha_muito, comecada_em=ha_muito)
    Atendimento.objects.filter(conversa=velha).update(comecado_em=ha_muito)
    assert acoes.aplicar_a_guarda(em=timezone.now()) == 2
    assert list(Conversa.objects.all()) == [nova]
    assert not Mensagem.objects.filter(texto__contains="zq").exists()
    assert not Interessado.objects.filter(nome__contains="Zuleica").exists()
    assert acoes.aplicar_a_guarda(em=timezone.now()) == 0
    apagar_conversas([])


def test_a_rede_se_esquece_um_dia_depois_do_fim() -> None:
    velha, nova, aberta = (conversando.comecada(conversando.REDE) for _ in range(3))
    for uma in (velha, nova):
        acoes.acabar(conversa=uma, fim=Fim.PESSOA)
    Conversa.objects.filter(pk=velha.pk).update(encerrada_em=timezone.now() - timedelta(hours=25))
    assert acoes.esquecer_redes(em=timezone.now()) == 1
    assert [bool(Conversa.objects.get(pk=uma.pk).rede) for uma in (velha, nova, aberta)] == [
        False,
        True,
        True,
    ]
