// A página do que espera: o que há no aparelho, em que pé está, e o que se pode fazer.
import { miniatura, tamanhoEmPalavras } from "../miniatura.js";
import { contaDaqui } from "./conta.js";
import { deOutraConta, quando, quantos, sairamDaLista, situacao, vence } from "./dizer.js";
import { aoMudar, apagar, apagarQuem, conferir, enviarTudo, itens, naLista, pendente, tamanho, tentarDeNovo } from "./fila.js";
import { ligarRetirado } from "./retirado.js";

const ENTRAR = `/conta/login/?${new URLSearchParams({ next: "/aplicativo/para-enviar/" })}`;

function peca(raiz) {
  return (nome) => raiz.querySelector(`[data-${nome}]`);
}

function quandoFoi(item) {
  const fotos = item.arquivos.length ? quantos(item.arquivos.length, "foto", "fotos") : "";
  if (item.estado === "enviado") return `Enviado em ${quando(item.enviadoEm)}`;
  const pesa = pendente(item) && `${tamanhoEmPalavras(tamanho(item))} · ${vence(item)}`;
  const partes = [`Guardado em ${quando(item.criado)}`, fotos, pesa];
  return partes.filter(Boolean).join(" · ");
}

// Aonde o botão leva: acabar nas páginas, ver o comprovante, entrar na conta, ou a página de onde veio. Sem internet só esta abre.
export function caminho(item, temRede = navigator.onLine) {
  const comRede = (texto, endereco) => (temRede && endereco ? [texto, endereco] : null);
  if (deOutraConta(item)) return contaDaqui() ? null : comRede("Entrar e enviar", ENTRAR);
  if (item.estado === "enviado") return comRede("Ver o comprovante", item.endereco);
  if (item.recado === "entrar") return comRede("Entrar e enviar", ENTRAR);
  if (item.estado !== "precisa_de_voce" || item.retirado) return null;
  if (item.endereco) return comRede("Abrir e acabar", item.endereco);
  return item.volta ? ["Voltar à página", item.volta] : null;
}

function porFotos(lista, { arquivos }) {
  lista.hidden = arquivos.length === 0;
  for (const { blob, nome } of arquivos) {
    const foto = document.createElement("li");
    foto.className = "sp-fotos__foto";
    miniatura(blob).then(
      (tela) => foto.prepend(tela),
      () => foto.classList.add("sem-miniatura"),
    );
    const legenda = document.createElement("span");
    legenda.className = "sp-fotos__nome";
    legenda.textContent = nome;
    foto.append(legenda);
    lista.append(foto);
  }
}

function porEscrito(detalhes, { escrito }) {
  detalhes.hidden = escrito.length === 0;
  for (const [rotulo, valor] of escrito) {
    const [termo, dito] = ["dt", "dd"].map((nome) => document.createElement(nome));
    termo.className = "govuk-!-font-weight-bold";
    [termo.textContent, dito.textContent] = [rotulo, valor];
    detalhes.querySelector("dl").append(termo, dito);
  }
}

// O que se deixou de quem pede, à vista e com o botão que o apaga.
function porQuem(parte, { chave, quem = [], estado }) {
  parte("quem").hidden = quem.length === 0;
  const ditos = quem.map(([, rotulo, valor]) => Object.assign(document.createElement("li"), { textContent: `${rotulo}: ${valor}` }));
  parte("quem-dito").replaceChildren(...ditos);
  parte("apagar-quem").hidden = estado === "enviando";
  parte("apagar-quem").addEventListener("click", () => apagarQuem(chave));
}

function desenhar(item) {
  const cartao = document.getElementById("guardado").content.firstElementChild.cloneNode(true);
  const parte = peca(cartao);
  const { estado, cor, recado } = situacao(item);
  const alheio = deOutraConta(item);
  cartao.id = item.chave;
  cartao.dataset.marca = marca(item);
  cartao.dataset.em = alheio ? "alheio" : item.estado;
  parte("rotulo").textContent = alheio ? "Um pedido guardado" : item.rotulo;
  parte("estado").textContent = estado;
  parte("estado").className = `sp-etiqueta sp-etiqueta--${cor}`;
  parte("recado").textContent = recado;
  parte("recado").hidden = !recado;
  parte("quando").textContent = alheio ? `Este ${vence(item)}.` : quandoFoi(item);
  const vai = caminho(item);
  if (vai) {
    const elo = parte("ir").querySelector("a");
    [elo.textContent, elo.href] = vai;
    parte("ir").hidden = false;
  }
  if (alheio) return cartao;
  porFotos(parte("fotos"), item);
  porEscrito(parte("escrito"), item);
  porQuem(parte, item);
  ligarBotoes(cartao, item);
  cartao.classList.toggle("retirado", Boolean(item.retirado));
  if (item.retirado) ligarRetirado(parte, item, aberta.dataset.maximo);
  return cartao;
}

function ligarBotoes(cartao, item) {
  const parte = peca(cartao);
  const perguntar = (sim) => {
    parte("confirmar").hidden = !sim;
    parte("apagar").hidden = sim;
    parte(sim ? "apagar-mesmo" : "apagar").focus();
  };
  parte("tentar").hidden = item.estado !== "precisa_de_voce" || Boolean(item.acabaNaPagina || item.retirado) || !navigator.onLine;
  parte("tentar").addEventListener("click", () => tentarDeNovo(item.chave).then(mandarAgora));
  parte("apagar").hidden = item.estado === "enviando";
  parte("apagar").textContent = pendente(item) ? "Apagar" : "Tirar da lista";
  parte("apagar").addEventListener("click", () => (pendente(item) ? perguntar(true) : apagar(item.chave)));
  parte("manter").addEventListener("click", () => perguntar(false));
  parte("apagar-mesmo").addEventListener("click", () => apagar(item.chave));
}

