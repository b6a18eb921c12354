"""Os pedidos novos, de hora em hora, sem perder nenhum. Só usa o que vem com o Python."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlencode
from urllib.request import urlopen

JANELA = timedelta(hours=48)
POR_PAGINA = 250


def ler_novos(raiz: str, vistos: set[str]) -> list[dict[str, str]]:
    """Os pedidos dos últimos dois dias que não estão em `vistos`, onde os acrescenta: guarde-o."""
    ate = datetime.now(UTC)
    pergunta = {
        "start_date": f"{ate - JANELA:%Y-%m-%dT%H:%M:%SZ}",
        "end_date": f"{ate:%Y-%m-%dT%H:%M:%SZ}",
        "page_size": POR_PAGINA,
    }
    novos = []
    for pagina in count(1):
        with urlopen(f"{raiz}/requests.json?{urlencode({**pergunta, 'page': pagina})}") as resposta:
            lidos = json.load(resposta)
        novos += [lido for lido in lidos if lido["service_request_id"] not in vistos]
        vistos |= {lido["service_request_id"] for lido in lidos}
        if len(lidos) < POR_PAGINA:  # a página que não vem cheia é a última
            break
    return novos
