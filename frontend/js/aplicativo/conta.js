// De que conta é o que se guarda: quem o diz é o servidor, na página que desenhou para a conta ou, nas do aplicativo, que são
// de ninguém, no cookie que acompanha cada sessão que começa e acaba.
const FICHA = "/aplicativo/ficha/";
const PACIENCIA = 4_000;

const [FALTA, COMPLETA] = ["-", ""];
const doCookie = () => document.cookie.match(/(?:^|; )conta=(\w+)(-?)/) ?? ["", "", FALTA];

export const contaDaqui = () => document.querySelector("form[data-conta]")?.dataset.conta ?? doCookie()[1];
// Se a conta tem o que um pedido pergunta de quem pede: o nome, o CPF e um contato.
export const contaCompleta = () => doCookie()[2] === COMPLETA;

// A conta que entrou e se este é um aparelho de todos, em que nada fica. Sem rede vale a que o servidor disse por último.
export async function deQuemAgora() {
  try {
    const resposta = await fetch(FICHA, { cache: "no-store", signal: AbortSignal.timeout(PACIENCIA) });
    const dita = resposta.ok ? await resposta.json() : null;
    if (dita) return { conta: dita.conta, deTodos: Boolean(dita.de_todos) };
  } catch {
    return { conta: contaDaqui(), semRede: true };
  }
  return { conta: contaDaqui() };
}
