import { limits, type DataSpec } from "./data-spec.ts";
import { InputError } from "./input-error.ts";

/** Pixels above which an image is not even unpacked: it would take gigabytes. */
const MOST_MEGAPIXELS = 100;

/** An image file, scaled down to at most `limits.imageSide` pixels a side, as points that lie where it is dark. */
export async function readImage(file: File): Promise<{ spec: DataSpec; note: string }> {
  const { width, height } = await sizeOf(file);
  const megapixels = (width * height) / 1e6;
  if (megapixels > MOST_MEGAPIXELS)
    throw new InputError(
      `${file.name} has ${Math.round(megapixels)} megapixels, too many for this page. Make it smaller than ` +
        `${MOST_MEGAPIXELS} megapixels and try again; 64 pixels across are enough.`,
    );
  const [small, tall] = fit(width, height);
  const pixels = await scaled(file, small, tall);
  const spec = imageSpec(pixels, small, tall);
  return { spec, note: `${file.name}: ${width} × ${height} pixels, scaled down to ${small} × ${tall}.` };
}

/** At most `limits.imageSide` a side and at least 1, in the same proportion. */
export function fit(width: number, height: number): [width: number, height: number] {
  const scale = Math.min(1, limits.imageSide / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * Darkness of RGBA pixels in 16 steps, from the image's lightest to its darkest; lightness where most of the image is dark.
 *
 * @throws {@link InputError} for an image of one color
 */
export function imageSpec(rgba: ArrayLike<number>, width: number, height: number): DataSpec & { kind: "image" } {
  const darkness = Float64Array.from({ length: width * height }, (_, k) => {
    const [r, g, b, alpha] = [0, 1, 2, 3].map((channel) => rgba[4 * k + channel] / 255);
    return (1 - (0.2126 * r + 0.7152 * g + 0.0722 * b)) * alpha; // on white
  });
  const [least, most] = darkness.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [1, 0]);
  if (most - least < 0.05)
    throw new InputError("The image has one color only. Take one with dark shapes on a light ground.");
  const relative = darkness.map((value) => (value - least) / (most - least));
  const mostlyDark = relative.reduce((sum, value) => sum + value, 0) > relative.length / 2;
  const levels = Uint8Array.from(relative, (value) =>
    Math.round((mostlyDark ? 1 - value : value) * limits.imageLevels),
  );
  return { kind: "image", width, height, levels };
}

/** Width and height of an image file, without unpacking its pixels. */
async function sizeOf(file: File): Promise<{ width: number; height: number }> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    return { width: image.naturalWidth, height: image.naturalHeight };
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function scaled(file: File, width: number, height: number): Promise<Uint8ClampedArray> {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: width, resizeHeight: height, resizeQuality: "medium" });
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d")!;
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    return context.getImageData(0, 0, width, height).data;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable({ name }: File, cause: unknown): InputError {
  return new InputError(`This browser cannot read ${name} as an image. Save it as PNG or JPEG and try again.`, {
    cause,
  });
}
