// A conversa do portal, dos dois lados: cada mensagem sai na ordem, tenta-se de novo sozinha, e nunca se repete nem se perde.
// Sem este módulo, "Enviar" e "Atualizar" recarregam.
import { acompanhar } from "./acompanhar.js";
import { armazem, cofre, esquecer, esquecerVelhas } from "./cofre.js";
import { aoAcaso, comSegredo, esperaDepoisDe, paciencia, sinalizar } from "./rede.js";
import { terminarDepois } from "./terminar_depois.js";

const PACIENCIA_COM_FOTOS = 120_000;
const PERTO_DO_FIM = 60;
const DITAS_DE_CADA_VEZ = 3;
const [NA_FILA, COM_ATENDENTE, ENCERRADA, PERDIDA] = ["na_fila", "com_atendente", "encerrada", "perdida"];
const RECUSADA = [403, 409]; // tentar outra vez não muda nada
const LIDA_EM = 300; // milissegundos até se contar o que se leu
const ESCREVE_EM = 3_000; // entre dois "está escrevendo", que à vista duram mais
const ESCREVE_POR = 6_000;
const titulo = document.title;

// --- o que chegou vai à página -------------------------------------------------------------
// Devolve as mensagens novas do outro lado, ou null se o que veio não é um pedaço da conversa.
export function aplicar(raiz, html) {
  const pedaco = new DOMParser().parseFromString(html, "text/html").querySelector("[data-novidades]");
  if (!pedaco) return null;
  const fio = raiz.querySelector("[data-fio]");
  const lista = raiz.querySelector("[data-mensagens]");
  const noFim = estaNoFim(fio);
  const foco = document.activeElement;
  const postas = [...pedaco.querySelectorAll(":scope > ol > li")].filter((li) => porNaOrdem(lista, li));
  const doOutro = postas.filter((li) => !li.matches(".sp-fala--minha"));
  marcarVistas(raiz, Number(pedaco.dataset.vista));
  trocarEstado(raiz, pedaco);
  anunciar(raiz, doOutro.map((li) => frase(li)));
  if (noFim) irAoFim(raiz);
  else if (doOutro.length) raiz.querySelector("[data-novas]").hidden = false;
  for (const campo of raiz.querySelectorAll("[data-ultima]")) campo.value = ultimaDe(raiz);
  const [antes, situacao] = [raiz.dataset.situacao, pedaco.dataset.situacao];
  raiz.dataset.situacao = situacao;
  if (situacao === ENCERRADA) fechar(raiz);
  if (situacao === PERDIDA && antes !== PERDIDA) perder(raiz);
  if (pedaco.dataset.ir) location.assign(pedaco.dataset.ir);
  if (pedaco.dataset.recusa) dizerRecusa(raiz, pedaco.dataset.recusa);
  naoPerderOFoco(raiz, foco);
  if (doOutro.length) raiz.dispatchEvent(new CustomEvent("conversa:chegou", { bubbles: true, detail: doOutro }));
  return doOutro;
}

export function ultimaDe(raiz) {
  return Math.max(0, ...[...raiz.querySelectorAll("[data-ordem]")].map((li) => Number(li.dataset.ordem)));
}

// A que a pessoa vê a sair dá lugar à que o portal guardou; a que já está não se põe outra vez.
function porNaOrdem(lista, li) {
  const { ordem, chave } = li.dataset;
  if (lista.querySelector(`[data-ordem="${ordem}"]`)) return false;
  lista.querySelector(`[data-chave="${chave}"]:not([data-ordem])`)?.remove();
  const depois = [...lista.children].find((outra) => !outra.dataset.ordem || Number(outra.dataset.ordem) > Number(ordem));
  lista.insertBefore(li, depois ?? null);
  return true;
}

function marcarVistas(raiz, ate) {
  for (const li of raiz.querySelectorAll(".sp-fala--minha[data-ordem]"))
    if (Number(li.dataset.ordem) <= ate) li.querySelector("[data-entrega]").textContent = "Vista";
}

const palavras = (elemento) => elemento.textContent.replace(/\s+/g, " ").trim();

function trocarEstado(raiz, pedaco) {
  const [velho, novo] = [raiz, pedaco].map((onde) => onde.querySelector("[data-estado]"));
  if (!velho || !novo || palavras(velho) === palavras(novo)) return;
  const [antes, dito] = [velho, novo].map((onde) => onde.querySelector("[data-dizer]"));
  velho.replaceWith(novo);
  if (dito && !(antes && palavras(antes) === palavras(dito))) anunciar(raiz, [palavras(dito)]);
}

