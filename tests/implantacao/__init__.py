"""Pôr o portal no ar, e cada versão nova dele, como docs/implantacao.md manda."""
