// The site's picture arithmetic (OpenCV's, on the server) for one picture in the browser, so that both
// cut out and see the same face. A picture here is what getImageData gives: { data, width, height }, RGBA.

const LUMA = [9798, 19235, 3735]; // shares of red, green and blue in 2^15ths, as OpenCV weighs them
const LUMA_BITS = 15;

// Python's rounding, half to even: a size that is off by one would shift everything.
export function round(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

// A part of a picture in another size, RGB without alpha: Uint8ClampedArray of width * height * 3.
export function resized(picture, part, width, height) {
  const { data } = picture;
  const larger = width > part.width || height > part.height;
  const spread = larger ? linear : area;
  const columns = spread(part.width, width);
  const rows = spread(part.height, height);
  const narrow = new Float32Array(part.height * width * 3);
  for (let y = 0; y < part.height; y += 1) {
    const line = ((part.y + y) * picture.width + part.x) * 4;
    for (let x = 0; x < width; x += 1) {
      const { start, weights } = columns[x];
      let red = 0, green = 0, blue = 0;
      let at = line + start * 4;
      for (let i = 0; i < weights.length; i += 1) {
        const weight = weights[i];
        red += weight * data[at];
        green += weight * data[at + 1];
        blue += weight * data[at + 2];
        at += 4;
      }
      const to = (y * width + x) * 3;
      narrow[to] = red;
      narrow[to + 1] = green;
      narrow[to + 2] = blue;
    }
  }
  const result = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const { start, weights } = rows[y];
    const line = new Float32Array(width * 3);
    for (let i = 0; i < weights.length; i += 1) {
      const from = (start + i) * width * 3;
      for (let at = 0; at < width * 3; at += 1) line[at] += weights[i] * narrow[from + at];
    }
    result.set(line, y * width * 3);
  }
  return result;
}

// For each new place the old ones it covers, and how much of each.
function area(from, to) {
  const scale = from / to;
  return Array.from({ length: to }, (_, place) => {
    const left = place * scale;
    const right = Math.min((place + 1) * scale, from);
    const start = Math.floor(left);
    const end = Math.min(Math.ceil(right - 1e-6), from);
    const weights = [];
    for (let i = start; i < end; i += 1) weights.push((Math.min(i + 1, right) - Math.max(i, left)) / (right - left));
    return { start, weights: Float32Array.from(weights) };
  });
}

function linear(from, to) {
  return Array.from({ length: to }, (_, place) => {
    const middle = Math.min(Math.max((place + 0.5) * (from / to) - 0.5, 0), from - 1);
    const start = Math.min(Math.floor(middle), Math.max(from - 2, 0));
    return { start, weights: Float32Array.from(from === 1 ? [1] : [1 - (middle - start), middle - start]) };
  });
}

// A gray square of side * side, cut out around (square.x, square.y) and turned upright by square.roll.
export function upright(picture, square, side) {
  const gray = grayOf(picture);
  const step = square.side / side;
  const [cos, sin] = [step * Math.cos(square.roll), step * Math.sin(square.roll)];
  const result = new Uint8ClampedArray(side * side);
  for (let v = 0; v < side; v += 1) {
    for (let u = 0; u < side; u += 1) {
      const right = u - side / 2;
      const down = v - side / 2;
      const x = square.x + cos * right - sin * down;
      const y = square.y + sin * right + cos * down;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const fx = x - left;
      const fy = y - top;
      result[v * side + u] =
        (1 - fy) * ((1 - fx) * gray(left, top) + fx * gray(left + 1, top)) +
        fy * ((1 - fx) * gray(left, top + 1) + fx * gray(left + 1, top + 1));
    }
  }
  return result;
}

// The brightness of a pixel; beyond the edge that of the edge.
function grayOf({ data, width, height }) {
  const [red, green, blue] = LUMA;
  const half = 1 << (LUMA_BITS - 1);
  return (x, y) => {
    const column = x < 0 ? 0 : x < width ? x : width - 1;
    const line = y < 0 ? 0 : y < height ? y : height - 1;
    const at = (line * width + column) * 4;
    return (red * data[at] + green * data[at + 1] + blue * data[at + 2] + half) >> LUMA_BITS;
  };
}

// Half the side, each pixel the mean of four.
export function halved(gray, side) {
  const half = side / 2;
  const result = new Uint8ClampedArray(half * half);
  for (let y = 0; y < half; y += 1) {
    for (let x = 0; x < half; x += 1) {
      const at = 2 * y * side + 2 * x;
      result[y * half + x] = (gray[at] + gray[at + 1] + gray[at + side] + gray[at + side + 1]) / 4;
    }
  }
  return result;
}

export function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

// Variance of the Laplacian of a gray square; a blurred one has little.
export function sharpness(gray, side) {
  const mirrored = (i) => (i < 0 ? -i : i >= side ? 2 * side - 2 - i : i);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < side; y += 1) {
    const above = mirrored(y - 1) * side;
    const below = mirrored(y + 1) * side;
    const line = y * side;
    for (let x = 0; x < side; x += 1) {
      const beside = gray[line + mirrored(x - 1)] + gray[line + mirrored(x + 1)];
      const edge = beside + gray[above + x] + gray[below + x] - 4 * gray[line + x];
      sum += edge;
      squares += edge * edge;
    }
  }
  return (squares - (sum * sum) / side ** 2) / side ** 2;
}
