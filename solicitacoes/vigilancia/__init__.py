"""O que se vigia e o que se mede dos pedidos, para quem cuida do portal."""
