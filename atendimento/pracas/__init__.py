"""As Praças: turnos, comprovantes impressos, o que cada uma faz."""
