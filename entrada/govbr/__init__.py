"""Entrar com o gov.br (OpenID Connect): desligado até a cidade o configurar (GOVBR_CLIENT_ID)."""
