// Sair da conta com algo por enviar: pergunta-se antes. Na página da pergunta, enviar ou apagar, e só então sair.
import { deOutraConta, quantos } from "./dizer.js";
import { esquecerDaPessoa } from "./esquecer.js";
import { aoMudar, apagar, enviarTudo, itens, pendente } from "./fila.js";

const PERGUNTA = "/aplicativo/sair/";

// O que a pessoa vê neste aparelho: o da conta, e o que se pediu sem entrar, que ficaria à vista de quem vem depois.
const daPessoa = async () => (await itens()).filter((item) => !deOutraConta(item));
const porEnviar = async () => (await daPessoa()).filter(pendente);

async function apagarTudo() {
  const chaves = (await daPessoa()).map(({ chave }) => chave);
  await Promise.all([apagar(...chaves), esquecerDaPessoa()]);
}

export function vigiarSaida() {
  document.addEventListener("submit", async (evento) => {
    const formulario = evento.target.closest("form[data-conta]");
    if (!formulario || formulario.hasAttribute("data-saida")) return;
    evento.preventDefault();
    try {
      if ((await porEnviar()).length) return void location.assign(PERGUNTA);
      await apagarTudo();
    } catch (falha) {
      console.error("O aparelho não disse o que guarda", falha);
    }
    formulario.submit();
  });
}

export async function perguntarAntesDeSair(formulario) {
  const parte = (nome) => formulario.querySelector(`[data-${nome}]`);
  const mostrar = async () => {
    const meus = await porEnviar();
    parte("lista").replaceChildren(
      ...meus.map(({ rotulo }) => Object.assign(document.createElement("li"), { textContent: rotulo })),
    );
    parte("enviar-e-sair").parentElement.hidden = !meus.length;
    parte("apagar-e-sair").textContent = meus.length ? "Apagar e sair" : "Sair";
    return meus;
  };
  const sair = async () => {
    await apagarTudo();
    formulario.submit();
  };
  aoMudar(mostrar);
  for (const botao of formulario.querySelectorAll("[data-com-js]")) botao.hidden = false;
  parte("apagar-e-sair").addEventListener("click", sair);
  parte("enviar-e-sair").addEventListener("click", async () => {
    parte("situacao").textContent = "Enviando…";
    await enviarTudo({ forcar: true });
    const ficaram = await mostrar();
    if (!ficaram.length) return sair();
    parte("situacao").textContent = `${quantos(ficaram.length, "não foi enviado", "não foram enviados")}: veja por quê, ou apague.`;
  });
  await mostrar();
}
