"""A carga do Guia: idempotente, nunca desfaz uma edição, e diz onde está o erro."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ObjectDoesNotExist
from pytest_django import Settings

from contas.autor import Autor
from contas.papeis import Papel
from guia import acoes, carga
from guia.consultas import buscar
from guia.conteudo import leitura
from guia.models import Lugar, Procura, Servico, SlugAntigo, VersaoDoServico
from guia.perguntas import ler
from guia.publicacao import exigencias
from guia.publicacao.exigencias import PADRAO_DA_CIDADE
from guia.situacoes import Situacao
from protocolo.models import PrazoLegal
from protocolo.prazos.contagem import Contagem

SERVIDOR = Autor(papel=Papel.SERVIDOR)

ENTRADA: dict[str, Any] = {
    "codigo": 952,
    "slug": "tapa-buraco",
    "nome": "Tapa-buraco",
    "assunto": "Reparos em asfalto",
    "orgao": "SMSUB",
    "solicitavel": True,
    "prazo": {"quantidade": 45, "contagem": "corridos"},
    "canais": ["portal", "central"],
    "o_que_e": "A equipe fecha o buraco.\n",
    "quando_solicitar": "Peça quando o asfalto abriu.",
    "publico_alvo": "Quem passa pela rua.",
    "etapas": ["A equipe recebe o pedido."],
    "palavras": ["buraco na rua"],
    "pedidos_por_ano": 124537,
    "regra": {"atribuicao": "CPO-STM"},
}


class Pasta:
    """Uma pasta de conteúdo que o teste muda."""

    def __init__(self, caminho: Path) -> None:
        self.caminho = caminho
        (caminho / "servicos").mkdir()
        self._gravar("temas.yaml", [{"slug": "rua-e-bairro", "nome": "Rua e bairro", "ordem": 1}])
        self._gravar(
            "orgaos.yaml", [{"sigla": "SMSUB", "nome": "Secretaria das Subprefeituras", "fonte": "teste"}]
        )
        self.servicos(ENTRADA)

    def _gravar(self, nome: str, dados: Any) -> None:
        (self.caminho / nome).write_text(yaml.safe_dump(dados, allow_unicode=True), encoding="utf-8")

    def lugares(self, *slugs: str) -> None:
        campos = {"orgao": "SMSUB", "endereco": "Rua A, 1", "fonte": "teste"}
        self._gravar("lugares.yaml", [{"slug": slug, "nome": slug, **campos} for slug in slugs])

    def arquivados(self, *nomes: dict[str, str]) -> None:
        self._gravar("arquivados.yaml", {"servicos": list(nomes)})

    def servicos(self, *entradas: dict[str, Any], tema: str = "Rua e bairro") -> None:
        self._gravar("servicos/rua-e-bairro.yaml", {"tema": tema, "servicos": list(entradas)})


@pytest.fixture
def pasta(tmp_path: Path) -> Pasta:
    return Pasta(tmp_path)


@pytest.fixture
def padrao(db: None) -> PrazoLegal:
    """O prazo da cidade para o serviço cujo órgão ainda não disse o seu."""
    return PrazoLegal.objects.get(chave=PADRAO_DA_CIDADE)


def _servico() -> Servico:
    return Servico.objects.select_related("publicada", "assunto__tema").get(codigo=952)


def test_carregar_publica_e_de_novo_nao_muda_nada(padrao: PrazoLegal, pasta: Pasta) -> None:
    primeira = carga.carregar(pasta.caminho)
    assert primeira == {
        "regras: criado": 1,
        "órgãos: criado": 1,
        "temas: criado": 1,
        "serviços: criado": 1,
        "versões: criado": 1,
    }
    antes = _servico()
    segunda = carga.carregar(pasta.caminho)
    iguais = ("regras", "órgãos", "temas", "serviços", "versões")
    assert segunda == {f"{tabela}: igual": 1 for tabela in iguais}
    depois = _servico()
    assert depois.publicada == antes.publicada
    assert depois.history.count() == antes.history.count()
    assert Procura.objects.get(servico=depois).pedidos_por_ano == 124537
    assert buscar("buraco") == [depois]


def test_conteudo_que_mudou_ganha_versao_nova(padrao: PrazoLegal, pasta: Pasta) -> None:
    carga.carregar(pasta.caminho)
    pasta.servicos({**ENTRADA, "nome": "Fechar buraco", "palavras": []})
    assert carga.carregar(pasta.caminho)["versões: atualizado"] == 1
    servico = _servico()
    situacoes = servico.versoes.order_by("numero").values_list("numero", "situacao")
    assert list(situacoes) == [(1, Situacao.SUBSTITUIDA), (2, Situacao.PUBLICADA)]
    assert servico.nome == "Fechar buraco"
    assert servico.publicada is not None
    assert servico.publicada.palavras == []


def test_campo_tirado_do_arquivo_volta_ao_vazio(padrao: PrazoLegal, pasta: Pasta) -> None:
    carga.carregar(pasta.caminho)
    pasta.servicos({campo: valor for campo, valor in ENTRADA.items() if campo != "palavras"})
    carga.carregar(pasta.caminho)
    assert VersaoDoServico.objects.get(servico=_servico(), numero=2).palavras == []


@pytest.mark.parametrize("publicar", [False, True])
def test_o_que_uma_pessoa_escreveu_nunca_se_desfaz(padrao: PrazoLegal, pasta: Pasta, publicar: bool) -> None:
    carga.carregar(pasta.caminho)
    versao = acoes.propor(servico=_servico(), por=SERVIDOR)
    versao.nome = "Nome do órgão"
    acoes.escrever(versao=versao, por=SERVIDOR)
    if publicar:
        acoes.por_no_ar(versao=versao, por=SERVIDOR)
    pasta.servicos({**ENTRADA, "nome": "Nome novo da carga"})
    assert carga.carregar(pasta.caminho)["versões: editado"] == 1
    assert not VersaoDoServico.objects.filter(nome="Nome novo da carga").exists()


def test_em_revisao_o_texto_espera_o_orgao_fora_do_ar(
    padrao: PrazoLegal, pasta: Pasta, settings: Settings
) -> None:
    settings.GUIA_CARGA = "em_revisao"
    assert carga.carregar(pasta.caminho)["versões: criado"] == 1
    assert carga.carregar(pasta.caminho)["versões: igual"] == 1
    pasta.servicos({**ENTRADA, "nome": "Fechar buraco"})
    assert carga.carregar(pasta.caminho)["versões: atualizado"] == 1
    versao = VersaoDoServico.objects.get()
    assert (versao.nome, versao.situacao, versao.numero) == ("Fechar buraco", Situacao.EM_REVISAO, 1)
    assert _servico().publicada is None
    assert buscar("buraco") == []
    acoes.por_no_ar(versao=versao, por=SERVIDOR)
    assert carga.carregar(pasta.caminho)["versões: igual"] == 1


def test_em_revisao_nao_tira_do_ar_o_que_ja_esta(
    padrao: PrazoLegal, pasta: Pasta, settings: Settings
) -> None:
    carga.carregar(pasta.caminho)
    settings.GUIA_CARGA = "em_revisao"
    assert carga.carregar(pasta.caminho)["versões: igual"] == 1
    assert _servico().publicada is not None


def test_quem_passa_a_publicar_poe_no_ar_o_que_esperava(
    padrao: PrazoLegal, pasta: Pasta, settings: Settings
) -> None:
    settings.GUIA_CARGA = "em_revisao"
    carga.carregar(pasta.caminho)
    settings.GUIA_CARGA = "publicada"
    assert carga.carregar(pasta.caminho)["versões: atualizado"] == 1
    assert VersaoDoServico.objects.get().situacao == Situacao.PUBLICADA


def test_lugar_citado_tem_de_existir(padrao: PrazoLegal, pasta: Pasta) -> None:
    pergunta = {"chave": "posto", "rotulo": "Qual?", "tipo": "lugar", "lugares": ["praca-norte", "praca-sul"]}
    pasta.servicos({**ENTRADA, "lugares": ["praca-norte"], "perguntas": [pergunta]})
    pasta.lugares("praca-norte")
    with pytest.raises(leitura.ConteudoInvalido) as erro:
        leitura.ler_servicos(pasta.caminho)
    assert re.fullmatch(
        r"rua-e-bairro.yaml, linha \d+ \(tapa-buraco\): o lugar “praca-sul” não está em lugares.yaml.",
        str(erro.value),
    )
    pasta.lugares("praca-norte", "praca-sul")
    assert carga.carregar(pasta.caminho)["lugares: criado"] == 2
    assert carga.carregar(pasta.caminho)["lugares: igual"] == 2
    assert Lugar.objects.get(slug="praca-sul").endereco == "Rua A, 1"


def test_sem_prazo_leva_o_da_cidade_como_provisorio(padrao: PrazoLegal, pasta: Pasta) -> None:
    pasta.servicos({campo: valor for campo, valor in ENTRADA.items() if campo != "prazo"})
    carga.carregar(pasta.caminho)
    versao = _servico().publicada
    assert versao is not None
    assert (versao.prazo_quantidade, versao.prazo_contagem) == (padrao.quantidade, padrao.contagem)
    assert versao.prazo_provisorio


def test_so_informacao_fica_sem_prazo(padrao: PrazoLegal, pasta: Pasta) -> None:
    sem_prazo = {campo: valor for campo, valor in ENTRADA.items() if campo != "prazo"}
    pasta.servicos({**sem_prazo, "solicitavel": False})
    carga.carregar(pasta.caminho)
    versao = _servico().publicada
    assert versao is not None
    assert (versao.prazo_contagem, versao.prazo_provisorio) == (Contagem.SEM_PRAZO, False)


def test_endereco_que_muda_no_arquivo_continua_valendo(padrao: PrazoLegal, pasta: Pasta) -> None:
    carga.carregar(pasta.caminho)
    pasta.servicos({**ENTRADA, "slug": "fechar-buraco"})
    assert carga.carregar(pasta.caminho)["serviços: atualizado"] == 1
    assert _servico().slug == "fechar-buraco"
    assert SlugAntigo.objects.get().slug == "tapa-buraco"


def test_erro_no_meio_nao_deixa_nada_gravado(db: None, pasta: Pasta) -> None:
    PrazoLegal.objects.all().delete()
    pasta.servicos(
        ENTRADA, {k: v for k, v in ENTRADA.items() if k != "prazo"} | {"codigo": 953, "slug": "outro"}
    )
    with pytest.raises(leitura.ConteudoInvalido, match="PRAZO_PROVISORIO"):
        carga.carregar(pasta.caminho)
    with pytest.raises(ObjectDoesNotExist):
        _servico()


@pytest.mark.parametrize(
    ("mudanca", "trecho"),
    [
        ({"nome": ""}, "nome"),
        ({"prazo": {"contagem": "corridos"}}, "'quantidade' is a required property"),
        ({"prazo": {"contagem": "sem_prazo"}}, "tem prazo"),
        ({"orgao": "XYZ"}, "o órgão XYZ não está em orgaos.yaml"),
        ({"canais": ["pombo"]}, "o canal “pombo” não existe"),
        ({"a_confirmar": ["cor"]}, "“cor”"),
        ({"perguntas": [{"chave": "x", "rotulo": "X?", "tipo": "uma"}]}, "têm opções"),
        ({"desconhecido": 1}, "desconhecido"),
        ({"legislacao": [{"norma": "Lei 1"}]}, "fonte"),
    ],
)
def test_erro_diz_o_arquivo_a_linha_e_o_servico(pasta: Pasta, mudanca: dict[str, Any], trecho: str) -> None:
    pasta.servicos(ENTRADA, {**ENTRADA, "codigo": 7, "slug": "errado", **mudanca})
    with pytest.raises(leitura.ConteudoInvalido) as erro:
        leitura.ler_servicos(pasta.caminho)
    arquivo = (pasta.caminho / "servicos" / "rua-e-bairro.yaml").read_text(encoding="utf-8")
    linha = next(n for n, texto in enumerate(arquivo.splitlines(), 1) if texto.startswith("- ") and n > 5)
    mensagem = str(erro.value)
    assert mensagem.startswith(f"rua-e-bairro.yaml, linha {linha} (errado): ")
    assert trecho in mensagem


def test_codigo_repetido_diz_de_quem_e(pasta: Pasta) -> None:
    pasta.servicos(ENTRADA, {**ENTRADA, "slug": "outro"})
    with pytest.raises(leitura.ConteudoInvalido, match="o codigo 952 já é de “tapa-buraco”"):
        leitura.ler_servicos(pasta.caminho)


def test_tema_desconhecido_e_yaml_quebrado(pasta: Pasta) -> None:
    pasta.servicos(ENTRADA, tema="Ruas")
    (pasta.caminho / "servicos" / "z.yaml").write_text("tema: [", encoding="utf-8")
    (pasta.caminho / "servicos" / "y.yaml").write_text("- 1", encoding="utf-8")
    with pytest.raises(leitura.ConteudoInvalido) as erro:
        leitura.ler_servicos(pasta.caminho)
    mensagem = str(erro.value)
    assert "rua-e-bairro.yaml: o tema “Ruas” não está em temas.yaml." in mensagem
    assert "z.yaml: não é YAML válido" in mensagem
    assert "y.yaml: " in mensagem


def test_conteudo_que_vem_com_o_projeto_esta_certo_e_publicavel(conteudo_do_projeto: None) -> None:
    entradas = leitura.ler_servicos()
    assert len(entradas) >= 40
    assert Servico.objects.no_guia().count() == len(entradas)
    for versao in VersaoDoServico.objects.no_ar().select_related("servico"):
        faltas = exigencias.campos(versao)
        assert faltas == [], (versao.nome, faltas)
        assert ler(versao.perguntas) is not None
