// O aparelho de mentira: o que o navegador tem e o Node não, e só o que os arquivos do portal que aqui se provam pedem.
// Cada teste o importa antes deles, que se pedem por `doPortal`.
import { registerHooks } from "node:module";

export const ORIGEM = "https://portal.exemplo";
const BANCO = new URL("./banco.mjs", import.meta.url).href;

// O banco é o de mentira, e o mapa não se desenha.
registerHooks({
  resolve(nome, contexto, seguinte) {
    if (nome === "idb") return { url: BANCO, shortCircuit: true };
    if (nome === "./leaflet/leaflet.js") return { url: "data:text/javascript,", shortCircuit: true };
    return seguinte(nome, contexto);
  },
});

export const doPortal = (nome) => import(`../../frontend/js/${nome}.js`);

// --- quem ouve: a janela (ou o trabalhador) e uma página sem nada ---------------------------

const janela = new EventTarget();
const pagina = Object.assign(new EventTarget(), {
  body: Object.assign(new EventTarget(), { dataset: {} }),
  title: "",
  cookie: "",
  getElementById: () => null,
  querySelector: () => null,
  querySelectorAll: () => [],
});

// Um `localStorage`: os nomes guardados são propriedades dele, como no navegador.
class Armazem {
  getItem(nome) {
    return Object.hasOwn(this, nome) ? this[nome] : null;
  }

  setItem(nome, valor) {
    this[nome] = String(valor);
  }

  removeItem(nome) {
    delete this[nome];
  }
}

class Canal extends EventTarget {
  postMessage() {}
}

const caminhoDe = (pedido) => new URL(pedido.url ?? pedido, ORIGEM).pathname;

class Cache {
  #guardadas = new Map();

  match = async (pedido) => this.#guardadas.get(caminhoDe(pedido))?.clone();
  put = async (pedido, resposta) => void this.#guardadas.set(caminhoDe(pedido), resposta);
  delete = async (pedido) => this.#guardadas.delete(caminhoDe(pedido));
  keys = async () => [...this.#guardadas.keys()].map((caminho) => ({ url: ORIGEM + caminho }));
  addAll = async (pedidos) => void (await Promise.all(pedidos.map(async (pedido) => this.put(pedido, await fetch(pedido)))));
}

const cofres = new Map();

const globais = {
  self: globalThis,
  location: new URL(`${ORIGEM}/aplicativo/`),
  document: pagina,
  localStorage: new Armazem(),
  sessionStorage: new Armazem(),
  BroadcastChannel: Canal,
  addEventListener: janela.addEventListener.bind(janela),
  caches: {
    keys: async () => [...cofres.keys()],
    open: async (nome) => cofres.get(nome) ?? cofres.set(nome, new Cache()).get(nome),
    match: async (pedido, { cacheName }) => cofres.get(cacheName)?.match(pedido),
    delete: async (nome) => cofres.delete(nome),
  },
};
for (const [nome, value] of Object.entries(globais)) Object.defineProperty(globalThis, nome, { value, configurable: true, writable: true });

export function esvaziarCaches() {
  cofres.clear();
}

// Um evento que chega, com o que leva. Devolve-o: nele se vê o que se evitou e o que ficou por acabar (`waitUntil`).
export function acontece(nome, leva = {}, onde = janela) {
  const evento = new Event(nome, { cancelable: true });
  const porAcabar = [];
  for (const [campo, value] of Object.entries(leva)) Object.defineProperty(evento, campo, { value });
  evento.waitUntil = (promessa) => porAcabar.push(promessa);
  evento.acabar = () => Promise.all(porAcabar);
  onde.dispatchEvent(evento);
  return evento;
}

// --- a rede --------------------------------------------------------------------------------

// `responder(ida)` diz o que o servidor responde; devolve as idas, pela ordem.
export function rede(responder) {
  const idas = [];
  globalThis.fetch = async (endereco, { method = "GET", headers = {}, body } = {}) => {
    const { pathname, search } = new URL(endereco, ORIGEM);
    const ida = { metodo: method, caminho: pathname, busca: search, cabecalhos: headers, campos: body ? [...body] : [] };
    idas.push(ida);
    return responder(ida);
  };
  return idas;
}

export const json = (dito, status = 200, headers = {}) =>
  new Response(JSON.stringify(dito), { status, headers: { "Content-Type": "application/json", ...headers } });
export const html = (status = 200, headers = {}) =>
  new Response("<p>…</p>", { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
export const caiu = () => {
  throw new TypeError("fetch failed");
};
