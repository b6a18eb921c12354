"""Os comandos da transparência."""
