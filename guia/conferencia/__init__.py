"""Conferir os caminhos oficiais: se o endereço ainda responde."""
