"""Coerência dos modelos de página: nenhum esquecido, nenhum endereço inventado, nada que a CSP recuse."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver

RAIZ = Path(settings.BASE_DIR)
PASTA = RAIZ / "templates"
MODELOS = {str(arquivo.relative_to(PASTA)): arquivo for arquivo in sorted(PASTA.rglob("*.*"))}
PAGINAS = {nome: arquivo for nome, arquivo in MODELOS.items() if nome.endswith(".html")}
FORA_DO_PORTAL = {"avisos/mensagem.html", "portal/meus_dados/pacote.html"}
"""Leem-se num leitor de e-mail, ou do pacote que se baixou: trazem consigo o estilo."""
DO_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
"""Os nomes que o Django procura sozinho."""
SEGUROS = {
    # Textos de ajuda escritos por nós nos formulários, nunca por quem usa; o mesmo que faz o Django.
    "django/forms/dica_e_erro.html": "{{ field.help_text|safe }}",
}
MAIOR_MODELO, MAIOR_LINHA = 150, 160
"""Linhas de um modelo e letras de uma linha: acima disto ele se divide pelo sentido; ela, pela estrutura."""
COMENTARIO = re.compile(r"{#.*?#}|{% comment\b.*?%}.*?{% endcomment %}", re.DOTALL)


def texto_de(arquivo: Path) -> str:
    """O modelo sem os comentários."""
    return COMENTARIO.sub("", arquivo.read_text(encoding="utf-8"))


# --- quem usa ---------------------------------------------------------------------


@cache
def arvores() -> list[ast.AST]:
    """O código do projeto, sem os testes."""
    casas = {config.name.split(".")[0] for config in apps.get_app_configs()}
    pastas = [RAIZ / casa for casa in sorted(casas) if (RAIZ / casa).is_dir()]
    return [ast.parse(f.read_text(encoding="utf-8")) for pasta in pastas for f in sorted(pasta.rglob("*.py"))]


def constantes() -> set[str]:
    """Todo texto escrito no código."""
    return {
        no.value
        for arvore in arvores()
        for no in ast.walk(arvore)
        if isinstance(no, ast.Constant) and isinstance(no.value, str)
    }


def montados() -> Iterator[re.Pattern[str]]:
    """Os nomes que o código monta, como `f"pasta/{modelo}.html"`."""
    for arvore in arvores():
        for no in ast.walk(arvore):
            if isinstance(no, ast.JoinedStr):
                partes = [p.value if isinstance(p, ast.Constant) else None for p in no.values]
                if str(partes[-1]).endswith((".html", ".txt")):
                    escritas = [r"([\w-]+)" if p is None else re.escape(str(p)) for p in partes]
                    yield re.compile("".join(escritas))


def usados_no_codigo() -> set[str]:
    """Citados por inteiro, por um fragmento (`x.html#parte`), ou montados com uma palavra do código."""
    palavras = constantes()
    citados = {palavra.partition("#")[0] for palavra in palavras} & set(MODELOS)
    for padrao in montados():
        for nome in MODELOS:
            achado = padrao.fullmatch(nome)
            if achado and set(achado.groups()) <= palavras:
                citados.add(nome)
    return citados


def usados_nos_modelos() -> set[str]:
    """Incluídos ou estendidos por outro modelo."""
    todos = "\n".join(texto_de(arquivo) for arquivo in MODELOS.values())
    return set(re.findall(r'{%\s*(?:include|extends)\s+["\']([^"\'#]+)', todos))


def substituem_os_de_fora() -> set[str]:
    """Trocam um modelo do Django, do allauth ou do histórico que tem o mesmo nome."""
    pastas = [Path(pasta) for pasta in get_app_template_dirs("templates")]
    pastas.append(Path(django.__path__[0]) / "forms" / "templates")
    return {nome for nome in MODELOS if any((pasta / nome).exists() for pasta in pastas)}


def da_administracao() -> set[str]:
    """`admin/<aplicativo>/<tabela>/<tela>.html`, que a administração procura pelo nome da tabela."""
    telas = {"change_form", "change_list", "delete_confirmation", "object_history"}
    tabelas = {f"admin/{t._meta.app_label}/{t._meta.model_name}" for t in apps.get_models()}
    return {nome for nome, a in PAGINAS.items() if a.stem in telas and str(Path(nome).parent) in tabelas}


def test_todo_modelo_e_usado() -> None:
    usados = usados_no_codigo() | usados_nos_modelos() | substituem_os_de_fora() | da_administracao()
    assert set(MODELOS) - usados - DO_DJANGO == set()


def test_todo_modelo_citado_existe() -> None:
    """Um `include` errado só apareceria na página que o usa."""
    carregar = engines["django"].get_template
    for nome in sorted(usados_nos_modelos()):
        carregar(nome)


def test_todo_modelo_compila(subtests: pytest.Subtests) -> None:
    for nome in sorted(MODELOS):
        with subtests.test(nome):
            engines["django"].get_template(nome)


# --- o tamanho ------------------------------------------------------------------------


def test_nenhum_modelo_e_grande_demais(subtests: pytest.Subtests) -> None:
    """Quem lê um modelo o vê quase inteiro, sem rolar para o lado."""
    for nome, arquivo in sorted(MODELOS.items()):
        linhas = arquivo.read_text(encoding="utf-8").splitlines()
        with subtests.test(nome):
            assert len(linhas) <= MAIOR_MODELO
            assert [n for n, linha in enumerate(linhas, 1) if len(linha) > MAIOR_LINHA] == []


# --- endereços ----------------------------------------------------------------------


def nomes_de(padroes: list[URLPattern | URLResolver], espaco: str = "") -> Iterator[str]:
    for padrao in padroes:
        if isinstance(padrao, URLResolver):
            dentro = f"{espaco}{padrao.namespace}:" if padrao.namespace else espaco
            yield from nomes_de(padrao.url_patterns, dentro)
        elif padrao.name:
            yield f"{espaco}{padrao.name}"


def test_todo_url_escrito_nos_modelos_existe() -> None:
    existem = set(nomes_de(get_resolver().url_patterns))
    citados = {
        (nome, endereco)
        for nome, arquivo in MODELOS.items()
        for endereco in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", texto_de(arquivo))
    }
    assert citados
    assert {par for par in citados if par[1] not in existem} == set()


# --- o que a CSP recusaria ------------------------------------------------------------


def test_sem_script_nem_estilo_na_linha(subtests: pytest.Subtests) -> None:
    for nome, arquivo in sorted(PAGINAS.items()):
        with subtests.test(nome):
            texto = texto_de(arquivo)
            scripts = re.findall(r"<script[^>]*>(.*?)</script>", texto, re.DOTALL)
            assert [script for script in scripts if script.strip()] == []
            assert re.findall(r"\son[a-z]+\s*=", texto) == []
            if nome not in FORA_DO_PORTAL:
                assert re.findall(r"<style|\sstyle\s*=", texto) == []


def test_todo_safe_tem_motivo() -> None:
    """`|safe` e `autoescape off` desligam o escape; em texto puro (.txt) não há o que escapar."""
    achados = {
        nome: achado
        for nome, arquivo in PAGINAS.items()
        for achado in re.findall(
            r"{{[^}]*\|\s*safe(?:seq)?\b[^}]*}}|{%\s*autoescape off.*?%}", texto_de(arquivo)
        )
    }
    assert achados == SEGUROS


def test_nenhum_endereco_de_fora() -> None:
    """Nenhuma página carrega nada de outro servidor."""
    for nome, arquivo in PAGINAS.items():
        de_fora = re.findall(
            r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=[\"']?(?:https?:)?//", texto_de(arquivo)
        )
        assert de_fora == [], nome


def test_toda_classe_da_base_citada_esta_na_folha() -> None:
    """A folha só leva da base os espaços e as peças que se usam: o que se passa a usar entra nela."""
    folha = (RAIZ / "static" / "compilado" / "portal.css").read_text(encoding="utf-8").replace("\\", "")
    citadas = {
        classe for arquivo in PAGINAS.values() for classe in re.findall(r"govuk-![\w-]+", texto_de(arquivo))
    }
    assert citadas
    assert not {classe for classe in citadas if f".{classe}" not in folha}


def classes_da_folha(nome: str) -> set[str]:
    css = (RAIZ / "static" / "compilado" / nome).read_text(encoding="utf-8").replace("\\", "")
    return set(re.findall(r"\.((?:govuk|sp)-[\w-]+)", css))


def com_os_que_inclui(nome: str, vistos: set[str]) -> set[str]:
    """O modelo, e os que ele estende e inclui pelo nome."""
    if nome in vistos or nome not in PAGINAS:
        return vistos
    vistos.add(nome)
    for outro in re.findall(r'{% (?:extends|include) "([^"]+)"', texto_de(PAGINAS[nome])):
        com_os_que_inclui(outro, vistos)
    return vistos


def test_a_pagina_que_dispensa_a_folha_dos_formularios_nao_tem_classe_dela(
    subtests: pytest.Subtests,
) -> None:
    so_dela = classes_da_folha("formularios.css") - classes_da_folha("portal.css")
    dispensam = [
        nome for nome, f in PAGINAS.items() if "{% block formularios %}{% endblock %}" in texto_de(f)
    ]
    assert so_dela
    assert dispensam
    for pagina in dispensam:
        with subtests.test(pagina):
            textos = [texto_de(PAGINAS[nome]) for nome in com_os_que_inclui(pagina, set())]
            citadas = {classe for texto in textos for classe in re.findall(r"[\w-]+", texto)}
            assert not citadas & so_dela
