"""A prova das rotas: de todo lugar, todo serviço aberto chega a uma unidade viva."""
