// O que se prepara, as ruas escolhidas, os pedidos que se viram, o que se escrevia numa conversa, a fila que se percorria e o dia da
// equipe dizem da pessoa: quem sai da conta não os deixa. Por nome: o que espera a rede pergunta-se antes, e as preferências
// (contraste, letra, atalhos, sons) são do aparelho.
export const BANCO_DO_PREPARO = "sp156-preparo";
export const BANCO_DO_TURNO = "sp156-turno";
export const CACHE_DAS_RUAS = "ruas";
export const CACHE_DO_TURNO = "turno";
export const MARCA_DO_TURNO = "turno";
export const MARCA_DOS_SERVICOS = "servicos";
export const MEUS_PEDIDOS = "meus-pedidos";

const DA_PESSOA = new RegExp(`^(${MARCA_DOS_SERVICOS}|${MARCA_DO_TURNO}|${MEUS_PEDIDOS}|fila|conversa:.*)$`);

export async function esquecerDaPessoa() {
  for (const armazem of [localStorage, sessionStorage])
    for (const nome of Object.keys(armazem)) if (DA_PESSOA.test(nome)) armazem.removeItem(nome);
  indexedDB.deleteDatabase(BANCO_DO_PREPARO);
  await Promise.all([caches.delete(CACHE_DAS_RUAS), esquecerOTurno()]);
}

export async function esquecerOTurno() {
  localStorage.removeItem(MARCA_DO_TURNO);
  indexedDB.deleteDatabase(BANCO_DO_TURNO);
  await caches.delete(CACHE_DO_TURNO);
}
