// The shipped file says "any number of faces at once"; the browser's runtime wants a number. Only that is
// written into the copy in memory, the weights are read as they are.
// Places of the fields: the TensorFlow Lite schema (a flatbuffer), version 3.

const SUBGRAPHS = 2; // of the model
const TENSORS = 0; // of a subgraph
const SHAPE_SIGNATURE = 7; // of a tensor

export function oneAtATime(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (const subgraph of tables(view, field(view, follow(view, 0), SUBGRAPHS))) {
    for (const tensor of tables(view, field(view, subgraph, TENSORS))) {
      const sides = field(view, tensor, SHAPE_SIGNATURE);
      if (!sides) continue;
      const start = follow(view, sides);
      for (let i = 1; i <= view.getUint32(start, true); i += 1) {
        if (view.getInt32(start + 4 * i, true) < 0) view.setInt32(start + 4 * i, 1, true);
      }
    }
  }
  return file;
}

function follow(view, at) {
  return at + view.getUint32(at, true);
}

// Where a table keeps the field, or 0 where it has none.
function field(view, table, number) {
  const index = table - view.getInt32(table, true);
  const place = 4 + 2 * number;
  const offset = place < view.getUint16(index, true) ? view.getUint16(index + place, true) : 0;
  return offset && table + offset;
}

function tables(view, at) {
  const start = follow(view, at);
  return Array.from({ length: view.getUint32(start, true) }, (_, i) => follow(view, start + 4 + 4 * i));
}
