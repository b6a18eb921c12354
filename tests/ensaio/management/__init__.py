"""Os comandos do ensaio."""
