// De que conta é o que se guarda agora. As páginas do aplicativo são de ninguém: quem sabe é o servidor ou, sem rede, a
// última página que ele mostrou.
const LEMBRADA = "conta";
const FICHA = "/aplicativo/ficha/";
const PACIENCIA = 4_000;

export const contaDaqui = () => localStorage.getItem(LEMBRADA) ?? "";

export function lembrarConta() {
  if (document.body.hasAttribute("data-trabalhador")) return;
  localStorage.setItem(LEMBRADA, document.querySelector("form[data-conta]")?.dataset.conta ?? "");
}

// A conta que entrou e se este é um aparelho de todos, em que nada fica. Sem rede vale a conta lembrada.
export async function deQuemAgora() {
  let deTodos = false;
  try {
    const resposta = await fetch(FICHA, { cache: "no-store", signal: AbortSignal.timeout(PACIENCIA) });
    const dita = resposta.ok ? await resposta.json() : null;
    if (dita) localStorage.setItem(LEMBRADA, dita.conta);
    deTodos = Boolean(dita?.de_todos);
  } catch {
    // Sem rede.
  }
  return { conta: contaDaqui(), deTodos };
}
