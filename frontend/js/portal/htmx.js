// Ligações do htmx: quando chega, CSRF, peças novas ganham comportamento, falhas são ditas em voz alta.
// A configuração está na meta htmx-config de base.html.
import { iniciarRecusas, mostrarJunto } from "./recusa.js";

const QUE_O_USAM = "[hx-get], [hx-post]";
const JA = ["changed", "load", "every", "revealed", "closest"].map((quando) => `[hx-trigger*="${quando}"]`).join() + ",[data-htmx-ja]";

// São 15 KB: só se baixam onde são precisos desde o começo ou quando se toca no que os usa, ou num formulário em que há o que os
// use. Antes do fim da carga ele não começaria: o sinal que espera já passou.
function trazerHtmx() {
  const { content } = document.querySelector("meta[name=htmx-endereco]") ?? {};
  if (!content || window.htmx) return;
  const sinais = ["focusin", "pointerover"];
  const tocar = ({ target }) => {
    if (target.closest?.(QUE_O_USAM) || target.closest?.("form")?.querySelector(QUE_O_USAM)) trazer();
  };
  // O botão apertado antes de ele chegar, ou que a própria página aperta, espera por ele; se não chega, envia como sem JavaScript.
  let apertado = null;
  const apertar = (evento) => {
    const botao = evento.target.closest?.("button[hx-post]");
    if (!botao) return;
    evento.preventDefault();
    evento.stopPropagation();
    apertado ??= botao;
    trazer();
  };
  const chegar = () => {
    document.removeEventListener("click", apertar, true);
    apertado?.click();
  };
  let pedido = false;
  function trazer() {
    if (pedido) return;
    pedido = true;
    for (const sinal of sinais) document.removeEventListener(sinal, tocar);
    const por = () => {
      const script = document.createElement("script");
      script.onload = chegar;
      script.onerror = chegar;
      script.src = content;
      document.head.append(script);
    };
    if (document.readyState === "complete") por();
    else window.addEventListener("load", por, { once: true });
  }
  document.addEventListener("click", apertar, true);
  if (document.querySelector(JA)) trazer();
  else for (const sinal of sinais) document.addEventListener(sinal, tocar);
}

// O que se digitou antes de ele começar também conta.
function repetirODigitado() {
  const campo = document.activeElement;
  if (campo?.matches("[type=search], textarea, input[hx-get]") && campo.value !== campo.defaultValue)
    campo.dispatchEvent(new Event("input", { bubbles: true }));
}

function segredoCsrf() {
  return document.body.dataset.csrf ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

// A região pode ter ido para junto de um botão que já não há: volta com o próximo.
const regiao = document.getElementById("falha");

function dizer(texto, pedido) {
  if (!regiao) return;
  regiao.querySelector("[data-texto]").textContent = texto;
  regiao.hidden = !texto;
  if (!texto) return;
  if (!regiao.isConnected) document.getElementById("conteudo")?.before(regiao);
  mostrarJunto(regiao, pedido);
}

const DITAS = new Set([401, 409]); // a resposta é a própria frase
function fraseDaFalha(situacao) {
  if (situacao === 0) return "Sem conexão. O que você escreveu continua aqui: tente de novo.";
  if (situacao === 403) return "Você não pode fazer isso com esta conta. Recarregue a página e tente de novo.";
  if (situacao === 404) return "Não encontramos o que você pediu. Recarregue a página.";
  if (situacao === 429) return "Muitas tentativas seguidas. Espere um minuto e tente de novo.";
  return "Não deu certo por uma falha nossa. O que você escreveu continua aqui: tente de novo em um minuto.";
}

// O pedaço que chega pode ser ele mesmo uma peça: procura-se a partir do pai, e as vizinhas,
// que já tinham começado, recusam começar de novo sem barulho.
function iniciarNovas(elemento, iniciarPecas) {
  iniciarPecas({ scope: elemento.parentElement ?? elemento, onError: () => {} });
}

export function iniciarHtmx(iniciarPecas) {
  const corpo = document.body;
  trazerHtmx();
  corpo.addEventListener("htmx:configRequest", (evento) => {
    const segredo = segredoCsrf();
    if (evento.detail.verb !== "get" && segredo) evento.detail.headers["X-CSRFToken"] = segredo;
  });
  // Na página que veio do aparelho (`data-guardada`), o que ela pediria sozinha fica por pedir.
  corpo.addEventListener("htmx:confirm", (evento) => {
    if (corpo.dataset.guardada && !evento.detail.triggeringEvent) evento.preventDefault();
  });
  corpo.addEventListener("htmx:beforeRequest", (evento) => {
    dizer("");
    evento.detail.target?.setAttribute("aria-busy", "true");
  });
  corpo.addEventListener("htmx:afterRequest", (evento) => evento.detail.target?.removeAttribute("aria-busy"));
  corpo.addEventListener("htmx:load", (evento) => {
    if (evento.detail.elt === corpo) repetirODigitado();
    else iniciarNovas(evento.detail.elt, iniciarPecas);
  });
  iniciarRecusas(corpo);
  corpo.addEventListener("htmx:responseError", ({ detail: { xhr, requestConfig } }) => {
    dizer(DITAS.has(xhr.status) ? xhr.responseText : fraseDaFalha(xhr.status), requestConfig);
  });
  for (const nome of ["htmx:sendError", "htmx:timeout"])
    corpo.addEventListener(nome, ({ detail }) => dizer(fraseDaFalha(0), detail.requestConfig));
}
