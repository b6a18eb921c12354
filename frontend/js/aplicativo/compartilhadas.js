// No trabalhador: a foto que se compartilha da galeria espera no aparelho, com internet ou sem, e a página de escolher o serviço a recebe.
import { chegadas, deixarChegadas } from "./preparo.js";

export async function receberCompartilhadas(pedido, servicos) {
  try {
    const novas = (await pedido.formData()).getAll("fotos").filter((foto) => foto.size);
    await deixarChegadas([...(await chegadas()), ...novas]);
    return Response.redirect(servicos, 303);
  } catch (falha) {
    console.warn("A foto não coube no aparelho", falha);
    return Response.redirect(`${servicos}#sem-espaco`, 303);
  }
}
