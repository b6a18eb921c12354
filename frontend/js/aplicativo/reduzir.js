// A foto menor, feita no aparelho depois de lido o lugar: cinco pesam uns 2 MB. A nova não tem mais nada do aparelho.
const MAIOR_LADO = 1920;
const QUALIDADE = 0.85;

// O que o navegador não sabe abrir (HEIC em alguns) vai como está: quem o trata é o servidor.
export async function reduzida(arquivo) {
  try {
    const imagem = await createImageBitmap(arquivo);
    const blob = await emJpeg(imagem);
    imagem.close();
    return blob ? new File([blob], nomeEmJpeg(arquivo.name), { type: "image/jpeg" }) : arquivo;
  } catch {
    return arquivo;
  }
}

export const nomeEmJpeg = (nome) => `${nome.replace(/\.\w+$/, "") || "foto"}.jpg`;

// A mesma forma, com o lado maior no limite; a que já cabe não cresce, e nenhum lado some.
export function medidas({ width, height }) {
  const escala = Math.min(1, MAIOR_LADO / Math.max(width, height));
  return [width, height].map((lado) => Math.max(1, Math.round(lado * escala)));
}

function emJpeg(imagem) {
  const tela = document.createElement("canvas");
  [tela.width, tela.height] = medidas(imagem);
  const pincel = tela.getContext("2d");
  pincel.fillStyle = "#fff"; // a transparência de um PNG viraria preto
  pincel.fillRect(0, 0, tela.width, tela.height);
  pincel.drawImage(imagem, 0, 0, tela.width, tela.height);
  return new Promise((pronto) => tela.toBlob(pronto, "image/jpeg", QUALIDADE));
}
