// O lugar que o aparelho escreveu num JPEG (EXIF), lido no próprio aparelho: a foto não vai a ninguém para isso.
const COMECO = 128 * 1024;
const [LADO_LAT, LAT, LADO_LON, LON] = [1, 2, 3, 4];
const ONDE_ESTA_O_GPS = 0x8825;

// Latitude e longitude em graus; null se a foto não diz, ou se o que diz não se lê.
export async function pontoDaFoto(arquivo) {
  const bytes = new DataView(await arquivo.slice(0, COMECO).arrayBuffer());
  try {
    return lerPonto(bytes);
  } catch (falha) {
    if (falha instanceof RangeError) return null; // o cabeçalho aponta para fora do que se leu
    throw falha;
  }
}

function lerPonto(bytes) {
  const tiff = comecoDoExif(bytes);
  if (tiff === null) return null;
  const leitor = new Leitor(bytes, tiff);
  const onde = leitor.campos(leitor.numero(4, 4)).get(ONDE_ESTA_O_GPS);
  if (!onde) return null;
  const gps = leitor.campos(leitor.numero(onde.valor, 4));
  const [lat, lon] = [emGraus(leitor, gps.get(LAT), gps.get(LADO_LAT)), emGraus(leitor, gps.get(LON), gps.get(LADO_LON))];
  if (!Number.isFinite(lat) || !Number.isFinite(lon) || (lat === 0 && lon === 0)) return null;
  return [Number(lat.toFixed(6)), Number(lon.toFixed(6))];
}

// Onde começam os campos; null se não é um JPEG, ou se ele não os tem.
function comecoDoExif(bytes) {
  if (bytes.byteLength < 4 || bytes.getUint16(0) !== 0xffd8) return null;
  let aqui = 2;
  while (bytes.getUint8(aqui) === 0xff) {
    const [marca, tamanho] = [bytes.getUint8(aqui + 1), bytes.getUint16(aqui + 2)];
    if (marca === 0xda) return null; // começa a imagem
    if (marca === 0xe1 && bytes.getUint32(aqui + 4) === 0x45786966) return aqui + 10; // "Exif"
    aqui += 2 + tamanho;
  }
  return null;
}

class Leitor {
  constructor(bytes, tiff) {
    this.bytes = bytes;
    this.tiff = tiff;
    this.invertido = bytes.getUint16(tiff) === 0x4949; // "II": o byte menor vem antes
  }

  numero(onde, tamanho) {
    const aqui = this.tiff + onde;
    return tamanho === 2 ? this.bytes.getUint16(aqui, this.invertido) : this.bytes.getUint32(aqui, this.invertido);
  }

  letra(onde) {
    return String.fromCharCode(this.bytes.getUint8(this.tiff + onde));
  }

  // Cada campo por seu número: quantas partes tem, e onde está o valor ou o endereço dele.
  campos(onde) {
    const quantos = this.numero(onde, 2);
    const campos = new Map();
    for (let qual = 0; qual < quantos; qual++) {
      const aqui = onde + 2 + qual * 12;
      campos.set(this.numero(aqui, 2), { partes: this.numero(aqui + 4, 4), valor: aqui + 8 });
    }
    return campos;
  }

  // Frações de dois números inteiros.
  fracoes(onde, quantas) {
    return Array.from({ length: quantas }, (_, qual) => this.numero(onde + qual * 8, 4) / this.numero(onde + qual * 8 + 4, 4));
  }
}

// Graus, minutos e segundos; ao sul e a oeste, negativos.
function emGraus(leitor, campo, lado) {
  if (campo?.partes !== 3 || !lado) return Number.NaN;
  const [graus, minutos, segundos] = leitor.fracoes(leitor.numero(campo.valor, 4), 3);
  const sinal = ["S", "W"].includes(leitor.letra(lado.valor).toUpperCase()) ? -1 : 1;
  return sinal * (graus + minutos / 60 + segundos / 3600);
}
