// As ruas da cidade no aparelho: a mais perto de um ponto e as que se chamam como se escreve, com internet ou sem.
// Cada distrito é um arquivo pequeno; os da área que a pessoa guardou estão no cache, os outros vêm da rede.
import { CACHE_DAS_RUAS } from "./esquecer.js";

export const GUARDADAS = CACHE_DAS_RUAS;
const JUNTO_DA_RUA = 300; // metros, como no servidor
const VIZINHOS = 4; // distritos em que se procura a rua de um ponto
const EM_VOLTA = 7; // o distrito de um endereço e os vizinhos dele
const MAIS = 8;
const TIPOS = { r: "rua", av: "avenida", al: "alameda", tv: "travessa", pc: "praca", pca: "praca", lg: "largo", est: "estrada", rod: "rodovia" };

const lidas = new Map();

export const simplificar = (texto) =>
  texto
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

async function json(endereco) {
  const guardada = await caches.match(endereco, { cacheName: GUARDADAS });
  const resposta = guardada ?? (await fetch(endereco));
  if (!resposta.ok) throw new Error(`${endereco}: ${resposta.status}`);
  return resposta.json();
}

// Uma leitura por página; a que falhou tenta-se de novo.
function ler(endereco) {
  if (!lidas.has(endereco)) {
    const leitura = json(endereco);
    lidas.set(endereco, leitura);
    leitura.catch(() => lidas.delete(endereco));
  }
  return lidas.get(endereco);
}

// `raiz` é o endereço das áreas; o das ruas de um distrito fica ao lado.
export const areas = (raiz) => ler(raiz);
export const enderecoDas = (raiz, codigo) => raiz.replace("areas.json", `${codigo}.json`);

function metros([lat1, lon1], [lat2, lon2]) {
  const [y, x] = [(lat2 - lat1) * 111320, (lon2 - lon1) * 111320 * Math.cos((lat1 * Math.PI) / 180)];
  return Math.hypot(x, y);
}

// O desenho da cidade, casa a casa: o que fica longe dela se recusa já; de perto, quem decide é o servidor.
export function foraDaCidade({ sul, oeste, passo, linhas }, [lat, lon]) {
  const linha = linhas[Math.floor((lat - sul) / passo)];
  const casa = Math.floor((lon - oeste) / passo);
  return !linha || casa < 0 || ((BigInt(`0x${linha}`) >> BigInt(casa)) & 1n) === 0n;
}

// O que se sabe de um ponto: se é de fora, ou a rua conhecida mais perto. Sem as ruas dali, só o ponto.
export async function lugarDoPonto(raiz, ponto) {
  let todas;
  try {
    todas = await areas(raiz);
  } catch {
    return { ponto, palavras: "" };
  }
  if (foraDaCidade(todas.cidade, ponto)) return { ponto, fora: true };
  const rua = await ruaMaisPerto(raiz, ponto, osMaisPerto(todas.subprefeituras, ponto));
  if (!rua) return { ponto, palavras: "" };
  return { ponto, rua: rua.nome, sugerido: rua.sugerido, distrito: rua.distrito, palavras: `${rua.nome}, distrito ${rua.distrito}` };
}

// A subprefeitura de um ponto: a da rua mais perto ou, sem rua, a do distrito mais perto; nenhuma, se é de fora.
export async function areaDoPonto(raiz, ponto) {
  const { subprefeituras } = await areas(raiz);
  const lugar = await lugarDoPonto(raiz, ponto);
  if (lugar.fora) return null;
  const [perto] = osMaisPerto(subprefeituras, ponto);
  const distrito = lugar.distrito ?? perto.nome;
  return subprefeituras.find(({ distritos }) => distritos.some(({ nome }) => nome === distrito));
}

const osMaisPerto = (subprefeituras, ponto, quantos = VIZINHOS) =>
  subprefeituras
    .flatMap(({ distritos }) => distritos)
    .sort((um, outro) => metros(ponto, [um.lat, um.lon]) - metros(ponto, [outro.lat, outro.lon]))
    .slice(0, quantos);

// O distrito de uma rua sugerida ("pk|rua") e os que ficam em volta dele.
export function emVolta(subprefeituras, sugerido) {
  const pk = Number(sugerido.split("|")[0]);
  const dele = subprefeituras.flatMap(({ distritos }) => distritos).find((distrito) => distrito.pk === pk);
  return dele ? osMaisPerto(subprefeituras, [dele.lat, dele.lon], EM_VOLTA) : [];
}

async function ruaMaisPerto(raiz, ponto, distritos) {
  const listas = await Promise.allSettled(distritos.map(({ codigo }) => ler(enderecoDas(raiz, codigo))));
  let [melhor, menos] = [null, JUNTO_DA_RUA];
  for (const lista of listas.filter(({ status }) => status === "fulfilled")) {
    for (const [nome, , , , lat, lon] of lista.value.ruas) {
      const longe = lat === null ? Infinity : metros(ponto, [lat, lon]);
      if (longe <= menos) [melhor, menos] = [emRua(lista.value, nome), longe];
    }
  }
  return melhor;
}

const emRua = ({ pk, nome: distrito }, nome) => ({ nome, distrito, sugerido: `${pk}|${nome}` });

// Todas as ruas que este aparelho guardou; nenhuma, se não se escolheu uma área.
export async function guardadas() {
  const cache = await caches.open(GUARDADAS);
  const enderecos = (await cache.keys()).map(({ url }) => new URL(url).pathname).filter((onde) => /\/\d+\.json$/.test(onde));
  const listas = await Promise.all(enderecos.map(ler));
  return listas.flatMap((lista) => lista.ruas.map(([nome, ceps, de, ate]) => ({ ...emRua(lista, nome), ceps, de, ate, busca: simplificar(nome) })));
}

// As que têm todas as palavras escritas, cada uma como começo de uma do nome; ou as do CEP.
export function chamadas(ruas, escrito) {
  const cep = escrito.replace(/[.\s-]/g, "");
  if (/^\d{5,8}$/.test(cep)) return ruas.filter(({ ceps }) => ceps.split(" ").some((um) => um.startsWith(cep))).slice(0, MAIS);
  const [primeira, ...resto] = simplificar(escrito).split(" ");
  const palavras = [TIPOS[primeira] ?? primeira, ...resto.filter((palavra) => !/^\d+$/.test(palavra))].filter(Boolean);
  if (palavras.join("").length < 3 || (palavras.length === 1 && Object.values(TIPOS).includes(palavras[0]))) return [];
  return ruas
    .filter(({ busca }) => palavras.every((palavra) => ` ${busca}`.includes(` ${palavra}`)))
    .sort((uma, outra) => uma.busca.length - outra.busca.length || uma.busca.localeCompare(outra.busca))
    .slice(0, MAIS);
}
