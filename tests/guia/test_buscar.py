"""A busca: por palavras do cidadão, com erros, e o que ela faz quando não acha."""

from __future__ import annotations

import pytest

from guia.busca import indice, ordem
from guia.busca.aprendido import aprender
from guia.busca.fonetica import som
from guia.consultas import buscar
from guia.models import ExpressaoDeBusca, PalavraDeBusca, Servico
from tests.guia.factories import AssuntoFactory, ServicoFactory, TemaFactory


@pytest.fixture
def buraco(db: None) -> Servico:
    servico: Servico = ServicoFactory.create(slug="tapa-buraco")
    return servico


@pytest.fixture
def luz(db: None) -> Servico:
    tema = TemaFactory.create(slug="luz", nome="Luz")
    servico: Servico = ServicoFactory.create(
        slug="luz-na-rua",
        assunto=AssuntoFactory.create(tema=tema, slug="lampadas", nome="Lâmpadas"),
        versao__nome="Reparo de iluminação",
        versao__o_que_e="A equipe troca a lâmpada do poste.",
        versao__quando_solicitar="Peça quando apagou.",
        versao__palavras=["lâmpada queimada", "poste apagado"],
    )
    return servico


@pytest.mark.parametrize(
    "texto",
    [
        "buraco",
        "BURACOS",
        "tapar buracos",
        "burraco",
        "asfauto",
        "um buraco na minha rua",
        "bura",
        "tapa-buraco",
    ],
)
def test_acha_com_plural_erro_e_palavra_pela_metade(buraco: Servico, luz: Servico, texto: str) -> None:
    assert buscar(texto)[0] == buraco


@pytest.mark.parametrize("texto", ["iluminar", "ILUMINAÇÕES", "iluminasao", "lampadas", "poste apagado"])
def test_acha_com_acento_e_nome_de_acao(buraco: Servico, luz: Servico, texto: str) -> None:
    assert buscar(texto)[0] == luz


@pytest.mark.parametrize(
    "texto", ["", "   ", "?!", "xqzwkj", "%", "'; --", "\\", "a & b | !c:*", "ª º", "🙂"]
)
def test_vazio_e_sem_sentido_nao_acham_nem_quebram(buraco: Servico, texto: str) -> None:
    assert buscar(texto) == []


def test_texto_enorme_nao_quebra(buraco: Servico) -> None:
    assert buscar("buraco " * 5000) == [buraco]


def test_entre_iguais_vem_antes_o_mais_pedido(db: None) -> None:
    pouco = ServicoFactory.create(slug="a", pedidos=10)
    muito = ServicoFactory.create(slug="b", pedidos=100_000)
    assert buscar("buraco") == [muito, pouco]


def test_limite(db: None) -> None:
    ServicoFactory.create_batch(3)
    assert len(buscar("buraco", 2)) == 2


def test_palavra_escrita_como_se_fala_vale_pelo_som(db: None) -> None:
    """Duas confusões na mesma palavra, que nenhuma troca de letra sozinha desfaz."""
    certo = ServicoFactory.create(slug="certo", versao__nome="Quebrado", versao__palavras=["calçadão"])
    ServicoFactory.create(slug="outro", versao__nome="Calado", versao__palavras=["quadrado"])
    assert buscar("kebradu")[:1] == [certo]
    assert buscar("kausadão")[:1] == [certo]


def test_lh_escrito_como_se_ouve_vale_e_o_som_guardado_de_outro_modo_se_refaz(db: None) -> None:
    certo = ServicoFactory.create(slug="certo", versao__nome="Entulho", versao__palavras=["barulho"])
    PalavraDeBusca.objects.update(som="antigo")
    aprender()
    assert buscar("entuio") == buscar("baruio") == [certo]
    assert som("filho") != som("fio")


def test_radical_igual_por_acaso_nao_esconde_a_palavra_que_soa_igual(db: None) -> None:
    """“Robado” tem o radical de “robô”, mas o Guia não a escreve: quem escreve “roubado” também responde."""
    certo = ServicoFactory.create(slug="certo", versao__nome="Roubado", versao__palavras=["bilhete roubado"])
    ServicoFactory.create(slug="robo", versao__nome="Atendente", versao__palavras=["robô"])
    assert buscar("bilete robado")[:1] == [certo]


