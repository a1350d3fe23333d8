// Takes Pyodide's program packed: from a server that packs nothing, that is a third of the bytes.
{
  const plain = fetch;
  self.fetch = async (asked, ...options) => {
    const address = String(asked.url ?? asked);
    if (!address.endsWith("/pyodide.asm.wasm")) {
      return plain(asked, ...options);
    }
    const packed = await plain(address.replace(/wasm$/, "bin"));
    if (!packed.ok) {
      return packed;
    }
    const program = packed.body.pipeThrough(new DecompressionStream("gzip"));
    return new Response(program, { headers: { "Content-Type": "application/wasm" } });
  };
}
