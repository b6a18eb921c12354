# Um comando por trabalho; a CI, o pre-commit e as pessoas usam os mesmos: `uv run just TRABALHO`.

# lista os trabalhos
_lista:
    @just --list

# sobe o portal inteiro
portal *opcoes:
    uv run manage.py portal {{ opcoes }}

# estilo do Python e dos modelos HTML
estilo:
    ruff check .
    ruff format --check .
    djlint templates --lint --quiet

# arruma o que dá para arrumar sozinho
arrumar:
    ruff check --fix .
    ruff format .

# tipos (mypy --strict)
tipos:
    mypy .

# quem pode importar quem
contratos:
    lint-imports --no-logo

# nenhuma mudança de modelo sem migração
migracoes:
    python manage.py makemigrations --check --dry-run

# tudo o que não é teste
conferir: estilo tipos contratos migracoes

# todos os testes, com servidores e navegador
[no-exit-message]
testes *opcoes:
    pytest {{ opcoes }}

# só os testes sem navegador nem processos
rapidos *opcoes:
    pytest -m "unidade or matriz" {{ opcoes }}

# todos os testes, e um relato de quanto custaram e onde: .portal/duracoes.md
[no-exit-message]
duracoes *opcoes:
    python -m tests.duracoes {{ opcoes }}

# estraga uma cópia, uma falta de tests/faltas por vez, e diz que testes a notam
[no-exit-message]
faltas *nomes:
    python -m tests.faltas {{ nomes }}

# os testes do JavaScript que decide, sem o pytest
[no-exit-message]
javascript *arquivos:
    @python -m tests.javascript {{ arquivos }}

# o que é longo por natureza, com as figuras em docs/noturno.md
[no-exit-message]
noturno:
    python -m tests.noturno

# o que há em cada arquivo, pela primeira linha dele: `just mapa`, `just mapa guia/busca`
mapa *pastas:
    @python -m tests.projeto.mapa {{ pastas }}

# refaz docs/desenhos.md: as entidades e as situações, lidas do código
desenhos:
    DJANGO_SETTINGS_MODULE=tests.configuracao python -m tests.desenho

# refaz docs/retratos/: as quatro páginas do README, fotografadas da demonstração
retratos:
    python -m tests.retratos

# guarda o banco da demonstração da versão que se lança: o próximo código tem de migrá-lo e servi-lo
pouso *commit:
    python -m tests.pouso {{ commit }}

# testes com cobertura de desvios
cobertura:
    pytest --cov --cov-report=term

# refaz as versões exatas: requirements.txt e constraint-dependencies
travar:
    python .ci/travar.py

# escreve a versão em todos os arquivos que a dizem, e até que migração ela vai
lancar versao:
    DJANGO_SETTINGS_MODULE=tests.configuracao python -m tests.implantacao.versao {{ versao }}

# refaz docs/operacoes-de-dados.md: o registro das operações com dados pessoais, lido do código
operacoes:
    DJANGO_SETTINGS_MODULE=tests.configuracao python -m tests.operacoes