@pytest.mark.django_db
def test_uma_busca_custa_tres_consultas(
    buraco: Servico, luz: Servico, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        for servico in buscar("rua"):
            assert servico.nome
            assert servico.assunto.tema.nome


def _formas(texto: str) -> list[str]:
    return ordem.termos(texto).formas


def test_palavras_de_ligacao_nao_contam_mas_sozinhas_ficam() -> None:
    assert _formas("quero um conserto na minha rua") == ["conserto", "rua"]
    assert _formas("não quero") == ["não", "quero"]
    assert _formas("") == []


def test_sinonimo_soma_com_menos_certeza_e_a_troca_tira_o_que_confunde() -> None:
    somado = ordem.termos("busão lotado")
    assert (somado.formas, somado.ordens) == (["busão", "ônibus", "lotado"], [1, 1, 2])
    assert somado.certezas == [1, ordem.DO_SINONIMO, 1]
    assert "casar" not in _formas("quero casar")
    assert "suicídio" in _formas("meu amigo quer se matar")


def test_sinonimo_vale_no_plural_e_pelo_comeco_da_palavra() -> None:
    assert "semáforo" in _formas("faróis") or "semáforo" in _formas("farols")
    assert "buraco" in _formas("ruas esburacadas")
    assert "semáforo" not in _formas("farofa")


@pytest.mark.parametrize(
    ("errada", "certa"),
    [
        ("morsego", "morcego"),
        ("ospital", "hospital"),
        ("intulho", "entulho"),
        ("chadrez", "xadrez"),
        ("paulsita", "paulista"),
    ],
)
def test_confusoes_de_letra_sao_desfeitas(errada: str, certa: str) -> None:
    assert certa in ordem.escritas(errada)
    assert ordem.escritas("oi") == []


@pytest.mark.parametrize("texto", ["busão", "esburacada"])
def test_sinonimo_acha_pela_palavra_do_guia(luz: Servico, texto: str) -> None:
    certo = ServicoFactory.create(slug="certo", versao__nome="Ônibus e buraco", versao__palavras=["ônibus"])
    assert buscar(texto) == [certo]


def test_quem_cobre_mais_palavras_vem_antes(luz: Servico) -> None:
    ServicoFactory.create(slug="um", versao__nome="Poste de madeira", versao__palavras=["poste"], pedidos=9)
    assert buscar("poste apagado")[0] == luz


def test_a_expressao_inteira_vale_mais_que_as_suas_palavras_espalhadas(db: None) -> None:
    ServicoFactory.create(slug="espalhadas", versao__palavras=["cano de gás", "pneu estourado"])
    inteira = ServicoFactory.create(slug="inteira", versao__palavras=["cano estourado", "pneu de gás"])
    assert buscar("cano estourado")[0] == inteira


def test_palavra_que_so_conta_a_historia_vale_menos(db: None) -> None:
    ServicoFactory.create(slug="irmao", versao__palavras=["irmão"])
    sumiu = ServicoFactory.create(slug="sumiu", versao__palavras=["sumiu"])
    assert buscar("meu irmão sumiu")[0] == sumiu
    assert ordem.termos("creche 2 anos").de_cena == [2, 3]


def test_as_expressoes_acompanham_o_servico(buraco: Servico) -> None:
    palavras = buraco.publicada.palavras if buraco.publicada else []
    indice.atualizar([buraco.pk])
    assert sorted(ExpressaoDeBusca.objects.values_list("texto", flat=True)) == sorted(palavras) != []
    indice.retirar([buraco.pk])
    assert not ExpressaoDeBusca.objects.exists()


def test_elogio_so_vem_antes_para_quem_elogia(db: None) -> None:
    elogio = ServicoFactory.create(slug="a", versao__nome="Elogiar ônibus", versao__palavras=[])
    conserto = ServicoFactory.create(slug="b", versao__nome="Consertar ônibus", versao__palavras=[])
    assert buscar("ônibus") == [conserto, elogio]
    assert buscar("elogiar ônibus")[0] == elogio
