"""As conversas do portal, de quem as atende."""
