// Como um guardado vai ao servidor, e o que cada resposta quer dizer. Quem chama põe no item o que se devolve daqui.
import { VAZIO, mudar } from "./guardados.js";

const FICHA = "/aplicativo/ficha/";
const DEMAIS = 120_000;
// A rede mais lenta em que uma foto ainda se manda inteira: 4 KB por segundo.
const BYTES_POR_MS = 4;
const SOZINHO = { "Pedido-Sozinho": "sim" };
const NAO_ACEITO = "O portal não aceitou o envio. Abra a página e mande por ela.";
const GRANDE = "O arquivo é grande demais.";

export class SemRede extends Error {}

export class Espere extends Error {
  constructor(recado, segundos = 0) {
    super(recado);
    this.milissegundos = segundos * 1000;
  }
}

// --- uma ida ao servidor -------------------------------------------------------------------

async function ir(endereco, opcoes, bytes = 0) {
  try {
    const signal = AbortSignal.timeout(DEMAIS + bytes / BYTES_POR_MS);
    return await fetch(endereco, { cache: "no-store", redirect: "manual", signal, ...opcoes });
  } catch (falha) {
    throw new SemRede(String(falha));
  }
}

async function ler(resposta) {
  const { status } = resposta;
  const json = (resposta.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (status >= 500 || status === 408 || status === 429) {
    const dito = json ? await corpo(resposta) : {};
    throw new Espere(dito.recado ?? "", Number(resposta.headers.get("Retry-After")) || 0);
  }
  return { status, json, dito: json ? await corpo(resposta) : {} };
}

// A resposta cortada no meio é uma que não chegou.
async function corpo(resposta) {
  try {
    return await resposta.json();
  } catch (falha) {
    throw new SemRede(String(falha));
  }
}

export async function ficha(sozinho = false) {
  const resposta = await ir(FICHA, { headers: sozinho ? SOZINHO : {} });
  const { status, json, dito } = await ler(resposta);
  if (status !== 200 || !json) throw new Espere("");
  return dito;
}

// Manda com a prova da ficha; a que venceu troca-se uma vez, para esta parte e as outras: uma foto não vai duas vezes por isso.
async function mandar(item, prova, endereco, pares, cabecalhos = {}) {
  const bytes = pares.reduce((soma, [, valor]) => soma + (valor.size ?? 0), 0);
  for (const ultima of [false, true]) {
    const formulario = new FormData();
    for (const [nome, valor, arquivo] of pares) arquivo ? formulario.append(nome, valor, arquivo) : formulario.append(nome, valor);
    const headers = { "X-CSRFToken": prova.csrf, Conta: item.conta, Posse: item.posse, ...cabecalhos };
    const resposta = await ir(endereco, { method: "POST", body: formulario, headers }, bytes);
    if (resposta.type === "opaqueredirect") return { status: 401, json: true, dito: { estado: "entrar" } };
    const lida = await ler(resposta);
    if (lida.status !== 403 || lida.json || ultima) return lida;
    Object.assign(prova, await ficha());
  }
  return undefined;
}

// --- o que a resposta quer dizer -----------------------------------------------------------

const enviado = (dito) => ({
  estado: "enviado",
  endereco: dito.endereco,
  recado: "",
  enviadoEm: Date.now(),
  ...VAZIO,
});

function daPessoa(item, { json, dito }) {
  if (dito.estado === "entrar" || dito.estado === "outra_conta") return { estado: "esperando", recado: dito.estado };
  return {
    estado: "precisa_de_voce",
    recado: json && dito.recado ? dito.recado : NAO_ACEITO,
    endereco: dito.endereco || "",
    acabaNaPagina: dito.estado === "falta",
    ...(dito.estado === "retirado" && { retirado: true }),
  };
}

const deu = ({ status, json, dito }, ...estados) => status === 200 && json && estados.includes(dito.estado);

// --- o pedido: começar, cada foto, enviar ---------------------------------------------------

export async function mandarPedido(item, dita) {
  const base = `${item.destino}${item.chave}/`;
  const mandarA = (parte, pares) => mandar(item, dita, base + parte, pares);
  const comeco = await mandarA("", item.campos.filter(([nome]) => nome === "servico" || nome === "aberto_por"));
  if (deu(comeco, "enviado")) return enviado(comeco.dito);
  if (!deu(comeco, "aberto")) return daPessoa(item, comeco);
  let recusa = item.arquivos.map(({ recusado }) => recusado).find(Boolean) ?? "";
  for (const [posicao, arquivo] of item.arquivos.entries()) {
    if (arquivo.enviado || arquivo.recusado) continue;
    const lida = await mandarA("foto/", [[arquivo.campo, arquivo.blob, arquivo.nome]]);
    if (deu(lida, "enviado")) return enviado(lida.dito);
    const recusado = recusaDe(lida);
    if (!recusado && !deu(lida, "aberto")) return daPessoa(item, lida);
    recusa ||= recusado && `${arquivo.nome}: ${recusado}`;
    await anotar(item.chave, posicao, { enviado: !recusado, recusado });
  }
  // Com uma foto recusada nada se envia: as respostas vão, e a pessoa acaba na página.
  const respostas = [...item.campos, ...(item.quem ?? []).map(([nome, , valor]) => [nome, valor])];
  const fim = await mandarA("enviar/", recusa ? [...respostas, ["adicionar", "sim"]] : respostas);
  if (deu(fim, "enviado")) return enviado(fim.dito);
  const parado = daPessoa(item, fim);
  return recusa && parado.acabaNaPagina ? { ...parado, recado: recusa } : parado;
}

function recusaDe({ status, dito }) {
  if (status === 413) return GRANDE;
  return dito.estado === "recusada" ? dito.recado : "";
}

const anotar = (chave, qual, mudanca) =>
  mudar(chave, ({ arquivos }) => ({
    arquivos: arquivos.map((arquivo, posicao) => (posicao === qual ? { ...arquivo, ...mudanca } : arquivo)),
  }));

// O que a pessoa acabou na página está enviado; o resto fica como estava.
export async function situacaoDoPedido(item) {
  const resposta = await ir(`${item.destino}${item.chave}/`, { headers: { Conta: item.conta, Posse: item.posse, ...SOZINHO } });
  const lida = await ler(resposta);
  return deu(lida, "enviado") ? enviado(lida.dito) : null;
}

// --- o ato de quem trabalha na rua ----------------------------------------------------------

export async function mandarAto(item, dita) {
  const pares = [...item.campos, ...item.arquivos.map(({ campo, blob, nome }) => [campo, blob, nome])];
  const lida = await mandar(item, dita, item.destino, pares, { Guardado: item.chave });
  return deu(lida, "feito") ? enviado(lida.dito) : daPessoa(item, lida);
}

// O ato que voltou já não tem o que fazer: o pedido acabou, ou a pessoa o fez pela página. Devolve o que se fez entretanto.
export async function jaPassou({ chave, destino, campos }) {
  const endereco = new URL(destino, self.location.origin);
  endereco.searchParams.set("versao", campos.find(([nome]) => nome === "versao")?.[1] ?? "");
  const resposta = await ir(endereco, { headers: { Guardado: chave, ...SOZINHO } });
  const lida = await ler(resposta);
  return deu(lida, "passou") && { mudou: lida.dito.recado ?? "" };
}
