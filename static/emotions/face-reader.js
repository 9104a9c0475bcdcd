// Reads a mood from a picture as ml/face.py does: find, cut out, judge the light, classify. The numbers
// below are its; a test holds both to the same scores.
import { findFaces, LEAST_SCORE } from "./face-finder.js";
import { halved, mean, sharpness, upright } from "./pixels.js";

const DETAIL_SIDE = 96;
const CROP_SCALE = 1.165;
const CROP_RISE = 0.1;
const SHARP = 120;
const BLURRED = 8;
const DARK = 28;
const DIM = 70;
const LEAST_QUALITY = 0.05;

// A reading: { status } alone where there is nothing to say, else with scores, quality, faces, frame, lookedAt.
export async function readFace(picture, { detector, classifier, calibration }) {
  const faces = await findFaces(picture, detector);
  if (!faces.length) return { status: "no_face" };
  const square = around(faces[0]);
  const detail = upright(picture, square, DETAIL_SIDE);
  const [light, sharp] = [mean(detail), sharpness(detail, DETAIL_SIDE)];
  if (light < DARK) return { status: "too_dark" };
  if (sharp < BLURRED) return { status: "blurred" };
  const outputs = await classifier(Float32Array.from(halved(detail, DETAIL_SIDE)));
  const [logits, maps] = [...outputs].sort((a, b) => a.shape.length - b.shape.length);
  const chances = calibrated(logits.values, calibration);
  return {
    status: faces.length > 1 ? "several_faces" : "ok",
    scores: Object.fromEntries(calibration.labels.map((label, i) => [label, chances[i]])),
    quality: quality(faces[0], light, sharp),
    faces: faces.length,
    frame: {
      x: square.x / picture.width,
      y: square.y / picture.height,
      side: square.side / picture.width,
      roll: (square.roll * 180) / Math.PI,
    },
    lookedAt: lookedAt(maps, chances),
  };
}

// The square that the training pictures would have shown, upright by the line of the eyes.
function around(face) {
  const [[rightX, rightY], [leftX, leftY]] = face.eyes;
  const roll = Math.atan2(leftY - rightY, leftX - rightX);
  const box = (face.width + face.height) / 2;
  return {
    x: face.x + face.width / 2 + CROP_RISE * box * Math.sin(roll),
    y: face.y + face.height / 2 - CROP_RISE * box * Math.cos(roll),
    side: CROP_SCALE * box,
    roll,
  };
}

function calibrated(logits, { temperature, bias }) {
  const raised = Array.from(logits, (logit, i) => logit / temperature + bias[i]);
  const most = Math.max(...raised);
  const powers = raised.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function quality(face, light, sharp) {
  const worth = ramp(Math.min(face.width, face.height), 0.25 * DETAIL_SIDE, DETAIL_SIDE)
    * ramp(sharp, BLURRED, SHARP) * ramp(light, DARK, DIM) * ramp(face.score, LEAST_SCORE - 0.3, 0.9);
  return Math.max(Math.sqrt(worth), LEAST_QUALITY);
}

function ramp(value, worst, best) {
  return Math.min(Math.max((value - worst) / (best - worst), 0), 1);
}

// Where the network saw the emotion it names, rows of 0 to 1.
function lookedAt(maps, chances) {
  const top = chances.indexOf(Math.max(...chances));
  const [, rows, columns, emotions] = maps.shape;
  const beyond = Array.from({ length: rows * columns }, (_, cell) => {
    const values = maps.values.slice(cell * emotions, (cell + 1) * emotions);
    return Math.max(values[top] - mean(values), 0);
  });
  const most = Math.max(...beyond, 1e-9);
  return Array.from({ length: rows }, (_, y) => beyond.slice(y * columns, (y + 1) * columns).map((value) => value / most));
}
