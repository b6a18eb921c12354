// No trabalhador: o dia da equipe no aparelho (ADR 0076). As respostas guardam-se cifradas, pelo endereço, com uma chave que não sai
// deste navegador; chave e respostas apagam-se ao sair da conta, quando outra conta entra e na hora em que o turno acaba.
import { openDB } from "idb";

import { cifrar, decifrar, novaChave } from "./cifra.js";
import { BANCO_DO_TURNO, CACHE_DO_TURNO } from "./esquecer.js";

const LOJA = "respostas";
const TURNO = "turno";
// São páginas de trabalho, que o servidor monta na hora: poucas de cada vez, para não tomar o lugar de quem espera.
const JUNTAS = 3;
const PARA_LEVAR = { headers: { "Para-Levar": "sim" }, cache: "no-store" };
const CITADO = /["'(]([^"'()\s<>]+\.(?:js|css|svg|woff2))["')]/g;
const SO_DA_REDE = new Set(["content-encoding", "content-length", "content-disposition"]);

const abrir = () => openDB(BANCO_DO_TURNO, 1, { upgrade: (banco) => banco.createObjectStore(LOJA) });

// Uma conexão por vez, fechada depois: nenhuma impede que se apague o banco.
async function usar(fazer) {
  const banco = await abrir();
  try {
    return await fazer(banco);
  } finally {
    banco.close();
  }
}

// --- o turno: de quem é, a chave, até quando -------------------------------------------------

const lerTurno = () => usar((banco) => banco.get(LOJA, TURNO));

// Quando acaba o que está guardado: lê-se ao acordar, e as páginas esperam por isso. O navegador que não guarda nada não tem o que apagar.
let fim = lerTurno().then(
  (turno) => turno?.ate ?? Number.POSITIVE_INFINITY,
  () => Number.POSITIVE_INFINITY,
);

export async function apagarOTurno() {
  fim = Promise.resolve(Number.POSITIVE_INFINITY);
  await usar((banco) => banco.clear(LOJA));
  await caches.delete(CACHE_DO_TURNO);
}

// Antes de se mostrar qualquer coisa: o turno que acabou já não está no aparelho.
export async function vencer() {
  if (Date.now() >= (await fim)) await apagarOTurno();
}

async function comecar(conta, ate) {
  const antes = await lerTurno();
  const continua = antes?.conta === conta && Date.now() < antes.ate;
  if (antes && !continua) await apagarOTurno();
  const turno = { ...(continua ? antes : { nome: crypto.randomUUID(), chave: await novaChave() }), conta, ate };
  await usar((banco) => banco.put(LOJA, turno, TURNO));
  fim = Promise.resolve(ate);
  return turno;
}

// --- guardar -------------------------------------------------------------------------------

// A página diz quando se guardou; o resto vai como veio.
async function corpoDe(resposta) {
  if (!(resposta.headers.get("Content-Type") ?? "").startsWith("text/html")) return { bytes: await resposta.arrayBuffer() };
  const texto = await resposta.text();
  return { texto, bytes: new TextEncoder().encode(texto.replace("<body ", `<body data-guardada="${Date.now()}" `)) };
}

async function guardar(turno, endereco, marca, resposta) {
  const { texto = "", bytes } = await corpoDe(resposta);
  const cabecalhos = [...resposta.headers].filter(([nome]) => !SO_DA_REDE.has(nome));
  const cifrada = await cifrar(turno.chave, endereco, bytes);
  await usar(async (banco) => {
    const escrita = banco.transaction(LOJA, "readwrite");
    const atual = await escrita.store.get(TURNO);
    if (atual?.nome === turno.nome) await escrita.store.put({ marca, ...cifrada, cabecalhos }, endereco); // quem saiu no meio não deixa nada
    await escrita.done;
  });
  return texto;
}

async function buscar(turno, cache, [endereco, marca]) {
  const resposta = await fetch(endereco, PARA_LEVAR);
  if (resposta.redirected || resposta.status === 401) throw new Error("a sessão acabou");
  if (!resposta.ok) return void (await usar((banco) => banco.delete(LOJA, endereco)));
  await guardarArquivos(cache, await guardar(turno, endereco, marca, resposta), self.location.href);
}

// Os programas, as folhas e as letras de que as páginas precisam: são de todos, e guardam-se como são. No cache que se abriu com o
// turno: aberto outra vez, o que já se apagou renasceria e ficava.
async function guardarArquivos(cache, texto, base) {
  for (const [, citado] of texto.matchAll(CITADO)) {
    const { href, pathname, origin } = new URL(citado, base);
    if (origin !== self.location.origin || !pathname.startsWith(self.CASCA.estaticos) || (await cache.match(href))) continue;
    const resposta = await fetch(href);
    if (!resposta.ok) continue;
    await cache.put(href, resposta.clone());
    if (/\.(js|css)$/.test(pathname)) await guardarArquivos(cache, await resposta.text(), href);
  }
}

let levando = Promise.resolve();

// Leva o dia: o que já cá está e não mudou não se pede outra vez, e o que saiu da lista sai do aparelho. Uma vez de cada vez.
export function levarODia(endereco) {
  levando = levando.catch(() => {}).then(() => levar(endereco));
  return levando;
}

async function levar(endereco) {
  const resposta = await fetch(endereco, PARA_LEVAR);
  if (!resposta.ok || resposta.redirected) throw new Error(`${endereco}: ${resposta.status}`);
  const { conta, segundos, levar: levados } = await resposta.json();
  const ate = Date.now() + segundos * 1000;
  if (segundos <= 0) return apagarOTurno();
  const turno = await comecar(conta, ate);
  const cache = await caches.open(CACHE_DO_TURNO);
  if ((await lerTurno())?.nome !== turno.nome) return apagarOTurno(); // quem saiu nesse instante
  const faltam = await soOQueFalta(levados);
  for (let feitos = 0; feitos < faltam.length; feitos += JUNTAS)
    await Promise.all(faltam.slice(feitos, feitos + JUNTAS).map((levado) => buscar(turno, cache, levado)));
  return { ate, conta };
}

async function soOQueFalta(levados) {
  const ficam = new Set([TURNO, ...levados.map(([endereco]) => endereco)]);
  return usar(async (banco) => {
    for (const guardado of await banco.getAllKeys(LOJA)) if (!ficam.has(guardado)) await banco.delete(LOJA, guardado);
    const marcas = await Promise.all(levados.map(async ([endereco]) => (await banco.get(LOJA, endereco))?.marca));
    return levados.filter(([, marca], qual) => marcas[qual] !== marca);
  });
}

// --- responder -----------------------------------------------------------------------------

// O que se guardou deste endereço; nada, se não se guardou, se o turno acabou ou se este navegador não o lê.
export async function doTurno({ url, method }) {
  if (method !== "GET") return undefined;
  const { pathname, search } = new URL(url);
  try {
    await vencer();
    return await ler(pathname + search);
  } catch (falha) {
    console.warn("O aparelho não leu o que guardou", falha);
    return undefined;
  }
}

async function ler(endereco) {
  const [turno, guardada] = await usar((banco) => Promise.all([banco.get(LOJA, TURNO), banco.get(LOJA, endereco)]));
  if (!turno || !guardada) return undefined;
  const bytes = await decifrar(turno.chave, endereco, guardada);
  return new Response(bytes, { headers: guardada.cabecalhos });
}

// As fotos pequenas e os pedaços do mapa não mudam: o que já está no aparelho não se pede outra vez.
export const fotoOuMapa = async (pedido) => (await doTurno(pedido)) ?? fetch(pedido);
