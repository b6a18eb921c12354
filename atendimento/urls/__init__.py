"""Os endereços do atendimento: `/central/`, de quem atende, e `/conversa/`, de quem conversa."""
