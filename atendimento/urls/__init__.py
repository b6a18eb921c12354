"""Os endereços do atendimento: `/central/`, de quem atende."""
