// O que se prepara, as ruas escolhidas, os pedidos que se viram, o que se escrevia numa conversa, a fila que se percorria e de que conta é o aparelho
// dizem da pessoa: quem sai da conta não os deixa. Por nome: o que espera a rede pergunta-se antes, e as preferências (contraste,
// letra, atalhos, sons) são do aparelho.
export const BANCO_DO_PREPARO = "sp156-preparo";
export const CACHE_DAS_RUAS = "ruas";
export const MARCA_DOS_SERVICOS = "servicos";
export const MEUS_PEDIDOS = "meus-pedidos";

const DA_PESSOA = new RegExp(`^(${MARCA_DOS_SERVICOS}|${MEUS_PEDIDOS}|conta|fila|conversa:.*)$`);

export async function esquecerDaPessoa() {
  for (const armazem of [localStorage, sessionStorage])
    for (const nome of Object.keys(armazem)) if (DA_PESSOA.test(nome)) armazem.removeItem(nome);
  indexedDB.deleteDatabase(BANCO_DO_PREPARO);
  await caches.delete(CACHE_DAS_RUAS);
}
