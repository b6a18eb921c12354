"""O que se escreve na busca e não é de um serviço: a porta certa em destaque, e nenhum serviço escondido."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from guia.busca import encaminhar
from guia.busca.sinonimos import simplificar
from tests.guia import lidos
from tests.guia.factories import ServicoFactory
from tests.guia.frases import ANTIGAS, INEDITAS, NOVAS, ULTIMAS

INFORMACAO = """
base de dados da prefeitura
toda solicitação de base de dados, relatórios e informações afins
relatórios da secretaria de saúde
relatorio de gastos com asfalto
planilha com dados de dengue por bairro
planilha das árvores podadas
cópia de contrato
copia do contrato da limpeza
contratos da prefeitura
contrato emergencial do lixo
lei de acesso
lei de acesso à informação
LAI
e-sic
E-SIC
esic
sic
estatística de acidentes
estatísticas de matrícula nas creches
quero saber quantos ônibus a cidade tem
gostaria de saber quantas multas foram aplicadas
quantidade de árvores plantadas por subprefeitura
acesso à informação
acesso a informações públicas
pedido de informação
quanto a prefeitura gastou com o carnaval
orçamento da educação
salários dos servidores
transparência
dados abertos
dados da dengue
documento da administração
ata da reunião do conselho
folha de pagamento
banco de dados de imóveis
informações afins
série histórica da fila da creche
quem ganhou a licitação da iluminação
relação dos servidores da subprefeitura
""".strip().splitlines()

DE_SERVICO = """
segunda via do iptu
segunda via de certidão
tapa-buraco
buraco na rua
poda de árvore
relatório médico para o benefício
atualizar dados do cadastro único
apagar meus dados pessoais
alterar dados do bilhete único
dados bancários para receber o auxílio
contrato de aluguel social
contrato da cohab
quanto custa o sepultamento
orçamento de enterro
salário maternidade
castrar cachorro
denunciar barulho do vizinho
denunciar foco de dengue
reclamação de poluição sonora
reclamar do ônibus que não parou
elogiar motorista de ônibus
sugestão de cardápio da escola
matrícula na creche
vacina atrasada
iptu atrasado
coleta atrasada
menstruação atrasada
cachorro maltratado
lâmpada queimada
vale-transporte do funcionário
cartão do funcionário
quero saber o horário do posto de saúde
prazo para pagar o iptu
vista de processo
participar de licitação
relatório de utilização do bilhete único
remoção de grande quantidade de entulho
transferência de dados do veículo
verba para o circo
wifi livre na praça
licença para feira
danos na calçada
""".strip().splitlines()

RECLAMACAO = """
já reclamei e ninguém veio
já pedi duas vezes
pedido atrasado
meu pedido está atrasado
protocolo vencido
passou do prazo e nada
o prazo venceu e não fizeram
disseram que fizeram mas não fizeram
consta como finalizado e o buraco continua
fecharam sem fazer
serviço mal feito
negaram meu pedido
ninguém resolveu
não responderam
ouvidoria
ouvidoria geral do município
reclamação
quero fazer uma reclamação
fazer denúncia
reclamar da prefeitura
reclamar do atendimento
mal atendido no posto
fui maltratada no balcão
funcionário público mal-educado
o fiscal pediu dinheiro
denunciar servidor
denúncia anônima
corrupção
propina
desvio de verba
elogiar servidora
elogio
sugestão
demora no atendimento
fraude em licitação
queixa
""".strip().splitlines()


def paginas(texto: str) -> list[str]:
    return [porta.pagina for porta in encaminhar.portas(texto)]


@pytest.mark.parametrize("texto", INFORMACAO)
def test_o_que_se_pede_ao_e_sic(texto: str) -> None:
    assert paginas(texto) == ["portal:esic"]


@pytest.mark.parametrize("texto", DE_SERVICO)
def test_o_que_e_de_um_servico_nao_leva_a_outra_porta(texto: str) -> None:
    assert paginas(texto) == []


@pytest.mark.parametrize("texto", RECLAMACAO)
def test_o_que_se_leva_a_ouvidoria(texto: str) -> None:
    assert "portal:quando_procurar" in paginas(texto)
    assert "portal:esic" not in paginas(texto)


def test_as_tabelas_sao_bastantes_e_nao_se_repetem() -> None:
    for tabela in (INFORMACAO, DE_SERVICO, RECLAMACAO):
        assert len(set(tabela)) == len(tabela) >= 25


def test_pedido_ja_feito_leva_primeiro_a_acompanhar() -> None:
    assert paginas("já reclamei e ninguém veio") == ["portal:acompanhar", "portal:quando_procurar"]
    assert paginas("número do protocolo") == ["portal:acompanhar"]


@pytest.mark.parametrize("texto", ["", " ", "!!!", "a" * 500, "\0", "de da do"])
def test_busca_sem_palavras_nao_leva_a_lugar_nenhum(texto: str) -> None:
    assert paginas(texto) == []


def test_nas_buscas_de_servico_quase_nada_vai_ao_e_sic() -> None:
    """As quase setecentas buscas que medem o Guia são todas de serviço."""
    frases = [frase for frase, _ in ANTIGAS + NOVAS + ULTIMAS + INEDITAS]
    assert len(frases) > 600
    assert [frase for frase in frases if "portal:esic" in paginas(frase)] == []
    assert len([frase for frase in frases if paginas(frase)]) <= len(frases) // 50


def _palavras_dos_servicos() -> Iterator[tuple[str, str]]:
    for servico in lidos.servicos():
        for palavras in (servico["nome"], *servico.get("palavras", [])):
            yield servico["slug"], palavras


def test_as_palavras_dos_servicos_nao_vao_ao_e_sic() -> None:
    assert [par for par in _palavras_dos_servicos() if "portal:esic" in paginas(par[1])] == []


def test_toda_porta_tem_pagina_e_toda_expressao_esta_como_se_le() -> None:
    """O arquivo se edita à mão: sem acento, minúscula, e com o nome de um endereço que existe."""
    for regra in encaminhar.regras():
        assert [reverse(porta.pagina) for porta in regra.portas]
        condicao = regra.condicao
        for expressao in (*condicao.quando, *condicao.a_nao_ser, *condicao.so_isto):
            assert expressao
            assert " ".join(expressao) == simplificar(" ".join(expressao))


@pytest.mark.django_db
def test_na_pagina_a_porta_vem_antes_e_o_servico_continua_la(client: Client) -> None:
    servico = ServicoFactory.create(slug="relatorio", versao__nome="Relatório de poda", versao__palavras=[])
    resposta = client.get("/servicos/", {"q": "relatório de poda"})
    assert not resposta.cookies
    assert "Cookie" not in resposta.headers.get("Vary", "")
    resultados = BeautifulSoup(resposta.content, "lxml").select_one("#resultados")
    assert resultados
    links = [str(a["href"]) for a in resultados.find_all("a", href=True)]
    assert links[0] == "/e-sic/"
    assert servico.get_absolute_url() in links
    fragmento = client.get("/servicos/", {"q": "relatório de poda"}, headers={"HX-Request": "true"})
    assert 'href="/e-sic/"' in fragmento.text
    de_novo = client.get(
        "/servicos/", {"q": "relatório de poda"}, headers={"If-None-Match": resposta.headers["ETag"]}
    )
    assert de_novo.status_code == 304


@pytest.mark.django_db
def test_sem_servico_nenhum_a_porta_ainda_aparece(client: Client) -> None:
    pagina = client.get("/servicos/", {"q": "lei de acesso"}).text
    assert 'href="/e-sic/"' in pagina
    assert "Nenhum serviço com" in pagina
