"""Solicitações: o pedido de um serviço, da porta à caixa que o executa."""
