from django.test import Client


def test_responder_saude_ok(client: Client, db: None) -> None:
    resposta = client.get("/saude/")
    assert (resposta.status_code, resposta.content) == (200, b'{"situacao":"ok","banco":"ok","fila":"ok"}')
