"""Os servidores que recebem, num processo à parte: o que eles gastam não conta. Diz as portas e fica."""

from __future__ import annotations

import json
import signal

from tests.correio import Correio
from tests.servidores.provedor import Provedor


def main() -> None:
    with Correio.no_ar() as correio, Provedor.no_ar() as provedor:
        # Push e WhatsApp aceitam qualquer 2xx.
        provedor.resposta, provedor.guardar = b'{"id": "1", "messages": [{"id": "1"}]}', False
        print(json.dumps({"http": provedor.url, "smtp": correio.porta}), flush=True)  # noqa: T201
        signal.pause()


if __name__ == "__main__":
    main()
