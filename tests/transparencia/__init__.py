"""Os testes da transparência."""
