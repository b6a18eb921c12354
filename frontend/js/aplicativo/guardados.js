// O que espera a rede, neste aparelho: o banco (IndexedDB), e quem quer saber que ele mudou. Nada daqui vai à rede.
// Quem pede é da conta, ou diz-se ao enviar; quem não tem rede nem conta pode deixá-lo com o pedido (`quem`), até ele ir.
// O que cada um leva fica cifrado, com a sua chave; em claro, só o que diz de quem é, aonde vai e em que pé está.
import { openDB } from "idb";

import { cifrar, decifrar, novaChave as novaChaveDeCifra } from "./cifra.js";

const BANCO = "sp156";
const LOJA = "guardados";
const DIA = 24 * 60 * 60 * 1000;
const VALE_POR = 7 * DIA;
const ENVIADO_FICA = DIA;
const canal = new BroadcastChannel("guardados");
const ouvintes = new Set();
export const VAZIO = { campos: [], escrito: [], arquivos: [], quem: [] };
const LEVA = Object.keys(VAZIO);
const PARADOS = new Set(["precisa_de_voce", "vencido", "enviado"]);

const abrir = () => openDB(BANCO, 1, { upgrade: (banco) => banco.createObjectStore(LOJA, { keyPath: "chave" }) });

// Uma conexão por vez, fechada depois: a página que fica aberta nunca prende o banco de outra versão.
async function usar(fazer) {
  const banco = await abrir();
  try {
    return await fazer(banco);
  } finally {
    banco.close();
  }
}

// --- o que se leva: cifrado no banco, aberto fora dele -------------------------------------

// O texto é a primeira parte, e cada arquivo, uma das seguintes. `vez`: quem muda o que leu sabe se outra página o mudou entretanto.
async function cifrado({ campos, escrito, quem, arquivos, ...aVista }) {
  const chave = await novaChaveDeCifra();
  const texto = JSON.stringify({ campos, escrito, quem, arquivos: arquivos.map(({ blob, ...dito }) => dito) });
  const partes = [new Blob([texto]), ...arquivos.map(({ blob }) => blob)].map(async (parte, qual) =>
    cifrar(chave, `${aVista.chave}/${qual}`, await parte.arrayBuffer()),
  );
  return { ...aVista, vez: novaChave(), carga: { chave, partes: await Promise.all(partes) } };
}

// O que se guardou antes de haver cifra lê-se como está, e cifra-se da próxima vez que muda.
async function decifrado({ carga, ...aVista }) {
  if (!carga) return aVista;
  const abertas = carga.partes.map((parte, qual) => decifrar(carga.chave, `${aVista.chave}/${qual}`, parte));
  const [texto, ...bytes] = await Promise.all(abertas);
  const { arquivos, ...dito } = JSON.parse(new TextDecoder().decode(texto));
  const comBlob = (arquivo, qual) => ({ ...arquivo, blob: new Blob([bytes[qual]], { type: arquivo.tipo }) });
  return { ...aVista, ...dito, arquivos: arquivos.map(comBlob) };
}

function avisar() {
  canal.postMessage("mudou");
  for (const ouvinte of ouvintes) ouvinte();
}

canal.addEventListener("message", () => ouvintes.forEach((ouvinte) => ouvinte()));

export function aoMudar(ouvinte) {
  ouvintes.add(ouvinte);
  return () => ouvintes.delete(ouvinte);
}

export const novaChave = () => crypto.randomUUID();
// A chave aparece em endereços; a posse só vai num cabeçalho, e o pedido é de quem o começa com ela.
export const novaPosse = () => crypto.randomUUID() + crypto.randomUUID();

