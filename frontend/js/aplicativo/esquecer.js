// O que se prepara e as ruas escolhidas dizem da pessoa: quem sai da conta não os deixa no aparelho.
export const BANCO_DO_PREPARO = "sp156-preparo";
export const CACHE_DAS_RUAS = "ruas";
export const MARCA_DOS_SERVICOS = "servicos";

export async function esquecerOQueSePrepara() {
  localStorage.removeItem(MARCA_DOS_SERVICOS);
  indexedDB.deleteDatabase(BANCO_DO_PREPARO);
  await caches.delete(CACHE_DAS_RUAS);
}
