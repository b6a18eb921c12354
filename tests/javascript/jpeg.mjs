// Um JPEG feito à mão, com só o lugar em que se tirou: bom, ou estragado onde se quer.
export const [GPS, LAT, LON] = [26, 80, 104]; // dos campos e dos números, a contar do começo do TIFF
export const FIM_DO_LUGAR = 12 + LON + 24;
export const SE = { lat: [23, 33, 1.8], lon: [46, 38, 2.4], ladoLat: "S", ladoLon: "W" };

// Um JPEG com só o que diz o lugar, na ordem de bytes que se pede; `estragar` recebe os campos já escritos.
export function jpeg({ lat, lon, ladoLat, ladoLon } = SE, { invertido = true, antes = [], estragar = () => {} } = {}) {
  const tiff = new DataView(new ArrayBuffer(128));
  const por = (onde, valor, bytes) => (bytes === 2 ? tiff.setUint16(onde, valor, invertido) : tiff.setUint32(onde, valor, invertido));
  const campo = (onde, numero, tipo, partes, valor) => {
    por(onde, numero, 2);
    por(onde + 2, tipo, 2);
    por(onde + 4, partes, 4);
    if (typeof valor === "string") tiff.setUint8(onde + 8, valor.charCodeAt(0));
    else por(onde + 8, valor, 4);
  };
  const angulo = (onde, [graus, minutos, segundos]) =>
    [graus, 1, minutos, 1, Math.round(segundos * 100), 100].forEach((numero, qual) => por(onde + qual * 4, numero, 4));
  tiff.setUint16(0, invertido ? 0x4949 : 0x4d4d);
  por(2, 42, 2);
  por(4, 8, 4);
  por(8, 1, 2);
  campo(10, 0x8825, 4, 1, GPS);
  por(GPS, 4, 2);
  [[1, 2, 2, ladoLat], [2, 5, 3, LAT], [3, 2, 2, ladoLon], [4, 5, 3, LON]].forEach((dito, qual) => campo(GPS + 2 + qual * 12, ...dito));
  angulo(LAT, lat);
  angulo(LON, lon);
  estragar(por, tiff);
  const exif = [...bytes("Exif\0\0"), ...new Uint8Array(tiff.buffer)];
  return [0xff, 0xd8, ...antes, ...segmento(0xe1, exif), 0xff, 0xda, 0, 2, 0xff, 0xd9];
}

export const bytes = (texto) => [...texto].map((letra) => letra.charCodeAt(0));
export const segmento = (marca, dentro) => [0xff, marca, (dentro.length + 2) >> 8, (dentro.length + 2) & 0xff, ...dentro];