const ACABOU = new Set(["enviado", "vencido"]);
let aberta;
let vez = 0;
let sairam = [];
const conferidos = new Set();

// O que vai sozinho e o que só anda com a pessoa são contas à parte.
function porSituacao(parte, lista) {
  const meus = lista.filter((item) => pendente(item) && !deOutraConta(item));
  const vao = meus.filter(({ estado }) => estado !== "precisa_de_voce");
  const [sos, semQuem] = [vao.filter(({ sozinho }) => sozinho !== false), vao.filter(({ sozinho }) => sozinho === false)];
  const parados = meus.length - vao.length;
  const ditas = [sairamDaLista(sairam), sos.length && comoVao(sos), semQuem.length && comoEsperam(semQuem), parados && comoFicam(parados)];
  if (!meus.length) ditas.push("Nada espera para ser enviado.");
  parte("situacao").textContent = ditas.filter(Boolean).join(" ");
  parte("enviar").hidden = vao.length === 0 || !navigator.onLine;
  parte("nenhum").hidden = lista.length > 0;
}

const comoFicam = (parados) => `${quantos(parados, "precisa", "precisam")} de você${navigator.onLine ? "" : ", quando houver internet"}.`;

function quantosEsperam(esperam) {
  const total = esperam.reduce((soma, item) => soma + tamanho(item), 0);
  return `${quantos(esperam.length, "espera", "esperam")} neste aparelho (${tamanhoEmPalavras(total)})`;
}

const comoEsperam = (semQuem) => `${quantosEsperam(semQuem)} que você diga quem pede.`;

function comoVao(esperam) {
  const vao = esperam.length === 1 ? "vai sozinho" : "vão sozinhos";
  const quando = navigator.onLine ? `Se houver rede, ${vao}; para não esperar, toque em “Enviar agora”.` : `Sem internet: ${vao} quando ela voltar.`;
  return `${quantosEsperam(esperam)}. ${quando}`;
}

// Só se desenha de novo o cartão que mudou: os outros não piscam, e quem estava num deles fica onde estava.
async function mostrar() {
  const parte = peca(aberta);
  const esta = ++vez;
  const todos = (await itens()).filter(naLista);
  if (esta !== vez) return; // outra mudança já pediu a lista mais nova
  porSituacao(parte, todos);
  const lista = parte("lista");
  const ficam = new Set(todos.map(({ chave }) => chave));
  for (const cartao of [...lista.children]) if (!ficam.has(cartao.id)) tirar(cartao);
  for (const item of todos) {
    const havia = document.getElementById(item.chave);
    if (!havia) lista.append(desenhar(item));
    else if (havia.dataset.marca !== marca(item)) trocar(havia, desenhar(item));
  }
  if (navigator.onLine && todos.filter(porConferir).length) await conferirJa();
}

// O que um cartão mostra, menos as fotos, que não mudam.
const marca = (item) => JSON.stringify([situacao(item), quandoFoi(item), caminho(item), item.quem, navigator.onLine]);

// Fica o que a pessoa tinha aberto, as miniaturas já feitas, o foco, e a pergunta de apagar enquanto há o que apagar.
function trocar(velho, novo) {
  const [antes, agora] = [peca(velho), peca(novo)];
  const focado = velho.contains(document.activeElement) && document.activeElement;
  agora("escrito").open = antes("escrito").open;
  if (!antes("confirmar").hidden && !ACABOU.has(novo.dataset.em)) [agora("confirmar").hidden, agora("apagar").hidden] = [false, true];
  const mesmas = antes("fotos").children.length === agora("fotos").children.length;
  if (mesmas && !novo.classList.contains("retirado")) agora("fotos").replaceWith(antes("fotos"));
  velho.replaceWith(novo);
  if (!focado) return;
  const nome = focado.getAttributeNames().find((um) => um.startsWith("data-"));
  const mesmo = nome && novo.querySelector(`[${nome}]`);
  (mesmo?.checkVisibility() ? mesmo : novo).focus();
}

function tirar(cartao) {
  const tinhaFoco = cartao.contains(document.activeElement);
  cartao.remove();
  if (tinhaFoco) peca(aberta)("situacao").focus();
}

async function mandarAgora() {
  await enviarTudo({ forcar: true });
  await conferirJa();
}

// O que voltou, ao abrir a página ou depois, pergunta-se uma vez se ainda tem o que fazer.
const porConferir = ({ estado, chave }) => estado === "precisa_de_voce" && !conferidos.has(chave) && Boolean(conferidos.add(chave));

async function conferirJa() {
  sairam = [...sairam, ...(await conferir())];
  await mostrar();
}

export async function mostrarGuardados(raiz) {
  aberta = raiz;
  aoMudar(mostrar);
  for (const evento of ["online", "offline"]) window.addEventListener(evento, mostrar);
  peca(raiz)("enviar-agora").addEventListener("click", mandarAgora);
  await mostrar();
  document.getElementById(location.hash.slice(1))?.focus();
}
