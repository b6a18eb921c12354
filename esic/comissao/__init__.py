"""A Comissão Municipal de Acesso à Informação: reuniões, atas e informações classificadas."""
