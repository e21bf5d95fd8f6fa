import { toString as toQrCode } from 'qrcode';

/** The code as a QR code in SVG: what stands in it says nothing to who does not hold the event's list. */
export const ticketSvg = (code: string): Promise<string> =>
  toQrCode(code, { type: 'svg', errorCorrectionLevel: 'Q', margin: 4 });