// O que tinha o foco saiu da página, ou escondeu-se: ele vai a onde se escreve ou, no fim, ao título que o diz.
function naoPerderOFoco(raiz, foco) {
  if (foco === document.body || (foco?.isConnected && !foco.closest("[hidden]"))) return;
  const titulo = raiz.querySelector("[data-estado] [data-dizer]");
  const campo = raiz.querySelector("[data-escrever]:not([hidden]) textarea:not([readonly])");
  if (!campo && titulo) titulo.tabIndex = -1;
  (campo ?? titulo)?.focus();
}

function frase(li) {
  const partes = [".sp-fala__quem", ".sp-fala__texto"].map((qual) => li.querySelector(qual)).filter(Boolean).map(palavras);
  const fotos = li.querySelectorAll(".sp-fotos__foto").length;
  return [...partes, ...(fotos ? [fotos === 1 ? "1 foto" : `${fotos} fotos`] : [])].join(": ");
}

// O que não se pôde mandar, junto de onde se escreve.
function dizerRecusa(raiz, texto) {
  const recusa = raiz.querySelector("[data-recusa]");
  recusa.textContent = texto;
  recusa.hidden = !texto;
  if (texto) anunciar(raiz, [texto]);
}

// Só a região pequena é lida em voz alta: a conversa inteira não se relê a cada mensagem.
function anunciar(raiz, frases) {
  const regiao = raiz.querySelector("[data-anunciar]");
  for (const dita of frases) {
    const p = document.createElement("p");
    p.textContent = dita;
    regiao.append(p);
  }
  while (regiao.children.length > DITAS_DE_CADA_VEZ) regiao.firstChild.remove();
}

// A lista começa pelo fim (column-reverse): no fim, a rolagem é zero.
const estaNoFim = (fio) => Math.abs(fio.scrollTop) < PERTO_DO_FIM;

function irAoFim(raiz) {
  const fio = raiz.querySelector("[data-fio]");
  fio.scrollTop = fio.scrollHeight;
  raiz.querySelector("[data-novas]").hidden = true;
}

const podeContinuar = (raiz) => raiz.querySelector("[data-continuar]") !== null;

// Acabou: o que ficou por mandar continua à vista, para copiar. No aparelho só fica o da que ainda se pode continuar.
function fechar(raiz) {
  if (!podeContinuar(raiz)) esquecer(raiz);
  for (const um of document.querySelectorAll("[data-so-aberta]")) um.hidden = true;
  const formulario = raiz.querySelector("[data-escrever]");
  if (!formulario) return;
  const campo = formulario.querySelector("textarea");
  formulario.hidden = !campo.value.trim();
  campo.readOnly = true;
  formulario.querySelector("[data-botoes]").hidden = true;
}

// Passou a outra pessoa: o que quem atendia não mandou fica no campo, para copiar ou deixar como nota a quem continua.
function perder(raiz) {
  raiz.dispatchEvent(new CustomEvent("conversa:perdida"));
  for (const um of document.querySelectorAll("[data-so-aberta]")) um.hidden = true;
  const formulario = raiz.querySelector("[data-escrever]");
  const [campo, botoes] = [formulario.querySelector("textarea"), formulario.querySelector("[data-da-perdida]")];
  const continua = raiz.querySelector("[data-estado] [data-continua]") !== null;
  formulario.hidden = !continua && !campo.value.trim();
  formulario.querySelector("[data-botoes]").hidden = true;
  botoes.hidden = false;
  botoes.querySelector("[data-a-quem-continua]").hidden = !continua;
  const copiar = botoes.querySelector("[data-copiar]");
  const dizerOQueCopiar = () => (copiar.dataset.copiar = campo.value);
  dizerOQueCopiar();
  campo.addEventListener("input", dizerOQueCopiar);
}

// --- o que a pessoa viu --------------------------------------------------------------------
// Viu quem tem a página à frente e a conversa no fim.
function iniciarVistas(raiz, sinal) {
  const fio = raiz.querySelector("[data-fio]");
  let vista = Number(raiz.dataset.lida) || 0;
  let porVer = 0;
  let alarme = 0;
  const ver = () => {
    if (document.visibilityState !== "visible") return;
    porVer = 0;
    document.title = titulo;
    if (!estaNoFim(fio)) return;
    raiz.querySelector("[data-novas]").hidden = true;
    if (ultimaDe(raiz) <= vista) return;
    vista = ultimaDe(raiz);
    clearTimeout(alarme);
    alarme = setTimeout(() => sinal({ vista }), LIDA_EM);
  };
  raiz.addEventListener("conversa:chegou", ({ detail }) => {
    if (document.visibilityState !== "visible") document.title = `(${(porVer += detail.length)}) ${titulo}`;
    ver();
  });
  document.addEventListener("visibilitychange", ver);
  fio.addEventListener("scroll", ver);
  raiz.querySelector("[data-novas]").addEventListener("click", () => irAoFim(raiz));
  ver();
}

