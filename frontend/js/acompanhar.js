// A página sabe na hora que algo mudou: a corrente (EventSource) diz só isso, e busca-se o pedaço. Sem ela, pergunta-se de vez em
// quando. `dados()` são os atributos de onde se acompanha: corrente, novidades, sinal, versao e pergunta (segundos).
import { SOZINHO, aoAcaso, esperaDepoisDe, paciencia } from "./rede.js";
const ATE_ABRIR = 5_000; // o proxy que guarda a resposta não deixa chegar nem o primeiro evento
const ATE_VOLTAR = 12_000; // o navegador volta sozinho em até dez segundos
const CALADA = 50_000; // a corrente viva bate a cada vinte
const TENTAR_OUTRA_VEZ = 90_000;
const ATRAS = 60_000; // a aba que não se vê
const TIPOS = ["aberta", "bate", "renove", "mudou", "vista", "escreve", "abriu", "fechou", "responda", "fila", "ligacao"];

// `aoChegar(html, acompanha)`, vazio se nada mudou; `aoFalhar(vezes, razao)`, zero quando a rede volta; `aoOuvir(tipo, dados)`, cada
// evento. `extra()` vai na busca; `ritmo(dito, passou)` diz quanto se espera antes dela; `sempre`: a aba de trás também acompanha.
// Devolve o que busca: já, ou daqui a tantos milissegundos.
export function acompanhar({ dados, aoChegar, aoFalhar = () => {}, aoOuvir = () => {}, extra = () => ({}), ritmo = () => 60, sempre = false }) {
  let [corrente, soltar, buscando, acompanha] = [null, null, false, false];
  let [alarme, quando, vigia, falhas, quedas, buscou] = [0, Infinity, 0, 0, 0, -Infinity];

  function marcar(espera = 0) {
    if (performance.now() + espera >= quando) return;
    clearTimeout(alarme);
    quando = performance.now() + espera;
    alarme = setTimeout(buscar, espera);
  }

  async function buscar() {
    quando = Infinity;
    if (buscando) return marcar(200);
    [buscando, buscou] = [true, performance.now()];
    try {
      await pedir();
      if (falhas) aoFalhar((falhas = 0));
    } catch (falha) {
      aoFalhar((falhas += 1), falha.message);
    }
    buscando = false;
    if (falhas) marcar(esperaDepoisDe(falhas));
    else if (!acompanha && dados().corrente) marcar(document.hidden ? ATRAS : dados().pergunta * 1000);
  }

  async function pedir() {
    const endereco = new URL(dados().novidades, location.href);
    for (const [nome, valor] of Object.entries({ v: dados().versao, ...extra() })) endereco.searchParams.set(nome, valor);
    const resposta = await fetch(endereco, { headers: SOZINHO, cache: "no-store", signal: paciencia() });
    if (!resposta.ok) throw new Error(resposta.status);
    dados().versao = resposta.headers.get("Versao");
    dados().corrente = resposta.headers.get("Corrente");
    if (!dados().corrente) fechar();
    aoChegar(resposta.status === 200 ? await resposta.text() : "", acompanha);
  }

  function ouvir(tipo, dito) {
    [acompanha, quedas] = [true, 0];
    vigiar(CALADA);
    if (tipo === "renove") buscar().then(abrir);
    if (tipo === "mudou" && dito.versao > Number.parseInt(dados().versao, 10)) marcar(ritmo(dito, performance.now() - buscou));
    aoOuvir(tipo, dito);
  }

  function abrir() {
    fechar();
    if (!dados().corrente || (document.hidden && !sempre)) return;
    const esta = (corrente = new EventSource(`${dados().corrente}&v=${dados().versao}`));
    for (const tipo of TIPOS) esta.addEventListener(tipo, ({ data }) => esta === corrente && ouvir(tipo, JSON.parse(data)));
    esta.addEventListener("error", () => {
      if (esta !== corrente) return;
      if (esta.readyState === EventSource.CLOSED) cair();
      else if (acompanha) vigiar(ATE_VOLTAR);
      acompanha = false;
    });
    vigiar(ATE_ABRIR);
  }

  function vigiar(espera) {
    clearTimeout(vigia);
    vigia = setTimeout(cair, espera);
  }

  function fechar() {
    clearTimeout(vigia);
    soltar?.();
    corrente?.close();
    [corrente, acompanha, soltar] = [null, false, null];
  }

  // Busca o que se perdeu e, se é a primeira vez, volta a abrir; a que não se deixa acompanhar pergunta, e tenta mais tarde.
  function cair() {
    fechar();
    buscar();
    quedas += 1;
    vigia = setTimeout(abrir, quedas > 1 ? aoAcaso(1, 2) * TENTAR_OUTRA_VEZ : aoAcaso(500, 2_000));
  }

  // Das abas de trás só uma acompanha, e nenhuma da pessoa: o navegador dá poucas ligações a cada endereço.
  function aoMudarDeAba() {
    soltar?.();
    if (!document.hidden) return corrente || voltar();
    if (sempre && navigator.locks) return navigator.locks.request("corrente-de-tras", { ifAvailable: true }, ficarAtras);
    return sempre || ficarAtras(null);
  }

  function ficarAtras(trava) {
    if (trava && document.hidden) return new Promise((feito) => (soltar = feito));
    if (document.hidden) fechar();
    return marcar(ATRAS);
  }

  function voltar() {
    if (!dados().corrente) return;
    buscar();
    abrir();
  }

  document.addEventListener("visibilitychange", aoMudarDeAba);
  window.addEventListener("online", voltar);
  window.addEventListener("pageshow", ({ persisted }) => persisted && voltar());
  window.addEventListener("pagehide", fechar);
  abrir();
  return marcar;
}
