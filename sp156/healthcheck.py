"""Sonda de saúde para contêineres: `python -m sp156.healthcheck` sai com 0 se `/saude/` responde 200.

Não carrega o Django: roda a cada poucos segundos.
"""

import http.client
import os
import sys


def main() -> int:
    """Pergunta ao servidor web desta máquina, com um nome que ele aceita."""
    nome = os.environ.get("ALLOWED_HOSTS", "localhost").partition(",")[0].lstrip(".")
    conexao = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORTA", "8000")), timeout=8)
    try:
        conexao.request("GET", "/saude/", headers={"Host": nome})
        resposta = conexao.getresponse()
    except OSError as erro:
        sys.stderr.write(f"sem resposta: {erro}\n")
        return 1
    finally:
        conexao.close()
    return 0 if resposta.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
