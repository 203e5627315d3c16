import { compareParts, decimalParts, doubleParts, type FiniteParts } from '../query/decimal.ts';
import type { Numeric } from '../query/types.ts';
import type { ByteWriter } from './byte-writer.ts';

/**
 * Numbers of all types in the order of their values: the nearest double, then on which side of it the number lies, and
 * for one that isn't a double, all of its digits. The nearest double never falls while the number rises, and numbers
 * that share it and the side are told apart by their digits; so equal numbers have equal keys, whatever their types.
 */

const EQUAL = 0x80;
const MAGNITUDE_BIAS = 0x8000;

/** Writes a number's key. NaN comes before all others, and the two zeros are one. */
export function writeNumberKey(out: ByteWriter, value: Numeric): void {
  if (typeof value === 'number') return writeDouble(out, value, 0);
  const parts: ReturnType<typeof decimalParts> =
    typeof value === 'bigint' ? { digits: value, exponent: 0 } : decimalParts(value);
  if (typeof parts === 'string') return writeDouble(out, Number(parts), 0);
  const nearest = Number(value.toString());
  const side = Number.isFinite(nearest)
    ? compareParts(parts, doubleParts(nearest))
    : // Beyond all doubles, and still finite.
      -Math.sign(nearest);
  writeDouble(out, nearest, side);
  if (side !== 0) writeDigits(out, parts);
}

function writeDouble(out: ByteWriter, nearest: number, side: number): void {
  if (Number.isNaN(nearest)) out.uint64(0n);
  else out.double(nearest === 0 ? 0 : nearest);
  out.byte(EQUAL + side);
}

/** The place of the first digit, then two digits a byte without the zeros at the end, then 0; all turned below zero. */
function writeDigits(out: ByteWriter, parts: FiniteParts): void {
  const turn = parts.digits < 0n ? 0xff : 0;
  const all = (turn === 0 ? parts.digits : -parts.digits).toString();
  const magnitude = MAGNITUDE_BIAS + parts.exponent + all.length;
  out.byte((magnitude >> 8) ^ turn);
  out.byte((magnitude & 0xff) ^ turn);
  const digits = all.replace(/0+$/, '');
  for (let at = 0; at < digits.length; at += 2) {
    out.byte((Number(digits.slice(at, at + 2).padEnd(2, '0')) + 1) ^ turn);
  }
  out.byte(turn);
}
