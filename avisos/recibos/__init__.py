"""O que quem envia conta depois: recibos de SMS e de WhatsApp, e o e-mail que voltou."""
