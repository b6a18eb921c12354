"""Transparência: o que se pediu, o que se fez e se resolveu; dados abertos, avaliação anual e Open311."""
