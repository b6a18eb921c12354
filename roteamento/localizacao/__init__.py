"""De um endereço como foi dado a um lugar: só contas, sem banco."""
