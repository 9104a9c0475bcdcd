// The site's own networks in this browser. Everything is loaded at the first call, nothing before it.
import { readFace } from "./face-reader.js";
import { oneAtATime } from "./tflite.js";

const LONGEST_SIDE = 1280; // the server reads no larger pictures either
let loading = null;

// `where` names the files: { runtime, loader, detector, classifier, calibration }. Gives a function from a picture,
// a video or a canvas to a reading; rejects where this browser cannot run them.
export function reader(where) {
  loading ??= prepare(where);
  loading.catch(() => { loading = null; }); // a lost connection may be back
  return loading;
}

async function prepare(where) {
  const litert = await import(where.runtime);
  const files = Promise.all([where.detector, where.classifier].map(bytes));
  self.Module = { printErr: () => {} }; // what fails also throws; the rest is chatter in the console
  await (litert.getGlobalLiteRtPromise() ?? litert.loadLiteRt(where.loader));
  const [detector, classifier] = await Promise.all((await files).map(async (file) => {
    const model = await litert.loadAndCompile(oneAtATime(file), { accelerator: "wasm" });
    return (values) => run(litert, model, values);
  }));
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (source) => readFace(pixels(source, canvas, context), { detector, classifier, calibration: where.calibration });
}

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function run(litert, model, values) {
  const input = new litert.Tensor(values, Array.from(model.getInputDetails()[0].shape));
  const outputs = await model.run([input]);
  input.delete();
  return outputs.map((output) => {
    const result = { shape: Array.from(output.type.layout.dimensions), values: Float32Array.from(output.toTypedArray()) };
    output.delete();
    return result;
  });
}

function pixels(source, canvas, context) {
  const width = source.videoWidth || source.naturalWidth || source.width;
  const height = source.videoHeight || source.naturalHeight || source.height;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
