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
      for (let i = 0; i < weights.length; i += 1) {
        const at = line + (start + i) * 4;
        red += weights[i] * picture.data[at];
        green += weights[i] * picture.data[at + 1];
        blue += weights[i] * picture.data[at + 2];
      }
      narrow.set([red, green, blue], (y * width + x) * 3);
    }
  }
  const result = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const { start, weights } = rows[y];
    for (let at = 0; at < width * 3; at += 1) {
      let sum = 0;
      for (let i = 0; i < weights.length; i += 1) sum += weights[i] * narrow[(start + i) * width * 3 + at];
      result[y * width * 3 + at] = sum;
    }
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
    return { start, weights };
  });
}

function linear(from, to) {
  return Array.from({ length: to }, (_, place) => {
    const middle = Math.min(Math.max((place + 0.5) * (from / to) - 0.5, 0), from - 1);
    const start = Math.min(Math.floor(middle), Math.max(from - 2, 0));
    return { start, weights: from === 1 ? [1] : [1 - (middle - start), middle - start] };
  });
}

// A gray square of side * side, cut out around (square.x, square.y) and turned upright by square.roll.
export function upright(picture, square, side) {
  const { data, width, height } = picture;
  const gray = (x, y) => {
    const at = (Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) * 4;
    return (LUMA[0] * data[at] + LUMA[1] * data[at + 1] + LUMA[2] * data[at + 2] + (1 << (LUMA_BITS - 1))) >> LUMA_BITS;
  };
  const step = square.side / side;
  const [cos, sin] = [step * Math.cos(square.roll), step * Math.sin(square.roll)];
  const result = new Uint8ClampedArray(side * side);
  for (let v = 0; v < side; v += 1) {
    for (let u = 0; u < side; u += 1) {
      const [right, down] = [u - side / 2, v - side / 2];
      const x = square.x + cos * right - sin * down;
      const y = square.y + sin * right + cos * down;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - left, y - top];
      result[v * side + u] =
        (1 - fy) * ((1 - fx) * gray(left, top) + fx * gray(left + 1, top)) +
        fy * ((1 - fx) * gray(left, top + 1) + fx * gray(left + 1, top + 1));
    }
  }
  return result;
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
  const at = (x, y) => gray[mirrored(y) * side + mirrored(x)];
  const edges = new Float64Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      edges[y * side + x] = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
    }
  }
  const middle = mean(edges);
  return mean(edges.map((edge) => (edge - middle) ** 2));
}
