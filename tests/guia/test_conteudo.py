"""O conteúdo que vem com o projeto: quanto há, nada inventado, nada copiado, fácil de ler."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from guia import risco
from guia.conteudo.leitura import ler_caminhos, ler_lista, ler_lugares
from guia.perguntas import ha_perigo
from tests.guia.leiturabilidade import do_servico, flesch, silabas
from tests.guia.lidos import SERVICOS

if TYPE_CHECKING:
    from collections.abc import Iterator

OBRIGATORIOS = (
    "o_que_e",
    "quando_solicitar",
    "publico_alvo",
    "requisitos",
    "etapas",
    "canais",
    "legislacao",
    "palavras",
    "orgao",
    "nome",
)
CORRIDOS = (
    *("o_que_e", "quando_solicitar", "publico_alvo", "requisitos", "observacoes", "taxas"),
    *("roteiro_perguntar", "roteiro_dizer"),
)
NUMEROS = {linha["numero"] for linha in ler_lista("numeros.yaml")}
SEM_ORIGEM = "conhecimento geral"
POR_EXTENSO = (
    "dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|doze|quinze|vinte|trinta|sessenta|noventa|cem"
)
DURACAO = r"(dias?( úteis| corridos)?|horas?|meses|mês|semanas?|anos|minutos?)"
FATOS = {
    "lei": re.compile(
        r"\b(lei|decreto|portaria|resolução)\s+(federal|estadual|municipal)?\s*[nº°]*\s*\d"
        r"|\bart(\.|igo)\s*\d|\bconstituição\b|\bestatuto d|\bcódigo (de obras|civil|penal|de trânsito)\b",
        re.IGNORECASE,
    ),
    "dinheiro": re.compile(r"R\$|\b\d[\d.,]*\s*reais\b", re.IGNORECASE),
    "telefone": re.compile(r"\b(\d{4,5}-\d{4}|0800|\d{3}(?= ?$))\b"),
    "CEP": re.compile(r"\b\d{5}-\d{3}\b"),
    "endereço": re.compile(r"\b(Rua|Avenida|Av\.|Largo|Alameda|Viaduto) (d[aeo]s? )?[A-ZÁÉÍÓÚ]\w"),
    "endereço na internet": re.compile(r"https?://|\bwww\.|\w\.(gov|com|org|sp)\b|\w@\w"),
    "duração": re.compile(rf"\b(\d+|{POR_EXTENSO})\s+{DURACAO}\b", re.IGNORECASE),
    "número": re.compile(r"(?<![\w-])\d{2,}(?![\w-])"),
}
GRATUIDADE = re.compile(
    r"\b(o|este|esse) (serviço|pedido|atendimento|documento) (é|sai) (gratuit|grátis|de graça)"
    r"|\b(é|são) (gratuit[oa]s?|grátis|de graça)\b|\bnão (há|tem|se cobra) (custo|taxa)\b|\bsem custo\b",
    re.IGNORECASE,
)
CANAIS = re.compile(
    r"\b(peça|solicite|faça o pedido|registre|abra o pedido)\b[^.]{0,30}"
    r"\b(pelo portal|neste portal|pelo aplicativo SP156|pelo 156|pela central|nas praças de atendimento)\b",
    re.IGNORECASE,
)
CANAIS_ACEITOS = {"entulho-sendo-jogado-agora"}
"""Manda pedir outro serviço, que não é o da página."""


def _plano(texto: str) -> list[str]:
    solto = unicodedata.normalize("NFD", texto.lower())
    return re.findall(r"[a-z0-9]+", "".join(c for c in solto if not unicodedata.combining(c)))


def _textos(servico: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Pares (campo, texto) de tudo o que a página e o formulário mostram."""
    yield from ((campo, servico.get(campo, "")) for campo in CORRIDOS)
    yield from (("etapas", etapa) for etapa in servico["etapas"])
    for pergunta in servico.get("perguntas", []):
        yield from (("perguntas", pergunta.get(campo, "")) for campo in ("rotulo", "ajuda"))
        for opcao in pergunta.get("opcoes", []):
            yield from (("perguntas", opcao.get(campo, "")) for campo in ("rotulo", "orientacao"))


def _frases_mascaradas(servico: dict[str, Any]) -> set[str]:
    proprias = {p for texto in [servico["nome"], *servico["palavras"]] for p in _plano(texto) if len(p) > 2}
    textos = [servico["o_que_e"], servico["quando_solicitar"], *servico["etapas"]]
    frases = [_plano(f) for t in textos for f in re.split(r"(?<=[.!?:;])\s+|\n", t)]
    return {" ".join("_" if p in proprias else p for p in frase) for frase in frases if len(frase) >= 6}


