"""O trabalho na rua: a lista do dia, na ordem de visita, e as ordens de serviço."""
