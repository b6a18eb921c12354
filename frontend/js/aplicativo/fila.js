// A fila do que espera a rede: manda cada guardado uma vez só. A página e o trabalhador usam a mesma, um de cada vez
// (`navigator.locks`); o que se repete, porque a resposta se perdeu, o servidor reconhece pela chave.
import { deOutraConta } from "./dizer.js";
import { apagar, guardar as guardarNoAparelho, envelhecer, espera, itens, mudar, novaPosse } from "./guardados.js";
import { Espere, SemRede, ficha, jaPassou, mandarAto, mandarPedido, situacaoDoPedido } from "./envio.js";

export { achar, aoMudar, apagar, apagarQuem, espera, itens, naLista, novaChave, pendente, tamanho } from "./guardados.js";

export const TAG = "fila";
const PRIMEIRA_ESPERA = 5_000;
const MAIOR_ESPERA = 60 * 60_000;
const MANDAR = { pedido: mandarPedido, ato: mandarAto };

// O navegador que sabe acordar o trabalhador quando a rede volta; os outros têm o evento `online` e o botão.
export async function registrar() {
  const registro = self.registration ?? (await navigator.serviceWorker?.getRegistration());
  try {
    await registro?.sync?.register(TAG);
  } catch {
    // O navegador não deixa (permissão, ou outro aparelho): a fila vai com a página aberta.
  }
}

export async function guardar(dados) {
  const chave = await guardarNoAparelho(dados);
  if (typeof window !== "undefined") navigator.storage?.persist?.();
  await registrar();
  return chave;
}

const um_de_cada_vez = (fazer) => (navigator.locks ? navigator.locks.request("fila", fazer) : fazer());

// Manda tudo o que pode ir agora. `forcar`: também o que ia esperar mais; `sozinho`: ninguém o pediu agora.
// Devolve quantos foram, e se ficou algo que a rede ou o servidor impediu: quem acordou sozinho tenta de novo.
export function enviarTudo({ forcar = false, sozinho = false } = {}) {
  return um_de_cada_vez(async () => {
    await envelhecer();
    let [ficou, foram] = [false, 0];
    for (const { chave, proximo } of (await itens()).filter(espera)) {
      if (!forcar && proximo > Date.now()) {
        ficou = true;
        continue;
      }
      const desfecho = await enviarUm(chave, sozinho);
      ficou ||= desfecho !== "resolvido" && desfecho !== "enviado";
      foram += desfecho === "enviado";
      if (desfecho === "sem_rede") break;
    }
    return { ficou, foram };
  });
}

async function enviarUm(chave, sozinho) {
  const item = await mudar(chave, ({ posse }) => ({ estado: "enviando", posse: posse || novaPosse() }));
  if (!item) return "resolvido"; // apagado enquanto se mandava outro
  try {
    const dita = await ficha(sozinho);
    if (item.conta && item.conta !== dita.conta) {
      await mudar(chave, { estado: "esperando", recado: dita.conta ? "outra_conta" : "entrar" });
      return "resolvido";
    }
    const mudado = await mudar(chave, await MANDAR[item.tipo](item, dita));
    return mudado?.estado === "enviado" ? "enviado" : "resolvido";
  } catch (falha) {
    return adiar(chave, falha);
  }
}

// Sem rede não há culpa do servidor: tenta-se logo que ela volte. O resto espera cada vez mais.
async function adiar(chave, falha) {
  if (falha instanceof SemRede) {
    await mudar(chave, { estado: "esperando", recado: "" });
    return "sem_rede";
  }
  const pedida = falha instanceof Espere ? falha.milissegundos : 0;
  const demora = (tentativas) => Math.max(pedida, Math.min(PRIMEIRA_ESPERA * 2 ** tentativas, MAIOR_ESPERA));
  await mudar(chave, ({ tentativas }) => ({
    estado: "esperando",
    recado: falha instanceof Espere ? falha.message : "",
    tentativas: tentativas + 1,
    proximo: Date.now() + demora(tentativas),
  }));
  if (!(falha instanceof Espere)) console.warn("A fila não mandou", chave, falha);
  return "adiado";
}

// Na página: o que se acabou nas páginas de sempre já não espera. Devolve os nomes dos atos que saíram da lista por isso, uma vez:
// a que começa enquanto outra espera o servidor vem depois dela.
let aConferir = Promise.resolve();
export function conferir() {
  aConferir = aConferir.then(conferirTodos, conferirTodos);
  return aConferir;
}

async function conferirTodos() {
  const sairam = [];
  for (const item of (await itens()).filter(({ estado }) => estado === "precisa_de_voce")) {
    try {
      const passou = await CONFERIR[item.tipo](item);
      if (passou) sairam.push(passou.mudou ? `${item.rotulo} (${passou.mudou})` : item.rotulo);
    } catch (falha) {
      if (falha instanceof SemRede) break;
      if (!(falha instanceof Espere)) console.warn("A fila não conferiu", item.chave, falha);
    }
  }
  return sairam;
}

async function conferirPedido(item) {
  const como = item.posse && (await situacaoDoPedido(item));
  if (como) await mudar(item.chave, como);
  return false;
}

// A página que dá lugar a outra enquanto pergunta já não tem a quem dizer o que saiu: a que vem pergunta por si.
async function conferirAto(item) {
  const escuta = new AbortController();
  let deSaida = false;
  self.addEventListener("beforeunload", () => (deSaida = true), { signal: escuta.signal });
  try {
    const passou = !deOutraConta(item) && (await jaPassou(item));
    if (!passou || deSaida) return false;
    await apagar(item.chave);
    return passou;
  } finally {
    escuta.abort();
  }
}

const CONFERIR = { pedido: conferirPedido, ato: conferirAto };

// Outra vez do começo, com a mesma chave: o que o servidor já tem não se repete.
export const tentarDeNovo = (chave) =>
  mudar(chave, ({ arquivos }) => ({
    estado: "esperando",
    recado: "",
    endereco: "",
    chamado: "",
    tentativas: 0,
    proximo: 0,
    arquivos: arquivos.map((arquivo) => ({ ...arquivo, enviado: false, recusado: "" })),
  }));

export async function proximaVez() {
  const quando = (await itens()).filter(espera).map(({ proximo }) => proximo);
  return quando.length ? Math.min(...quando) : null;
}