// `campos`: pares de nome e valor, como o formulário os manda; `arquivos`: [{ campo, blob, nome }].
// `escrito`: o mesmo como se lê, [[rótulo, valor]]. `quem`: [[nome, rótulo, valor]]. `sozinho`: vai sem a pessoa. A mesma chave é um item só: guardada outra vez, vale o que se escreveu
// por último, se ainda não foi.
export async function guardar({ chave = novaChave(), arquivos = [], conta = "", volta = "", escrito = [], ...dito }) {
  const criado = Date.now();
  const item = {
    tipo: dito.tipo,
    destino: dito.destino,
    rotulo: dito.rotulo,
    campos: dito.campos,
    quem: dito.quem ?? [],
    sozinho: dito.sozinho ?? true,
    chave,
    escrito,
    arquivos: arquivos.map(({ campo, blob, nome }) => ({ campo, blob, nome, tipo: blob.type, enviado: false, recusado: "" })),
    conta,
    volta,
    criado,
    expira: criado + VALE_POR,
    estado: "esperando",
    recado: "",
    endereco: "",
    posse: "",
    tentativas: 0,
    proximo: 0,
  };
  const novo = await cifrado(item);
  await usar(async (banco) => {
    const escrita = banco.transaction(LOJA, "readwrite", { durability: "strict" });
    const havia = await escrita.store.get(chave);
    if (!havia || havia.estado === "esperando" || havia.estado === "precisa_de_voce")
      await escrita.store.put({ ...novo, posse: havia?.posse ?? "" });
    await escrita.done;
  });
  avisar();
  return chave;
}

export async function itens() {
  const todos = await usar((banco) => banco.getAll(LOJA));
  return Promise.all(todos.sort((um, outro) => um.criado - outro.criado).map(decifrado));
}

const lerGuardado = (chave) => usar((banco) => banco.get(LOJA, chave));

export async function achar(chave) {
  const guardado = await lerGuardado(chave);
  return guardado && decifrado(guardado);
}

// Muda um item, e outra vez se entretanto outra página o mudou: a cifra não cabe numa transação. O que já se apagou não volta.
export async function mudar(chave, mudanca) {
  const guardado = await lerGuardado(chave);
  if (!guardado) return undefined;
  const item = await decifrado(guardado);
  const dito = typeof mudanca === "function" ? mudanca(item) : mudanca;
  const mexeu = !guardado.carga || LEVA.some((parte) => parte in dito);
  const novo = mexeu ? await cifrado({ ...item, ...dito }) : { ...guardado, ...dito, vez: novaChave() };
  const trocado = await usar(async (banco) => {
    const escrita = banco.transaction(LOJA, "readwrite");
    const agora = await escrita.store.get(chave);
    const mesmo = agora !== undefined && agora.vez === guardado.vez;
    if (mesmo) await escrita.store.put(novo);
    await escrita.done;
    return mesmo;
  });
  if (!trocado) return mudar(chave, mudanca);
  avisar();
  return { ...item, ...dito };
}

export async function apagar(...chaves) {
  await usar(async (banco) => {
    const escrita = banco.transaction(LOJA, "readwrite");
    await Promise.all([...chaves.map((chave) => escrita.store.delete(chave)), escrita.done]);
  });
  avisar();
}

export const apagarQuem = (chave) => mudar(chave, { quem: [], sozinho: false });

export const espera = ({ estado }) => !PARADOS.has(estado);
export const pendente = ({ estado }) => estado !== "enviado" && estado !== "vencido";
// O ato que se fez não tem comprovante a ver: sai da lista sozinho.
export const naLista = ({ tipo, estado }) => tipo !== "ato" || estado !== "enviado";
export const tamanho = ({ campos, arquivos }) =>
  JSON.stringify(campos).length + arquivos.reduce((soma, { blob }) => soma + (blob?.size ?? 0), 0);

// O que passou do prazo perde o que levava, e fica o recado; o enviado some depois de um dia.
export async function envelhecer(agora = Date.now()) {
  for (const item of await itens()) {
    if (item.estado === "enviado" && agora > item.enviadoEm + ENVIADO_FICA) await apagar(item.chave);
    else if (pendente(item) && agora > item.expira)
      await mudar(item.chave, { estado: "vencido", ...VAZIO, posse: "", recado: "" });
  }
}
