// Finds faces as ml/blazeface.py does, with the same network: the numbers below are its.
import { resized, round } from "./pixels.js";

const SIDE = 128;
const GRIDS = [[16, 2], [8, 6]]; // cells a side, anchors a cell
export const LEAST_SCORE = 0.6;
const TILE_SHARE = 0.6;
const TILE_STEP = 0.6;
const SAME_FACE = 0.3;
const NUMBERS = 16; // a box and six landmarks for each anchor

const ANCHORS = GRIDS.flatMap(([cells, each]) => Array.from({ length: cells * cells * each }, (_, at) => {
  const cell = Math.floor(at / each);
  return [(SIDE * ((cell % cells) + 0.5)) / cells, (SIDE * (Math.floor(cell / cells) + 0.5)) / cells];
}));

// Faces in pixels of the picture, the largest first. `network` takes an RGB square and gives its outputs.
export async function findFaces(picture, network) {
  let found = await look(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, network);
  if (!found.length) {
    for (const tile of tiles(picture)) found = found.concat(await look(picture, tile, network));
  }
  return distinct(found).sort((a, b) => b.width * b.height - a.width * a.height);
}

// The whole picture once more in pieces: a face below a tenth of it is too small for the first look.
function tiles({ width, height }) {
  const side = Math.max(Math.trunc(Math.min(height, width) * TILE_SHARE), SIDE);
  const pieces = [];
  for (const y of starts(height, side)) {
    for (const x of starts(width, side)) {
      pieces.push({ x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) });
    }
  }
  return pieces;
}

function starts(length, side) {
  if (length <= side) return [0];
  const count = Math.ceil((length - side) / (side * TILE_STEP)) + 1;
  return Array.from({ length: count }, (_, i) => round((i * (length - side)) / (count - 1)));
}

async function look(picture, part, network) {
  const scale = SIDE / Math.max(part.width, part.height);
  const width = Math.max(round(part.width * scale), 1);
  const height = Math.max(round(part.height * scale), 1);
  const [left, top] = [Math.floor((SIDE - width) / 2), Math.floor((SIDE - height) / 2)];
  const small = resized(picture, part, width, height);
  const square = new Float32Array(SIDE * SIDE * 3).fill(-1); // black borders
  for (let y = 0; y < height; y += 1) {
    for (let at = 0; at < width * 3; at += 1) {
      square[((top + y) * SIDE + left) * 3 + at] = small[y * width * 3 + at] / 127.5 - 1;
    }
  }
  const outputs = await network(square);
  const boxes = outputs.find((output) => output.shape.at(-1) === NUMBERS).values;
  const logits = outputs.find((output) => output.shape.at(-1) === 1).values;
  const faces = [];
  logits.forEach((logit, index) => {
    const score = 1 / (1 + Math.exp(-logit));
    if (score < LEAST_SCORE) return;
    const numbers = boxes.slice(index * NUMBERS, (index + 1) * NUMBERS);
    const point = (at) => [
      (numbers[at] + ANCHORS[index][0] - left) / scale + part.x,
      (numbers[at + 1] + ANCHORS[index][1] - top) / scale + part.y,
    ];
    const [x, y] = point(0);
    const [w, h] = [numbers[2] / scale, numbers[3] / scale];
    faces.push({ x: x - w / 2, y: y - h / 2, width: w, height: h, eyes: [point(4), point(6)], score });
  });
  return distinct(faces);
}

// Of boxes that overlap, the surest stays.
function distinct(faces) {
  const kept = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(face, other) < SAME_FACE)) kept.push(face);
  }
  return kept;
}

function overlap(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
