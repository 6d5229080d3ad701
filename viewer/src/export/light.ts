/** Colours of pictures: those of the light theme, in a form that every program reads. Pure. */

/** Values of the tokens of styles/tokens.css by name: `--grew-1`. */
export type Tokens = ReadonlyMap<string, string>;

/** A colour over tokens, as frames have it, without them. Lightness, chroma and hue become `#rrggbb`. */
export function lightColour(css: string, tokens: Tokens): string {
  const plain = css.replace(/var\((--[\w-]+)\)/g, (_, name: string) => {
    const value = tokens.get(name);
    if (value === undefined) throw new RangeError(`${name} is no token`);
    return value;
  });
  const found = /^oklch\((\S+) (\S+) (\S+)\)$/.exec(plain);
  return found ? fromOklch(Number(found[1]), Number(found[2]), Number(found[3])) : plain;
}

/** Björn Ottosson, "A perceptual color space for image processing": https://bottosson.github.io/posts/oklab/ */
function fromOklch(lightness: number, chroma: number, hueDegrees: number): string {
  const hue = (hueDegrees / 180) * Math.PI;
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map((value) => hex(value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)).join('')}`;
}

function hex(value: number): string {
  const byte = Math.round(255 * Math.min(1, Math.max(0, value)));
  return byte.toString(16).padStart(2, '0');
}
