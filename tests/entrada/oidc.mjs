// Um servidor OpenID Connect de verdade (oidc-provider), com o que o gov.br diz de uma pessoa.
// Uso: node oidc.mjs <porta> <endereço da volta> <endereço da saída>. Qualquer senha entra; quem entra é o CPF escrito.
import Provider from "oidc-provider";

const [porta, volta, saida] = process.argv.slice(2);
const emissor = `http://127.0.0.1:${porta}`;
const niveis = { 52998224725: "gold", 11144477735: "silver" };

const servidor = new Provider(emissor, {
  clients: [
    {
      client_id: "sp156",
      client_secret: "segredo-do-sp156",
      redirect_uris: [volta],
      post_logout_redirect_uris: [saida],
      token_endpoint_auth_method: "client_secret_basic",
    },
  ],
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  cookies: { keys: ["teste"] },
  routes: { authorization: "/authorize", token: "/token", jwks: "/jwk", end_session: "/logout", userinfo: "/userinfo" },
  scopes: ["openid", "email", "phone", "profile", "govbr_confiabilidades", "govbr_confiabilidades_idtoken"],
  claims: {
    email: ["email", "email_verified"],
    profile: ["name"],
    govbr_confiabilidades_idtoken: ["reliability_info"],
  },
  findAccount: (_, cpf) => ({
    accountId: cpf,
    claims: () => ({
      sub: cpf,
      name: "Maria do gov.br",
      email: "maria@exemplo.invalid",
      email_verified: "true",
      reliability_info: { level: niveis[cpf] ?? "bronze", reliabilities: [] },
    }),
  }),
});
servidor.listen(Number(porta), "127.0.0.1", () => console.log("pronto"));