def _repetidas(servicos: list[dict[str, Any]]) -> dict[str, list[str]]:
    onde = defaultdict(list)
    for servico in servicos:
        for frase in _frases_mascaradas(servico):
            onde[frase].append(servico["slug"])
    return {frase: slugs for frase, slugs in onde.items() if len(slugs) > 3}


def _sem_fonte(servico: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(campo, fato, trecho) do que parece fato e não tem fonte do campo nem do próprio número."""
    fontes = {c for c, fonte in servico["fontes"].items() if SEM_ORIGEM not in fonte}
    return [
        (campo, fato, achado.group())
        for campo, texto in _textos(servico)
        for fato, padrao in FATOS.items()
        for achado in padrao.finditer(texto)
        if achado.group() not in NUMEROS and not {campo, achado.group()} & fontes
        if not (fato == "número" and _exemplo(texto))
    ]


def _exemplo(texto: str) -> bool:
    """Um número dado como exemplo do que se pede não é um fato."""
    return "exemplo" in texto.lower()


def test_quantos_ha() -> None:
    solicitaveis = [s for s in SERVICOS if s["solicitavel"]]
    que_param = [
        s for s in SERVICOS for p in s["perguntas"] if any(o.get("orientacao") for o in p.get("opcoes", []))
    ]
    assert len(SERVICOS) >= 750
    assert len(solicitaveis) >= 370
    assert sum(bool(s["perguntas"]) for s in SERVICOS) >= 120
    assert len({s["slug"] for s in que_param}) >= 30
    assert 45 <= sum(s["no_aplicativo"] for s in SERVICOS) <= 55
    assert all(s["solicitavel"] for s in SERVICOS if s["no_aplicativo"])


def _orientacoes() -> list[tuple[str, dict[str, str]]]:
    return [
        (servico["slug"], opcao)
        for servico in SERVICOS
        for pergunta in servico["perguntas"]
        for opcao in pergunta.get("opcoes", [])
        if opcao.get("orientacao")
    ]


def test_cada_orientacao_diz_se_e_perigo_e_o_perigo_o_numero() -> None:
    """Foram lidas uma a uma: o que é perigo cita um número que o projeto conhece."""
    tipos = Counter(opcao.get("orientacao_tipo", "") for _, opcao in _orientacoes())
    assert set(tipos) == {"perigo", "nao_e_aqui"}
    assert tipos["perigo"] >= 100
    assert tipos["nao_e_aqui"] >= 13
    urgentes = {c["valor"] for c in ler_caminhos() if c.get("emergencia")}
    sem_numero = [
        slug
        for slug, opcao in _orientacoes()
        if opcao["orientacao_tipo"] == "perigo"
        and not urgentes & set(re.findall(r"\d{3}", opcao["orientacao"]))
    ]
    assert sem_numero == []
    antes = re.compile(r"\b(primeiro|faça antes|registre antes|não atende|trata só)\b", re.IGNORECASE)
    assert [
        s for s, o in _orientacoes() if antes.search(o["orientacao"]) and o["orientacao_tipo"] == "perigo"
    ] == []


def test_o_risco_se_diz_onde_pode_haver_e_nao_num_cartao_de_esporte() -> None:
    por_codigo = {servico["codigo"]: servico for servico in SERVICOS}
    assert risco.codigos() <= set(por_codigo)
    listados = [por_codigo[codigo] for codigo in risco.codigos()]
    assert all(servico["solicitavel"] for servico in listados)
    assert not [s["slug"] for s in listados if ha_perigo(s["perguntas"])], "quem já o diz não se repete"
    com_risco = {c for c, s in por_codigo.items() if ha_perigo(s["perguntas"])} | risco.codigos()
    temas = {por_codigo[codigo]["tema"] for codigo in com_risco}
    assert not temas & {
        "financas",
        "bilhete-unico",
        "documentos-e-licencas",
        "trabalho",
        "canais-de-atendimento",
    }
    sem_risco = ("Carteirinha", "IPTU", "Elogi", "Condutax", "2ª via")
    assert not [
        s["nome"] for c, s in por_codigo.items() if c in com_risco and any(n in s["nome"] for n in sem_risco)
    ]


def test_violencia_abuso_e_discriminacao_sao_sigilosas() -> None:
    graves = re.compile(
        r"viol[eê]ncia|abuso|discrimina|racismo|fobia|explora[cç][aã]o sexual|neglig", re.IGNORECASE
    )
    denuncias = [
        s
        for s in SERVICOS
        if s["solicitavel"] and s["tema"] == "cidadania-e-assistencia-social"
        if graves.search(s["nome"]) and s["nome"].lower().startswith("denunciar")
    ]
    assert [s["slug"] for s in denuncias if not s["sigilosa"]] == []
    assert len(denuncias) >= 13


@pytest.mark.parametrize("campo", OBRIGATORIOS)
def test_campo_cheio_ou_a_confirmar(campo: str) -> None:
    assert [s["slug"] for s in SERVICOS if not s[campo] and campo not in s["a_confirmar"]] == []


def test_gratuito_e_prazo_so_com_fonte() -> None:
    """Taxa vazia quer dizer gratuito: sem fonte, fica a confirmar. O prazo também."""
    for campo in ("taxas", "prazo"):
        soltos = [
            s["slug"]
            for s in SERVICOS
            if campo not in s["a_confirmar"] and SEM_ORIGEM in s["fontes"].get(campo, SEM_ORIGEM)
        ]
        assert soltos == [], campo


def test_orgao_e_destino_com_fonte_ou_a_confirmar() -> None:
    soltos = [
        (s["slug"], campo)
        for s in SERVICOS
        for campo in ("orgao", "regra", "identificacao", "canais", "codigo")
        if campo != "regra" or s["solicitavel"]
        if campo not in s["a_confirmar"] and SEM_ORIGEM in s["fontes"].get(campo, SEM_ORIGEM)
        if campo != "identificacao" or s.get("identificacao") == "anonima"
    ]
    assert soltos == []
    assert [s["slug"] for s in SERVICOS if s["solicitavel"] and not s.get("regra")] == []


def test_nenhuma_frase_em_mais_de_tres_servicos() -> None:
    assert _repetidas(SERVICOS) == {}


def test_a_mascara_acha_o_texto_feito_em_serie() -> None:
    serie = [
        {
            "slug": f"{bicho}",
            "nome": f"Denunciar {bicho}",
            "palavras": [bicho],
            "o_que_e": f"É a denúncia de {bicho} solto na rua do bairro.",
            "quando_solicitar": "",
            "etapas": [],
        }
        for bicho in ("cachorro", "cavalo", "porco", "bode")
    ]
    assert list(_repetidas(serie).values()) == [["cachorro", "cavalo", "porco", "bode"]]
    assert _repetidas(serie[:3]) == {}


def test_gratuidade_e_canal_sao_campos_e_nao_frases() -> None:
    achados = [
        (s["slug"], campo, texto)
        for s in SERVICOS
        for campo, texto in _textos(s)
        if GRATUIDADE.search(texto) or (s["slug"] not in CANAIS_ACEITOS and CANAIS.search(texto))
        if s["solicitavel"] or GRATUIDADE.search(texto)
    ]
    assert achados == []


def test_nada_inventado() -> None:
    assert {s["slug"]: _sem_fonte(s) for s in SERVICOS if _sem_fonte(s)} == {}
    normas = [(s["slug"], n["norma"], n["fonte"]) for s in SERVICOS for n in s["legislacao"]]
    assert [norma for norma in normas if SEM_ORIGEM in norma[2] or not re.search(r"\d{4}", norma[1])] == []
    assert len({slug for slug, *_ in normas}) >= 60
    numeros = re.compile(r"\d")
    soltas = [
        (s["slug"], c)
        for s in SERVICOS
        for c, fonte in s["fontes"].items()
        if SEM_ORIGEM in fonte and numeros.search(fonte)
    ]
    assert soltas == []


@pytest.mark.parametrize(
    "texto",
    [
        "A Lei 8.069/1990 manda.",
        "Veja o art. 5 da norma.",
        "Custa R$ 30.",
        "Ligue 3396-8600.",
        "Fica na Rua Guaicurus, 1000.",
        "Fica no Viaduto do Chá.",
        "Veja em capital.sp.gov.br.",
        "O Estatuto da Pessoa Idosa manda.",
        "O CEP é 01012-001.",
        "Sai em 15 dias úteis.",
        "Sai em quinze dias.",
        "Vale para quem tem 60 anos ou mais.",
    ],
)
def test_o_fato_sem_fonte_e_achado(texto: str) -> None:
    servico = {**SERVICOS[0], "observacoes": texto, "fontes": {}}
    assert [achado for achado in _sem_fonte(servico) if achado[0] == "observacoes"]
    assert [
        a for a in _sem_fonte({**servico, "fontes": {"observacoes": "carta 2026"}}) if a[0] == "observacoes"
    ] == []


def test_os_fatos_dos_caminhos_estao_inteiros() -> None:
    """Toda linha tem fonte e certeza, e nenhuma diz que foi conferida: nenhum endereço foi aberto."""
    caminhos = ler_caminhos()
    assert [c["slug"] for c in caminhos if not c.get("fonte") or not c.get("certeza")] == []
    assert [c["slug"] for c in caminhos if "conferido_em" in c or "resultado" in c] == []
    citados = {slug for s in SERVICOS for slug in s.get("caminhos", [])}
    assert {c["slug"] for c in caminhos} == citados, "nenhum sobra"


def test_o_que_se_pede_tem_titulo_nas_palavras_do_cidadao() -> None:
    assert [s["slug"] for s in SERVICOS if s["solicitavel"] and not s.get("titulo")] == []
    titulos = [s.get("titulo") or s["nome"] for s in SERVICOS]
    assert len(set(titulos)) == len(titulos), "dois serviços não se chamam igual"
    assert [titulo for titulo in titulos if " - " in titulo] == [], "o assunto e o verbo, como numa tabela"


def test_ninguem_se_toma_por_outro() -> None:
    """Moradores de rua são quem vive nela, e uma denúncia de criança seria contra ela."""
    de_rua = re.compile(r"\bmorador(es)? d[aeo]s? ruas?\b", re.IGNORECASE)
    vitima = r"(quem|criança|adolescente|pessoa|idos|mulher|imigrante|jovem)"
    da_vitima = re.compile(rf"\bdenúncias? de {vitima}", re.IGNORECASE)
    textos = [(s["slug"], f"{s.get('titulo', '')} {s['o_que_e']} {s['publico_alvo']}") for s in SERVICOS]
    assert [slug for slug, texto in textos if de_rua.search(texto) or da_vitima.search(texto)] == []


def test_na_emergencia_os_numeros_vem_juntos_antes_do_resto() -> None:
    """A picada de cobra não espera atrás do WhatsApp: o que vem depois do primeiro resto já não é grande."""
    emergencias = {c["slug"] for c in ler_caminhos() if c.get("emergencia")}
    de_emergencia = 0
    for servico in SERVICOS:
        grandes = [slug in emergencias for slug in servico.get("caminhos", [])]
        if grandes and grandes[0]:
            de_emergencia += 1
            assert grandes == sorted(grandes, reverse=True), servico["slug"]
    assert de_emergencia >= 70, "o nome do campo mudou, e já nada se confere"


def test_o_que_so_se_informa_comeca_pelo_que_a_pessoa_faz() -> None:
    """As etapas vêm debaixo de "O que fazer": a primeira não conta o que o órgão faz."""
    de_outro = re.compile(r"(O|A|Os|As|Um|Uma|Você|Ele|Ela|Quem)\b")
    assert [s["slug"] for s in SERVICOS if not s["solicitavel"] and de_outro.match(s["etapas"][0])] == []


def test_o_botao_que_o_texto_chama_esta_la() -> None:
    """ "No botão acima" só onde o primeiro caminho é um botão: um link, sem emergência, numa informação."""
    links = [c for c in ler_caminhos() if c["tipo"] in {"url", "portal", "telefone"}]
    botoes = {c["slug"] for c in links if not c.get("emergencia")}
    que_chamam = [s for s in SERVICOS if any("botão acima" in texto for _, texto in _textos(s))]
    assert que_chamam
    sem = [s["slug"] for s in que_chamam if s["solicitavel"] or s.get("caminhos", [""])[0] not in botoes]
    assert sem == []


def test_lugares_tem_fonte() -> None:
    assert [lugar["slug"] for lugar in ler_lugares() if not lugar.get("fonte")] == []
    assert [linha for linha in ler_lista("numeros.yaml") if not linha["fonte"]] == []


@pytest.mark.parametrize(
    ("palavra", "quantas"),
    {"pai": 1, "pão": 1, "dia": 2, "país": 2, "rainha": 3, "guia": 2, "que": 1, "ações": 2, "x": 1}.items(),
)
def test_silabas(palavra: str, quantas: int) -> None:
    assert silabas(palavra) == quantas


def test_facil_de_ler() -> None:
    indices = [do_servico(servico) for servico in SERVICOS]
    assert statistics.median(indices) >= 50
    assert min(indices) >= 50
    dificil = "A administração municipal procederá à regularização administrativa da documentação."
    assert flesch(dificil) < 25 < flesch("A equipe vai à rua e fecha o buraco.")
