// Sentences for people, in their language: the page brings them (emotions/script_sentences.py writes them).
const sentences = JSON.parse(document.getElementById("sentences").textContent);

export function say(name, facts = {}) {
  return sentences[name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}
