// O que o trabalhador guarda: os arquivos da casca e as páginas desenhadas sem ninguém (cabeçalho `Guardavel`, com a
// versão da casca com que se desenharam). Uma casca nova guarda-se inteira à parte, e só então toma o lugar da outra.
import { CACHE_DO_TURNO } from "./esquecer.js";
import { doTurno, vencer } from "./turno.js";

const { versao, arquivos, paginas, semRede } = self.CASCA;
const PREFIXO = "casca-";
const NOME = PREFIXO + versao;
// Com rede lenta, o que demora é esperar cada resposta.
const JUNTOS = 6;
const SEM_BUSCA = { ignoreSearch: true, ignoreVary: true };

const abrir = () => caches.open(NOME);
const cascas = async () => (await caches.keys()).filter((nome) => nome.startsWith(PREFIXO));
const caminhos = async (cache) => (await cache.keys()).map(({ url }) => new URL(url).pathname);

async function guardar(cache, endereco) {
  const resposta = await fetch(endereco, { credentials: "omit", cache: "no-cache" });
  if (resposta.status === 404 || resposta.status === 410) return cache.delete(endereco);
  if (!resposta.ok || resposta.headers.get("Guardavel") !== versao) throw new Error(`${endereco}: ${resposta.status}`);
  return cache.put(endereco, resposta);
}

// O que a pessoa mandou guardar de antes também passa à casca nova.
async function jaGuardadas() {
  const todas = await Promise.all((await cascas()).map(async (nome) => caminhos(await caches.open(nome))));
  return todas.flat().filter((caminho) => !arquivos.includes(caminho) && !caminho.startsWith(self.CASCA.estaticos));
}

export async function instalar() {
  const cache = await abrir();
  await cache.addAll(arquivos);
  const todas = new Set([...paginas, ...(await jaGuardadas())]);
  await Promise.all([...todas].map((endereco) => guardar(cache, endereco)));
}

export async function tirarAsVelhas() {
  for (const nome of await cascas()) if (nome !== NOME) await caches.delete(nome);
}

// Quem sai da conta não deixa no aparelho nem o que escolheu guardar; a casca, que é a mesma para todos, refaz-se.
export async function limpar() {
  for (const nome of await caches.keys()) await caches.delete(nome);
  const cache = await abrir();
  await cache.addAll(arquivos);
  await Promise.all(paginas.map((endereco) => guardar(cache, endereco)));
}

// Guarda o que a pessoa escolheu, e diz quantos já foram.
export async function guardarTodos(enderecos, aoAndar) {
  const cache = await abrir();
  for (let prontos = 0; prontos < enderecos.length; prontos += JUNTOS) {
    const agora = enderecos.slice(prontos, prontos + JUNTOS);
    await Promise.all(agora.map((endereco) => guardar(cache, endereco)));
    aoAndar(prontos + agora.length);
  }
}

export async function arquivo(pedido) {
  const em = (cacheName) => caches.match(pedido, { cacheName, ignoreVary: true });
  return (await em(NOME)) ?? (await em(CACHE_DO_TURNO)) ?? fetch(pedido);
}

// A guardada responde logo, e renova-se por trás; a que se pode guardar fica, uma vez vista; a do dia da equipe, só sem rede; o
// resto só existe com ela.
export async function pagina(evento) {
  const { request } = evento;
  await vencer();
  const le = request.method === "GET";
  const guardada = le && (await caches.match(request, { cacheName: NOME, ...SEM_BUSCA }));
  const daRede = pedir(evento);
  if (le) evento.waitUntil(daRede.then((resposta) => ficar(request.url, resposta)).catch(() => {}));
  if (guardada) return guardada;
  if (request.mode !== "navigate") return daRede;
  const semEla = async () => (await doTurno(request)) ?? caches.match(semRede, { cacheName: NOME, ...SEM_BUSCA });
  return daRede.catch(async (falha) => (await semEla()) ?? Promise.reject(falha));
}

async function pedir({ request, preloadResponse }) {
  return (await preloadResponse) ?? fetch(request);
}

async function ficar(url, resposta) {
  const { pathname, search } = new URL(url);
  if (search || !resposta.ok || resposta.redirected || resposta.headers.get("Guardavel") !== versao) return;
  const copia = resposta.clone(); // já: depois de a página a ler, não há o que copiar
  await (await abrir()).put(pathname, copia);
}
