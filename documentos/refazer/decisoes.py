"""O que se decide sozinho de um arquivo ou de um texto, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao, Medida

GRUPO = "Fotos, arquivos e textos"
DECISOES = (
    Decisao(
        codigo="arquivo",
        nome="Se uma foto ou um PDF serve",
        o_que="O portal confere o arquivo, recusa o que não abre, o grande demais e o que não é foto nem "
        "PDF, e refaz o que serve sem o lugar e o aparelho escondidos nele. Ninguém julga o que a foto "
        "mostra.",
        dados="O próprio arquivo: o tipo, o tamanho e se abre.",
        quem_decide="Você: pode mandar outro arquivo ou seguir sem ele. O resto do que escreveu fica.",
        contestar="Mande noutro formato, ou leve o arquivo a uma Praça de Atendimento.",
        lei="LGPD, artigos 6º, III, e 46 (só o dado necessário, com segurança).",
        desde=date(2026, 12, 1),
        onde=("documentos.fotos.tratar", "documentos.pdf.tratar"),
        rotinas=("documentos.conferir",),
    ),
    Decisao(
        codigo="dados-pessoais",
        nome="Que trechos de um texto parecem dados pessoais",
        o_que="Antes de mandar uma denúncia a quem apura, ou de publicar uma resposta, o portal marca o que "
        "parece nome, documento, endereço ou telefone.",
        dados="O texto escrito e listas de palavras e nomes. Nada sai da Prefeitura.",
        quem_decide="Uma pessoa confere cada marca, tira as erradas e põe as que faltam. Sem isso o texto "
        "não segue.",
        contestar="Viu um dado seu publicado? Avise o encarregado dos dados ou a Ouvidoria.",
        lei="LGPD, artigo 6º, III; Lei 12.527/2011, artigo 31; Lei 13.608/2018, artigo 4º-B.",
        desde=date(2026, 11, 27),
        onde=("documentos.pessoais.marcar",),
        medida=Medida(
            resultado="O portal marcou 94,2% dos dados pessoais, e todos os CPF, e-mails e telefones.",
            quantos=69,
            de_que="dados em textos que ele não tinha lido",
            em=date(2026, 11, 25),
            como="pytest -s tests/documentos/pessoais/test_marcar.py",
            figuras="docs/adr/0020-marcar-dados-pessoais.md",
        ),
    ),
)
