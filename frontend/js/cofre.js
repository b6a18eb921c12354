// O que se escreveu numa conversa e ainda não saiu, guardado no navegador. `data-guarda` diz onde: no aparelho de quem conversa, e
// volta depois de a aba se fechar; na mesa, só enquanto a aba dura. No navegador de todos nada se guarda.
const GUARDADO_POR = 7 * 24 * 60 * 60 * 1000;
const armazens = { aparelho: "localStorage", aba: "sessionStorage" };

export function armazem(raiz) {
  try {
    return window[armazens[raiz.dataset.guarda]] ?? null;
  } catch {
    return null; // o navegador não deixa guardar: fica só na página
  }
}

export function cofre(raiz) {
  const nome = `conversa:${raiz.dataset.conversa}`;
  const onde = armazem(raiz);
  return {
    ler: (parte) => onde?.getItem(`${nome}:${parte}`) ?? "",
    por(parte, valor) {
      try {
        if (valor) onde?.setItem(`${nome}:${parte}`, valor);
        else onde?.removeItem(`${nome}:${parte}`);
        if (valor) onde?.setItem(`${nome}:em`, Date.now());
      } catch {
        // sem lugar no navegador: fica só na página
      }
    },
  };
}

export function esquecer(raiz) {
  const onde = armazem(raiz);
  for (const nome of Object.keys(onde ?? {})) if (nome.startsWith(`conversa:${raiz.dataset.conversa}:`)) onde.removeItem(nome);
}

// De outras conversas, que já não se abriram, nada fica no aparelho para sempre.
export function esquecerVelhas(raiz) {
  const onde = armazem(raiz);
  for (const nome of Object.keys(onde ?? {})) {
    const [, codigo] = nome.match(/^conversa:([^:]+):em$/) ?? [];
    if (codigo && Date.now() - Number(onde.getItem(nome)) > GUARDADO_POR) esquecer({ dataset: { ...raiz.dataset, conversa: codigo } });
  }
}
