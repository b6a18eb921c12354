// A foto menor, feita no aparelho depois de lido o lugar: cinco pesam uns 2 MB. A nova não tem mais nada do aparelho.
const MAIOR_LADO = 1920;
const QUALIDADE = 0.85;

// O que o navegador não sabe abrir (HEIC em alguns) vai como está: quem o trata é o servidor.
export async function reduzida(arquivo) {
  try {
    const imagem = await createImageBitmap(arquivo);
    const blob = await emJpeg(imagem);
    imagem.close();
    const nome = arquivo.name.replace(/\.\w+$/, "") || "foto";
    return blob ? new File([blob], `${nome}.jpg`, { type: "image/jpeg" }) : arquivo;
  } catch {
    return arquivo;
  }
}

function emJpeg(imagem) {
  const escala = Math.min(1, MAIOR_LADO / Math.max(imagem.width, imagem.height));
  const tela = document.createElement("canvas");
  tela.width = Math.max(1, Math.round(imagem.width * escala));
  tela.height = Math.max(1, Math.round(imagem.height * escala));
  const pincel = tela.getContext("2d");
  pincel.fillStyle = "#fff"; // a transparência de um PNG viraria preto
  pincel.fillRect(0, 0, tela.width, tela.height);
  pincel.drawImage(imagem, 0, 0, tela.width, tela.height);
  return new Promise((pronto) => tela.toBlob(pronto, "image/jpeg", QUALIDADE));
}