// --- o que faz o outro lado ------------------------------------------------------------------
// Só à vista: quem ouve a página não se interrompe a cada letra.
function iniciarPresenca(raiz) {
  const dita = raiz.querySelector("[data-presenca]");
  let alarme = 0;
  const dizer = (qual, dura) => {
    clearTimeout(alarme);
    dita.textContent = qual ? dita.dataset[qual] : "";
    if (dura) alarme = setTimeout(dizer, dura);
  };
  raiz.addEventListener("conversa:chegou", () => dizer());
  return (tipo, { ate }) => {
    if (tipo === "vista") marcarVistas(raiz, ate);
    if (tipo === "escreve") dizer("escreve", ESCREVE_POR);
    else if (tipo === "fechou" && dita.dataset.fechou) dizer("fechou");
    else if (dita.textContent === dita.dataset.fechou) dizer();
  };
}

// --- o que fica por mandar -----------------------------------------------------------------
// crypto.randomUUID não existe fora de HTTPS.
export function novaChave() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const novaFila = () => ({ fila: [], mandando: false, alarme: 0, falhas: 0, recusada: false });

function iniciarEscrita(raiz, aoMudar, { buscar, sinal }) {
  const formulario = raiz.querySelector("[data-escrever]");
  if (!formulario) {
    if (!podeContinuar(raiz)) esquecer(raiz);
    return;
  }
  const campo = formulario.querySelector("textarea");
  const entrada = formulario.querySelector("input[type=file]");
  const guardadas = cofre(raiz);
  // O texto não espera pela foto: cada um tem a sua fila, e cada foto é um envio.
  const filas = [novaFila(), novaFila()];
  const filaDe = ({ fotos }) => filas[fotos.length ? 1 : 0];
  const escoarTodas = () => filas.forEach(escoar);
  const naoForam = [];
  const porMandar = () => filas.flatMap(({ fila }) => fila);
  const aoParar = terminarDepois({ campo, porMandar, escoarTodas, avisar: (texto) => dizerRecusa(raiz, texto) });

  let escreveu = -ESCREVE_EM;

  const guardar = () => {
    const textos = porMandar().map(({ chave, texto, fotos }) => ({ chave, texto, comFotos: fotos.length > 0 }));
    guardadas.por("fila", textos.length ? JSON.stringify(textos) : "");
  };

  function mostrar({ chave, texto, fotos }) {
    const li = formulario.querySelector("[data-minha]").content.firstElementChild.cloneNode(true);
    li.dataset.chave = chave;
    const quantas = fotos.length === 1 ? "1 foto" : `${fotos.length} fotos`;
    li.querySelector("[data-texto]").textContent = [texto, ...(fotos.length ? [`(${quantas})`] : [])].join(" ").trim();
    li.querySelector("[data-de-novo]").addEventListener("click", escoarTodas);
    raiz.querySelector("[data-mensagens]").append(li);
    irAoFim(raiz);
    return li;
  }

  function situar(li, entrega, porque = "", deNovo = true) {
    const noFim = estaNoFim(raiz.querySelector("[data-fio]"));
    li.querySelector("[data-entrega]").textContent = entrega;
    li.querySelector("[data-falhou]").hidden = !porque;
    li.querySelector("[data-porque]").textContent = porque;
    li.querySelector("[data-de-novo]").hidden = !deNovo;
    if (porque && !deNovo) anunciar(raiz, [`${entrega}: ${porque}`]);
    if (noFim) irAoFim(raiz);
  }

  // A recusada sai da fila; o texto dela fica à vista e, se há onde, volta ao campo.
  function recusada(mensagem, porque) {
    if (campo.value.trim() || campo.readOnly) {
      situar(mensagem.li, "Não enviada", porque, false);
      naoForam.push(mensagem.texto);
      return;
    }
    mensagem.li.remove();
    campo.value = mensagem.texto;
    guardadas.por("rascunho", campo.value);
    dizerRecusa(raiz, porque);
    campo.focus();
  }

  async function mandar(mensagem) {
    const dados = new FormData();
    for (const [nome, valor] of Object.entries({ chave: mensagem.chave, texto: mensagem.texto, ultima: ultimaDe(raiz), enviar: "sim" }))
      dados.append(nome, valor);
    for (const foto of mensagem.fotos) dados.append("fotos", foto);
    const signal = paciencia(mensagem.fotos.length ? PACIENCIA_COM_FOTOS : undefined);
    const pedido = { method: "POST", body: dados, headers: comSegredo(), signal };
    const resposta = await fetch(formulario.action, pedido);
    if (resposta.status === 401) throw new Error(await resposta.text());
    if (RECUSADA.includes(resposta.status)) {
      buscar(); // o que mudou diz-se na página
      throw Object.assign(new Error(resposta.status === 409 ? await resposta.text() : "Recarregue a página para enviar."), { recusada: true });
    }
    if (resposta.status === 429) throw Object.assign(new Error(await resposta.text()), { espera: Number(resposta.headers.get("Retry-After")) || 60 });
    if (resposta.status >= 500) throw new Error("");
    if (resposta.ok && aoMudar(await resposta.text(), resposta.headers)) return;
    if (resposta.ok) throw new Error("");
    recusada(mensagem, (resposta.headers.get("Content-Type") ?? "").startsWith("text/plain") ? await resposta.text() : "Não deu para enviar.");
  }

  // A recusada espera por quem a escreveu; as outras tentam-se de novo sozinhas.
  function naoSaiu(esta, porque, { recusada: foiRecusada = false, espera = 0 }) {
    situar(esta.fila[0].li, foiRecusada ? "Não enviada" : "Não saiu ainda", porque);
    if (!esta.falhas) anunciar(raiz, [`A mensagem não saiu${foiRecusada ? "" : " ainda"}. ${porque}`]);
    esta.falhas += 1;
    esta.recusada = foiRecusada;
    if (!foiRecusada) esta.alarme = setTimeout(escoar, espera ? espera * 1000 : esperaDepoisDe(esta.falhas), esta);
  }

  async function escoar(esta) {
    const { fila } = esta;
    clearTimeout(esta.alarme);
    if (esta.mandando) return;
    [esta.mandando, esta.recusada] = [true, false];
    try {
      while (fila.length) {
        situar(fila[0].li, "Enviando…");
        const mensagem = fila[0];
        await mandar(mensagem);
        if (fila[0] === mensagem) fila.shift();
        esta.falhas = 0;
        guardar();
      }
    } catch (falha) {
      const dita = falha.name === "Error" ? falha.message : "";
      const porque = dita || "Sem conexão. Tentamos de novo sozinhos.";
      if (fila.length) naoSaiu(esta, porque, falha);
    }
    esta.mandando = false;
    if (!filas.some(({ mandando }) => mandando)) aoParar();
  }

  function enfileirar(texto, fotos, chave = novaChave()) {
    const mensagem = { chave, texto, fotos };
    mensagem.li = mostrar(mensagem);
    filaDe(mensagem).fila.push(mensagem);
    guardar();
    escoar(filaDe(mensagem));
  }

  // A conversa que parou continua com o que nela não se mandou.
  raiz.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-continuar]")) return;
    target.elements.texto.value = [...naoForam, campo.value].join("\n").trim();
  });

  formulario.addEventListener("submit", (evento) => {
    if (evento.submitter?.name === "nota") guardadas.por("rascunho", ""); // não volta ao campo de quem a não pode ler
    if (evento.submitter && evento.submitter.name !== "enviar") return;
    evento.preventDefault();
    const [texto, fotos] = [campo.value.trim(), [...(entrada?.files ?? [])]];
    if (!texto && !fotos.length) {
      dizerRecusa(raiz, "Escreva a mensagem ou escolha uma foto.");
      return;
    }
    dizerRecusa(raiz, "");
    campo.value = "";
    escreveu = -ESCREVE_EM; // o que se escrever a seguir diz-se já
    guardadas.por("rascunho", "");
    if (fotos.length) {
      entrada.value = "";
      entrada.dispatchEvent(new Event("change", { bubbles: true }));
      formulario.querySelector("[data-com-fotos]").open = false;
    }
    if (texto) enfileirar(texto, []);
    for (const foto of fotos) enfileirar("", [foto]);
    campo.focus();
  });

  // Onde há teclado de verdade, Enter envia e Shift+Enter muda de linha; no toque, Enter muda de linha.
  campo.addEventListener("keydown", (evento) => {
    if (evento.key !== "Enter" || evento.shiftKey || evento.isComposing || !matchMedia("(pointer: fine)").matches) return;
    if (raiz.dataset.situacao === PERDIDA) return; // já não se envia: Enter muda de linha
    if (evento.ctrlKey && !campo.value.trim()) return; // na mesa, sem mensagem escrita, é a tecla de registrar
    evento.preventDefault();
    formulario.requestSubmit(formulario.querySelector("[name=enviar]"));
  });
  // Depois do fim nada se guarda: o htmx, que chega mais tarde, repete o que já se digitou.
  campo.addEventListener("input", ({ timeStamp }) => {
    if (campo.readOnly) return;
    guardadas.por("rascunho", campo.value);
    if (raiz.dataset.situacao !== COM_ATENDENTE || timeStamp - escreveu < ESCREVE_EM) return;
    escreveu = timeStamp;
    sinal({ escreve: "sim" });
  });
  window.addEventListener("online", () => filas.filter(({ recusada: foiRecusada }) => !foiRecusada).forEach(escoar));
  raiz.addEventListener("conversa:perdida", () => {
    const textos = porMandar().map(({ texto }) => texto);
    for (const { li } of porMandar()) li.remove();
    for (const esta of filas) {
      clearTimeout(esta.alarme);
      esta.fila.length = 0;
    }
    campo.value = [...naoForam.splice(0), ...textos, campo.value].filter((texto) => texto.trim()).join("\n");
    guardadas.por("rascunho", campo.value);
    guardar();
  });
  window.addEventListener("beforeunload", (evento) => {
    if (porMandar().some(({ fotos }) => fotos.length || !armazem(raiz))) evento.preventDefault();
  });

  // O que ficou por mandar da última vez: o que já chegou está na página, pela chave.
  if (!campo.value) campo.value = guardadas.ler("rascunho");
  for (const { chave, texto, comFotos } of JSON.parse(guardadas.ler("fila") || "[]")) {
    if (raiz.querySelector(`[data-chave="${chave}"]`)) continue;
    if (!comFotos) enfileirar(texto, [], chave);
    else {
      campo.value ||= texto;
      dizerRecusa(raiz, "As fotos não foram, porque a página se fechou. Escolha-as de novo.");
    }
  }
  guardar();
}

