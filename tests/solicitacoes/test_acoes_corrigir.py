"""Corrigir o endereço ou o serviço de um pedido: o que muda, o que fica e o que se recusa."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from guia.models import Servico
from protocolo.erros import Conflito, TransicaoProibida
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito, Unidade
from solicitacoes import acoes
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Tipo
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

BADARO = Local(logradouro="Rua Líbero Badaró", numero="425")


@pytest.fixture
def caixa() -> Unidade:
    pedindo.territorio()
    return elenco.unidade()


@pytest.fixture
def lapa(caixa: Unidade) -> Distrito:
    """Outra subprefeitura, com a sua manutenção."""
    sub = elenco.subprefeitura(8, "Lapa")
    elenco.unidade("SMPR-CPO-STM-Lapa", "Manutenção da Lapa", subprefeitura=sub, atribuicao="CPO-STM")
    return Distrito.objects.create(
        codigo=39, sigla="LAP", nome="Lapa", subprefeitura=sub, lat=-23.52, lon=-46.7
    )


@pytest.fixture
def por(caixa: Unidade) -> Autor:
    return elenco.autor(elenco.servidor(caixa), caixa)


def corrigir(caso: Solicitacao, por: Autor, local: Local, versao: int = 1) -> Solicitacao:
    return acoes.corrigir_endereco(caso=caso, versao=versao, por=por, local=local, motivo=elenco.FRASE)


def reclassificar(caso: Solicitacao, por: Autor, servico: Servico, versao: int = 1) -> Solicitacao:
    return acoes.reclassificar(caso=caso, versao=versao, por=por, servico=servico, motivo=elenco.FRASE)


def bueiro(**versao: Any) -> Servico:
    """Outro serviço, da mesma atribuição."""
    novo = elenco.servico("bueiro", "Limpeza de bueiro", **versao)
    pedindo.regra(novo, atribuicao="CPO-STM")
    return novo


def ultimo(caso: Solicitacao) -> Andamento:
    return caso.andamentos.order_by("-ordem")[0]


# --- endereço -----------------------------------------------------------------------------


def test_endereco_de_outra_subprefeitura_muda_de_unidade_e_guarda_protocolo_data_e_relogio(
    caixa: Unidade, por: Autor, lapa: Distrito
) -> None:
    caso = elenco.solicitacao(caixa, responsavel=por.usuario, ha_dias=5)
    antes = (caso.protocolo, caso.aberta_em, caso.conta_desde, caso.vence_em, caso.situacao)
    novo = Local(
        logradouro="Rua Guaicurus", numero="1000", cep="05033001", lat=-23.52, lon=-46.7, distrito=lapa
    )
    corrigir(caso, por, novo)
    caso = Solicitacao.objects.get(pk=caso.pk)
    assert (caso.protocolo, caso.aberta_em, caso.conta_desde, caso.vence_em, caso.situacao) == antes
    assert (caso.unidade.sigla, caso.unidade_anterior, caso.responsavel) == ("SMPR-CPO-STM-Lapa", None, None)
    assert (caso.logradouro, caso.numero, caso.cep, caso.lat) == ("Rua Guaicurus", "1000", "05033001", -23.52)
    assert (caso.distrito, caso.subprefeitura) == (lapa, lapa.subprefeitura)
    assert caso.logradouro_busca == "rua guaicurus"
    assert "subprefeitura Lapa" in caso.rota["motivo"]
    assert caso.transferencias == 0, "corrigir não é transferir: não conta como regra errada"


def test_o_andamento_tem_o_antes_e_o_depois_e_o_publico_so_ve_a_frase(
    caixa: Unidade, por: Autor, lapa: Distrito
) -> None:
    caso = corrigir(elenco.solicitacao(caixa), por, replace(BADARO, numero="10", distrito=lapa))
    passo = ultimo(caso)
    assert (passo.tipo, passo.unidade, passo.texto) == (Tipo.ENDERECO_CORRIGIDO, caixa.sigla, elenco.FRASE)
    assert passo.mudancas == {
        "endereco": ["Rua Líbero Badaró, 425; Sé", "Rua Líbero Badaró, 10; Lapa"],
        "unidade": [caixa.sigla, "SMPR-CPO-STM-Lapa"],
    }
    assert passo.frase == "O endereço do pedido foi corrigido"


def test_o_aviso_diz_o_endereco_novo_e_quem_cuida_dele(caixa: Unidade, por: Autor, lapa: Distrito) -> None:
    corrigir(elenco.solicitacao(caixa), por, replace(BADARO, numero="10", distrito=lapa))
    aviso = Aviso.objects.get(modelo="endereco_corrigido")
    for dito in ("Rua Líbero Badaró, 10, Lapa", "Manutenção da Lapa", elenco.FRASE):
        assert dito in aviso.corpo


def test_no_mesmo_distrito_fica_na_unidade_e_com_o_responsavel(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa, responsavel=por.usuario)
    caso = corrigir(caso, por, replace(BADARO, numero="500", distrito=elenco.distrito()))
    assert (caso.unidade, caso.responsavel) == (caixa, por.usuario)
    assert "unidade" not in ultimo(caso).mudancas
    assert "quem cuida do pedido passou" not in Aviso.objects.get().corpo


def test_numero_corrigido_nao_desfaz_a_transferencia(caixa: Unidade, por: Autor) -> None:
    """A regra manda os dois números para a mesma unidade; foi uma pessoa que o passou a esta."""
    outra = elenco.unidade("SMPR-CPO-STM-Outra", subprefeitura=None)
    caso = elenco.solicitacao(outra, unidade_anterior=caixa)
    caso = corrigir(caso, por, replace(BADARO, numero="500", distrito=elenco.distrito()))
    assert (caso.unidade, caso.unidade_anterior) == (outra, caixa)


def test_o_que_espera_a_coordenacao_fica_onde_esta(caixa: Unidade, por: Autor, lapa: Distrito) -> None:
    caso = elenco.solicitacao(caixa, aguarda_decisao_desde=timezone.now(), devolucoes=2)
    caso = corrigir(caso, por, replace(BADARO, distrito=lapa))
    assert (caso.unidade, caso.rota["unidade"]) == (caixa, "SMPR-CPO-STM-Lapa")
    assert caso.aguarda_decisao_desde


def test_endereco_sem_mudanca_ou_sem_distrito_e_recusado(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    with pytest.raises(TransicaoProibida, match="não há o que corrigir"):
        corrigir(caso, por, replace(BADARO, distrito=elenco.distrito()))
    with pytest.raises(TransicaoProibida, match="em que distrito"):
        corrigir(caso, por, replace(BADARO, numero="9"))
    caso.refresh_from_db()
    assert (caso.versao, caso.numero) == (1, "425")


def test_importado_se_corrige_sem_aviso(caixa: Unidade, por: Autor, lapa: Distrito) -> None:
    caso = elenco.solicitacao(caixa, identificacao=None, procedencia="importada")
    assert corrigir(caso, por, replace(BADARO, distrito=lapa)).unidade.sigla == "SMPR-CPO-STM-Lapa"
    assert not Aviso.objects.exists()


def test_pedido_sigiloso_nao_diz_o_endereco_nem_o_motivo_no_aviso(
    caixa: Unidade, por: Autor, lapa: Distrito
) -> None:
    sigiloso = elenco.servico("violencia", "Denúncia de violência", sigilosa=True)
    pedindo.regra(sigiloso, atribuicao="CPO-STM")
    caso = elenco.solicitacao(caixa, servico=sigiloso)
    corrigir(caso, por, replace(BADARO, numero="10", distrito=elenco.distrito()))
    fica = Aviso.objects.get()
    for palavra in ("violência", "Líbero", "Sé", elenco.FRASE, "outra unidade"):
        assert palavra not in fica.assunto + fica.corpo
    corrigir(caso, por, replace(BADARO, distrito=lapa), versao=2)
    muda = Aviso.objects.exclude(pk=fica.pk).get()
    assert "outra unidade" in muda.corpo
    assert "Lapa" not in muda.assunto + muda.corpo


def test_versao_velha_e_conflito_nas_duas(caixa: Unidade, por: Autor, lapa: Distrito) -> None:
    caso = elenco.solicitacao(caixa)
    acoes.assumir(caso=caso, versao=1, por=por)
    with pytest.raises(Conflito):
        corrigir(caso, por, replace(BADARO, distrito=lapa))
    with pytest.raises(Conflito):
        reclassificar(caso, por, bueiro())
    caso.refresh_from_db()
    assert (caso.versao, caso.unidade, caso.servico.slug) == (2, caixa, "tapa-buraco")


# --- serviço ------------------------------------------------------------------------------


def test_servico_certo_com_o_mesmo_protocolo_e_as_mesmas_respostas(caixa: Unidade, por: Autor) -> None:
    respostas = [{"chave": "tamanho", "rotulo": "Qual é o tamanho?", "valor": "Grande"}]
    caso = elenco.solicitacao(caixa, respostas=respostas, ha_dias=5)
    antes = (caso.protocolo, caso.aberta_em, caso.conta_desde, caso.situacao, caso.descricao)
    novo = bueiro(prazo_quantidade=60)
    reclassificar(caso, por, novo)
    caso = Solicitacao.objects.get(pk=caso.pk)
    assert (caso.protocolo, caso.aberta_em, caso.conta_desde, caso.situacao, caso.descricao) == antes
    assert (caso.servico, caso.versao_servico) == (novo, novo.publicada)
    assert caso.respostas == respostas
    assert caso.base_legal == "Guia de Serviços, Limpeza de bueiro"
    passo = ultimo(caso)
    assert (passo.tipo, passo.texto) == (Tipo.RECLASSIFICACAO, elenco.FRASE)
    assert passo.mudancas["servico"] == ["Tapa-buraco", "Limpeza de bueiro"]
    corpo = Aviso.objects.get(modelo="servico_corrigido").corpo
    assert "Limpeza de bueiro" in corpo
    assert "Antes ele estava como: Tapa-buraco" in corpo


def test_a_versao_e_a_publicada_hoje(caixa: Unidade, por: Autor) -> None:
    novo = bueiro()
    assert novo.publicada
    novo.publicada.__class__.objects.filter(pk=novo.publicada.pk).update(nome="Bueiro, texto novo")
    caso = reclassificar(elenco.solicitacao(caixa), por, Servico.objects.get(pk=novo.pk))
    assert caso.versao_servico.nome == "Bueiro, texto novo"


def test_prazo_maior_conta_da_data_do_pedido(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa, ha_dias=10)
    vencia = caso.vence_em
    direto = elenco.montar(caixa, em=caso.aberta_em, servico=bueiro(prazo_quantidade=60))
    caso = reclassificar(caso, por, direto.servico)
    assert caso.vence_em == direto.vence_em > vencia, "como se tivesse sido pedido certo desde o começo"
    assert caso.quantidade == 60
    assert ultimo(caso).mudancas["prazo"]


@pytest.mark.parametrize(
    "prazo",
    [
        {"prazo_quantidade": 5},
        {"prazo_quantidade": 24, "prazo_contagem": "horas"},
        {"prazo_quantidade": None, "prazo_contagem": "imediato"},
    ],
)
def test_prazo_ja_dito_nunca_encurta(caixa: Unidade, por: Autor, prazo: dict[str, Any]) -> None:
    caso = elenco.solicitacao(caixa)
    antes = (caso.vence_em, caso.quantidade, caso.contagem, caso.base_legal)
    caso = reclassificar(caso, por, bueiro(**prazo))
    assert (caso.vence_em, caso.quantidade, caso.contagem, caso.base_legal) == antes
    assert "prazo" not in ultimo(caso).mudancas


def test_o_tempo_parado_passa_a_outra_contagem_pela_historia(caixa: Unidade, por: Autor) -> None:
    """Parou de segunda a segunda: 7 dias corridos são 5 dias úteis."""
    segunda = timezone.make_aware(timezone.datetime(2026, 8, 3, 10, 0))  # type: ignore[attr-defined]
    with time_machine.travel(segunda, tick=False):
        caso = elenco.solicitacao(caixa, em=segunda)
        caso = acoes.pedir_complemento(caso=caso, versao=1, por=por, pergunta="Em que número?")
    with time_machine.travel(segunda + timedelta(days=7), tick=False):
        caso = acoes.responder_complemento(caso=caso, por=elenco.municipe(caso.protocolo), texto="No 425.")
        assert caso.parado == 7
        caso = reclassificar(caso, por, bueiro(prazo_quantidade=60, prazo_contagem="uteis"), versao=3)
    assert (caso.contagem, caso.parado) == ("uteis", 5)


def test_vencido_que_ganha_prazo_volta_a_poder_vencer(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa, ha_dias=50, vencimento_avisado_em=timezone.now())
    caso = reclassificar(caso, por, bueiro(prazo_quantidade=90))
    assert caso.vencimento_avisado_em is None


def test_servico_de_outra_unidade_leva_o_pedido(caixa: Unidade, por: Autor) -> None:
    luz = elenco.servico("luz", "Luz apagada")
    ilume = elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    pedindo.regra(luz, unidade=ilume)
    caso = elenco.solicitacao(caixa, responsavel=por.usuario, unidade_anterior=caixa)
    caso = reclassificar(caso, por, luz)
    assert (caso.unidade, caso.unidade_anterior, caso.responsavel) == (ilume, None, None)
    assert ultimo(caso).mudancas["unidade"] == [caixa.sigla, "ILUME"]
    assert "Iluminação pública" in Aviso.objects.get().corpo


def _sem_publicar(servico: Servico) -> None:
    servico.publicada = None


def _arquivar(servico: Servico) -> None:
    servico.arquivado_em = timezone.now()


def _fechar(servico: Servico) -> None:
    assert servico.publicada
    servico.publicada.solicitavel = False


@pytest.mark.parametrize("impedir", [_sem_publicar, _arquivar, _fechar])
def test_servico_que_nao_recebe_pedidos_e_recusado(caixa: Unidade, por: Autor, impedir: Any) -> None:
    novo = bueiro()
    impedir(novo)
    with pytest.raises(TransicaoProibida, match="não recebe pedidos por aqui"):
        reclassificar(elenco.solicitacao(caixa), por, novo)


def test_o_mesmo_servico_e_recusado(caixa: Unidade, por: Autor) -> None:
    caso = elenco.solicitacao(caixa)
    with pytest.raises(TransicaoProibida, match="já é deste serviço"):
        reclassificar(caso, por, caso.servico)


@pytest.mark.parametrize("precisa", [True, False])
def test_sem_endereco_manda_corrigi_lo_antes(caixa: Unidade, por: Autor, precisa: bool) -> None:
    """Vale também para o que não pede endereço mas se resolve pela subprefeitura."""
    caso = elenco.solicitacao(caixa, logradouro="", numero="", distrito=None, subprefeitura=None)
    with pytest.raises(TransicaoProibida, match="Corrija antes o endereço"):
        reclassificar(caso, por, bueiro(precisa_de_endereco=precisa))
    caso.refresh_from_db()
    assert (caso.versao, caso.servico.slug) == (1, "tapa-buraco")


def test_de_ou_para_sigiloso_o_aviso_nao_diz_o_que_nao_deve(caixa: Unidade, por: Autor) -> None:
    sigiloso = elenco.servico("violencia", "Denúncia de violência", sigilosa=True)
    pedindo.regra(sigiloso, unidade=elenco.unidade("GCM", "Guarda Civil", subprefeitura=None))
    caso = reclassificar(elenco.solicitacao(caixa), por, sigiloso)
    assert caso.sigilosa
    indo = Aviso.objects.get()
    for palavra in ("violência", "Tapa-buraco", "Líbero", "Guarda", elenco.FRASE):
        assert palavra not in indo.assunto + indo.corpo
    assert reclassificar(caso, por, bueiro(), versao=2).sigilosa, "o sigilo não se tira sozinho"
    voltando = Aviso.objects.exclude(pk=indo.pk).get()
    for palavra in ("violência", "Limpeza de bueiro", "Líbero", elenco.FRASE):
        assert palavra not in voltando.assunto + voltando.corpo
