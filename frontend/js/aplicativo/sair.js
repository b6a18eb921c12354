// Sair da conta com algo dela por enviar: pergunta-se antes. Na página da pergunta, enviar ou apagar, e só então sair.
import { quantos } from "./dizer.js";
import { esquecerDaPessoa } from "./esquecer.js";
import { aoMudar, apagarDaConta, enviarTudo, itens, pendente } from "./fila.js";

const PERGUNTA = "/aplicativo/sair/";

const porEnviar = async (conta) => (await itens()).filter((item) => item.conta === conta && pendente(item));

export function vigiarSaida() {
  document.addEventListener("submit", async (evento) => {
    const formulario = evento.target.closest("form[data-conta]");
    if (!formulario || formulario.hasAttribute("data-saida")) return;
    evento.preventDefault();
    const { conta } = formulario.dataset;
    try {
      if ((await porEnviar(conta)).length) return void location.assign(PERGUNTA);
      await Promise.all([apagarDaConta(conta), esquecerDaPessoa()]);
    } catch (falha) {
      console.error("O aparelho não disse o que guarda", falha);
    }
    formulario.submit();
  });
}

export async function perguntarAntesDeSair(formulario) {
  const { conta } = formulario.dataset;
  const parte = (nome) => formulario.querySelector(`[data-${nome}]`);
  const mostrar = async () => {
    const meus = await porEnviar(conta);
    parte("lista").replaceChildren(
      ...meus.map(({ rotulo }) => Object.assign(document.createElement("li"), { textContent: rotulo })),
    );
    parte("enviar-e-sair").parentElement.hidden = !meus.length;
    parte("apagar-e-sair").textContent = meus.length ? "Apagar e sair" : "Sair";
    return meus;
  };
  const sair = async () => {
    await Promise.all([apagarDaConta(conta), esquecerDaPessoa()]);
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