// --- a página ------------------------------------------------------------------------------
const SEM_REDE = "Sem conexão. Pode continuar a escrever: o que você enviar sai sozinho quando a rede voltar.";
const PAGINA_VELHA = "Esta página ficou velha. Recarregue-a para continuar.";
export function semRede(raiz, vezes, dita) {
  const aviso = raiz.querySelector("[data-sem-rede]");
  const velha = ["401", "403", "404"].includes(dita);
  const frase = velha || vezes > 1 ? (velha ? PAGINA_VELHA : SEM_REDE) : "";
  if (aviso.textContent === frase) return;
  aviso.textContent = frase;
  aviso.hidden = !frase;
  if (frase) anunciar(raiz, [frase]);
}

// Devolve o que mostrar de cada evento.
export function iniciar(raiz, { buscar, sinal }) {
  const receber = (html, cabecalhos) => {
    raiz.dataset.versao = cabecalhos.get("Versao");
    raiz.dispatchEvent(new CustomEvent("conversa:pedaco", { bubbles: true, detail: html }));
    return aplicar(raiz, html);
  };
  esquecerVelhas(raiz);
  iniciarVistas(raiz, sinal);
  iniciarEscrita(raiz, receber, { buscar, sinal });
  for (const um of document.querySelectorAll("form[data-esquece]")) um.addEventListener("submit", () => esquecer(raiz));
  raiz.addEventListener("submit", (evento) => {
    if (evento.submitter?.name !== "atualizar") return;
    evento.preventDefault();
    buscar();
  });
  return iniciarPresenca(raiz);
}

function iniciarDaPessoa(raiz) {
  const sinal = (dito) => sinalizar(raiz.dataset, dito);
  const naFila = () => raiz.dataset.situacao === NA_FILA;
  const buscar = acompanhar({
    dados: () => raiz.dataset,
    extra: () => ({ d: ultimaDe(raiz) }),
    aoChegar(html, acompanha) {
      if (html) aplicar(raiz, html);
      if (!acompanha && naFila()) sinal();
    },
    aoFalhar: (vezes, razao) => semRede(raiz, vezes, razao),
    aoOuvir(tipo, dito) {
      if (tipo === "aberta") sinal({ abriu: "sim" });
      if (["bate", "responda"].includes(tipo) && naFila()) sinal();
      if (tipo === "fila" && naFila()) buscar(aoAcaso(1_000, 5_000));
      presenca(tipo, dito);
    },
  });
  const presenca = iniciar(raiz, { buscar, sinal });
  window.addEventListener("pagehide", () => raiz.dataset.corrente && sinal({ fecha: "sim" }));
}

const daPessoa = document.querySelector("[data-conversa][data-novidades]");
if (daPessoa) iniciarDaPessoa(daPessoa);
